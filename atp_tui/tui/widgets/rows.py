"""Values as the rows of a list, each drawn when it comes on screen."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from rich.text import Text

Item = TypeVar("Item")


class Rows(Generic[Item]):
    """The rows of a list, one for each of *items*, drawn by *draw*."""

    def __init__(self, items: Sequence[Item], draw: Callable[[Item], Text]) -> None:
        self.items = items
        self._draw = draw

    def count(self) -> int:
        """Return the number of rows."""
        return len(self.items)

    def line(self, index: int) -> Text:
        """Return a row."""
        return self._draw(self.items[index])
