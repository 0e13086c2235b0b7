"""Lines of the two text files, and what is wrong with them.

Lines end at the newline byte and nowhere else, since every other line separator is escaped in them.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

_SHOWN: Final = 120


class Line(NamedTuple):
    """One line: its number from 1, how far it is indented, and what follows the indentation."""

    number: int
    indent: int
    content: str


class LineFault(NamedTuple):
    """A line that does not say what the format has there."""

    line: int
    """Number of the line, from 1."""
    expected: str
    found: str

    @property
    def place(self) -> str:
        """Where it is, for an error."""
        return f"line {self.line}"


def split(text: str) -> tuple[list[Line], list[LineFault]]:
    """Return the lines of a text, and the fault that its last line has no newline."""
    parts = text.split("\n")
    last = parts.pop()
    faults = [LineFault(len(parts) + 1, "a newline at the end", f"{last[:_SHOWN]!r} and the end")] if last else []
    if last:
        parts.append(last)
    lines = []
    for number, part in enumerate(parts, 1):
        content = part.lstrip(" \t")
        lines.append(Line(number, len(part) - len(content), content))
    return lines, faults


def unexpected(line: Line, expected: str) -> LineFault:
    """Return the fault that a line is not what was expected."""
    return LineFault(line.number, expected, shown(line.content))


def shown(content: str) -> str:
    """Return what stands on a line, quoted and cut, for an error."""
    return repr(content) if len(content) <= _SHOWN else f"{content[:_SHOWN]!r}…"


def first_difference(expected: Iterable[str], found: Iterable[Line]) -> LineFault | None:
    """Return the first line that is not the expected one, whatever its indentation, or None when all are."""
    lines = list(found)
    wanted = [line.lstrip(" \t") for line in expected]
    for line, content in zip(lines, wanted, strict=False):
        if line.content != content:
            return unexpected(line, shown(content))
    if len(lines) > len(wanted):
        return unexpected(lines[len(wanted)], "the end")
    if len(lines) < len(wanted):
        return LineFault(len(lines) + 1, shown(wanted[len(lines)]), "the end")
    return None


def whole_number(text: str, bits: int) -> int | None:
    """Return the unsigned number that *text* spells in ASCII digits, or None where it does not fit in so many bits."""
    if not (text.isascii() and text.isdigit()) or len(text) > bits // 3:
        return None
    value = int(text)
    return value if value < 2**bits else None
