"""Which of many things are kept, as one bit each, so that a hundred thousand of them are compared in microseconds."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Selection:
    """Some of *total* things, known by their places from 0."""

    total: int
    mask: int
    """Bit n stands for the thing at place n."""

    @classmethod
    def everything(cls, total: int) -> "Selection":
        """Return the selection of all things."""
        return cls(total, (1 << total) - 1)

    @classmethod
    def nothing(cls, total: int) -> "Selection":
        """Return the selection of none."""
        return cls(total, 0)

    @property
    def count(self) -> int:
        """How many things are kept."""
        return self.mask.bit_count()

    @property
    def key(self) -> bytes:
        """A digest by which outcomes are remembered; the mask itself would be as long as the trace."""
        return hashlib.blake2b(self.mask.to_bytes(self.total // 8 + 1, "little"), digest_size=16).digest()

    def places(self) -> list[int]:
        """Return the places of what is kept, in order."""
        return [place for place, bit in enumerate(bin(self.mask)[:1:-1]) if bit == "1"]

    def without(self, first: int, last: int) -> "Selection":
        """Return the same without the places from *first* to *last*, both included."""
        return Selection(self.total, self.mask ^ (self.mask & _span(first, last)))

    def only(self, first: int, last: int) -> "Selection":
        """Return what of it lies from *first* to *last*, both included."""
        return Selection(self.total, self.mask & _span(first, last))

    def take(self, things: Sequence[_T]) -> tuple[_T, ...]:
        """Return the things that are kept."""
        return tuple(things[place] for place in self.places())

    def leave(self, things: Sequence[_T]) -> tuple[_T, ...]:
        """Return the things that are not kept."""
        return Selection(self.total, Selection.everything(self.total).mask & ~self.mask).take(things)


def _span(first: int, last: int) -> int:
    return ((1 << (last - first + 1)) - 1) << first
