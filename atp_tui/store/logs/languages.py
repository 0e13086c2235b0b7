"""The languages of logs, told apart by their first bytes: what a log says, and what judges it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import chain
from typing import Any, Final, Protocol, TypeAlias

from atp_tui.engine.imported_kind import kind_of
from atp_tui.engine.imported_record import JudgedEnd, SourceLog
from atp_tui.engine.log_head import HEAD
from atp_tui.engine.oracle.log_checks import STRUCTURED
from atp_tui.engine.qlog.event import Connection, LogEvent, LogFault
from atp_tui.engine.qlog.judge.check import Damage
from atp_tui.engine.qlog.read import LogReader, read_log
from atp_tui.engine.qlog.sentences import sentence
from atp_tui.engine.records.event import UNKNOWN_LEVEL, RecordEvent
from atp_tui.engine.records.guess import GUESS_LINES, is_structured
from atp_tui.engine.records.judge import RecordJudge
from atp_tui.engine.records.mapping import LogMapping
from atp_tui.engine.records.reader import RecordReader
from atp_tui.engine.redaction import is_message
from atp_tui.store.logs.judging import Answers, Judges, judging
from atp_tui.store.logs.source import LogSource

Event: TypeAlias = Any
"""An event of a log; each language has its own."""

GUESSED: Final = f"guessed by its first {GUESS_LINES} lines; '--mapping FILE|NAME' names another"
"""What is said of a mapping that nobody named."""
_REMOVED: Final = "message removed"


class Reader(Protocol):
    """What reads the bytes of a log."""

    @property
    def faults(self) -> tuple[LogFault, ...]:
        """The first faults found so far."""

    @property
    def fault_count(self) -> int:
        """How many faults were found so far."""

    @property
    def connections(self) -> tuple[Connection, ...]:
        """The connections found so far; complete after the last event."""

    def __iter__(self) -> Iterator[tuple[Connection, Event]]:
        """Yield the events in their order, each with its connection."""


class Language(Protocol):
    """A log in one language."""

    @property
    def reader(self) -> Reader:
        """What reads it."""

    def said(self, event: Event) -> tuple[str, str]:
        """Return the kind of an event, and what it says."""

    def without_text(self, event: Event) -> tuple[str, str] | None:
        """Return the same without text of an application; None where the event has none."""

    def judging(self, source: LogSource, jobs: int) -> AbstractContextManager[Judges]:
        """Return what judges the log; *jobs* is how many processes may run at once."""

    def judged(self, connection: Connection, log: SourceLog, answers: Answers) -> JudgedEnd:
        """Return what is recorded of a connection."""


def language_of(chunks: Iterator[bytes], mapping: LogMapping | None) -> Language:
    """Return a log in its language; errors as for *chunks*.

    Args:
        chunks: Its bytes.
        mapping: What its fields mean, which makes it a structured log; None where that is to be found out.
    """
    if mapping is not None:
        return Structured(RecordReader(chunks, mapping))
    head: list[bytes] = []
    size = 0
    while size < HEAD and (chunk := next(chunks, None)) is not None:
        head.append(chunk)
        size += len(chunk)
    whole = chain(head, chunks)
    return Structured(RecordReader(whole)) if is_structured(b"".join(head)[:HEAD]) else Qlog(read_log(whole))


class Qlog:
    """A log in the qlog format."""

    def __init__(self, reader: LogReader) -> None:
        self.reader = reader

    def said(self, event: LogEvent) -> tuple[str, str]:
        """Return the kind of an event, and what it says."""
        return kind_of(event.name), sentence(event)

    def without_text(self, event: LogEvent) -> tuple[str, str] | None:
        """Return the same without text of an application; None where the event has none."""
        return (event.name, _REMOVED) if is_message(event.name) else None

    def judging(self, source: LogSource, jobs: int) -> AbstractContextManager[Judges]:
        """Return what judges the log; *jobs* is how many processes may run at once."""
        return judging(source, jobs)

    def judged(self, connection: Connection, log: SourceLog, answers: Answers) -> JudgedEnd:
        """Return what is recorded of a connection."""
        return JudgedEnd(connection, log, answers.judged, answers.observed)


class Structured:
    """A structured log, which is judged while it is read."""

    def __init__(self, reader: RecordReader) -> None:
        self.reader = reader
        self._judge: RecordJudge | None = None

    def said(self, event: RecordEvent) -> tuple[str, str]:
        """Return the kind of an event, and what it says."""
        return event.name, event.message

    def without_text(self, event: RecordEvent) -> tuple[str, str] | None:
        """Return the same without text of an application, which all but the regions and tasks have."""
        if event.turn is not None:
            return event.name, event.message.partition(":")[0]
        inside = f" [region {event.region}]" if event.region else ""
        return event.level or UNKNOWN_LEVEL, f"{_REMOVED}{inside}"

    def judging(self, source: LogSource, jobs: int) -> AbstractContextManager[Judges]:  # noqa: ARG002 - as for others
        """Return what judges the log, which needs no process of its own."""
        return nullcontext(self)

    def judged(self, connection: Connection, log: SourceLog, answers: Answers) -> JudgedEnd:
        """Return what is recorded of the log."""
        reader, mapping = self.reader, self.reader.mapping
        return JudgedEnd(
            connection,
            log,
            answers.judged,
            answers.observed,
            oracle=STRUCTURED,
            further=(
                ("mapping", f"{mapping.name} ({mapping.title})"),
                ("mapping.guessed", GUESSED if reader.is_guessed else ""),
                ("records", str(reader.records)),
                ("texts", str(reader.texts) if reader.texts else ""),
            ),
            seeds=tuple(sorted(reader.seeds.items())),
        )

    def take(self, _: Connection, event: RecordEvent) -> None:
        """Take the next event of the log."""
        if self._judge is None:
            self._judge = RecordJudge(self.reader.mapping)
        self._judge.take(event)

    def finish(self, damage: Damage, tell: Callable[[float], object] = lambda _: None) -> dict[int, Answers]:  # noqa: ARG002 - all was judged on the way
        """Return what was said of the log."""
        if self._judge is None:
            return {}
        reader = self.reader
        judged = self._judge.finish(damage, reader.doubts)
        return {0: Answers(judged, tuple(self._judge.observations(reader.reversals, reader.texts)))}
