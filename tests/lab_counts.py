"""A second opinion on what a trace of the lab shows by itself, which knows the lab's own spelling and no other."""

from collections.abc import Sequence
from typing import Final

import msgspec

from atp_tui.engine.trace import TraceEvent


class _Event(msgspec.Struct):
    time: int
    kind: str
    data: msgspec.Raw


_decode: Final = msgspec.json.Decoder(_Event).decode

_FIELDS: Final = {"region": "open_regions", "task": "unfinished_tasks", "block": "unrecovered_blocks"}
_OPENS: Final = {"RegionCreated": "region", "Spawn": "task", "BlockShort": "block"}
_CLOSES: Final = {
    "RegionCloseComplete": "region",
    "RegionCancelled": "region",
    "Complete": "task",
    "BlockDecoded": "block",
}


def lab_counts(events: Sequence[TraceEvent]) -> dict[str, int]:
    """The fields of the ATP state that a trace of the lab gives."""
    still_open: dict[str, set[str]] = {thing: set() for thing in _FIELDS}
    reversals, last = 0, 0
    for event in events:
        fields = _decode(event.raw)
        reversals += fields.time < last
        last = fields.time
        if fields.kind in _OPENS:
            still_open[_OPENS[fields.kind]].add(_subject(fields))
        elif fields.kind in _CLOSES:
            still_open[_CLOSES[fields.kind]].discard(_subject(fields))
    return {_FIELDS[thing]: len(names) for thing, names in still_open.items()} | {"time_reversals": reversals}


def _subject(event: _Event) -> str:
    """What an event is about: a task, a region, or a block on a replica."""
    (tag, value), *_ = msgspec.json.decode(event.data, type=dict[str, dict[str, str | None] | str]).items()
    if isinstance(value, dict):
        return str(value[tag.lower()])
    words = value.split()
    return f"{words[1]} on {words[words.index('replica') + 1]}"
