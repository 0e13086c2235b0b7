"""What is measured when a transfer has ended: nothing here is told by the transfer, all is counted in its world."""

import hashlib
from collections.abc import Sequence
from typing import Final

import msgspec

from atp_tui.engine.fields import U32, Record
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.trace import TraceEvent
from atp_tui.lab.coding import manifest_hash
from atp_tui.lab.journal import count_gaps
from atp_tui.lab.transfer import Transfer


class WiderState(Record):
    """What the trace itself shows. Source: EVIDENCE.md, "The ATP transfer oracle"."""

    open_regions: U32 = 0
    unfinished_tasks: U32 = 0
    unrecovered_blocks: U32 = 0
    """Blocks that a replica reported short of symbols and never decoded, counted for each replica."""
    time_reversals: U32 = 0
    missing_artifacts: U32 = 0


class _Event(msgspec.Struct):
    time: int
    kind: str
    data: msgspec.Raw


_decode: Final = msgspec.json.Decoder(_Event).decode

_OPENS: Final = {"RegionCreated": "region", "Spawn": "task", "BlockShort": "block"}
_CLOSES: Final = {
    "RegionCloseComplete": "region",
    "RegionCancelled": "region",
    "Complete": "task",
    "BlockDecoded": "block",
}


def measure_state(transfer: Transfer) -> TransferState:
    """Return the state of a transfer that has ended."""
    expected = manifest_hash(transfer.entries)
    stored = [replica.measured_manifest_hash() for replica in transfer.replicas]
    journals = [replica.journal for replica in transfer.replicas]
    outcomes = {tuple(replica.outcomes) for replica in transfer.replicas}
    return TransferState(
        manifest_hash=next((found for found in stored if found != expected), expected),
        expected_manifest_hash=expected,
        journal_gaps=sum(count_gaps([r.number for r in each.disk], each.last_number) for each in journals),
        pending_operations=len(transfer.world.operations.pending()),
        leaked_obligations=len(transfer.world.permits.leaked()),
        path_outcomes_consistent=len(outcomes) == 1,
    )


def measure_wider(events: Sequence[TraceEvent]) -> WiderState:
    """Return what a trace of the lab shows beside the state."""
    open_things: dict[str, set[str]] = {"region": set(), "task": set(), "block": set()}
    reversals, last = 0, 0
    for event in events:
        fields = _decode(event.raw)
        reversals += fields.time < last
        last = fields.time
        if fields.kind in _OPENS:
            open_things[_OPENS[fields.kind]].add(_subject(fields))
        elif fields.kind in _CLOSES:
            open_things[_CLOSES[fields.kind]].discard(_subject(fields))
    return WiderState(
        open_regions=len(open_things["region"]),
        unfinished_tasks=len(open_things["task"]),
        unrecovered_blocks=len(open_things["block"]),
        time_reversals=reversals,
    )


def _subject(event: _Event) -> str:
    """What an event is about: a task, a region, or a block on a replica."""
    (tag, value), *_ = msgspec.json.decode(event.data, type=dict[str, dict[str, str | None] | str]).items()
    if isinstance(value, dict):
        return str(value[tag.lower()])
    words = value.split()
    return f"{words[1]} on {words[words.index('replica') + 1]}"


def digest(data: bytes) -> str:
    """Return SHA-256 of some bytes, as the format writes it."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
