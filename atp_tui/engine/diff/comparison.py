"""What two packs tell differently, and how far their traces agree."""

from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeAlias

from atp_tui.engine.diff.alignment import Row, RowKind, align, lanes_of
from atp_tui.engine.diff.facts import FactTable, diff_tables
from atp_tui.engine.diff.model import CONTEXT, Difference, Divergence, Event, differences
from atp_tui.engine.trace import Lane

Facts: TypeAlias = Mapping[str, Mapping[str, str]]
"""What a pack tells, by section and name."""

LANES: Final = (*Lane, None)
"""The lanes in order; None stands for events of no lane."""


@dataclass(frozen=True, slots=True)
class LaneCount:
    """How many rows of each kind a lane has."""

    lane: Lane | None
    """None for the events of no lane; an event of several lanes counts in each."""
    rows: Mapping[RowKind, int]

    @property
    def is_same(self) -> bool:
        """Whether the two sides agree in this lane."""
        return not any(self.rows[kind] for kind in RowKind if kind is not RowKind.SAME)


@dataclass(frozen=True, slots=True)
class TraceDiff:
    """How far two traces agree."""

    events: tuple[int, int]
    rows: Mapping[RowKind, int]
    """How many rows of each kind there are."""
    lanes: tuple[LaneCount, ...]
    divergence: Divergence | None
    """The first event in which they differ, but for its number."""

    @property
    def is_same(self) -> bool:
        """Whether the traces agree but for the numbers of their events."""
        return self.divergence is None


@dataclass(frozen=True, slots=True)
class PackDiff:
    """How far two packs agree."""

    sections: Mapping[str, Collection[Difference]]
    """What differs in each section; empty where nothing does."""
    trace: TraceDiff
    unlisted: Mapping[str, int] = field(default_factory=dict)
    """How many differences of a section are counted and not listed, because their texts are too large."""

    @property
    def is_same(self) -> bool:
        """Whether the packs tell the same."""
        return self.trace.is_same and not any(self.sections.values())


def diff_packs(first: Facts, second: Facts, traces: tuple[Iterable[Event], Iterable[Event]]) -> PackDiff:
    """Return how far two packs agree, from the facts that they tell and from their traces, gone through once."""
    return PackDiff(diff_facts(first, second), diff_traces(*traces))


def diff_tabled(
    first: Mapping[str, FactTable], second: Mapping[str, FactTable], traces: tuple[Iterable[Event], Iterable[Event]]
) -> PackDiff:
    """Return the same for facts in tables, whose differences are made when they are asked for."""
    sections = diff_tables(first, second)
    unlisted = {name: found.unlisted for name, found in sections.items() if found.unlisted}
    return PackDiff(sections, diff_traces(*traces), unlisted)


def diff_facts(first: Facts, second: Facts) -> Mapping[str, tuple[Difference, ...]]:
    """Return what differs in each section of what two packs tell; empty where nothing does."""
    names = dict.fromkeys([*first, *second])
    return MappingProxyType({name: differences(first.get(name, {}), second.get(name, {})) for name in names})


def diff_traces(first: Iterable[Event], second: Iterable[Event]) -> TraceDiff:
    """Return how far two traces agree; each is gone through once and never held."""
    tally = _Tally()
    for row in align(first, second):
        tally.add(row)
    return tally.finish()


class _Tally:
    """Counts rows, and keeps those around the first that differs."""

    def __init__(self) -> None:
        self._rows: Counter[tuple[frozenset[Lane], RowKind]] = Counter()
        self._events = [0, 0]
        self._before: deque[Event] = deque(maxlen=CONTEXT)
        self._sides: tuple[list[Event], list[Event]] = ([], [])
        self._place: int | None = None

    def add(self, row: Row) -> None:
        placed = row.first or row.second
        if placed is None:
            return
        self._rows[lanes_of(placed.event), row.kind] += 1
        self._events[0] += row.first is not None
        self._events[1] += row.second is not None
        if self._place is None and row.kind is RowKind.SAME:
            self._before.append(placed.event)
            return
        if self._place is None:
            self._place = placed.place
        for side, found in zip(self._sides, (row.first, row.second), strict=True):
            if found is not None and len(side) < CONTEXT:
                side.append(found.event)

    def finish(self) -> TraceDiff:
        rows = {kind: sum(count for (_, each), count in self._rows.items() if each is kind) for kind in RowKind}
        divergence = None
        if self._place is not None:
            ones, others = self._sides
            divergence = Divergence(self._place, tuple(self._before), tuple(ones), tuple(others))
        lanes = tuple(LaneCount(lane, MappingProxyType(self._lane(lane))) for lane in LANES)
        return TraceDiff((self._events[0], self._events[1]), MappingProxyType(rows), lanes, divergence)

    def _lane(self, lane: Lane | None) -> dict[RowKind, int]:
        counts = dict.fromkeys(RowKind, 0)
        for (lanes, kind), count in self._rows.items():
            if lane in lanes or (lane is None and not lanes):
                counts[kind] += count
        return counts
