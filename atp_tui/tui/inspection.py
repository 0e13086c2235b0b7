"""The highlighted violation with the events that are related to it, as far as they have been found."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from atp_tui.engine.oracle.violation_relevance import relevance_of
from atp_tui.engine.record import Violation
from atp_tui.engine.relevance import Relevance
from atp_tui.engine.trace import TraceEvent
from atp_tui.report.model import ViolationRow
from atp_tui.store.trace.events import Event, Events
from atp_tui.store.trace.locate import number_of as number_of_event
from atp_tui.tui.search_results import number_of, step_from

NOTHING_RELATED: Final = "no event is related to it"


@dataclass(frozen=True, slots=True)
class Inspection:
    """One violation and its related events at one moment; the search replaces it by a longer one."""

    row: ViolationRow
    relevance: Relevance
    places: tuple[int, ...] = ()
    """Places of the related events in the trace, in order."""
    is_done: bool = False
    """Whether the whole trace has been searched."""
    named: int | None = None
    """Place of the event that the evidence names first; None where it names none, or that was not found."""

    @classmethod
    def of(cls, row: ViolationRow, shown: "Inspection | None" = None) -> "Inspection":
        """Return the inspection of a violation before anything was searched, or *shown* where that is of the same."""
        if shown is not None and shown.row == row:
            return shown
        violation = Violation(
            violation_type=row.violation_type,
            description=row.description,
            severity=row.severity,
            evidence=dict(row.evidence),
        )
        return cls(row, relevance_of(violation))

    @property
    def start(self) -> int | None:
        """Place of the related event to begin with; None where none was found."""
        return self.named if self.named is not None else next(iter(self.places), None)

    def with_found(self, places: Sequence[int], events: Events, *, is_done: bool) -> "Inspection":
        """Return the same with the places of the events found so far.

        Args:
            places: All places found so far, in order.
            events: The trace.
            is_done: Whether these are all.
        """
        named = self.named
        if named is None and self.relevance.numbers:
            first = self.relevance.numbers[0]
            found = places[len(self.places) :]
            named = next((place for place in found if number_of_event(events.at(place), place) == first), None)
        return replace(self, places=tuple(places), is_done=is_done, named=named)

    def can_replace(self, shown: "Inspection | None") -> bool:
        """Return whether this may be shown after *shown*: more of the same violation, or the start of another."""
        is_start = not (self.places or self.is_done)
        return is_start or (shown is not None and shown.row == self.row)

    @property
    def sentence(self) -> str:
        """How many events are related, and how to get to the first one."""
        if not self.is_done:
            return "looking for related events …"
        if not self.places:
            return NOTHING_RELATED
        plural = "events" if len(self.places) != 1 else "event"
        return f"{len(self.places):,} related {plural}, the first at {self.start:,}: Enter shows them"

    def relation(self, event: Event) -> str:
        """Return in words that an event is related to the violation; empty where it is not."""
        is_related = isinstance(event, TraceEvent) and self.relevance.holds(event.fields)
        return f"related to {self.row.violation_type}" if is_related else ""

    def step(self, here: int | None, step: int) -> int | None:
        """Return the place of the next related event after *here*, or of the previous one for a *step* below 0."""
        return step_from(self.places, -1 if here is None else here, step)

    def words(self, here: int | None) -> str:
        """Return which of how many related events is at a place: ``3 of 17 related to quiescence``."""
        number, total = number_of(self.places, here), len(self.places)
        count = f"{total:,}" if self.is_done else f"{total:,} so far"
        return f"{count if number is None else f'{number:,} of {count}'} related to {self.row.violation_type}"

    def why_not(self, step: int) -> str:
        """Return why there is no event to step to."""
        name, total = self.row.violation_type, len(self.places)
        if not total:
            found = f"no event is related to {name}"
            return found if self.is_done else f"{found} so far; still searching"
        if step > 0 and not self.is_done:
            return f"no later event is related to {name} so far; still searching"
        return f"no {'later' if step > 0 else 'earlier'} event is related to {name}; there are {total:,}"
