"""What the trace of a pack shows of its end, read without decoding the events that do not matter for it."""

from collections.abc import Iterator
from typing import Final

import msgspec

from atp_tui.engine.fingerprint.ending import Ending, ending_of
from atp_tui.engine.oracle.state import LIFETIMES
from atp_tui.engine.trace import BrokenEvent, TraceEvent
from atp_tui.engine.trace_text import read_event, read_events

_KINDS: Final = frozenset(kind for lifetime in LIFETIMES for kind in lifetime.begins | lifetime.ends)
_WORDS: Final = tuple(word.encode() for lifetime in LIFETIMES for word in (*lifetime.begin_words, *lifetime.end_words))
_OPERATION: Final = "Operation"


def trace_ending(trace: bytes) -> Ending:
    """Return what :func:`ending_of` returns for the events of a trace file, sooner."""
    return ending_of(_telling(trace))


class _Event(msgspec.Struct):
    """What tells of an event whether it can open or close anything."""

    kind: str = ""
    data: msgspec.Raw = msgspec.Raw(b"")


_decode_raws: Final = msgspec.json.Decoder(list[msgspec.Raw]).decode
_decode_events: Final = msgspec.json.Decoder(list[_Event]).decode


def _telling(trace: bytes) -> Iterator[TraceEvent | BrokenEvent]:
    """The events of a trace that open or close anything; all of them where it is not a plain one."""
    try:
        raws, events = _decode_raws(trace), _decode_events(trace)
    except (msgspec.MsgspecError, RecursionError):
        yield from read_events(trace)
        return
    has_words = any(word in trace for word in _WORDS)
    for raw, event in zip(raws, events, strict=True):
        if (
            event.kind in _KINDS
            or event.kind.startswith(_OPERATION)
            or (has_words and any(word in bytes(event.data) for word in _WORDS))
        ):
            yield read_event(bytes(raw))
