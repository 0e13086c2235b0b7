"""The course of an imported connection, read again from the copies of its logs in the pack."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from atp_tui.engine.errors import IoError
from atp_tui.engine.histogram import Density
from atp_tui.engine.imported import LoggedEnd, logged_ends
from atp_tui.engine.qlog.congestion import Congestion, CongestionCollector
from atp_tui.engine.qlog.event import LogEvent
from atp_tui.engine.qlog.read import read_log
from atp_tui.engine.qlog.record import Fields, OtherFields, Records
from atp_tui.engine.source_table import EXCERPT, SourceEntry
from atp_tui.engine.trace import TraceEvent
from atp_tui.store.pack import Pack
from atp_tui.store.source_records import SourceRecords
from atp_tui.store.trace.events import Event
from atp_tui.store.trace.histogram import density_of

_TIME: Final = re.compile(rb'\{"seq":[0-9]{1,20},"time":([0-9]{1,19}),')
"""How an event begins that an import has written; the time is all that is needed of it."""

_LOOK: Final = 2_048
"""Events between two looks at whether to stop."""


@dataclass(frozen=True, slots=True)
class EndCongestion:
    """The course of a connection in one of its logs."""

    end: LoggedEnd
    course: Congestion


@dataclass(frozen=True, slots=True)
class ConnectionCongestion:
    """The course of a connection in all of its logs."""

    begin: int
    """The time of the first event, in nanoseconds."""
    last: int
    """The time of the last event, in nanoseconds."""
    ends: tuple[EndCongestion, ...]
    """Its logs, the one first whose end sent the most packets."""


def congestion_of(
    pack: Pack, tell: Callable[[float], object] = lambda _: None, is_stopped: Callable[[], bool] = lambda: False
) -> ConnectionCongestion | None:
    """Return the course of an imported connection, None where it was stopped.

    Args:
        pack: The pack; all of its trace must be known.
        tell: Told now and then how much is done, from 0 to 1.
        is_stopped: Whether nobody wants the result any more.

    Raises:
        IoError: the pack is no imported log, or has no copy of it that can be read.
    """
    span = None if pack.congestion_refusal else density_of(pack.events, 1)
    if pack.records is None or span is None:
        found = pack.congestion_refusal or "no event with a time"
        raise IoError("a log of a real run, with a copy of it", found, file=pack.path)
    ends = logged_ends(pack.crashpack.metadata)[: len(pack.records.names)]
    collectors = [CongestionCollector(span.begin, span.end, end.milliseconds) for end in ends]
    readers = [_reader(pack.records, log) for log in range(len(ends))]
    count, read = pack.events.count(), 0
    for place, (event, entry) in enumerate(zip(pack.events, pack.records.entries(), strict=False)):
        if place % _LOOK == 0:
            if is_stopped():
                return None
            tell(place / count)
        time = _time(event)
        if time is not None and entry.log < len(ends):
            logged = readers[entry.log].at(entry)
            if logged is not None:
                collectors[entry.log].take(logged, time)
                read += 1
    if not read:
        raise IoError("the records of the log", "none that can be read", file=pack.path)
    return _sorted(span, ends, [collector.fixed() for collector in collectors])


def _time(event: Event) -> int | None:
    """The time of an event in nanoseconds."""
    begun = _TIME.match(event.raw)
    if begun is not None:
        return int(begun[1])
    return event.fields.time if isinstance(event, TraceEvent) else None


def _sorted(span: Density, ends: tuple[LoggedEnd, ...], courses: list[Congestion]) -> ConnectionCongestion:
    found = [EndCongestion(end, course) for end, course in zip(ends, courses, strict=True)]
    return ConnectionCongestion(
        span.begin, span.end, tuple(sorted(found, key=lambda each: each.course.sent_count, reverse=True))
    )


class _Reader(Protocol):
    """Reads the events of a log in the order of their places in it."""

    def at(self, entry: SourceEntry) -> LogEvent | None:
        """Return the event at a place, None where there is none or it was passed."""


def _reader(records: SourceRecords, log: int) -> _Reader:
    return _Excerpt(records) if records.names[log].endswith(EXCERPT) else _WholeLog(records.chunks(log))


class _WholeLog:
    """The events of a whole log, read with what its header states."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._events: Iterator[LogEvent] = (event for _, event in read_log(chunks))
        self._event: LogEvent | None = next(self._events, None)

    def at(self, entry: SourceEntry) -> LogEvent | None:
        while self._event is not None and self._event.offset < entry.offset:
            self._event = next(self._events, None)
        return self._event if self._event is not None and self._event.offset == entry.offset else None


class _Excerpt:
    """The events of an excerpt, which has no header; each byte is read once at most."""

    def __init__(self, records: SourceRecords) -> None:
        self._records = records
        self._decoder = Records()
        self._end = 0
        """The byte behind the last event."""

    def at(self, entry: SourceEntry) -> LogEvent | None:
        if entry.offset < self._end:
            return None
        self._end = entry.offset + entry.length
        found = self._decoder.decode(self._records.bytes_at(entry), is_doubtful=False)
        if isinstance(found, Fields):
            return LogEvent(0, entry.offset, entry.length, 0, self._decoder.name_of(found.name), found.data, {})
        if isinstance(found, OtherFields):
            return LogEvent(0, entry.offset, entry.length, 0, found.name, found.data, found.extra)
        return None
