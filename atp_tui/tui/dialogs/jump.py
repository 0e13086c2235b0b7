"""A jump to an event: its number, place or lab time is typed, and the event located in the trace."""

import asyncio
from threading import Event as Flag
from typing import Any, Final, NamedTuple

from textual.app import App

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.event_location import EXPECTED, EventLocation, PlaceKind
from atp_tui.store.trace.events import Events
from atp_tui.store.trace.locate import NO_EVENTS, are_numbered_by_place, locate, located_at_once
from atp_tui.tui.dialogs.prompt import PromptScreen

_QUESTION: Final = "Jump to which event? Its number, # and its place in the trace, or a time such as 12.5ms"


class JumpTarget(NamedTuple):
    """Where a jump leads."""

    place: int | None
    """Place of the event in the trace; None where there is nothing to go to."""
    notice: str = ""
    """Why the event was not found; empty where it was."""


async def ask_place(app: App[Any], events: Events) -> EventLocation | None:
    """Ask for an event; return None where the question was dismissed."""
    typed = await app.push_screen_wait(PromptScreen(_QUESTION, "", lambda text: jump_fault(events, text)))
    return EventLocation.read(typed) if typed else None


async def locate_event(events: Events, wanted: EventLocation, *, takes_nearest: bool) -> JumpTarget:
    """Locate an event; one that has not been read yet is waited for.

    With *takes_nearest*, or for a lab time, the nearest event is the target where there is no such event.
    """
    # Keys typed behind the jump are meant for where it leads, so it does not wait where it need not.
    place = located_at_once(events, wanted)
    if place is not None:
        return JumpTarget(place)
    cancel = Flag()
    try:
        located = await asyncio.to_thread(locate, events, wanted, cancel.is_set)
    finally:
        cancel.set()
    takes_nearest = takes_nearest or wanted.kind is PlaceKind.TIME
    if not located.fault:
        return JumpTarget(located.place)
    nearest = "; this is the nearest" if takes_nearest and located.place is not None else ""
    return JumpTarget(located.place if takes_nearest else None, f"{located.fault}{nearest}")


def jump_fault(events: Events, typed: str) -> str:
    """Return why there is no such event, as far as is known while it is typed; empty where nothing is wrong."""
    is_read = events.share >= 1
    last = events.count() - 1
    if last < 0 and is_read:
        return NO_EVENTS
    try:
        wanted = EventLocation.read(typed)
    except InvalidFormatError:
        return f"expected {EXPECTED}"
    if not is_read or wanted.value <= last:
        return ""
    if wanted.kind is PlaceKind.PLACE:
        return f"expected #0 to #{last:,}"
    return f"expected 0 to {last:,}" if wanted.kind is PlaceKind.NUMBER and are_numbered_by_place(events) else ""
