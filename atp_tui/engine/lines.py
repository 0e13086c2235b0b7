"""Lines of the two text files, and what is wrong with them.

Lines end at the newline byte and nowhere else, since every other line separator is escaped in them.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice, zip_longest
from typing import Final, NamedTuple

from atp_tui.engine.budget import Budget

MAX_TEXT_LINE: Final = 1 << 20
"""Bytes of a line of journal or manifest that are read."""

_SHOWN: Final = 120
_BATCH: Final = 1_000
"""Lines that are compared at once."""
_NOWHERE: Final = -1


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


class LineReader:
    """The lines of a text file, read once, with what is wrong with their ends.

    Args:
        source: The text, or its bytes in UTF-8 in any cut; other bytes are replaced.
    """

    def __init__(self, source: str | Iterable[bytes]) -> None:
        self._blocks = whole_lines((source.encode("utf-8", "replace"),) if isinstance(source, str) else source)
        self._text = ""
        """The lines in memory, decoded."""
        self._at = 0
        """The place in the text of the first line that was not read."""
        self._ahead: deque[Line] = deque()
        self._ahead_at = _NOWHERE
        """The place of the first line that is ahead, in the text."""
        self._lines = self._read()
        self._leaves_blocks = False
        self.count = 0
        """Lines that were read, those ahead included."""
        self.faults: list[LineFault] = []

    def __iter__(self) -> Iterator[Line]:
        """Yield the lines that are left."""
        return iter(self.take, None)

    def take(self) -> Line | None:
        """Return the next line, None behind the last one."""
        if not self._ahead:
            return next(self._lines, None)
        line = self._ahead.popleft()
        if self._ahead_at != _NOWHERE:
            self._ahead_at += _length(line)
        return line

    def peek(self, further: int = 0) -> Line | None:
        """Return the next line, or one that is *further* lines behind it, without taking it."""
        while len(self._ahead) <= further:
            line = next(self._lines, None)
            if line is None:
                return None
            if not self._ahead:
                self._ahead_at = self._at - _length(line) if self._text else _NOWHERE
            self._ahead.append(line)
        return self._ahead[further]

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Match a pattern of whole lines at the next one, as far as they are in memory, without taking them."""
        place = self._ahead_at if self._ahead else self._at
        return None if place == _NOWHERE else pattern.match(self._text, place)

    def take_match(self, found: re.Match[str]) -> int:
        """Take the lines that :meth:`match` has found; return the number of the first."""
        first, taken = self.count - len(self._ahead) + 1, self._text.count("\n", found.start(), found.end())
        if taken < len(self._ahead):
            for _ in range(taken):
                self._ahead.popleft()
            self._ahead_at = found.end()
        else:
            self._ahead.clear()
            self._at, self.count = found.end(), first - 1 + taken
        return first

    def count_rest(self, words: Iterable[str]) -> dict[str, int]:
        """Read the rest and return how many of its lines begin with each word, indentation aside."""
        self._leaves_blocks = True
        begun = "".join(f"{line.content}\n" for line in self).encode()
        found = dict.fromkeys(words, 0)
        for block in chain((begun,), self._blocks):
            for word in found:
                found[word] += sum(1 for _ in re.finditer(rb"^[ \t]*" + re.escape(word.encode()), block, re.MULTILINE))
        return found

    def _read(self) -> Iterator[Line]:
        for block in self._blocks:
            for piece in _pieces(block):
                yield from self._read_piece(piece)
            if self._leaves_blocks:
                return

    def _read_piece(self, piece: bytes) -> Iterator[Line]:
        # Decoded at once, as a newline is part of no other character, but not where a line may be too long.
        is_long = len(piece) > MAX_TEXT_LINE
        self._text, self._at, self._ahead_at = "" if is_long else piece.decode("utf-8", "replace"), 0, _NOWHERE
        if is_long and piece.endswith(b"\n"):
            yield self._line(piece[:-1])
        while (end := self._text.find("\n", self._at)) != _NOWHERE:
            begin, self._at = self._at, end + 1
            yield self._line(self._text[begin:end])
        if not piece.endswith(b"\n"):
            last = piece if is_long else self._text[self._at :]
            self._text = ""
            text = last if isinstance(last, str) else last[: 4 * _SHOWN].decode("utf-8", "replace")
            line = self._line(last)
            self.faults.append(LineFault(line.number, "a newline at the end", f"{text[:_SHOWN]!r} and the end"))
            yield line

    def _line(self, part: str | bytes) -> Line:
        self.count += 1
        text = part if isinstance(part, str) else self._decoded(part)
        content = text.lstrip(" \t")
        return Line(self.count, len(text) - len(content), content)

    def _decoded(self, part: bytes) -> str:
        if len(part) > MAX_TEXT_LINE:
            self.faults.append(LineFault(self.count, f"a line of at most {MAX_TEXT_LINE} bytes", "a longer one, cut"))
            part = part[:MAX_TEXT_LINE]
        return part.decode("utf-8", "replace")


class Faults:
    """Collects the faults of a text file, as many as the budget has room for.

    Args:
        budget: What may be kept.
    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._found: list[LineFault] = []
        self.is_full = False
        """Whether one more was not kept."""

    def add(self, fault: LineFault) -> None:
        """Keep a fault, where there is room."""
        if self.is_full or not self._budget.takes(fault.expected, fault.found):
            self.is_full = True
        else:
            self._found.append(fault)

    def __bool__(self) -> bool:
        """Return whether there are any."""
        return bool(self._found) or self.is_full

    def sorted(self, unread: LineFault | None = None) -> tuple[LineFault, ...]:
        """Return them in the order of the lines, behind the one that says what was not read."""
        return (*(() if unread is None else (unread,)), *sorted(self._found))


def unexpected(line: Line, expected: str) -> LineFault:
    """Return the fault that a line is not what was expected."""
    return LineFault(line.number, expected, shown(line.content))


def shown(content: str) -> str:
    """Return what stands on a line, quoted and cut, for an error."""
    return repr(content) if len(content) <= _SHOWN else f"{content[:_SHOWN]!r}…"


def first_difference(expected: Iterable[str], found: Iterable[Line]) -> LineFault | None:
    """Return the first line that is not the expected one, whatever its indentation, or None when all are."""
    last = 0
    for wanted, line in zip_longest(expected, found):
        if line is None:
            return LineFault(last + 1, shown(wanted.lstrip(" \t")), "the end")
        if wanted is None:
            return unexpected(line, "the end")
        if line.content != wanted.lstrip(" \t"):
            return unexpected(line, shown(wanted.lstrip(" \t")))
        last = line.number
    return None


def is_written_as(expected: Iterable[str], chunks: Iterable[bytes]) -> bool:
    """Return whether bytes in any cut are the lines that are expected, each with its newline and nothing else."""
    lines, rest = iter(expected), b""
    for chunk in chunks:
        parts, size = [rest], len(rest)
        while size < len(chunk):
            if not (batch := list(islice(lines, _BATCH))):
                return False
            parts.append(("\n".join(batch) + "\n").encode("utf-8", "replace"))
            size += len(parts[-1])
        rest = b"".join(parts)
        if not rest.startswith(chunk):
            return False
        rest = rest[len(chunk) :]
    return not rest and next(lines, None) is None


def difference_from(written: Callable[[], Iterable[str]], source: str | Iterable[bytes]) -> LineFault | None:
    """Return the first line of a text file that is not as it would be written, as :func:`first_difference` does."""
    # Other indentation is no difference, which only a look at each line can tell.
    if is_written_as(written(), (source.encode("utf-8", "replace"),) if isinstance(source, str) else source):
        return None
    return first_difference(written(), LineReader(source))


def whole_number(text: str, bits: int) -> int | None:
    """Return the unsigned number that *text* spells in ASCII digits, or None where it does not fit in so many bits."""
    if not (text.isascii() and text.isdigit()) or len(text) > bits // 3:
        return None
    value = int(text)
    return value if value < 2**bits else None


def whole_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the bytes again, cut behind newlines; of a line that is too long one byte more than may be read."""
    rest = b""
    for chunk in chunks:
        head, newline, tail = chunk.rpartition(b"\n")
        if newline:
            yield rest + head + newline
            rest = b""
        rest = (rest + tail)[: MAX_TEXT_LINE + 1]
    if rest:
        yield rest


def _pieces(block: bytes) -> Iterator[bytes]:
    """Yield a block cut into whole lines of together at most :data:`MAX_TEXT_LINE` bytes, or one line of more."""
    begin = 0
    while len(block) - begin > MAX_TEXT_LINE:
        end = block.rfind(b"\n", begin, begin + MAX_TEXT_LINE) + 1
        end = end or block.find(b"\n", begin) + 1 or len(block)
        yield block[begin:end]
        begin = end
    if begin < len(block):
        yield block[begin:]


def _length(line: Line) -> int:
    """How many characters a line has with its newline."""
    return line.indent + len(line.content) + 1
