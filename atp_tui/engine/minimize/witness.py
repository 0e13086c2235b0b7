"""The events of a trace that witness its violations, as one bit each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from atp_tui.engine.minimize.selection import Selection
from atp_tui.engine.oracle.violation_relevance import relevance_of
from atp_tui.engine.record import Violation
from atp_tui.engine.trace import TraceEvent


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Which events bear on which violation."""

    masks: tuple[int, ...]
    """One a violation, in order; 0 where no event bears on it."""

    every: int
    """All witnesses together."""

    @property
    def unseen(self) -> int:
        """Violations that no event bears on."""
        return self.masks.count(0)

    def all_in(self, selection: Selection) -> bool:
        """Return whether every witness is kept."""
        return selection.mask & self.every == self.every

    def one_each_in(self, selection: Selection) -> bool:
        """Return whether at least one witness of each violation that has any is kept."""
        return all(selection.mask & mask for mask in self.masks if mask)


def witnesses_of(events: Sequence[TraceEvent], violations: Sequence[Violation]) -> Witnesses:
    """Return which of the events bear on each violation."""
    bearings = [relevance_of(violation) for violation in violations]
    rows = [bytearray(len(events) // 8 + 1) for _ in bearings]
    for place, event in enumerate(events):
        fields = event.fields
        for bearing, row in zip(bearings, rows, strict=True):
            if bearing.holds(fields):
                row[place >> 3] |= 1 << (place & 7)
    masks = tuple(int.from_bytes(row, "little") for row in rows)
    return Witnesses(masks, reduce(or_, masks, 0))
