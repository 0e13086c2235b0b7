"""The events of a trace, read in parts; they are those that :func:`atp_tui.engine.trace_text.read_events` gives.

A part ends where one event follows another. Such a place may also stand inside an event or a string, but then what is
before it is no JSON array, so a part that can be decoded was cut rightly.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import msgspec

from atp_tui.engine.divergence import Event
from atp_tui.engine.trace_text import read_event, read_events

PART: Final = 1 << 20
"""Bytes from which on a part is looked for."""

LARGEST_PART: Final = 64 << 20
"""Bytes in which a part must end; a trace where none does is damaged, or has one huge event, and is read as a whole."""

_TRIES: Final = 8
_SPACE: Final = b" \t\n\r"
_OWN_LAYOUT: Final = b"\n  },\n  {"
_ANY_LAYOUT: Final = re.compile(rb"\}[ \t\n\r]*,[ \t\n\r]*\{")
_TAIL: Final = 1 << 16


def stream_events(chunks: Iterable[bytes]) -> Iterator[Event]:
    """Give the events of a trace in order, and a broken one for each element that is none.

    Args:
        chunks: The bytes of the trace, in any cut.
    """
    left = iter(chunks)
    held, wanted = _begun(left), PART
    if not held.startswith(b"["):
        yield from read_events(held + b"".join(left))
        return
    for chunk in left:
        held += chunk
        if len(held) < wanted:
            continue
        cut, raws = _part(held)
        if cut:
            yield from (read_event(bytes(raw)) for raw in raws)
            held, wanted = b"[" + held[cut + 1 :], PART
        elif len(held) > LARGEST_PART:
            held += b"".join(left)
        else:
            wanted = 2 * len(held)
    yield from read_events(held)


def _begun(chunks: Iterator[bytes]) -> bytes:
    """The first bytes from the first that is no white space on."""
    held = b""
    while not held:
        head = tuple(islice(chunks, 1))
        if not head:
            break
        held = head[0].lstrip(_SPACE)
    return held


def _part(held: bytes) -> tuple[int, list[msgspec.Raw]]:
    """Where a part ends, at the comma after its last event, and its elements; 0 where no end was found."""
    for cut in islice(_cuts(held), _TRIES):
        try:
            return cut, msgspec.json.decode(held[:cut] + b"]", type=list[msgspec.Raw])
        except (msgspec.MsgspecError, RecursionError):
            continue
    return 0, []


def _cuts(held: bytes) -> Iterator[int]:
    """Places of commas that may stand between two events, the last first."""
    own = held.rfind(_OWN_LAYOUT)
    if own >= 0:
        yield own + _OWN_LAYOUT.index(b",")
    start = max(len(held) - _TAIL, 0)
    found = [match.start() + match.group().index(b",") for match in _ANY_LAYOUT.finditer(held, start)]
    yield from reversed(found)
