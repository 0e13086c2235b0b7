"""Ranges of whole numbers, kept compact: what was sent, received or acknowledged of a stream or a packet number space.

A range includes its start and excludes its end. Adding at the end, the usual case, takes constant time.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Final

MOST_RANGES: Final = 1024
"""Ranges that a set or a map keeps; beyond, the older half is forgotten or the owner gives up."""


class TooManyRangesError(Exception):
    """More ranges are open than are kept."""


class RangeSet:
    """A set of whole numbers as sorted ranges that do not touch; each has the mark of the addition that began it."""

    __slots__ = ("ends", "marks", "starts")

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.marks: list[int] = []

    def add(self, start: int, end: int, mark: int = 0) -> None:
        """Add a range; one that is empty adds nothing.

        Raises:
            TooManyRangesError: There are more than :data:`MOST_RANGES`. The range was added.
        """
        ends = self.ends
        if ends and ends[-1] == start < end:
            ends[-1] = end
        elif start < end:
            self._insert(start, end, mark)

    def _insert(self, start: int, end: int, mark: int) -> None:
        starts, ends, marks = self.starts, self.ends, self.marks
        if not ends or start > ends[-1]:
            starts.append(start)
            ends.append(end)
            marks.append(mark)
            if len(starts) > MOST_RANGES:
                raise TooManyRangesError
            return
        first = bisect_left(ends, start)
        last = bisect_right(starts, end)
        if first < last:
            if starts[first] <= start:
                start, mark = starts[first], marks[first]
            end = max(end, ends[last - 1])
        starts[first:last] = [start]
        ends[first:last] = [end]
        marks[first:last] = [mark]
        if len(starts) > MOST_RANGES:
            raise TooManyRangesError

    def covers(self, start: int, end: int) -> bool:
        """Return whether the set has every number of a range."""
        place = bisect_right(self.starts, start) - 1
        return end <= start or (place >= 0 and end <= self.ends[place])

    def missing(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the parts of a range that the set does not have, in order."""
        found = []
        for place in range(bisect_right(self.ends, start), len(self.starts)):
            if self.starts[place] >= end:
                break
            if start < self.starts[place]:
                found.append((start, self.starts[place]))
            start = self.ends[place]
        if start < end:
            found.append((start, end))
        return found

    def common(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the parts of a range that the set has, in order."""
        found = []
        for place in range(bisect_right(self.ends, start), len(self.starts)):
            if self.starts[place] >= end:
                break
            found.append((max(start, self.starts[place]), min(end, self.ends[place])))
        return found

    def forget_older(self) -> int:
        """Drop the lower half of the ranges, and return the number below which nothing is known any more."""
        half = len(self.starts) // 2
        del self.starts[:half], self.ends[:half], self.marks[:half]
        return self.starts[0] if self.starts else 0


class RangeMap:
    """Ranges that each have a value; a later range replaces what it overlaps."""

    __slots__ = ("_ends", "_values", "starts")

    def __init__(self) -> None:
        self.starts: list[int] = []
        """Empty where the map is."""
        self._ends: list[int] = []
        self._values: list[int] = []

    def __bool__(self) -> bool:
        return bool(self.starts)

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        return iter(zip(self.starts, self._ends, self._values, strict=True))

    def put(self, start: int, end: int, value: int) -> None:
        """Give a range a value.

        Raises:
            TooManyRangesError: There are more than :data:`MOST_RANGES`.
        """
        if start >= end:
            return
        self.remove(start, end)
        place = bisect_left(self.starts, start)
        self.starts.insert(place, start)
        self._ends.insert(place, end)
        self._values.insert(place, value)
        if len(self.starts) > MOST_RANGES:
            raise TooManyRangesError

    def remove(self, start: int, end: int) -> None:
        """Remove a range and its parts."""
        if not self.starts or start >= end:
            return
        first, last = bisect_right(self._ends, start), bisect_left(self.starts, end)
        if first >= last:
            return
        kept = [
            (low, high, value)
            for low, high, value in (
                (self.starts[first], start, self._values[first]),
                (end, self._ends[last - 1], self._values[last - 1]),
            )
            if low < high
        ]
        self.starts[first:last] = [each[0] for each in kept]
        self._ends[first:last] = [each[1] for each in kept]
        self._values[first:last] = [each[2] for each in kept]

    def overlapping(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """Return the parts of a range that have a value, each with its value, in order."""
        found = []
        for place in range(bisect_right(self._ends, start), len(self.starts)):
            if self.starts[place] >= end:
                break
            found.append((max(start, self.starts[place]), min(end, self._ends[place]), self._values[place]))
        return found
