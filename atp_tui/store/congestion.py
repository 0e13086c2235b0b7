"""The course of an imported connection, read again from the copies of its logs in the pack."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from atp_tui.engine.errors import IoError
from atp_tui.engine.histogram import Density
from atp_tui.engine.imported import LoggedEnd, logged_ends
from atp_tui.engine.qlog.congestion import Congestion, CongestionCollector
from atp_tui.engine.qlog.event import LogEvent
from atp_tui.engine.qlog.read import read_log
from atp_tui.engine.trace import TraceEvent
from atp_tui.store.pack import Pack
from atp_tui.store.source_records import SourceRecords
from atp_tui.store.trace.histogram import density_of

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


def why_no_congestion(pack: Pack) -> str:
    """Return why a pack has no course of a connection, as a clause; empty where it may have one."""
    if pack.imported is None:
        return "it is not the log of a real run"
    if pack.records is None or not pack.records.log_count:
        return "the pack has no copy of its log"
    return ""


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
    span = density_of(pack.events, 1)
    why = why_no_congestion(pack) or ("" if span is not None else "it has no events with a time")
    if why or pack.records is None or span is None:
        raise IoError("a log of a real run, with its copy in the pack", why, file=pack.path)
    ends = logged_ends(pack.crashpack.metadata)[: pack.records.log_count]
    collectors = [CongestionCollector(span.begin, span.end, end.milliseconds) for end in ends]
    readers = [_LogAgain(pack.records, log) for log in range(len(ends))]
    count, read = pack.events.count(), 0
    for place, (event, entry) in enumerate(zip(pack.events, pack.records.entries(), strict=False)):
        if place % _LOOK == 0:
            if is_stopped():
                return None
            tell(place / count)
        time = event.fields.time if isinstance(event, TraceEvent) else None
        if time is not None and entry.log < len(ends):
            found = readers[entry.log].at(entry.offset)
            if found is not None:
                collectors[entry.log].take(found, time)
                read += 1
    if not read:
        raise IoError("the records of the log", "none that can be read", file=pack.path)
    return _sorted(span, ends, [collector.fixed() for collector in collectors])


def _sorted(span: Density, ends: tuple[LoggedEnd, ...], courses: list[Congestion]) -> ConnectionCongestion:
    found = [EndCongestion(end, course) for end, course in zip(ends, courses, strict=True)]
    return ConnectionCongestion(
        span.begin, span.end, tuple(sorted(found, key=lambda each: each.course.sent_count, reverse=True))
    )


class _LogAgain:
    """The events of a log by their offsets, which rise."""

    def __init__(self, records: SourceRecords, log: int) -> None:
        self._events: Iterator[LogEvent] = (event for _, event in read_log(records.chunks(log)))
        self._event: LogEvent | None = next(self._events, None)

    def at(self, offset: int) -> LogEvent | None:
        """Return the event at an offset, None where there is none or it was passed."""
        while self._event is not None and self._event.offset < offset:
            self._event = next(self._events, None)
        return self._event if self._event is not None and self._event.offset == offset else None
