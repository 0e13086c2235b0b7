"""One log read to its end: each connection judged, its trace written to a spool while the events come."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

import msgspec

from atp_tui.engine.imported_record import JudgedEnd, SourceLog
from atp_tui.engine.imported_trace import ImportedTrace
from atp_tui.engine.qlog.event import Connection, End, FaultKind, LogFault
from atp_tui.engine.qlog.judge.check import Judged, Verdict
from atp_tui.engine.qlog.judge.damage import damage_of
from atp_tui.engine.records.mapping import LogMapping
from atp_tui.engine.redaction import Private, redactor
from atp_tui.store.archive.budget import DamagedError
from atp_tui.store.logs.judging import Answers, Judges
from atp_tui.store.logs.languages import Event, Language, Reader, language_of
from atp_tui.store.logs.progress import ImportProgress, Stage, Told, share_of
from atp_tui.store.logs.source import LogSource
from atp_tui.store.source_records import FOLDER
from atp_tui.store.spool import Spool

TURNED_OFF: Final = "it was turned off with --without"

_HELD: Final = 8_192
"""Events whose bytes are held before they are written."""
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_NAME: Final = 100
_FAULTS: Final = 100
"""Faults of a log that its pack lists one by one."""
_FAULTS_OF_EACH: Final = 3
"""The same where a log has several packs."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How logs are imported."""

    end: End | None = None
    """The one end that is wanted; None for all."""
    removes: frozenset[Private] = frozenset()
    """What is removed; the copy of the log is then left out of the pack."""
    without: frozenset[str] = frozenset()
    """The names of checks that do not run."""
    jobs: int = 1
    """How many processes may run at once; the packs do not depend on it."""
    mapping: LogMapping | None = None
    """What the fields of a structured log mean; None where that is guessed."""


DEFAULT_OPTIONS: Final = ImportOptions()


@dataclass(frozen=True, slots=True)
class Draft:
    """One end of a connection, with its files in the spool."""

    end: JudgedEnd
    key: str
    """What names the connection in the logs of both ends, with nothing removed."""
    prefix: str
    """How the names of its files in the spool begin."""
    count: int
    """Its events."""
    last_time: int
    """The latest time of an event, in nanoseconds."""


@dataclass(frozen=True, slots=True)
class ConvertedLog:
    """A log, read to its end."""

    source: LogSource
    log: SourceLog
    copy: str
    """The name of its copy in the spool; empty where there is none."""
    drafts: tuple[Draft, ...] = ()
    """Its connections, those of other ends than the wanted one left out."""
    is_empty: bool = False
    """Whether it has no connection at all."""


@dataclass(slots=True)
class _Growing:
    """A connection while its events come."""

    connection: Connection
    trace: ImportedTrace = field(default_factory=ImportedTrace)


def spooled_name(prefix: str, name: str) -> str:
    """Return the name in the spool of a file of a pack."""
    return prefix + name.replace("/", ".")


class Conversion:
    """Reads one log.

    Args:
        source: The log.
        number: Its number among those of the import.
        spool: Where files grow.
        options: What is wanted of it.
        tell: Told now and then how far it is.
    """

    def __init__(self, source: LogSource, number: int, spool: Spool, options: ImportOptions, tell: Told) -> None:
        self._source, self._number, self._spool, self._options, self._tell = source, number, spool, options, tell
        self._digest = hashlib.sha256()
        self._size = self._held = self._events = 0
        self._growing: dict[int, _Growing] = {}
        self._copy = "" if options.removes else f"{number}.log"
        self._redacted = redactor(options.removes)
        self._cut: list[LogFault] = []
        """Where a compressed log ends before its end; what was read until there is taken."""

    def run(self) -> ConvertedLog:
        """Read the log to its end; errors as for reading it and for writing to the spool."""
        language = language_of(self._chunks(), self._options.mapping)
        with language.judging(self._source, self._options.jobs) as judges:
            said = partial(self._said, language) if self._options.removes else language.said
            for connection, event in language.reader:
                growing = self._growing.get(connection.number) or self._begin(connection)
                judges.take(connection, event)
                growing.trace.add(event.time_ns, *said(event), event.offset, event.length)
                self._held += 1
                if self._held >= _HELD:
                    self._write()
            return self._ended(language, judges)

    def _chunks(self) -> Iterator[bytes]:
        try:
            for chunk in self._source.chunks():
                self._digest.update(chunk)
                self._size += len(chunk)
                if self._copy:
                    self._spool.append(self._copy, chunk)
                yield chunk
        except DamagedError as error:
            if not self._size:
                raise
            self._cut.append(LogFault(self._size, f"the compressed log is not whole: {error.found}", FaultKind.CUT))

    def _begin(self, connection: Connection) -> _Growing:
        found = self._growing[connection.number] = _Growing(connection)
        return found

    def _said(self, language: Language, event: Event) -> tuple[str, str]:
        """The kind of an event, and what it says, without what is removed."""
        if Private.HEADER in self._options.removes and (kept := language.without_text(event)) is not None:
            return kept
        kind, message = language.said(event)
        return self._redacted(kind), self._redacted(message)

    def _write(self) -> None:
        self._events += self._held
        self._held = 0
        for number, growing in self._growing.items():
            for name, data in growing.trace.take().items():
                self._spool.append(spooled_name(self._prefix(number), name), data)
        self._tell_share(Stage.READ, share_of(self._size, self._source.size))

    def _tell_share(self, stage: Stage, share: float | None) -> None:
        self._tell(ImportProgress(self._source.path, share, self._events, len(self._growing), stage))

    def _prefix(self, number: int) -> str:
        return f"{self._number}.{number}."

    def _ended(self, language: Language, judges: Judges) -> ConvertedLog:
        reader = language.reader
        for connection in reader.connections:
            (self._growing.get(connection.number) or self._begin(connection)).trace.end()
        self._write()
        log = self._log(reader)
        damage = damage_of([*self._cut, *reader.faults])
        answers = judges.finish(damage, lambda share: self._tell_share(Stage.JUDGE, share))
        ends = [language.judged(each, log, answers.get(each.number, Answers())) for each in reader.connections]
        drafts = [self._draft(each) for each in ends]
        wanted = self._options.end
        chosen = tuple(draft for draft in drafts if wanted in (None, draft.end.connection.end))
        if self._copy and not self._size:
            self._spool.append(self._copy, b"")
        return ConvertedLog(self._source, log, self._copy, chosen, is_empty=not drafts)

    def _log(self, reader: Reader) -> SourceLog:
        safe = _UNSAFE.sub("_", self._source.name)[-_NAME:].lstrip(".") or "log"
        path, faults = f"{FOLDER}/{safe}", (*self._cut, *reader.faults)
        return SourceLog(
            name=self._redacted(self._source.name),
            path="" if self._options.removes else path.replace("/offsets", "/offsets.log"),
            digest=f"sha256:{self._digest.hexdigest()}",
            size=self._size,
            faults=faults[: _FAULTS if len(reader.connections) == 1 else _FAULTS_OF_EACH],
            fault_count=len(self._cut) + reader.fault_count,
        )

    def _draft(self, end: JudgedEnd) -> Draft:
        connection, key = end.connection, end.connection.key
        growing, judged = self._growing[connection.number], tuple(map(self._allowed, end.judged))
        if self._options.removes:
            texts = {name: self._redacted(getattr(connection, name)) for name in ("key", "title", "writer", "version")}
            connection = msgspec.structs.replace(connection, **texts)
            judged = tuple(map(self._without_private, judged))
        end = replace(end, connection=connection, judged=judged)
        return Draft(end, key, self._prefix(connection.number), growing.trace.count, growing.trace.last_time)

    def _without_private(self, judged: Judged) -> Judged:
        evidence = tuple((key, self._redacted(value)) for key, value in judged.evidence)
        return msgspec.structs.replace(judged, message=self._redacted(judged.message), evidence=evidence)

    def _allowed(self, judged: Judged) -> Judged:
        if judged.check not in self._options.without:
            return judged
        return Judged(
            judged.check, Verdict.NOT_JUDGED, judged.severity, judged.violation_type, judged.group, why=TURNED_OFF
        )
