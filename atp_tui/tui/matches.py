"""The events that a search has found so far."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Matches:
    """Places of the events that are meant, in order, growing while the search goes on."""

    places: list[int] = field(default_factory=list)
    looked: int = 0
    """Rows of the lane looked through so far."""
    is_done: bool = False

    def add(self, places: Sequence[int], looked: int, *, is_done: bool) -> None:
        """Take over what a batch of the search has found."""
        self.places += places
        self.looked, self.is_done = looked, is_done

    def row(self, place: int) -> int:
        """Return the row of the match at a place, or of the next one after it."""
        return bisect_left(self.places, place)

    def holds(self, place: int) -> bool:
        """Say whether the event at a place is one of them."""
        return self.number(place) is not None

    def number(self, place: int | None) -> int | None:
        """Return which of them, from 1, stands at a place, or None where none does."""
        index = -1 if place is None else bisect_left(self.places, place)
        return index + 1 if 0 <= index < len(self.places) and self.places[index] == place else None

    def step(self, place: int, step: int) -> int | None:
        """Return the place of the match after *place*, for a step below 0 before it; None where there is none."""
        index = bisect_right(self.places, place) if step > 0 else bisect_left(self.places, place) - 1
        return self.places[index] if 0 <= index < len(self.places) else None

    def words(self, total: int, here: int | None) -> Iterator[str]:
        """Give what there is to say: how many of how many, and the number of the match that is *here*."""
        yield f"{len(self.places):,} of {total:,}" + ("" if self.is_done else f", {self.looked:,} looked through")
        if (number := self.number(here)) is not None:
            yield f"match {number:,}"
