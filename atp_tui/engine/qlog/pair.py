"""Two ends of one connection: their clocks aligned, and what became of every packet that either end sent.

One end can only guess that a packet was lost; the other one knows whether it read it. A packet that an end received is
one that it read: one that came but was discarded unread, since it had no key, a wrong tag, no room or a closed
connection, is in its log at most without a number, and counts as one that was lost on the way. Packets are matched by
packet number space and number. The clocks are aligned by half the difference of the least one-way times over the
packets that both ends have, which is right as far as the fastest packets took as long in one direction as in the other.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from atp_tui.engine.qlog.event import Connection, End, LogEvent
from atp_tui.engine.qlog.judge.check import Damage
from atp_tui.engine.qlog.judge.judge import UNDAMAGED
from atp_tui.engine.qlog.packets import EndPackets, Seen, SpacePackets
from atp_tui.engine.qlog.pair_checks import EventOfEnd, PairJudged, judge_pair

MOST_EVENTS: Final = 100
"""Events that are kept of the packets with one fate."""

_MILLISECOND: Final = 1_000_000
RESOLUTIONS_NS: Final = {"1ns": 1, "100ns": 100, "1us": 1000, "1ms": _MILLISECOND, "1s": 1000 * _MILLISECOND}
"""The resolutions that a reader states, in nanoseconds; an unknown one counts as a millisecond."""


class Fate(msgspec.Struct, frozen=True):
    """The packets that shared one fate."""

    count: int
    events: tuple[EventOfEnd, ...]
    """Events of the first of them."""


class Direction(msgspec.Struct, frozen=True):
    """What became of the packets that one end sent, as far as the log of the other covers their time."""

    sender: End
    sent: int
    arrived: int
    true_losses: Fate
    """Declared lost and never read by the other end: lost on the way, or discarded unread; the events of the
    declaration."""
    spurious_losses: Fate
    """Declared lost although received; the events of the declaration and of the reception."""
    unnoticed_losses: Fate
    """Never read by the other end and not declared lost; the events of sending."""
    unacknowledged: Fate
    """Received, asking for an acknowledgement, and the sender never got one; the events of reception."""
    contradictions: Fate
    """Received before they were sent, by more than the tolerance, in spite of the alignment; the events of both."""
    least_ns: int | None
    """The least one-way time after the alignment; None where there is none."""


class PairResult(msgspec.Struct, frozen=True):
    """Two ends of a connection, compared."""

    offset_ns: int | None
    """What to subtract from the times of the server's log to get those of the client's; None where not known."""
    tolerance_ns: int
    """The coarser of the resolutions of the two logs."""
    directions: tuple[Direction, ...]
    """From the client and from the server; empty where packets cannot be matched."""
    why_unmatched: str
    """Why packets cannot be matched, as a clause; else empty."""
    judged: tuple[PairJudged, ...]


class Pair:
    """Takes the events of both ends, each in order, and compares them. Nothing raises, whatever the data."""

    def __init__(self, client: Connection, server: Connection) -> None:
        self._client, self._server = EndPackets(), EndPackets()
        self._tolerance = max(RESOLUTIONS_NS.get(each.time_resolution, _MILLISECOND) for each in (client, server))
        self.take_client: Callable[[LogEvent], None] = self._client.take
        """Takes the next event of the client's log."""
        self.take_server: Callable[[LogEvent], None] = self._server.take
        """Takes the next event of the server's log."""

    def finish(self, client: Damage = UNDAMAGED, server: Damage = UNDAMAGED) -> PairResult:
        """Return the comparison; the arguments are what is missing in each log."""
        there, back = _least(self._client, self._server), _least(self._server, self._client)
        offset = None if there is None or back is None else (there - back) // 2
        why = _why_unmatched((self._client, self._server), (client, server))
        directions = (
            _Follower(End.CLIENT, self._client, self._server, offset, self._tolerance),
            _Follower(End.SERVER, self._server, self._client, None if offset is None else -offset, self._tolerance),
        )
        return PairResult(
            offset,
            self._tolerance,
            () if why else tuple(each.follow() for each in directions),
            why,
            judge_pair(self._client, self._server, (client, server)),
        )


def _why_unmatched(ends: tuple[EndPackets, ...], damages: tuple[Damage, ...]) -> str:
    if any(end.keys.is_unclear for end in ends):
        return "a log does not state whether its paths share packet numbers"
    if any(damage.has_holes for damage in damages):
        return "records inside a log could not be read"
    if not any(True for end in ends for space in end.spaces.values() for _ in space.sent):
        return "the logs have no packet numbers"
    return ""


def _least(sender: EndPackets, receiver: EndPackets) -> int | None:
    """The least time from sending to receiving, by the two clocks as they are; None where no packet is in both."""
    return min(
        (
            received.time_ns - sent.time_ns
            for key, packets in sender.spaces.items()
            if (other := receiver.spaces.get(key)) is not None
            for number, received in other.received
            if (sent := packets.sent.get(number)) is not None
        ),
        default=None,
    )


class _Fate:
    """A fate while it is collected."""

    def __init__(self) -> None:
        self.count = 0
        self.events: list[EventOfEnd] = []

    def add(self, *events: EventOfEnd) -> None:
        self.count += 1
        if len(self.events) < MOST_EVENTS:
            self.events.extend(events)

    def fixed(self) -> Fate:
        return Fate(self.count, tuple(self.events[:MOST_EVENTS]))


class _Follower:
    """Follows the packets of one end; *offset* is the receiver's clock when that of the sender is 0."""

    def __init__(self, end: End, sender: EndPackets, receiver: EndPackets, offset: int | None, tolerance: int) -> None:
        self._end, self._peer = end, End.SERVER if end is End.CLIENT else End.CLIENT
        self._sender, self._receiver = sender, receiver
        self._offset, self._tolerance = offset, tolerance
        self._sent = self._arrived = 0
        self._true, self._spurious, self._unnoticed = _Fate(), _Fate(), _Fate()
        self._unacknowledged, self._contradictions = _Fate(), _Fate()
        self._least: int | None = None

    def follow(self) -> Direction:
        """Return what became of all packets."""
        until = None if self._offset is None else self._receiver.last_ns - self._offset
        for key, packets in self._sender.spaces.items():
            other = self._receiver.spaces.get(key)
            for number, sent in packets.sent:
                received = None if other is None else other.received.get(number)
                # What was sent after the other log ended may have arrived.
                if received is not None or until is None or sent.time_ns <= until:
                    self._take(packets, number, sent, received)
        return Direction(
            self._end,
            self._sent,
            self._arrived,
            self._true.fixed(),
            self._spurious.fixed(),
            self._unnoticed.fixed(),
            self._unacknowledged.fixed(),
            self._contradictions.fixed(),
            self._least,
        )

    def _take(self, packets: SpacePackets, number: int, sent: Seen, received: Seen | None) -> None:
        self._sent += 1
        lost = packets.lost.get(number)
        if received is None:
            if lost is None:
                self._unnoticed.add((self._end, sent.event))
            else:
                self._true.add((self._end, lost))
            return
        self._arrived += 1
        if lost is not None:
            self._spurious.add((self._end, lost), (self._peer, received.event))
        is_acked = packets.acked.covers(number, number + 1)
        if not is_acked and packets.eliciting.covers(number, number + 1):
            self._unacknowledged.add((self._peer, received.event))
        if self._offset is not None:
            way = received.time_ns - self._offset - sent.time_ns
            self._least = way if self._least is None else min(self._least, way)
            if way < -self._tolerance:
                self._contradictions.add((self._end, sent.event), (self._peer, received.event))
