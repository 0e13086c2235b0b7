"""What each check finds in what was kept of a log; None where nothing is wrong."""

from collections.abc import Iterable
from typing import Final

from atp_tui.engine.counted import counted
from atp_tui.engine.lab_time import milliseconds
from atp_tui.engine.qlog.judge.check import Finding
from atp_tui.engine.qlog.judge.first import MOST_EVENTS, FirstEvents
from atp_tui.engine.qlog.judge.streams import Stream
from atp_tui.engine.qlog.judge.tracker import Tracker

_MOST_NAMED: Final = 10
"""Streams that the evidence names."""


def _named(streams: Iterable[int]) -> str:
    """The numbers of streams, in order, as ``0, 4, 8``, with ``and 3 more`` where there are many."""
    found = sorted(set(streams))
    rest = f" and {len(found) - _MOST_NAMED:,} more" if len(found) > _MOST_NAMED else ""
    return ", ".join(str(each) for each in found[:_MOST_NAMED]) + rest


def _size(parts: list[tuple[int, int]]) -> int:
    return sum(end - start for start, end in parts)


def gaps(log: Tracker) -> Finding | None:
    """Find stream data that is missing below the highest byte that was received."""
    found = [(high - low, number, mark) for number, stream in log.streams.ordinary() for low, high, mark in stream.gaps]
    if not found:
        return None
    found.sort(key=lambda gap: (-gap[0], gap[2]))
    missing = sum(size for size, _, _ in found)
    return Finding(
        f"Stream data has {counted(len(found), 'gap')}: {counted(missing, 'byte')} never arrived "
        "below the highest byte received",
        (
            ("gap_count", str(len(found))),
            ("missing_bytes", str(missing)),
            ("streams", _named(number for _, number, _ in found)),
        ),
        tuple(dict.fromkeys(mark for _, _, mark in found[:MOST_EVENTS])),
    )


def _of_streams(found: list[tuple[int, Stream]], message: str, key: str) -> Finding | None:
    """The finding of streams, the one without progress for the longest time first."""
    if not found:
        return None
    found.sort(key=lambda each: each[1].last)
    return Finding(
        message,
        ((key, str(len(found))), ("streams", _named(number for number, _ in found))),
        tuple(stream.last for _, stream in found[:MOST_EVENTS]),
    )


def _is_taken(log: Tracker, stream: Stream) -> bool:
    """Whether the peer has what it wanted of a stream, although it did not acknowledge all of it.

    A peer that closes without an error has. One that has sent its whole answer has too, if this end then closes.
    """
    if log.ending.is_clean_by_peer:
        return True
    return log.ending.is_by_this_end and not log.ending.errors and stream.peer_has_end and stream.is_received


def pending_streams(log: Tracker) -> Finding | None:
    """Find bidirectional streams whose data did not all arrive, or was not all acknowledged."""
    found = [
        (number, stream)
        for number, stream in log.streams.bidirectional()
        if not stream.is_received or (stream.unacked and not _is_taken(log, stream))
    ]
    return _of_streams(
        found,
        f"The connection ended with {counted(len(found), 'bidirectional stream')} whose data had not all arrived or "
        "been acknowledged",
        "pending_count",
    )


def unfinished_streams(log: Tracker) -> Finding | None:
    """Find bidirectional streams that one end never finished or reset."""
    found = [
        (number, stream)
        for number, stream in log.streams.bidirectional()
        if not (stream.has_end or stream.is_reset or stream.peer_is_stopped)
        or not (stream.peer_has_end or stream.peer_is_reset or stream.is_stopped)
    ]
    return _of_streams(
        found, f"{counted(len(found), 'bidirectional stream')} without FIN or RESET_STREAM", "unfinished_count"
    )


def unacknowledged_data(log: Tracker) -> Finding | None:
    """Find stream data that was sent and never acknowledged, and that the peer may miss."""
    found = [
        (number, stream, parts)
        for number, stream in log.streams.ordinary()
        if (parts := stream.unacked) and not _is_taken(log, stream)
    ]
    if not found:
        return None
    # A FIN counts as a byte of the ranges, and is none of the data.
    size = sum(_size(parts) - (stream.has_end and parts[-1][1] == stream.sent_end) for _, stream, parts in found)
    streams = {number for number, _, _ in found}
    packets = sorted(
        packet.event
        for space in log.spaces.by_key.values()
        for packet in space.pending.values()
        if any(number in streams for number, _, _ in packet.pieces)
    )
    return Finding(
        f"{counted(size, 'byte')} of {counted(len(found), 'stream')} were sent and never acknowledged"
        if size
        else f"The end of {counted(len(found), 'stream')} was sent and never acknowledged",
        (("unrecovered_count", str(len(found))), ("unacknowledged_bytes", str(size)), ("streams", _named(streams))),
        tuple(packets[:MOST_EVENTS]) or tuple(stream.last for _, stream, _ in found[:MOST_EVENTS]),
    )


def open_obligations(log: Tracker) -> Finding | None:
    """Find lost data that was neither sent again nor acknowledged, and challenges of the peer without a response."""
    last = log.clock.overdue(log.ending.closes[0].time_ns if log.ending.closes else log.clock.end_ns)
    lost = [
        (event, number)
        for number, stream in log.streams.open.items()
        if not stream.peer_is_stopped
        for _, _, event in stream.lost
        if event <= last
    ]
    challenges = log.peer_challenges.overdue(last)
    if not lost and not challenges:
        return None
    parts = [f"{counted(len(lost), 'part')} of lost data never sent again"] if lost else []
    parts += [f"{counted(len(challenges), 'path challenge')} never answered"] if challenges else []
    numbers = {number for _, number in lost if number >= 0}
    return Finding(
        f"Found {' and '.join(parts)}",
        (
            ("leak_count", str(len(lost) + len(challenges))),
            *((("streams", _named(numbers)),) if numbers else ()),
            *((("crypto", "yes"),) if any(number < 0 for _, number in lost) else ()),
        ),
        tuple(dict.fromkeys(sorted([event for event, _ in lost] + list(challenges))))[:MOST_EVENTS],
    )


def unfinished_handshake(log: Tracker) -> Finding | None:
    """Find that the handshake never led to a 1-RTT packet of the peer."""
    if log.is_confirmed:
        return None
    what = "the peer never answered" if not log.received else "no 1-RTT packet of the peer was received"
    events = () if log.clock.last_packet is None else (log.clock.last_packet,)
    return Finding(f"The handshake never finished: {what}", (("packets_received", str(log.received)),), events)


def never_closed(log: Tracker) -> Finding | None:
    """Find that a connection was never closed in its log."""
    if log.ending.closes:
        return None
    events = () if log.clock.last_packet is None else (log.clock.last_packet,)
    return Finding("The connection is never closed in the log", (("open_region_count", "1"),), events)


def time_reversals(log: Tracker) -> Finding | None:
    """Find events that are earlier than the one before, and packet numbers that fall."""
    reversals = log.clock.reversals
    falling = [] if log.spaces.is_unclear else [space.falling for space in log.spaces.by_key.values()]
    numbers = sum(each.count for each in falling)
    if not reversals.count and not numbers:
        return None
    parts = [f"{counted(reversals.count, 'event')} earlier than the one before"] if reversals.count else []
    parts += [f"{counted(numbers, 'packet')} with a number below an earlier one"] if numbers else []
    return Finding(
        f"The log has {' and '.join(parts)}",
        (("reversal_count", str(reversals.count)), ("falling_numbers", str(numbers))),
        _first([reversals, *falling]),
    )


def _first(found: list[FirstEvents]) -> tuple[int, ...]:
    return tuple(sorted(event for each in found for event in each.shown)[:MOST_EVENTS])


def errors_at_close(log: Tracker) -> Finding | None:
    """Find that the connection was closed with an error."""
    errors = log.ending.errors
    if not errors:
        return None
    first = errors[0].close
    by = {"local": "by this end ", "remote": "by the peer "}.get(first.by, "")
    others = [each.event for each in log.ending.closes if not each.close.is_error]
    return Finding(
        f"The connection was closed {by}with {first.words}",
        (("close", first.words), *((("closed_by", first.by),) if first.by else ())),
        tuple(dict.fromkeys([each.event for each in errors] + others)),
    )


def probe_timeouts(log: Tracker) -> Finding | None:
    """Find probe timeouts in a row."""
    if not log.timeouts.storms.count:
        return None
    return Finding(
        f"{log.timeouts.most:,} probe timeouts in a row",
        (("pto_count", str(log.timeouts.most)),),
        log.timeouts.storms.shown,
    )


def silences(log: Tracker) -> Finding | None:
    """Find times without a packet while this end had something open."""
    clock = log.clock
    if not clock.silences:
        return None
    return Finding(
        f"No packet for {milliseconds(clock.longest_ns)} while something was open"
        + (f", and {counted(clock.silences - 1, 'shorter silence')}" if clock.silences > 1 else ""),
        (("silence_count", str(clock.silences)), ("longest_ns", str(clock.longest_ns))),
        clock.silence_events,
    )


def acks_of_unsent(log: Tracker) -> Finding | None:
    """Find acknowledgements of packet numbers that were never sent."""
    found = sorted(each for space in log.spaces.by_key.values() for each in space.unsent)
    if not found:
        return None
    first = found[0]
    rest = f" to {first.end - 1}" if first.end - first.first > 1 else ""
    return Finding(
        f"The peer acknowledged packet {first.first}{rest}, which was never sent",
        (("unsent_ranges", str(len(found))), ("first_number", str(first.first))),
        tuple(dict.fromkeys(each.event for each in found))[:MOST_EVENTS],
    )


def _of_packets(found: list[FirstEvents], words: str, key: str) -> Finding | None:
    count = sum(each.count for each in found)
    return Finding(f"{counted(count, 'packet')} {words}", ((key, str(count)),), _first(found)) if count else None


def numbers_used_twice(log: Tracker) -> Finding | None:
    """Find packets that were sent with a number that was used before."""
    found = [space.used_twice for space in log.spaces.by_key.values()]
    return _of_packets(found, "sent with a number that was used before", "reused_count")


def data_after_close(log: Tracker) -> Finding | None:
    """Find packets with data that were sent after CONNECTION_CLOSE."""
    return _of_packets([log.ending.data_after], "with data sent after CONNECTION_CLOSE", "late_count")


def paths_without_response(log: Tracker) -> Finding | None:
    """Find path challenges of this end that were never answered."""
    last = log.clock.overdue(log.ending.closes[0].time_ns if log.ending.closes else log.clock.end_ns)
    events = log.challenges.overdue(last)
    if not events:
        return None
    return Finding(
        f"{counted(len(events), 'path challenge')} never answered",
        (("challenge_count", str(len(events))),),
        tuple(sorted(events)[:MOST_EVENTS]),
    )
