"""The kinds of plain events straight from their bytes, many at once; the engine's own way is ten times slower.

What the index knows as broken must not come here; of all other elements the decoder says what the engine says, or
nothing.
"""

from typing import Final

import msgspec

from atp_tui.engine.trace import TraceEvent
from atp_tui.engine.trace_text import read_event
from atp_tui.store.trace.split import SPACE


class _Kind(msgspec.Struct):
    kind: str | None = None


_kind_of: Final = msgspec.json.Decoder(_Kind).decode
_kinds_of: Final = msgspec.json.Decoder(list[_Kind]).decode


def plain_kind(raw: bytes) -> str | None:
    """Return the kind of an event that is not broken, None where it has none."""
    try:
        return _kind_of(raw).kind
    except (ValueError, RecursionError):
        event = read_event(raw)
        return event.fields.kind if isinstance(event, TraceEvent) else None


def plain_kinds(data: bytes, count: int) -> list[str | None] | None:
    """Return the kinds of whole pages of events, none of them broken, or None where the engine has to be asked.

    Args:
        data: The pages as they stand, up to the comma behind the last event.
        count: How many events they hold.
    """
    data = data.strip(SPACE)
    if not data.endswith(b","):
        return None
    try:
        found = _kinds_of(b"[" + data[:-1] + b"]")
    except (ValueError, RecursionError):
        return None
    return [event.kind for event in found] if len(found) == count else None
