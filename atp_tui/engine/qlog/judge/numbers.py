"""Packet numbers of one space: what was sent, what was acknowledged, and what is still open.

Kept are ranges of numbers and the packets that carry data and are not acknowledged, so memory follows what is in
flight. Source: RFC 9000, sections 12.3 and 13; RFC 9002.
"""

from typing import Any, Final, NamedTuple, TypeAlias

import msgspec

from atp_tui.engine.qlog.fields import ack_range
from atp_tui.engine.qlog.judge.first import MOST_EVENTS, FirstEvents
from atp_tui.engine.qlog.judge.ranges import RangeSet, TooManyRangesError

MOST_PENDING: Final = 65_536
"""Packets without an acknowledgement that are kept in a space."""
MOST_LOST: Final = 4096
"""Packets declared lost that are kept in a space, in case they are acknowledged later."""

Piece: TypeAlias = tuple[int, int, int]
"""Data that a packet carries: the stream, its first byte and the one after the last."""


class SentPacket(msgspec.Struct, frozen=True, gc=False):
    """A packet that carries data and is not yet acknowledged."""

    event: int
    """The event that it was sent."""
    time_ns: int
    """When it was sent."""
    pieces: tuple[Piece, ...]


class LostPacket(msgspec.Struct, frozen=True, gc=False):
    """A packet that was declared lost and is not acknowledged."""

    event: int
    """The event that it was declared lost."""
    pieces: tuple[Piece, ...]


class UnsentAck(NamedTuple):
    """An acknowledgement of numbers that were not sent until then."""

    event: int
    time_ns: int
    first: int
    end: int


class NumberSpace:
    """The packets that one end sent in one packet number space."""

    def __init__(self) -> None:
        self.used_twice = FirstEvents()
        """Events of packets whose number was used before."""
        self.falling = FirstEvents()
        """Events of packets whose number is below one that was used before."""
        self.spurious = FirstEvents()
        """Packets that were declared lost and later acknowledged: both events of each."""
        self.unsent: list[UnsentAck] = []
        """Acknowledgements of numbers that were never sent, the first of them."""
        self.pending: dict[int, SentPacket] = {}
        self.settled = 0
        """Grows when packets are acknowledged for the first time."""
        self.is_crowded = False
        """Whether a packet was dropped from *pending* for want of room."""
        self._sent = RangeSet()
        self._acked = RangeSet()
        self._lost: dict[int, LostPacket] = {}
        self._unsent_end = 0
        """The number from which on no packet is in :attr:`unsent`."""
        self._floor = 0
        self._last_ranges: list[Any] = []

    def restart(self) -> None:
        """Begin numbers again, as after a version negotiation."""
        self._sent, self._acked, self._floor, self._last_ranges = RangeSet(), RangeSet(), 0, []
        self.pending.clear()

    @property
    def is_without_numbers(self) -> bool:
        """Whether more packets were sent than one, all with the same number: the log does not state numbers."""
        return (
            self.used_twice.count > 1 and len(self._sent.starts) == 1 and self._sent.ends[0] - self._sent.starts[0] == 1
        )

    def send(self, number: int, event: int, time_ns: int, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
        """Take a packet that was sent, and return its data where the log has acknowledged it already."""
        ends = self._sent.ends
        if ends and ends[-1] == number:
            ends[-1] = number + 1
        else:
            self._send_out_of_order(number, event)
        if number < self._unsent_end and self._was_acknowledged(number, time_ns):
            return pieces
        if pieces:
            self.pending[number] = SentPacket(event, time_ns, pieces)
            if len(self.pending) > MOST_PENDING:
                del self.pending[next(iter(self.pending))]
                self.is_crowded = True
        return ()

    def _send_out_of_order(self, number: int, event: int) -> None:
        if number < self._floor:
            return
        if self._sent.covers(number, number + 1):
            self.used_twice.add(event)
        elif self._sent.ends and number < self._sent.ends[-1]:
            self.falling.add(event)
        self._add(self._sent, number, number + 1)

    def _add(self, ranges: RangeSet, start: int, end: int) -> None:
        try:
            ranges.add(start, end)
        except TooManyRangesError:
            self._floor = max(self._floor, ranges.forget_older())

    def _was_acknowledged(self, number: int, time_ns: int) -> bool:
        """Whether an acknowledgement that the log has before the packet is not earlier than it; it is excused then."""
        for place, each in enumerate(self.unsent):
            if each.first <= number < each.end and time_ns <= each.time_ns:
                parts = [each._replace(end=number), each._replace(first=number + 1)]
                self.unsent[place : place + 1] = [part for part in parts if part.first < part.end]
                return True
        return False

    def acknowledge(self, written: object, event: int, time_ns: int) -> list[SentPacket | LostPacket]:
        """Take the ranges of an ACK frame as they are written, and return the packets that they acknowledge first."""
        found: list[SentPacket | LostPacket] = []
        if type(written) is not list or not self._sent.starts:
            return found
        first_known = max(self._floor, self._sent.starts[0])
        starts, ends = self._acked.starts, self._acked.ends
        for each in self._changed(written):
            read = ack_range(each)
            if read is None:
                continue
            start, end = read[0], read[1] + 1
            start = max(start, first_known)
            if ends and starts[-1] <= start <= ends[-1]:
                if end > ends[-1]:
                    self._settle(ends[-1], end, event, time_ns, found)
                    ends[-1] = end
            elif not self._acked.covers(start, end):
                for gap in self._acked.missing(start, end):
                    self._settle(*gap, event, time_ns, found)
                self._add(self._acked, start, end)
        return found

    def is_acknowledged(self, number: int) -> bool:
        """Return whether a packet was acknowledged."""
        return self._acked.covers(number, number + 1)

    def _changed(self, written: list[Any]) -> list[Any]:
        """Return the ranges that are not those of the last frame, as far as one comparison can tell."""
        last, self._last_ranges = self._last_ranges, written
        if len(written) == len(last) > 1:
            if written[1:] == last[1:]:
                return written[:1]
            if written[:-1] == last[:-1]:
                return written[-1:]
        return written

    def _settle(self, start: int, end: int, event: int, time_ns: int, found: list[SentPacket | LostPacket]) -> None:
        """Take numbers that are acknowledged for the first time."""
        self.settled += 1
        sent = self._sent
        if sent.starts[-1] <= start and end <= sent.ends[-1]:
            self._settle_sent(start, end, event, found)
            return
        for part in sent.common(start, end):
            self._settle_sent(*part, event, found)
        if len(self.unsent) < MOST_EVENTS:
            self.unsent.extend(UnsentAck(event, time_ns, *part) for part in sent.missing(start, end))
            self._unsent_end = max((each.end for each in self.unsent), default=0)

    def _settle_sent(self, start: int, end: int, event: int, found: list[SentPacket | LostPacket]) -> None:
        pending, lost = self.pending, self._lost
        for number in range(start, end):
            if number in pending:
                found.append(pending.pop(number))
            elif number in lost:
                packet = lost.pop(number)
                self.spurious.add(packet.event, event)
                found.append(packet)

    def lose(self, number: int, event: int) -> SentPacket | None:
        """Take a packet that was declared lost, and return it where it carries data that is open."""
        packet = self.pending.pop(number, None)
        if packet is not None or (self._sent.covers(number, number + 1) and not self._acked.covers(number, number + 1)):
            self._lost.setdefault(number, LostPacket(event, packet.pieces if packet else ()))
            if len(self._lost) > MOST_LOST:
                del self._lost[next(iter(self._lost))]
        return packet
