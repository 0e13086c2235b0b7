"""An event in full: in words, or as JSON."""

from collections.abc import Iterator
from typing import Final

import msgspec
from rich.text import Text

from atp_tui.cells import cell_len, padded
from atp_tui.clean import clean
from atp_tui.engine.event_text import members, object_in, text_in, text_of
from atp_tui.engine.json_ambiguity import is_odd
from atp_tui.engine.trace import BrokenEvent, Lane, TraceEvent
from atp_tui.store.trace.events import Event
from atp_tui.tui.event_row import kind_text
from atp_tui.tui.log_detail import NO_LOG, LogDetail
from atp_tui.tui.text import BAD, QUIET, LongLines, joined, lines, own_text, pack_text, row_text

_BROKEN: Final = 2_000
"""Bytes shown of a broken element."""

_LAID_OUT: Final = 200
"""Lines of JSON that are laid out whole; of more, only those on screen are made."""

_CHARACTERS: Final = 20_000
"""Bytes of an event up to which it is shown in words."""

_KEY: Final = 24
"""Cells of the widest key that the values are lined up with."""

_FIELDS: Final = frozenset({"seq", "time", "kind", "data"})


def event_detail(
    event: Event, place: int, clock: str, relation: str, *, as_json: bool, log: LogDetail = NO_LOG
) -> Text | LongLines:
    """Return an event in full: what it says first, then its fields.

    Args:
        event: The event, or a broken element.
        place: Its place in the trace.
        clock: The name of the clock of its times.
        relation: How it is related to the highlighted violation; empty where it is not.
        as_json: Whether its fields are shown as JSON.
        log: What there is to say of it from the log that it was imported from.
    """
    if isinstance(event, BrokenEvent):
        return lines(
            own_text(f"Event {place:,} is broken: expected {event.expected}, found {event.found}", BAD),
            own_text(""),
            pack_text(event.raw[:_BROKEN].decode("utf-8", "replace")),
        )
    fields = event.fields
    is_long = len(event.raw) > _CHARACTERS
    said = row_text(text_of(fields), "bold") if is_long else pack_text(text_of(fields), "bold")
    first = [joined(kind_text(fields), own_text("  "), said), _facts(event, place, clock), *log.times(fields.time)]
    if relation:
        first.append(own_text(f"• {relation}", "bold yellow"))
    if not (as_json or is_long or is_odd(event.raw)):
        return lines(*first, *_fields(event), *log.record())
    text = msgspec.json.format(event.raw, indent=2).decode().split("\n")
    first.append(own_text(""))
    if len(text) <= _LAID_OUT and not is_long:
        return lines(*first, *map(pack_text, text), *log.record())
    return LongLines(first, len(text), lambda index: pack_text(text[index]))


def _facts(event: TraceEvent, place: int, clock: str) -> Text:
    """Where the event is in the trace, its exact time, and its lanes."""
    fields = event.fields
    lanes = ", ".join(lane.value for lane in Lane if lane in event.lanes)
    time = f"no {clock}" if fields.time is None else f"{fields.time:,} ns"
    number = "" if fields.seq == place else "  no number" if fields.seq is None else f"  number {fields.seq}"
    return own_text(f"event {place:,}{number}  {time}  {f'lane: {lanes}' if lanes else 'in no lane'}", QUIET)


def _fields(event: TraceEvent) -> Iterator[Text]:
    """Yield the keys and values of data that is no message, and the fields that the format does not name."""
    fields = event.fields
    found = {} if fields.message is not None else members(fields.data)[1]
    found |= {key: value for key, value in object_in(event.raw).items() if key not in _FIELDS}
    width = max((min(cell_len(clean(key, _KEY)), _KEY) for key in found), default=0)
    if found:
        yield own_text("")
    for key, value in found.items():
        yield joined(own_text(f"{padded(clean(key), width)}  ", "cyan"), pack_text(text_in(value)))
