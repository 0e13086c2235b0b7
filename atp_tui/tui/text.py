"""Text of packs as widgets take it: clean, with a style that says the same as the words."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, TypeVar

from rich.text import Text

from atp_tui.clean import clean

_Row = TypeVar("_Row")

GOOD: Final = "bold green"
BAD: Final = "bold red"
UNDECIDED: Final = "bold yellow"
QUIET: Final = "dim"

ROW: Final = 4_000
"""Characters of a text that a row of a list holds: all of them are drawn, so that they can be scrolled sideways."""

_SHOWN: Final = 500
"""Lines of a list of facts that are laid out at once."""

LISTED: Final = 100
"""Rows that a text lists of what a pack may have any number of: all of a text is laid out at once."""


def pack_text(text: str, style: str = "") -> Text:
    """Return text of a pack as it may be shown."""
    return Text(clean(text), style=style, no_wrap=False, end="")


def row_text(text: str, style: str = "") -> Text:
    """Return text of a pack as a row of a list shows it, of a very long one the beginning."""
    return pack_text(clean(text, ROW), style)


def own_text(text: str, style: str = "") -> Text:
    """Return text of this program; it is cleaned all the same, as pack text may have been put into it."""
    return pack_text(text, style)


def heading(text: str) -> Text:
    """Return a heading."""
    return own_text(text, "bold")


def joined(*parts: Text | str) -> Text:
    """Return one line of several parts."""
    line = Text(end="")
    for part in parts:
        line.append_text(part if isinstance(part, Text) else own_text(part))
    return line


def first_lines(rows: Sequence[_Row], draw: Callable[[_Row], Text], what: str) -> Iterator[Text]:
    """Yield the lines of the first :data:`LISTED` rows, and how many more of *what* there are."""
    yield from map(draw, rows[:LISTED])
    if len(rows) > LISTED:
        yield own_text(f"and {len(rows) - LISTED:,} more {what}", QUIET)


class LongLines:
    """Lines of a text that are made when they come on screen, behind some that are made already.

    Args:
        first: The lines before.
        count: How many follow.
        line: Gives one of those, by its number from 0.
        last: The lines behind.
    """

    def __init__(
        self, first: Sequence[Text], count: int, line: Callable[[int], Text], last: Sequence[Text] = ()
    ) -> None:
        self._first, self._middle, self._line, self._last = first, count, line, last

    def count(self) -> int:
        """Return the number of lines."""
        return len(self._first) + self._middle + len(self._last)

    def line(self, index: int) -> Text:
        """Return a line."""
        if index < len(self._first):
            return self._first[index]
        index -= len(self._first)
        return self._line(index) if index < self._middle else self._last[index - self._middle]


def beginning(found: Iterable[Text], command: str) -> Text:
    """Return the first lines that are found, and where there are more, which *command* prints all of them."""
    shown = list(islice(found, _SHOWN + 1))
    if len(shown) > _SHOWN:
        shown[-1] = own_text(f"… and more, left out here; {command} prints all of it", QUIET)
    return lines(*shown)


def lines(*parts: Text) -> Text:
    """Return several lines as one text."""
    return Text("\n").join(parts)
