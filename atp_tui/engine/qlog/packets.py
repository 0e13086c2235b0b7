"""The packets of one end's log by their numbers, and what it says of its close and its streams, to compare two ends."""

from array import array
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from atp_tui.engine.qlog import fields
from atp_tui.engine.qlog.closing import Close, close_of_frame
from atp_tui.engine.qlog.event import LogEvent
from atp_tui.engine.qlog.fields import Data
from atp_tui.engine.qlog.judge.ranges import RangeSet, TooManyRangesError
from atp_tui.engine.qlog.paths import frame_path, path_name
from atp_tui.engine.qlog.space_keys import SpaceKey, SpaceKeys

MOST_SPACES: Final = 256
MOST_KEPT: Final = 262_144
"""Lost packets, streams or packets with stray numbers that are kept of a log."""
_STRIDE: Final = 4096
"""How far ahead of the next number a packet may be to be kept in the arrays."""


class Seen(NamedTuple):
    """When a packet was sent or received, and the event that says so."""

    time_ns: int
    event: int


class PacketTimes:
    """When each packet was sent or first received: arrays over its number, as numbers follow each other."""

    def __init__(self) -> None:
        self._base: int | None = None
        self._times = array("q")
        self._events = array("q")
        self._stray: dict[int, Seen] = {}

    def put(self, number: int, time_ns: int, event: int) -> None:
        """Take a packet; the first one with its number counts."""
        if self._base is None:
            self._base = number
        place = number - self._base
        ahead = place - len(self._times)
        if place < 0 or ahead > _STRIDE:
            if len(self._stray) < MOST_KEPT:
                self._stray.setdefault(number, Seen(time_ns, event))
            return
        for _ in range(ahead + 1):
            self._times.append(0)
            self._events.append(-1)
        if self._events[place] < 0 and number not in self._stray:
            self._times[place], self._events[place] = min(time_ns, 2**63 - 1), event

    def get(self, number: int) -> Seen | None:
        """Return when a packet was seen, None where it was not."""
        place = number - (self._base or 0)
        if self._base is not None and 0 <= place < len(self._events) and self._events[place] >= 0:
            return Seen(self._times[place], self._events[place])
        return self._stray.get(number)

    def __iter__(self) -> Iterator[tuple[int, Seen]]:
        for place, event in enumerate(self._events):
            if event >= 0:
                yield place + (self._base or 0), Seen(self._times[place], event)
        yield from self._stray.items()


class SpacePackets:
    """The packets of one packet number space in one log."""

    def __init__(self) -> None:
        self.sent = PacketTimes()
        self.received = PacketTimes()
        self.lost: dict[int, int] = {}
        """The event that each packet was declared lost."""
        self.acked = RangeSet()
        """Numbers of sent packets that the peer acknowledged."""
        self.eliciting = RangeSet()
        """Numbers of sent packets that ask for an acknowledgement."""


class EndPackets:
    """Takes the log of one end, and keeps what the log of the other end can be compared with."""

    def __init__(self) -> None:
        self.keys = SpaceKeys()
        self.spaces: dict[SpaceKey, SpacePackets] = {}
        self.last_ns = 0
        self.close_sent: tuple[Close, int] | None = None
        """The first CONNECTION_CLOSE that this end sent, and its event."""
        self.close_received: tuple[Close, int] | None = None
        self.sizes_sent: dict[int, tuple[int, int]] = {}
        """The final size of each stream that this end sent, and its event."""
        self.sizes_received: dict[int, tuple[int, int]] = {}
        self._takers: Mapping[str, Callable[[LogEvent], None]] = {
            "transport:packet_sent": self._take_sent,
            "transport:packet_received": self._take_received,
            "transport:parameters_set": lambda event: self.keys.take_parameters(event.data),
            "recovery:packet_lost": self._take_lost,
        }

    def take(self, event: LogEvent) -> None:
        """Take the next event."""
        self.last_ns = max(self.last_ns, event.time_ns)
        taker = self._takers.get(event.name)
        if taker is not None:
            taker(event)

    def _space(self, event: LogEvent) -> SpacePackets | None:
        name = fields.space_of(fields.packet_type(event.data))
        return None if name is None else self._of(name, path_name(event.extra, event.data))

    def _of(self, name: str, path: fields.PathName | None) -> SpacePackets:
        key = self.keys.key(name, path)
        if key not in self.spaces:
            if len(self.spaces) >= MOST_SPACES:
                self.keys.is_unclear = True
                return SpacePackets()
            self.spaces[key] = SpacePackets()
        return self.spaces[key]

    def _take_sent(self, event: LogEvent) -> None:
        space, number = self._space(event), fields.packet_number(event.data)
        frames: list[dict[str, Any]] = fields.frames(event.data) or []
        if space is not None and number is not None:
            space.sent.put(number, event.time_ns, event.number)
            if fields.is_eliciting(frames):
                _add(space.eliciting, number, number + 1)
        for frame in frames:
            kind = fields.frame_type(frame)
            _take_size(self.sizes_sent, frame, kind, event.number)
            if kind == "connection_close" and self.close_sent is None:
                self.close_sent = (close_of_frame(frame, "local"), event.number)

    def _take_received(self, event: LogEvent) -> None:
        space, number = self._space(event), fields.packet_number(event.data)
        if space is None:
            return
        if number is not None:
            space.received.put(number, event.time_ns, event.number)
        for frame in fields.frames(event.data) or ():
            kind = fields.frame_type(frame)
            _take_size(self.sizes_received, frame, kind, event.number)
            if kind == "ack":
                self._take_ranges(space, frame)
            elif kind == "path_ack":
                self.keys.take_path_ack()
                self._take_ranges(self._of(fields.APPLICATION, frame_path(frame)), frame)
            elif kind == "connection_close" and self.close_received is None:
                self.close_received = (close_of_frame(frame, "remote"), event.number)

    def _take_ranges(self, space: SpacePackets, frame: Data) -> None:
        for first, last in fields.ack_ranges(frame):
            if not space.acked.covers(first, last + 1):
                _add(space.acked, first, last + 1)

    def _take_lost(self, event: LogEvent) -> None:
        space, number = self._space(event), fields.packet_number(event.data)
        if space is not None and number is not None and len(space.lost) < MOST_KEPT:
            space.lost.setdefault(number, event.number)


def _add(ranges: RangeSet, start: int, end: int) -> None:
    try:
        ranges.add(start, end)
    except TooManyRangesError:
        # Packets that are acknowledged in no order are long settled, so only their count suffers.
        ranges.forget_older()


def _take_size(sizes: dict[int, tuple[int, int]], frame: Data, kind: str, event: int) -> None:
    """Keep the final size that a frame states of its stream."""
    if kind == "stream" and fields.is_fin(frame):
        span = fields.span(frame)
        size = None if span is None else span[1]
    elif kind == "reset_stream":
        size = fields.final_size(frame)
    else:
        return
    stream = fields.stream_id(frame)
    if stream is not None and size is not None and len(sizes) < MOST_KEPT:
        sizes.setdefault(stream, (size, event))
