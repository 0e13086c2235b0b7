"""What one end of a connection sent, what became of it, and the window and round trip times that it knew.

Packets are those of the application packet number space, by number; those of the handshake have numbers of their own.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from atp_tui.engine.counted import counted
from atp_tui.engine.histogram import Density
from atp_tui.engine.qlog import fields
from atp_tui.engine.qlog.event import LogEvent
from atp_tui.engine.qlog.fields import AckRanges
from atp_tui.engine.qlog.judge.ranges import RangeSet, TooManyRangesError
from atp_tui.engine.qlog.paths import frame_path, path_name
from atp_tui.engine.qlog.space_keys import SpaceKey, SpaceKeys
from atp_tui.engine.series import COLUMNS, GrowingSeries, Series

MOST_LOST: Final = 65_536
"""Lost packets of which is kept when that was declared; the others are counted as lost and not drawn."""
MOST_MARKS: Final = 2_048
"""Lost packets of a kind that are listed one by one; of more, the series have the range of each column."""
_MOST_SPACES: Final = 256
"""Other packet number spaces that are told apart."""

_BYTES: Final = {"window": "congestion_window", "in_flight": "bytes_in_flight"}
_TIMES: Final = {"smoothed": "smoothed_rtt", "latest": "latest_rtt", "least": "min_rtt"}


@dataclass(frozen=True, slots=True)
class Congestion:
    """The course of a connection as one end logged it."""

    sent: Series
    """Numbers of packets, when they were sent."""
    acked: Series
    """The highest number of an acknowledged packet."""
    lost: Series
    """Numbers of packets, when they were declared lost; without those that were acknowledged later."""
    spurious: Series
    """Numbers of packets that were acknowledged later, when they were declared lost."""
    marks: Mapping[str, tuple[tuple[int, int], ...]]
    """The column and the number of each packet in ``lost`` and ``spurious``; none where there are too many."""
    window: Series
    """The congestion window, in bytes."""
    in_flight: Series
    """Bytes in flight."""
    smoothed: Series
    """The smoothed round trip time, in milliseconds."""
    latest: Series
    """The latest round trip time, in milliseconds."""
    least: Series
    """The minimum of the round trip time, in milliseconds."""
    sent_count: int
    acked_count: int
    lost_count: int
    spurious_count: int
    notes: tuple[str, ...]
    """What is left out, as clauses."""


class CongestionCollector:
    """Takes the events of one end of a connection, in bounded memory. Nothing raises, whatever the data.

    Args:
        begin: The time at which the series begin, in nanoseconds.
        end: The time at which they end.
        milliseconds: What one unit of the round trip times of the log is in milliseconds.
    """

    def __init__(self, begin: int, end: int, milliseconds: float) -> None:
        self._axis = Density(begin, end, COLUMNS)
        self._scale = milliseconds
        self._keys = SpaceKeys()
        self._space: SpaceKey | None = None
        """The packet number space that is drawn: that of the first packet sent."""
        self._others: Counter[SpaceKey] = Counter()
        self._metrics_path: fields.PathName | None = None
        self._other_metrics = 0
        self._lowest = self._highest = -1
        self._known = RangeSet()
        """Numbers that are acknowledged."""
        self._highest_acked = -1
        self._forgotten = 0
        """The number below which acknowledgements are not known any more."""
        self._lost: dict[int, int] = {}
        """The column in which each packet was declared lost."""
        self._spurious: set[int] = set()
        self._counts = Counter[str]()
        self._sent, self._acked = GrowingSeries(), GrowingSeries()
        self._metrics = {name: GrowingSeries() for name in (*_BYTES, *_TIMES)}
        self._takers: Mapping[str, Callable[[LogEvent, int], None]] = {
            "transport:packet_sent": self._take_sent,
            "transport:packet_received": self._take_received,
            "transport:packets_acked": self._take_acked,
            "transport:parameters_set": lambda event, _: self._keys.take_parameters(event.data),
            "recovery:packet_lost": self._take_lost,
            "recovery:metrics_updated": self._take_metrics,
        }

    def take(self, event: LogEvent, time: int) -> None:
        """Take the next event, which happened at *time* in nanoseconds."""
        taker = self._takers.get(event.name)
        if taker is not None:
            taker(event, self._axis.bin_of(time))

    def fixed(self) -> Congestion:
        """Return what was taken so far."""
        series = {"lost": GrowingSeries(), "spurious": GrowingSeries()}
        marks: dict[str, list[tuple[int, int]]] = {name: [] for name in series}
        for number, column in self._lost.items():
            name = "spurious" if number in self._spurious else "lost"
            series[name].add(column, number)
            marks[name].append((column, number))
        return Congestion(
            self._sent.fixed(),
            self._acked.fixed(),
            **{name: each.fixed() for name, each in (series | self._metrics).items()},
            marks={name: tuple(found) if len(found) <= MOST_MARKS else () for name, found in marks.items()},
            sent_count=self._counts["sent"],
            acked_count=self._counts["acked"],
            lost_count=self._counts["lost"] - len(self._spurious),
            spurious_count=len(self._spurious),
            notes=self._notes(),
        )

    def _notes(self) -> tuple[str, ...]:
        hidden = self._counts["lost"] - len(self._lost)
        others = self._others.total()
        found = {
            f"{counted(others, 'packet')} of other paths, which have numbers of their own": others,
            "the log does not state whether its paths share packet numbers": self._keys.is_unclear,
            f"window and RTT of other paths than {self._metrics_path}": self._other_metrics,
            f"{counted(hidden, 'lost packet')} beyond the first {MOST_LOST:,}": hidden,
        }
        return tuple(words for words, is_so in found.items() if is_so)

    def _is_drawn(self, event: LogEvent) -> bool:
        name = fields.space_of(fields.packet_type(event.data))
        return name == fields.APPLICATION and self._key(event) == self._space

    def _key(self, event: LogEvent) -> SpaceKey:
        return self._keys.key(fields.APPLICATION, path_name(event.extra, event.data))

    def _take_sent(self, event: LogEvent, column: int) -> None:
        number = fields.packet_number(event.data)
        if number is None or fields.space_of(fields.packet_type(event.data)) != fields.APPLICATION:
            return
        key = self._key(event)
        if self._space is None:
            self._space, self._lowest = key, number
        if key != self._space:
            if key in self._others or len(self._others) < _MOST_SPACES:
                self._others[key] += 1
            return
        self._counts["sent"] += 1
        self._lowest, self._highest = min(self._lowest, number), max(self._highest, number)
        self._sent.add(column, number)

    def _take_received(self, event: LogEvent, column: int) -> None:
        is_drawn: bool | None = None
        for frame in fields.frames(event.data) or ():
            kind = fields.frame_type(frame)
            if kind == "path_ack":
                self._keys.take_path_ack()
                if self._keys.key(fields.APPLICATION, frame_path(frame)) == self._space:
                    self._take_ranges(fields.ack_ranges(frame), column)
            elif kind == "ack":
                is_drawn = self._is_drawn(event) if is_drawn is None else is_drawn
                if is_drawn:
                    self._take_ranges(fields.ack_ranges(frame), column)

    def _take_acked(self, event: LogEvent, column: int) -> None:
        if self._is_drawn(event):
            self._take_ranges([(number, number) for number in fields.packet_numbers(event.data)], column)

    def _take_ranges(self, ranges: AckRanges, column: int) -> None:
        """Take ranges of acknowledged numbers; what was never sent is left out."""
        if self._highest < 0:
            return
        lowest = max(self._lowest, self._forgotten)
        for first, last in ranges:
            for start, end in self._known.missing(max(first, lowest), min(last, self._highest) + 1):
                self._take_new(start, end, column)

    def _take_new(self, start: int, end: int, column: int) -> None:
        """Take numbers that are acknowledged for the first time."""
        self._counts["acked"] += end - start
        if end - 1 > self._highest_acked:
            self._highest_acked = end - 1
            self._acked.add(column, end - 1)
        if self._lost:
            inside = range(start, end)
            few = inside if len(inside) < len(self._lost) else self._lost
            self._spurious.update(number for number in few if number in inside and number in self._lost)
        try:
            self._known.add(start, end)
        except TooManyRangesError:
            self._forgotten = self._known.forget_older()

    def _take_lost(self, event: LogEvent, column: int) -> None:
        number = fields.packet_number(event.data)
        if number is None or not self._is_drawn(event) or number in self._lost:
            return
        self._counts["lost"] += 1
        if len(self._lost) < MOST_LOST:
            self._lost[number] = column
            if self._known.covers(number, number + 1):
                self._spurious.add(number)

    def _take_metrics(self, event: LogEvent, column: int) -> None:
        path = path_name(event.extra, event.data)
        if self._metrics_path is None:
            self._metrics_path = path
        if path != self._metrics_path and path is not None:
            self._other_metrics += 1
            return
        for name, key in _BYTES.items():
            self._add(name, fields.metric(event.data, key), 0, column)
        for name, key in _TIMES.items():
            value = fields.metric(event.data, key)
            # A round trip time of 0 is what writers state before the first one was measured.
            self._add(name, None if value is None else value * self._scale, 1e-9, column)

    def _add(self, name: str, value: float | None, least: float, column: int) -> None:
        if value is not None and value >= least:
            self._metrics[name].add(column, value)
