"""Events of a trace as lines of a file: display lines, or a JSON object each."""

import json
from collections.abc import Iterable

from atp_tui.clean import clean
from atp_tui.engine.trace import Lane, TraceEvent
from atp_tui.store.trace.events import Event, Events


def copied_line(event: Event, place: int) -> str:
    """Return an event as a line to copy: the display line of the format."""
    if isinstance(event, TraceEvent):
        return clean(event.line)
    return clean(f"event {place}: broken: expected {event.expected}, found {event.found}")


def json_line(event: Event, place: int) -> str:
    """Return an event as a JSON object on one line: its place, its lanes, and itself with its numbers as they stood.

    What cannot be seen stands as an escape. A broken event has *expected* and *found* in place of the event.
    """
    if not isinstance(event, TraceEvent):
        return json.dumps({"place": place, "expected": event.expected, "found": event.found})
    lanes = json.dumps([lane.value for lane in Lane if lane in event.lanes])
    return f'{{"place": {place}, "lanes": {lanes}, "event": {_visible(event.raw.decode("utf-8"))}}}'


def exported(events: Events, places: Iterable[int], *, as_json: bool) -> bytes:
    """Return the events at some places as the bytes of a file, a line each."""
    write = json_line if as_json else copied_line
    return "".join(f"{write(events.at(place), place)}\n" for place in places).encode()


def _visible(text: str) -> str:
    """A JSON text with what cannot be seen as escapes; only its strings can hold such characters."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(letter if clean(letter) == letter else json.dumps(letter)[1:-1] for letter in text)
