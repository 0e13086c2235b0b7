"""What a list of rows asks for the rows that are on screen, and remembers of them."""

from typing import Final, Protocol

from rich.console import Console
from rich.text import Text
from textual.cache import LRUCache
from textual.strip import Strip

_SCREENS_KEPT: Final = 4
_USUAL_ROWS: Final = 50


class LineSource(Protocol):
    """Rows by number, made when they are asked for."""

    def count(self) -> int:
        """The number of rows there are now; it may grow."""

    def line(self, index: int) -> Text | Strip:
        """The one line of row *index*, from 0; asked only for rows on screen."""

    def width(self) -> int:
        """The cells of the widest row as far as known; it may grow."""


class NoLines:
    """The source of a list that has not been given one."""

    def count(self) -> int:
        """No rows."""
        return 0

    def line(self, index: int) -> Text | Strip:
        """Raise IndexError: there is no row to ask for."""
        raise IndexError(index)

    def width(self) -> int:
        """No cells."""
        return 0


class StripCache:
    """The rows of a source that were drawn lately, as strips, and the widest of all that were drawn."""

    def __init__(self) -> None:
        self._strips: LRUCache[int, Strip] = LRUCache(_SCREENS_KEPT * _USUAL_ROWS)
        self.widest = 0
        """Cells of the widest row drawn since the last :meth:`start`."""

    def start(self, *, keep_width: bool) -> None:
        """Forget every row and, unless it is to be kept, the widest."""
        self._strips.clear()
        if not keep_width:
            self.widest = 0

    def make_place(self, rows_on_screen: int) -> None:
        """Let some screens of rows be remembered, should a screen have more rows than any before."""
        rows = _SCREENS_KEPT * rows_on_screen
        if rows > self._strips.maxsize:
            known, self._strips = self._strips, LRUCache(rows)
            for index in known.keys():  # noqa: SIM118
                self._strips[index] = known[index]

    def strip(self, source: LineSource, index: int, console: Console) -> Strip:
        """Return row *index* of *source*, in its whole length."""
        strip = self._strips.get(index)
        if strip is None:
            line = source.line(index)
            strip = line if isinstance(line, Strip) else Strip(line.render(console))
            self._strips[index] = strip
            self.widest = max(self.widest, strip.cell_length)
        return strip
