"""A log read from its bytes: connections and their events in the order of the file, and the faults of the file."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from atp_tui.engine.qlog.document import Document
from atp_tui.engine.qlog.event import Connection, FaultKind, Framing, LogEvent, LogFault
from atp_tui.engine.qlog.faults import Faults
from atp_tui.engine.qlog.framing import EVENT, RECORD, TRACE, TRACE_END, TRACE_HEADER, framing_of, sequence
from atp_tui.engine.qlog.header import Header
from atp_tui.engine.qlog.record import Header as HeaderRecord
from atp_tui.engine.qlog.record import Records, read_object
from atp_tui.engine.qlog.trace import Trace, Tracker
from atp_tui.engine.qlog.window import Window

_EMPTY: Final = "no log: the source is empty"
_NO_EVENT: Final = "a header where an event is expected"
_NO_LOG: Final = "no log: neither a trace nor an event was found"


class LogReader:
    """Reads one log; iterate once.

    Whatever the source is, nothing is raised but what *chunks* raises.

    Args:
        chunks: The bytes of the source, in any cut; the cut does not change the result.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._window = Window(chunks)
        self._faults = Faults()
        self._records = Records()
        self._log = Header()
        self._tracker = Tracker(self._faults)
        self._trace: Trace | None = None
        self.framing: Framing | None = None
        """The framing of the source, known from the first event on."""

    @property
    def faults(self) -> tuple[LogFault, ...]:
        """The first faults found so far, at most :data:`~atp_tui.engine.qlog.faults.MAX_FAULTS`."""
        return tuple(self._faults.kept)

    @property
    def fault_count(self) -> int:
        """How many faults were found so far."""
        return self._faults.count

    @property
    def connections(self) -> tuple[Connection, ...]:
        """The connections found so far; complete after the last event."""
        return self._tracker.connections()

    def __iter__(self) -> Iterator[tuple[Connection, LogEvent]]:
        """Yield the events in the order of the file, each with its connection."""
        window, faults, decode = self._window, self._faults, self._records.decode
        self.framing = framing_of(window)
        if self.framing is None:
            faults.add(0, FaultKind.EMPTY, _EMPTY)
            return
        if self.framing is Framing.CONTAINED:
            items = Document(window, decode, faults).parts()
        else:
            items = sequence(window, self.framing, decode, faults)
        for part, offset, length, value in items:
            if part > EVENT or type(value) is HeaderRecord:
                if part == TRACE and not self._tracker.takes_trace(offset):
                    break
                yield from self._turn(part, offset, value)
                continue
            trace = self._trace or self._begin(offset)
            if trace.is_released:
                if (found := trace.take(offset, length, value)) is not None:
                    yield found
            else:
                yield from trace.hold(offset, length, value)
        yield from self._end()
        if not (self._tracker.count or faults.is_cut or faults.has_error_trace):
            faults.add(0, FaultKind.EMPTY, _NO_LOG)

    def _turn(self, part: int, offset: int, value: Any) -> Iterator[tuple[Connection, LogEvent]]:  # noqa: ANN401 - depends on the part
        """Take what is no event."""
        if part == RECORD:
            yield from self._record(value.values, offset)
        elif part == EVENT:
            self._faults.add(offset, FaultKind.DAMAGED, _NO_EVENT)
        elif part == TRACE:
            yield from self._end()
            self._begin(offset, is_stated=True)
        elif part == TRACE_END:
            yield from self._end()
        elif part == TRACE_HEADER and self._trace is not None:
            self._trace.header.take(read_object(value))
            self._records.arrange(self._trace.header.columns)
        else:
            self._log.take(read_object(value))
            self._records.arrange(self._log.columns)

    def _record(self, values: dict[str, Any], offset: int) -> Iterator[tuple[Connection, LogEvent]]:
        """Take a header of a sequence, which begins a trace unless one has just begun."""
        if self._trace is not None and self._trace.has_events:
            yield from self._end()
            self._log = Header()
        self._log.take(values)
        stated = values.get("trace")
        if isinstance(stated, dict):
            trace = self._begin(offset, is_stated=True)
            trace.header.take(stated)
            self._records.arrange(trace.header.columns)

    def _begin(self, offset: int, *, is_stated: bool = False) -> Trace:
        framing = self.framing or Framing.CONTAINED
        header = Header(self._log) if is_stated else self._log
        self._trace = Trace(header, self._tracker, self._records, framing, offset, is_stated=is_stated)
        if is_stated:
            self._records.arrange(None)
        return self._trace

    def _end(self) -> Iterator[tuple[Connection, LogEvent]]:
        if self._trace is not None:
            yield from self._trace.end()
            self._trace = None


def read_log(chunks: Iterable[bytes]) -> LogReader:
    """Return a reader of a log; see :class:`LogReader`."""
    return LogReader(chunks)
