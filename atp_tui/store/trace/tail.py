"""The last events of a trace, read from the end of the file before anything is known of its begin.

A part of the file that runs to its end, and that reads as whole elements and the bracket that closes the array, can be
cut rightly only when its first byte lies in the array itself: not inside a string, and not inside an event. For a file
that is one array of valid JSON both follow from the text. Had a string begun earlier, the first quote of the part would
end it, and behind the end of a string only a colon, a comma or a closing bracket may stand. And with the first byte
inside an event, the last bracket would close something in that event, and not the array.
"""

import re
from itertools import islice
from typing import Final

import msgspec

from atp_tui.engine.trace import BrokenEvent, TraceEvent
from atp_tui.engine.trace_text import read_event
from atp_tui.store.trace.file import TraceFile

_FIRST_READ: Final = 1 << 15
_LAST_READ: Final = 1 << 22
_TRIES: Final = 16
_BETWEEN: Final = re.compile(rb"\}[ \t\n\r]*,[ \t\n\r]*(?=\{)")
_MAY_END_STRING: Final = re.compile(rb'[^"\x00-\x1f\\]*"[ \t\n\r]*[,:\]}]')
_split: Final = msgspec.json.Decoder(list[msgspec.Raw]).decode


def read_tail(trace: TraceFile, count: int) -> list[TraceEvent] | None:
    """Return up to *count* of the last events, or None where they are not known without reading all.

    The answer is exact for every file that is one complete array in valid JSON; of others the index knows better.
    """
    length = _FIRST_READ
    best: list[bytes] | None = None
    while True:
        data = trace.read(max(0, trace.size - length), length)
        found = _raws(data)
        best = found if found is not None else best
        if (best is not None and len(best) >= count) or length >= min(trace.size, _LAST_READ):
            break
        length *= 4
    if best is None:
        return None
    events = [
        event for event in map(read_event, best[-count:] if count > 0 else []) if not isinstance(event, BrokenEvent)
    ]
    return events if len(events) == min(count, len(best)) else None


def _raws(data: bytes) -> list[bytes] | None:
    """The elements at the end of *data*, from the first place where they can be cut rightly."""
    for match in islice(_BETWEEN.finditer(data), _TRIES):
        part = data[match.end() :]
        if _MAY_END_STRING.match(part):
            continue
        try:
            raws = _split(b"[" + part)
        except (msgspec.MsgspecError, RecursionError):
            continue
        return [bytes(raw) for raw in raws]
    return None
