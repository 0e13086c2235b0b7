"""The events that a search has found so far."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class SearchResults:
    """Places of the matching events, in order, growing while the search goes on."""

    places: list[int] = field(default_factory=list)
    searched: int = 0
    """Events of the lane searched so far."""
    is_done: bool = False

    def add(self, places: Sequence[int], searched: int, *, is_done: bool) -> None:
        """Append the matches of one batch."""
        self.places += places
        self.searched, self.is_done = searched, is_done

    def holds(self, place: int) -> bool:
        """Return whether the event at a place is a match."""
        return number_of(self.places, place) is not None

    def why_not(self, step: int) -> str:
        """Return why there is no match to step to."""
        if step > 0 and not self.is_done:
            return "no later match so far; still searching"
        return f"no {'later' if step > 0 else 'earlier'} match; there are {len(self.places):,}"

    def words(self, total: int, here: int | None) -> Iterator[str]:
        """Yield how many of *total* events match, and the number of the match at the place *here*."""
        yield f"{len(self.places):,} of {total:,}" + ("" if self.is_done else f", {self.searched:,} looked through")
        if (number := number_of(self.places, here)) is not None:
            yield f"match {number:,}"


def number_of(places: Sequence[int], place: int | None) -> int | None:
    """Return the position of *place* among sorted *places*, from 1, or None."""
    index = -1 if place is None else bisect_left(places, place)
    return index + 1 if 0 <= index < len(places) and places[index] == place else None


def step_from(places: Sequence[int], place: int, step: int) -> int | None:
    """Return the next of sorted *places* after *place*, or the previous one for a *step* below 0, or None."""
    index = bisect_right(places, place) if step > 0 else bisect_left(places, place) - 1
    return places[index] if 0 <= index < len(places) else None
