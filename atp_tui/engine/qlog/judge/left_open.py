"""What is found open at the end of a log: the handshake, streams, data, and the connection itself."""

from collections.abc import Iterable
from typing import Final

from atp_tui.engine.counted import counted
from atp_tui.engine.qlog.judge.check import Finding
from atp_tui.engine.qlog.judge.first import MOST_EVENTS
from atp_tui.engine.qlog.judge.streams import Stream
from atp_tui.engine.qlog.judge.tracker import Tracker

_MOST_NAMED: Final = 10
"""Streams that the evidence names."""


def named(streams: Iterable[int]) -> str:
    """The numbers of streams, in order, as ``0, 4, 8``, with ``and 3 more`` where there are many."""
    found = sorted(set(streams))
    rest = f" and {len(found) - _MOST_NAMED:,} more" if len(found) > _MOST_NAMED else ""
    return ", ".join(str(each) for each in found[:_MOST_NAMED]) + rest


def overdue_event(log: Tracker) -> int:
    """Return the last event that was at least a second before the end of the connection, -1 where there is none."""
    return log.clock.overdue(log.ending.closes[0].time_ns if log.ending.closes else log.clock.end_ns)


def _of_streams(found: list[tuple[int, Stream]], message: str, key: str) -> Finding | None:
    """The finding of streams, the one without progress for the longest time first."""
    if not found:
        return None
    found.sort(key=lambda each: each[1].last)
    return Finding(
        message,
        ((key, str(len(found))), ("streams", named(number for number, _ in found))),
        tuple(stream.last for _, stream in found[:MOST_EVENTS]),
    )


def _is_taken(log: Tracker, stream: Stream) -> bool:
    """Whether the peer has what it wanted of a stream, although it did not acknowledge all of it.

    A peer that closes without an error has. One that has sent its whole answer has too, if this end then closes.
    """
    if log.ending.is_clean_by_peer:
        return True
    return log.ending.is_clean_by_this_end and stream.peer_has_end and stream.is_received


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


def missing_acknowledgements(log: Tracker) -> list[tuple[int, Stream, list[tuple[int, int]]]]:
    """Return the streams with data that was never acknowledged and that the peer may miss, each with those parts."""
    return [
        (number, stream, parts)
        for number, stream in log.streams.ordinary()
        if (parts := stream.unacked) and not _is_taken(log, stream)
    ]


def _overdue_streams(log: Tracker) -> set[int]:
    """The streams with data that was lost and not sent again, or sent long enough ago to be acknowledged."""
    last = overdue_event(log)
    found = {number for number, stream in log.streams.open.items() if stream.lost.starts}
    for space in log.spaces.by_key.values():
        for packet in space.pending.values():
            if packet.event <= last:
                found.update(number for number, _, _ in packet.pieces)
    return found


def _size(parts: list[tuple[int, int]]) -> int:
    return sum(end - start for start, end in parts)


def unacknowledged_data(log: Tracker) -> Finding | None:
    """Find stream data that was sent and never acknowledged, and that the peer may miss.

    Where this end closes in peace, what it sent in the last second may have arrived.
    """
    found = missing_acknowledgements(log)
    if log.ending.is_clean_by_this_end:
        overdue = _overdue_streams(log)
        found = [each for each in found if each[0] in overdue]
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
        (("unrecovered_count", str(len(found))), ("unacknowledged_bytes", str(size)), ("streams", named(streams))),
        tuple(packets[:MOST_EVENTS]) or tuple(stream.last for _, stream, _ in found[:MOST_EVENTS]),
    )


def unfinished_handshake(log: Tracker) -> Finding | None:
    """Find that the handshake never led to a 1-RTT packet of the peer."""
    if log.is_confirmed:
        return None
    what = "the peer never answered" if not log.received else "no 1-RTT packet of the peer was received"
    return Finding(
        f"The handshake never finished: {what}", (("packets_received", str(log.received)),), _last_event(log)
    )


def is_anything_open(log: Tracker) -> bool:
    """Return whether a log ends with a handshake, a stream or a packet that is not done with."""
    return log.waiting.is_unanswered or any(
        find(log) is not None
        for find in (unfinished_handshake, unfinished_streams, pending_streams, unacknowledged_data)
    )


def never_closed(log: Tracker) -> Finding | None:
    """Find that a connection with something open was never closed in its log."""
    if log.ending.closes or not is_anything_open(log):
        return None
    return Finding(
        "The connection is never closed in the log, and something was open",
        (("open_region_count", "1"),),
        _last_event(log),
    )


def _last_event(log: Tracker) -> tuple[int, ...]:
    """The event of the last packet while the connection was open; of one whose close comes first in the log, that."""
    if log.clock.last_packet is not None:
        return (log.clock.last_packet,)
    return tuple(each.event for each in log.ending.closes[:1])


def errors_at_close(log: Tracker) -> Finding | None:
    """Find that the connection was closed with an error; an idle timeout is one if something was open."""
    errors = log.ending.errors
    if not errors or (log.ending.is_left and not is_anything_open(log)):
        return None
    first = errors[0].close
    by = {"local": "by this end ", "remote": "by the peer "}.get(first.by, "")
    others = [each.event for each in log.ending.closes if not each.close.is_error]
    return Finding(
        f"The connection was closed {by}with {first.words}",
        (("close", first.words), *((("closed_by", first.by),) if first.by else ())),
        tuple(dict.fromkeys([each.event for each in errors] + others)),
    )
