"""A quantity over the time of a run, in a fixed number of columns however many values it has."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

COLUMNS: Final = 8_192
"""Columns of a series; a chart of fewer columns has each value in its own column or, at an edge, in the next one."""


class Sample(NamedTuple):
    """The values of one column."""

    least: float
    most: float
    last: float
    """The latest one."""


@dataclass(frozen=True, slots=True)
class Series:
    """A quantity over a span of time."""

    columns: tuple[tuple[int, Sample], ...] = ()
    """The columns that have values, from 0 to :data:`COLUMNS` - 1, in order."""

    @property
    def most(self) -> float:
        """The greatest value, 0 where there is none."""
        return max((sample.most for _, sample in self.columns), default=0)

    @property
    def least(self) -> float:
        """The least value, 0 where there is none."""
        return min((sample.least for _, sample in self.columns), default=0)

    def binned(self, bins: int) -> tuple[Sample | None, ...]:
        """Return the values in *bins* columns, at most :data:`COLUMNS`, None for one without any."""
        found: list[Sample | None] = [None] * bins
        for column, sample in self.columns:
            place = (2 * column + 1) * bins // (2 * COLUMNS)
            before = found[place]
            found[place] = sample if before is None else _joined(before, sample)
        return tuple(found)


class GrowingSeries:
    """A series while its values come."""

    def __init__(self) -> None:
        self._columns: dict[int, Sample] = {}

    def add(self, column: int, value: float) -> None:
        """Add a value to a column."""
        before = self._columns.get(column)
        after = Sample(value, value, value)
        self._columns[column] = after if before is None else _joined(before, after)

    def fixed(self) -> Series:
        """Return the series as it is now."""
        return Series(tuple(sorted(self._columns.items())))


def _joined(first: Sample, second: Sample) -> Sample:
    return Sample(min(first.least, second.least), max(first.most, second.most), second.last)


def held(samples: tuple[Sample | None, ...]) -> Iterator[Sample | None]:
    """Yield samples with the last value in place of each that is missing; None before the first one."""
    last: Sample | None = None
    for sample in samples:
        if sample is not None:
            yield sample
            last = Sample(sample.last, sample.last, sample.last)
        else:
            yield last
