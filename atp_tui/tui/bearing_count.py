"""Which events bear on a violation, found part by part, and what to say of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from textual.worker import get_current_worker

from atp_tui.engine.record import Violation
from atp_tui.engine.relevance import Relevance
from atp_tui.engine.wanted import Wanted
from atp_tui.report.model import ViolationRow
from atp_tui.store.events import Events
from atp_tui.tui.matches import Matches
from atp_tui.tui.messages import BearingFound

NOTHING_BEARS: Final = "no event says anything that bears on it"


@dataclass(frozen=True, slots=True)
class Bears:
    """The events that bear on a violation, as far as they were found."""

    name: str
    """The type of the violation, as the pack has it."""
    found: Matches

    def words(self, here: int | None) -> str:
        """Return which of how many the event at a place is: ``3 of 17 bearing on quiescence``."""
        number, total = self.found.number(here), len(self.found.places)
        count = f"{total:,}" if self.found.is_done else f"{total:,} so far"
        return f"{count if number is None else f'{number:,} of {count}'} bearing on {self.name}"

    def why_not(self, step: int) -> str:
        """Return why there is no event to step to."""
        total = len(self.found.places)
        if not total:
            found = f"no event says anything that bears on {self.name}"
            return found if self.found.is_done else f"{found} so far; the search goes on"
        if step > 0 and not self.found.is_done:
            return f"no later event bears on {self.name} so far; the search goes on"
        return f"no {'later' if step > 0 else 'earlier'} event bears on {self.name}; there are {total:,}"


def find_bearing(events: Events, row: ViolationRow, bearing: Relevance, tell: Callable[[BearingFound], object]) -> None:
    """Find the events that bear on a violation and tell of them part by part, until the worker is cancelled."""
    worker = get_current_worker()
    for places, _ in events.search(Wanted(bearing=bearing), None, lambda: worker.is_cancelled):
        if places:
            tell(BearingFound(row, places, is_done=False))
    if not worker.is_cancelled:
        tell(BearingFound(row, [], is_done=True))


def violation_of(row: ViolationRow) -> Violation:
    """Return the violation that a row shows."""
    return Violation(
        violation_type=row.violation_type,
        description=row.description,
        severity=row.severity,
        evidence=dict(row.evidence),
    )


def counted_sentence(places: Sequence[int]) -> str:
    """Return how many events bear on the violation, and how to get there."""
    if not places:
        return NOTHING_BEARS
    plural = "events bear" if len(places) != 1 else "event bears"
    return f"{len(places):,} {plural} on it, the first at {places[0]:,}: Enter goes there"
