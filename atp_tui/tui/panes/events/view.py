"""The view of the events pane as a value, and the history of views that keys go back and forward through."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NamedTuple

from atp_tui.engine.event_filter import EventFilter
from atp_tui.engine.query import Query
from atp_tui.engine.relevance import Relevance
from atp_tui.engine.trace import Lane, TraceEvent
from atp_tui.store.trace.events import Event
from atp_tui.tui.lanes import LANES

MOST_VISITS: Final = 200
"""Visits that the history keeps; the oldest are dropped."""

_BEGUN: Final = re.compile(r'(?:(?<= )|^)!?(?:kind:[/"]?|level:|[/"])?$')
"""The end of a line at which a term has only been begun."""


@dataclass(frozen=True, slots=True)
class EventView:
    """What the events pane shows: a lane, and the filters that narrow it."""

    lane: Lane | None = None
    query_text: str = ""
    """The filter as it was typed; always one that can be parsed."""
    relevance: Relevance | None = None
    """The violation whose related events are shown, as the rule that finds them."""
    violation_type: str = ""
    """The type of that violation."""
    span: tuple[int, int] | None = None
    """The range of lab time, in nanoseconds, the end excluded."""
    alone: bool = True
    """Whether only matching events are listed, not all events of the lane."""
    log: bool = False
    """Whether the lane's log file is shown in place of its events."""
    scheduler: bool = False
    """Whether events that report scheduling alone are listed, too; a match is listed in any case."""

    @property
    def query(self) -> Query:
        """The filter, parsed; a term that has only been begun asks for nothing yet."""
        return parse(self.query_text)

    @property
    def wanted(self) -> EventFilter:
        """What an event must satisfy to match."""
        return EventFilter(self.query, self.relevance, self.span, self.hides_in_range)

    @property
    def hides_in_range(self) -> bool:
        """Whether scheduler events are left out of a range of time, which nothing else narrows."""
        is_range_alone = self.span is not None and not self.query.terms and self.relevance is None
        return is_range_alone and not self.scheduler

    @property
    def lane_name(self) -> str:
        """The name of the lane in commands and tabs."""
        return next(name for name, lane in LANES.items() if lane is self.lane)

    @property
    def has_filter(self) -> bool:
        """Whether anything narrows the lane."""
        return bool(self.query.terms) or self.relevance is not None or self.span is not None

    @property
    def key_labels(self) -> Mapping[str, str]:
        """What the footer says of Enter, if that does not lead to the event in full."""
        if self.log:
            return {"list.select": "Its event"}
        return {"list.select": "In context"} if self.alone and self.has_filter else {}

    def has_in_lane(self, event: Event) -> bool:
        """Return whether an event is in the lane."""
        return self.lane is None or (isinstance(event, TraceEvent) and self.lane in event.lanes)

    def has(self, event: Event) -> bool:
        """Return whether the view lists an event, or will list it once the search is done."""
        if self.log or not self.has_in_lane(event):
            return False
        if self.alone and self.has_filter:
            return self.wanted.holds(event)
        return self.scheduler or not event.is_scheduler

    def around(self, event: Event, *, is_kept: bool) -> "EventView":
        """Return the view that lists an event among others: all of the lane, or of all lanes if it is not in that.

        Args:
            event: The event.
            is_kept: Whether the event is listed also where scheduler events are hidden.
        """
        lane = self.lane if self.has_in_lane(event) else None
        shown = replace(self, lane=lane, alone=False, log=False)
        return shown if is_kept or shown.has(event) else replace(shown, scheduler=True)

    def before(self, *, has_results: bool) -> "EventView | None":
        """Return the view one step back: from the log file, context, filter, range, violation; None at the lane."""
        if self.log:
            return replace(self, log=False)
        if has_results and not self.alone:
            return replace(self, alone=True)
        if self.query_text:
            return replace(self, query_text="", alone=True)
        if self.span is not None:
            return replace(self, span=None, alone=True)
        if self.relevance is not None:
            return replace(self, relevance=None, violation_type="")
        return None

    @property
    def left_out(self) -> str:
        """What a shared line cannot carry, as words to append to a sentence."""
        parts = ["the range of time"] if self.span is not None else []
        parts += ["the chosen violation"] if self.relevance is not None else []
        return f", without {' and '.join(parts)}" if parts else ""


@lru_cache(maxsize=64)
def parse(typed: str) -> Query:
    """Parse a filter while it is typed; a term that has only been begun is left out.

    Raises:
        InvalidFormatError: a regular expression cannot be compiled, or is too long.
    """
    return Query.parse(_BEGUN.sub("", typed))


class Visit(NamedTuple):
    """A view and where its cursor was."""

    view: EventView = EventView()
    place: int | None = None
    """Place in the trace of the event under the cursor; None where no event was."""


class History:
    """Two stacks, as in a browser: the visits behind and, after a step back, those ahead."""

    def __init__(self) -> None:
        self._behind: list[Visit] = []
        self._ahead: list[Visit] = []

    def push(self, visit: Visit) -> None:
        """Record the visit that a jump leaves, and forget those ahead; one without an event is not recorded."""
        if visit.place is None:
            return
        self._ahead.clear()
        if self._behind[-1:] != [visit]:
            self._behind.append(visit)
            del self._behind[:-MOST_VISITS]

    def record(self, before: Visit, here: Visit) -> None:
        """Record the visit *before* if it is another one than *here*."""
        if here != before:
            self.push(before)

    def back(self, here: Visit) -> Visit | None:
        """Return the visit before *here*, or None."""
        return _step(here, self._behind, self._ahead)

    def forward(self, here: Visit) -> Visit | None:
        """Return the visit that a step back left for *here*, or None."""
        return _step(here, self._ahead, self._behind)


def _step(here: Visit, source: list[Visit], target: list[Visit]) -> Visit | None:
    """Pop the first visit of *source* other than *here*, and push *here* onto *target*."""
    while source:
        found = source.pop()
        if found != here:
            if here.place is not None:
                target.append(here)
            return found
    return None
