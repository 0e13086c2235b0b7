"""Rows of a database as the rows of a list, read in pages when they come on screen."""

from collections.abc import Callable
from typing import Final, Generic, TypeVar

from rich.text import Text
from textual.cache import LRUCache

from atp_tui.engine.errors import CrashpackError
from atp_tui.tui.text import BAD, QUIET, own_text, row_text

Item = TypeVar("Item")

PAGE: Final = 64
"""Rows that are read at once."""

_PAGES: Final = 8
"""Pages that are kept."""


class PagedLines(Generic[Item]):
    """A list of which only pages with rows on screen are read; a row that cannot be read says why.

    Args:
        count: How many rows there are.
        read: Returns the rows from an offset on, at most so many.
        draw: Draws a row.
    """

    def __init__(self, count: int, read: Callable[[int, int], tuple[Item, ...]], draw: Callable[[Item], Text]) -> None:
        self._count, self._page, self._draw = count, read, draw
        self._pages: LRUCache[int, tuple[Item, ...]] = LRUCache(_PAGES)

    def count(self) -> int:
        """Return the number of rows."""
        return self._count

    def row(self, index: int) -> Item | None:
        """Return a row; None where it is no longer there or cannot be read."""
        try:
            return self._read(index)
        except CrashpackError:
            return None

    def _read(self, index: int) -> Item | None:
        number, place = divmod(index, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = self._pages[number] = self._page(number * PAGE, PAGE)
        return page[place] if place < len(page) else None

    def line(self, index: int) -> Text:
        """Return a row as it is drawn."""
        try:
            row = self._read(index)
        except CrashpackError as error:
            return row_text(str(error), BAD)
        return own_text("…", QUIET) if row is None else self._draw(row)
