"""A place among the events while it is typed."""

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.event_place import EXPECTED, EventPlace, PlaceKind
from atp_tui.store.event_finder import NO_EVENTS, are_numbered_by_place
from atp_tui.store.events import Events


def jump_fault(events: Events, typed: str) -> str:
    """Return what is wrong with a typed place, empty when nothing is known to be."""
    is_read = events.share >= 1
    last = events.count() - 1
    if last < 0 and is_read:
        return NO_EVENTS
    try:
        wanted = EventPlace.read(typed)
    except InvalidFormatError:
        return f"expected {EXPECTED}"
    if not is_read or wanted.value <= last:
        return ""
    if wanted.kind is PlaceKind.PLACE:
        return f"expected #0 to #{last:,}"
    return f"expected 0 to {last:,}" if wanted.kind is PlaceKind.NUMBER and are_numbered_by_place(events) else ""
