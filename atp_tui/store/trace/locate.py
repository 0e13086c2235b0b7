"""The event that a typed place means, looked for in the trace and waited for while the trace is still read."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from atp_tui.engine.event_filter import EventFilter
from atp_tui.engine.event_location import EventLocation, PlaceKind
from atp_tui.engine.query import Query
from atp_tui.engine.trace import TraceEvent
from atp_tui.store.trace.events import Event, Events

NO_EVENTS: Final = "this pack has no events"

_WAIT: Final = 0.05
"""Seconds after which it is looked again for what has become known."""


@dataclass(frozen=True, slots=True)
class Located:
    """Where the event is that was meant."""

    place: int | None
    """Its place in the trace; where no event is meant, the nearest, or None in a trace without any."""
    fault: str = ""
    """Why no event is meant; empty where one is."""


def locate(events: Events, wanted: EventLocation, cancelled: Callable[[], bool] = lambda: False) -> Located:
    """Return where the event is that *wanted* means, as soon as that is known; a cancelled search finds nothing."""
    look = {PlaceKind.NUMBER: _by_number, PlaceKind.PLACE: _by_place, PlaceKind.TIME: _by_time}[wanted.kind]
    found = look(events, wanted.value, cancelled)
    if isinstance(found, int):
        return Located(found)
    last = events.count() - 1
    if last < 0:
        return Located(None, NO_EVENTS)
    return Located(last if wanted.kind is PlaceKind.TIME else min(wanted.value, last), found)


def located_at_once(events: Events, wanted: EventLocation) -> int | None:
    """Return where the event is that *wanted* means, None where that takes a search or more of the trace."""
    if wanted.kind is PlaceKind.TIME:
        return events.place_at(wanted.value)
    if wanted.value >= events.count():
        return None
    is_meant = wanted.kind is PlaceKind.PLACE or number_of(events.at(wanted.value), wanted.value) == wanted.value
    return wanted.value if is_meant else None


def number_of(event: Event, place: int) -> int | None:
    """Return the number that lists show for an event, None where they show none."""
    return event.fields.seq if isinstance(event, TraceEvent) else place


def place_name(events: Events, place: int) -> str:
    """Return how to type the event at a place: its number where that is its place, else # and the place."""
    return str(place) if number_of(events.at(place), place) == place else f"#{place}"


def are_numbered_by_place(events: Events) -> bool:
    """Return whether the first and the last event that are known have their places as numbers."""
    last = events.count() - 1
    return last >= 0 and all(number_of(events.at(place), place) == place for place in (0, last))


def place_at(events: Events, wanted: int) -> int:
    """Return the place of the first event at or after a lab time in nanoseconds, the last where there is none."""
    found = events.place_at(wanted)
    return events.count() - 1 if found is None else found


def _by_place(events: Events, wanted: int, cancelled: Callable[[], bool]) -> int | str:
    known = _waited(events, lambda: wanted < events.count(), cancelled)
    return wanted if known else f"there is no event #{wanted:,}; the trace has #0 to #{events.count() - 1:,}"


def _by_time(events: Events, wanted: int, cancelled: Callable[[], bool]) -> int | str:
    _waited(events, lambda: events.place_at(wanted) is not None, cancelled)
    found = events.place_at(wanted)
    return found if found is not None else "there is no event at or after that time"


def _by_number(events: Events, wanted: int, cancelled: Callable[[], bool]) -> int | str:
    at_once = located_at_once(events, EventLocation(PlaceKind.NUMBER, wanted))
    if at_once is not None:
        return at_once
    line = EventFilter(Query.parse(f"/^{wanted:06d} /"))
    for places, _ in events.search(line, None, cancelled):
        if places:
            return places[0]
    if wanted < events.count() and number_of(events.at(wanted), wanted) in (None, wanted):
        return wanted
    return f"no event has the number {wanted:,}; # selects by place, #0 to #{events.count() - 1:,}"


def _waited(events: Events, holds: Callable[[], bool], cancelled: Callable[[], bool]) -> bool:
    """Wait until something holds or all of the trace is known; say whether it holds."""
    while not holds():
        if events.share >= 1 or cancelled():
            return holds()
        time.sleep(_WAIT)
    return True
