"""The data of streams and of the handshake: what one end sent and received of it, and what is still open.

The end of a stream counts as one byte behind its last, so that what was said of its data is said of its end as well.
Streams on which nothing is open any more are reduced to their numbers. Source: RFC 9000, sections 2, 3 and 19.
"""

from collections.abc import Iterator
from typing import Final

from atp_tui.engine.qlog.fields import is_bidirectional
from atp_tui.engine.qlog.judge.numbers import Piece
from atp_tui.engine.qlog.judge.ranges import RangeMap, RangeSet, TooManyRangesError

MOST_STREAMS: Final = 65_536
"""Open streams that are kept."""

RESET_AT: Final = 1 << 63
"""Where a RESET_STREAM counts as one byte of its stream, beyond all offsets."""

INITIAL_CRYPTO: Final = -1
HANDSHAKE_CRYPTO: Final = -2
APPLICATION_CRYPTO: Final = -3
"""The handshake data of each packet number space, as a stream of its own."""


class Stream:
    """What is known of one stream."""

    __slots__ = (
        *("_copies", "acked", "first", "has_end", "is_reset", "is_stopped", "last", "lost"),
        *("peer_has_end", "peer_is_reset", "peer_is_stopped", "received", "sent_end"),
    )

    def __init__(self, event: int) -> None:
        self.first = self.last = event
        """The first and the last event that a packet carried its data."""
        self.sent_end = 0
        """The byte after the last one that was sent."""
        self.acked = RangeSet()
        self.received = RangeSet()
        """The marks are the events of the packets."""
        self.lost = RangeMap()
        """Data declared lost and neither sent again nor acknowledged, with the event of the loss."""
        self._copies = RangeMap()
        """Data that was sent more than once, with the event of the last time."""
        self.has_end = self.is_reset = self.is_stopped = False
        """What this end sent: the end of the stream, RESET_STREAM, STOP_SENDING."""
        self.peer_has_end = self.peer_is_reset = self.peer_is_stopped = False
        """What the peer sent."""

    def send_again(self, start: int, end: int, event: int) -> None:
        """Take data that was sent before, and is again."""
        self.lost.remove(start, end)
        self._copies.put(start, end, event)

    def acknowledge(self, start: int, end: int) -> None:
        """Take data that was acknowledged."""
        self.acked.add(start, end)
        if self.lost.starts:
            self.lost.remove(start, end)
        if self._copies.starts:
            self._copies.remove(start, end)

    def lose(self, start: int, end: int, sent: int, event: int) -> None:
        """Take data of a packet that was declared lost; *sent* is the event that it was sent."""
        for low, high in self.acked.missing(start, end):
            copies = [each for each in self._copies.overlapping(low, high) if each[2] > sent]
            self.lost.put(low, high, event)
            for first, last, _ in copies:
                self.lost.remove(first, last)

    @property
    def unacked(self) -> list[tuple[int, int]]:
        """The parts of the data sent that are not acknowledged; none once the stream was reset."""
        return [] if self.is_reset else self.acked.missing(0, self.sent_end)

    @property
    def is_received(self) -> bool:
        """Whether all data of the peer has arrived, or does not need to."""
        if self.peer_is_reset or self.is_stopped:
            return True
        return self.peer_has_end and len(self.received.ends) == 1 and self.received.starts[0] == 0

    @property
    def is_delivered(self) -> bool:
        """Whether all data of this end, with the end of the stream, was acknowledged."""
        if self.is_reset:
            return self.acked.covers(RESET_AT, RESET_AT + 1)
        return self.has_end and self.acked.covers(0, self.sent_end)

    @property
    def gaps(self) -> list[tuple[int, int, int]]:
        """The bytes that are missing below the highest received: first, one after the last, event behind it."""
        if self.peer_is_reset or self.is_stopped:
            return []
        highs = [0, *self.received.ends]
        rows = zip(highs, self.received.starts, self.received.marks, strict=False)
        return [(low, high, mark) for low, high, mark in rows if low < high]


class Streams:
    """The streams of a connection that are open, by their numbers."""

    def __init__(self) -> None:
        self.open: dict[int, Stream] = {}
        self.is_crowded = False
        """Whether more is open than is kept: what is known of the streams is not whole."""
        self.has_sent = self.has_received = self.has_bidirectional = False
        self._finished = [RangeSet() for _ in range(4)]

    def send(self, number: int, start: int, end: int, event: int) -> Piece | None:
        """Take stream data that was sent, and return it as a piece of its packet."""
        stream = self.open.get(number) or self._new(number, event)
        if stream is None:
            return None
        stream.last = event
        if start < stream.sent_end:
            try:
                stream.send_again(start, min(end, stream.sent_end), event)
            except TooManyRangesError:
                self.is_crowded = True
            stream.sent_end = max(stream.sent_end, end)
        else:
            stream.sent_end = end
        return (number, start, end)

    def reset(self, number: int, event: int) -> Piece | None:
        """Take a RESET_STREAM that was sent."""
        stream = self._find(number, event)
        if stream is None:
            return None
        stream.is_reset = True
        stream.lost.remove(0, RESET_AT + 1)
        return (number, RESET_AT, RESET_AT + 1)

    def receive(self, number: int, start: int, end: int, event: int) -> Stream | None:
        """Take stream data that was received."""
        stream = self._find(number, event)
        if stream is not None:
            self.has_received = True
            try:
                stream.received.add(start, end, event)
            except TooManyRangesError:
                self.is_crowded = True
        return stream

    def stream_at(self, number: int, event: int) -> Stream | None:
        """Return a stream for a frame without data, None once it is finished."""
        return self._find(number, event)

    def acknowledge(self, pieces: tuple[Piece, ...]) -> None:
        """Take the data of a packet that was acknowledged."""
        for number, start, end in pieces:
            stream = self.open.get(number)
            if stream is not None:
                try:
                    stream.acknowledge(start, end)
                except TooManyRangesError:
                    self.is_crowded = True
                if stream.has_end or stream.is_reset:
                    self.finish(number, stream)

    def lose(self, pieces: tuple[Piece, ...], sent: int, event: int) -> None:
        """Take the data of a packet that was declared lost."""
        for number, start, end in pieces:
            stream = self.open.get(number)
            if stream is not None and not (stream.is_reset and start < RESET_AT):
                try:
                    stream.lose(start, end, sent, event)
                except TooManyRangesError:
                    self.is_crowded = True

    def excuse(self, number: int) -> None:
        """Forget what was lost of a stream, as for handshake data that the peer must have."""
        stream = self.open.get(number)
        if stream is not None:
            stream.lost.remove(0, RESET_AT + 1)

    def excuse_handshake(self) -> None:
        """Take that the peer has all data of the handshake."""
        if INITIAL_CRYPTO in self.open or HANDSHAKE_CRYPTO in self.open:
            self.excuse(INITIAL_CRYPTO)
            self.excuse(HANDSHAKE_CRYPTO)

    def finish(self, number: int, stream: Stream) -> None:
        """Reduce a stream to its number if nothing is open on it."""
        if is_bidirectional(number):
            is_finished = stream.is_delivered and stream.is_received
        else:
            is_finished = stream.is_delivered if stream.sent_end or stream.is_reset else stream.is_received
        if is_finished:
            del self.open[number]
            try:
                self._finished[number & 3].add(number >> 2, (number >> 2) + 1)
            except TooManyRangesError:
                self.is_crowded = True

    def _find(self, number: int, event: int) -> Stream | None:
        stream = self.open.get(number)
        if stream is not None:
            stream.last = event
            return stream
        return self._new(number, event)

    def _new(self, number: int, event: int) -> Stream | None:
        if number >= 0 and self._finished[number & 3].covers(number >> 2, (number >> 2) + 1):
            return None
        if len(self.open) >= MOST_STREAMS:
            self.is_crowded = True
            return None
        self.open[number] = stream = Stream(event)
        if number >= 0 and is_bidirectional(number):
            self.has_bidirectional = True
        return stream

    def bidirectional(self) -> Iterator[tuple[int, Stream]]:
        """Return the open streams with two directions, by number."""
        return ((number, each) for number, each in self.open.items() if number >= 0 and is_bidirectional(number))

    def ordinary(self) -> Iterator[tuple[int, Stream]]:
        """Return all open streams without those of the handshake."""
        return ((number, each) for number, each in self.open.items() if number >= 0)
