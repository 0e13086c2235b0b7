"""The record of a connection of which both ends were logged: the records of two packs, and what comparing them said."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from atp_tui.engine.counted import counted
from atp_tui.engine.imported import CLOCK, FAULT, FROM, ORIGIN, RESOLUTION
from atp_tui.engine.imported_record import BOTH_ENDS, result_of, told_answer
from atp_tui.engine.oracle.recorded_answer import PREFIX
from atp_tui.engine.oracle.violation_relevance import EVENTS, event_numbers
from atp_tui.engine.qlog.event import End
from atp_tui.engine.qlog.judge.check import Judged
from atp_tui.engine.qlog.pair import RESOLUTIONS_NS, Direction, PairResult
from atp_tui.engine.qlog.pair_checks import PairJudged
from atp_tui.engine.record import Crashpack, OracleResult, Violation
from atp_tui.engine.source_table import TABLE

ALIGNMENT: Final = "time.alignment"
"""The key that tells how the clocks of the two logs were aligned."""

_OBSERVED: Final = "observed."
_IMPORTED: Final = "imported."
_LISTED: Final = f"; {EVENTS}: "
_FATES: Final = (
    ("true_losses", "declared lost and never read by the other end: lost on the way, or discarded unread"),
    ("spurious_losses", "declared lost although received"),
    ("unnoticed_losses", "never read by the other end and not declared lost"),
    ("unacknowledged", "received, and the acknowledgement never arrived"),
    ("contradictions", "received before being sent, in spite of the alignment"),
)


@dataclass(frozen=True, slots=True)
class MergedEnd:
    """The pack of one end, and where its events are in the trace of both."""

    end: End
    record: Crashpack
    """Its record, without the trace."""
    places: Sequence[int]
    """The number in the merged trace of each of its events."""
    path: str
    """The path of the copy of its log in the merged pack; empty where there is none."""

    def numbers(self, events: Sequence[int]) -> str:
        """Return the numbers in the merged trace of some events, as evidence has them."""
        return ", ".join(str(self.places[event]) for event in events if event < len(self.places))


def merged_record(client: MergedEnd, server: MergedEnd, compared: PairResult, origin: str) -> Crashpack:
    """Return the record of a connection, without its trace.

    Args:
        client: The end of the client.
        server: The end of the server.
        compared: What comparing the logs said.
        origin: The time of the first event on the clock of the client's log.
    """
    ends = {End.CLIENT: client, End.SERVER: server}
    judged = [_judged(each, ends) for each in compared.judged]
    both = result_of(BOTH_ENDS, judged)
    results = [_remapped(result, end) for end in ends.values() for result in end.record.oracle_results]
    paths = [end.path for end in ends.values() if end.path]
    return Crashpack(
        oracle_results=(*results, *((both,) if both.stats.events_recorded else ())),
        artifact_paths=(*paths, TABLE) if paths else (),
        metadata={
            **dict(item for number, end in enumerate(ends.values()) for item in _metadata(end, number)),
            FROM: ", ".join(end.record.metadata[FROM] for end in ends.values()),
            ORIGIN: origin,
            RESOLUTION: _coarser(client, server),
            CLOCK: client.record.metadata.get(CLOCK, ""),
            ALIGNMENT: _alignment(compared),
            **{each.key: each.value for each in (told_answer(BOTH_ENDS, found) for found in judged)},
            **dict(item for direction in compared.directions for item in _fates(direction, ends)),
        },
    )


def _coarser(*ends: MergedEnd) -> str:
    """The coarser of the resolutions of the logs."""
    stated = [end.record.metadata.get(RESOLUTION, "") for end in ends]
    return max(stated, key=lambda each: RESOLUTIONS_NS.get(each, RESOLUTIONS_NS["1ms"]))


def _judged(found: PairJudged, ends: Mapping[End, MergedEnd]) -> Judged:
    """An answer on two logs as one on the merged trace."""
    events = tuple(ends[end].places[event] for end, event in found.events if event < len(ends[end].places))
    return msgspec.structs.replace(found.judged, events=events)


def _remapped(result: OracleResult, end: MergedEnd) -> OracleResult:
    return result.changed(violations=tuple(_with_numbers(violation, end) for violation in result.violations))


def _with_numbers(violation: Violation, end: MergedEnd) -> Violation:
    events = event_numbers(violation.evidence.get(EVENTS, ""))
    return violation.changed(evidence={**violation.evidence, EVENTS: end.numbers(events)}) if events else violation


def _metadata(end: MergedEnd, number: int) -> Iterator[tuple[str, str]]:
    """The metadata of one end, under keys that say which it is."""
    for key, value in end.record.metadata.items():
        if key.startswith(FAULT):
            yield f"{FAULT}{number}.{key.rpartition('.')[2]}", value
        elif key == f"{_IMPORTED}log.0":
            yield f"{_IMPORTED}log.{number}", f"{end.path or 'not in the pack'}, {value.partition(', ')[2]}"
        elif key.startswith(_OBSERVED):
            said, listed, events = value.partition(_LISTED)
            yield key, f"{said}{listed}{end.numbers(event_numbers(events))}"
        elif key.startswith(PREFIX):
            yield key, value
        elif key.startswith(_IMPORTED) and key != FROM:
            yield f"{_IMPORTED}{end.end}.{key.removeprefix(_IMPORTED)}", value
        elif key.startswith("time."):
            yield f"time.{end.end}.{key.removeprefix('time.')}", value


def _alignment(compared: PairResult) -> str:
    if compared.offset_ns is None:
        return "not aligned: no packet is in both logs"
    return (
        f"by the least one-way times: {compared.offset_ns} ns subtracted from the times of the server, "
        f"tolerance {compared.tolerance_ns} ns"
    )


def _fates(direction: Direction, ends: Mapping[End, MergedEnd]) -> Iterator[tuple[str, str]]:
    """What became of the packets that one end sent, as observations."""
    name = f"{_OBSERVED}{BOTH_ENDS}.{direction.sender}"
    yield f"{name}.sent", f"{counted(direction.sent, 'packet')}, {direction.arrived} of them received"
    for key, words in _FATES:
        fate = getattr(direction, key)
        if fate.count:
            listed = ", ".join(str(ends[end].places[event]) for end, event in fate.events)
            yield f"{name}.{key}", f"{counted(fate.count, 'packet')} {words}{_LISTED}{listed}"
