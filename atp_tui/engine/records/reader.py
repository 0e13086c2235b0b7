"""A structured log read from its bytes: its events in order, and what is wrong with the file."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final

from atp_tui.engine.qlog.event import Connection, End, FaultKind, Framing, LogFault
from atp_tui.engine.qlog.faults import Faults
from atp_tui.engine.records.builtin import LINES, builtin
from atp_tui.engine.records.draft import Decoded, Draft
from atp_tui.engine.records.event import PANIC, RecordEvent
from atp_tui.engine.records.guess import GUESS_LINES, decoded, guessed
from atp_tui.engine.records.lines import RECORD_LINE_LIMIT, LogLine, log_lines
from atp_tui.engine.records.mapping import OTLP, TIME, LogMapping
from atp_tui.engine.records.order import by_time
from atp_tui.engine.records.otlp import OtlpLines
from atp_tui.engine.records.record_lines import RecordLines
from atp_tui.engine.records.said import cut
from atp_tui.engine.records.times import Times, told_origin
from atp_tui.engine.trace import U64_MAX

TEXT: Final = "TEXT"
"""The kind of a line that is no record."""

_EMPTY: Final = "no log: the source is empty"
_CUT: Final = "record cut: the log ends inside of it"
_NO_RECORD: Final = "a line that begins a JSON object and is none"
_TOO_LONG: Final = f"a line of more than {RECORD_LINE_LIMIT} bytes: its record is not read"
_NO_TIME: Final = "a record without a time that can be read"
_PANICS: Final = ("panicked at ", "panic: ", "fatal error: ")
_SHOWN: Final = 4_000


class RecordReader:
    """Reads one structured log; iterate once.

    Whatever the source is, nothing is raised but what *chunks* raises.

    Args:
        chunks: The bytes of the source, in any cut; the cut does not change the result.
        mapping: What its fields mean; None where that is to be guessed from its first lines.
    """

    def __init__(self, chunks: Iterable[bytes], mapping: LogMapping | None = None) -> None:
        self._lines = log_lines(chunks)
        self._faults = Faults()
        self._mapping = mapping
        self.is_guessed = mapping is None
        """Whether the mapping was guessed."""
        self._connection: Connection | None = None
        self._first: int | None = None
        self._last = 0
        self.seeds: dict[str, int] = {}
        """The seeds that the records state, by the name of their field."""
        self.records = self.texts = self.reversals = self.untimed = 0
        self.doubts: dict[str, str] = {}
        """The checks that cannot be silent about the log, with the reason as a clause; known at the end."""

    @property
    def mapping(self) -> LogMapping:
        """What the fields mean, known from the first event on."""
        return self._mapping or builtin(LINES)

    @property
    def faults(self) -> tuple[LogFault, ...]:
        """The first faults found so far."""
        return tuple(self._faults.kept)

    @property
    def fault_count(self) -> int:
        """How many faults were found so far."""
        return self._faults.count

    @property
    def connections(self) -> tuple[Connection, ...]:
        """The log as the one connection of its file; none where it is empty."""
        return () if self._connection is None else (self._connection,)

    def __iter__(self) -> Iterator[tuple[Connection, RecordEvent]]:
        """Yield the events, each with the one connection of the file."""
        head = list(islice((line for line in self._lines if line.data.strip()), GUESS_LINES))
        if not head:
            self._faults.add(0, FaultKind.EMPTY, _EMPTY)
            return
        self._mapping = self._mapping or guessed(line.data for line in head) or builtin(LINES)
        times = Times(self._mapping.unit)
        number = 0
        for number, draft in enumerate(self._drafts(chain(head, self._lines), self._mapping, times)):
            if self._connection is None:
                self._connection = self._described(times, 0)
            yield self._connection, self._event(number, draft)
        self._connection = self._described(times, number + 1)

    def _drafts(self, lines: Iterable[LogLine], mapping: LogMapping, times: Times) -> Iterator[Draft]:
        is_otlp = mapping.records == OTLP
        reads: Decoded = OtlpLines(times) if is_otlp else RecordLines(mapping, times, self.seeds)
        drafts = (draft for line in lines for draft in self._of_line(line, reads))
        yield from by_time(drafts) if mapping.order == TIME else drafts
        self.doubts = dict(reads.doubts())

    def _of_line(self, line: LogLine, reads: Decoded) -> Iterator[Draft]:
        if not line.data.strip():
            return
        record = decoded(line.data) if line.length == len(line.data) else None
        is_read = False
        for draft in reads.events(line, record) if record is not None else ():
            is_read = True
            yield draft
        self.records += is_read
        if not is_read:
            yield self._text(line)

    def _text(self, line: LogLine) -> Draft:
        """The event of a line that is no record."""
        self.texts += 1
        if line.length > len(line.data):
            self._faults.add(line.offset, FaultKind.LIMIT, _TOO_LONG)
        elif line.data.lstrip()[:1] == b"{" and decoded(line.data) is None:
            is_cut = not line.is_ended
            self._faults.add(
                line.offset, FaultKind.CUT if is_cut else FaultKind.DAMAGED, _CUT if is_cut else _NO_RECORD
            )
        said = cut(line.data[:_SHOWN].decode("utf-8", "replace").strip())
        is_panic = any(words in said for words in _PANICS)
        kind, level = (PANIC, PANIC) if is_panic else (TEXT, "")
        return Draft(line.offset, line.length, None, kind, said, level, is_panic=is_panic)

    def _event(self, number: int, draft: Draft) -> RecordEvent:
        time = draft.time
        if time is None:
            time = self._last
            if draft.kind != TEXT and not draft.is_panic:
                self._no_time(draft)
        elif self._first is None:
            self._first = time
        elif time < self._last:
            self.reversals += 1
        self._last = time
        since = max(0, min(time - (self._first or 0), U64_MAX)) if self._first is not None else 0
        return RecordEvent(
            number=number,
            offset=draft.offset,
            length=draft.length,
            time_ns=since,
            name=draft.kind,
            message=draft.message,
            level=draft.level,
            turn=draft.turn,
            region=draft.region,
            is_failure=draft.is_failure,
            is_panic=draft.is_panic,
        )

    def _no_time(self, draft: Draft) -> None:
        if not self.untimed:
            self._faults.add(draft.offset, FaultKind.TIME, _NO_TIME)
        self.untimed += 1

    def _described(self, times: Times, events: int) -> Connection:
        origin = told_origin(self._first, is_dated=times.is_dated)
        return Connection(
            number=0,
            key="",
            end=End.UNKNOWN,
            trace=0,
            writer=self.mapping.title,
            version="",
            framing=Framing.LINES,
            time_origin=origin,
            time_resolution=times.resolution,
            time_clock="system" if times.is_dated else "unknown",
            events=events,
            reversals=self.reversals,
        )
