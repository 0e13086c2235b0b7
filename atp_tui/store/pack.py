"""A crashpack on disk, opened, and what a pass over all of it shows."""

import os
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from atp_tui.engine import artifacts, json_artifacts, pytest_command, replay_command
from atp_tui.engine.file_fault import FileFault
from atp_tui.engine.imported import Imported
from atp_tui.engine.oracle.check import COMPLETE, Lacking
from atp_tui.engine.oracle.recorded_state import RecordedStates
from atp_tui.engine.pack_format import LOG_OF
from atp_tui.engine.pack_parser import ParsedPack
from atp_tui.engine.record import Crashpack
from atp_tui.engine.soundness import Finding, examine
from atp_tui.engine.source import PackSource
from atp_tui.engine.survey import LogComparison, TraceSurvey, survey_trace
from atp_tui.engine.trace import Lane
from atp_tui.engine.verdict import Verdict, verdict_of
from atp_tui.store.archive.locate import Location
from atp_tui.store.log_file import LogFile
from atp_tui.store.source_records import SourceRecords
from atp_tui.store.trace.events import Events, IndexedEvents
from atp_tui.store.trace.facts import Batch
from atp_tui.store.trace.log_lines import LogLines
from atp_tui.store.trace.scan import OnBatch, TraceScan
from atp_tui.store.trace.survey import survey_index
from atp_tui.store.trace.utf8 import TraceUtf8
from atp_tui.store.utf8_check import Utf8Check


@dataclass(frozen=True, slots=True)
class Pack:
    """An opened crashpack."""

    path: str
    """As it was given; of a pack in an archive, the archive and its place there."""
    source: PackSource
    """What it was read from."""
    reading: ParsedPack
    events: Events
    logs: Mapping[Lane, LogFile]
    """The log files that can be read."""
    states: RecordedStates | None
    """The states that the lab recorded, where the pack has them."""
    digest: str = ""
    """``sha256:`` and the hex of the manifest's bytes, of the journal's where there is no manifest, or of the whole
    record in one file; empty where nothing tells the pack from others."""
    further: Mapping[str, LogFile | FileFault] = field(default_factory=dict)
    """The further JSON files that this program knows, open, or why one is not taken."""
    lacking: Lacking = field(default_factory=lambda: COMPLETE)
    """The fields of the ATP state that neither the source nor what an oracle recorded can tell."""
    located: Location | None = None
    """Where it is in an archive; None where it is in none."""
    records: SourceRecords | None = None
    """The records behind the events, where the pack was imported with a copy of its logs."""
    names: tuple[str, ...] = ()
    """What opens it, where that is not its path alone: one connection of a log, or both ends of one."""
    log_paths: tuple[str, ...] = ()
    """The path of the log, or of both, from which it was imported on the way; empty for others."""

    @property
    def location(self) -> str:
        """Where its files are: :attr:`path`, or the unpacked copy of an archive."""
        return self.path if self.located is None else self.located.files

    @property
    def crashpack(self) -> Crashpack:
        """The record, without its trace."""
        return self.reading.crashpack

    @property
    def place(self) -> str:
        """The path of a file or directory that a person has."""
        return (self.log_paths or (self.path,))[0]

    @property
    def full_path(self) -> str:
        """Its path from the root, for commands that are run in another directory."""
        return os.path.abspath(self.path)

    @property
    def noted(self) -> str:
        """The path beside which its note is, its own for each connection of a log and for both ends of one."""
        first, *others = self.names or (self.path,)
        return "+".join((first, *map(os.path.basename, others)))

    @property
    def imported(self) -> Imported | None:
        """Where it comes from, if it was imported from a log of a real run."""
        return Imported.of(self.crashpack.metadata)

    @property
    def verdict(self) -> Verdict:
        """The verdict on the run, as far as the journal can be read."""
        journal = self.reading.journal
        return verdict_of(self.crashpack.oracle_results, is_complete=journal is not None and not journal.faults)

    def log_fault(self, lane: Lane) -> str:
        """Return why the log file of a lane cannot be shown; empty where it can."""
        if not self.source.has_logs:
            return f"{self.source.name} has no log files"
        return "" if lane in self.logs else "the log file cannot be read"

    @property
    def is_recorded_test(self) -> bool:
        """Whether pytest recorded it and runs it again."""
        return pytest_command.is_recorded_test(self.crashpack)

    @property
    def replay_line(self) -> str:
        """The line that runs it again: that of pytest for a recorded test, else that of this program."""
        return pytest_command.one_line(self.crashpack, self.full_path) or replay_command.local_line(self.path)

    @property
    def minimize_line(self) -> str:
        """The line of pytest that finds the smallest cause of a simulated test; empty for other packs."""
        return pytest_command.minimize_line(self.crashpack, self.full_path)

    @property
    def replay_refusal(self) -> str:
        """Why that line must not be offered to copy; empty where it may be."""
        if self.is_recorded_test:
            is_shown = pytest_command.is_simulated_test(self.crashpack)
            hidden = replay_command.why_no_local_line(self.full_path) if is_shown else ""
            return pytest_command.why_not_copied(self.crashpack) or hidden
        return self.source.why_not_run or replay_command.why_no_local_line(self.path)

    @property
    def congestion_refusal(self) -> str:
        """Why there is no course of a connection to draw; empty where there may be one."""
        if self.imported is None:
            return "a pack that was not imported from a log of a real run"
        if self.imported.mapping:
            return "a structured log, which has no packets"
        return "" if self.records is not None and self.records.names else "a pack without a copy of its log"

    @property
    def recorded_refusal(self) -> str:
        """Why the replay command of the format must not be offered to copy; empty where it may be."""
        if self.is_recorded_test:
            return "pytest runs this test again, not the command of the format"
        return self.source.why_not_run or replay_command.why_not_copied(self.crashpack)


@dataclass(frozen=True, slots=True)
class Examination:
    """What a whole pass over a pack has shown."""

    survey: TraceSurvey
    findings: tuple[Finding, ...]


def examine_pack(pack: Pack, progress: Callable[[float], object] = lambda _: None) -> Examination:
    """Return what a whole pass over the pack shows: its trace, its logs, and every check of its soundness.

    *progress* is told how much is done, from 0 to 1.
    """
    checks = {LOG_OF[lane]: Utf8Check() for lane in pack.logs}
    logs = {lane: checks[LOG_OF[lane]].passing(log.chunks()) for lane, log in pack.logs.items()}
    if isinstance(pack.events, IndexedEvents):
        text = TraceUtf8(pack.events.pages.trace)
        lines = LogLines({lane: LogComparison(log) for lane, log in logs.items()})
        part = 0.0 if pack.events.share == 1 else 0.9 if logs else 1.0
        pack.events.read_all(lambda share: progress(share * part), on_batch=_both(lines.take, text.take))
        checks[artifacts.TRACE] = text.checked()
        pages, snapshot = pack.events.pages, pack.events.snapshot
        shown = survey_index(
            pages, snapshot, lines, lambda share: progress(part + share * (1 - part)), pack.events.window
        )
    else:
        shown = survey_trace(pack.events, logs)
    for log in logs.values():
        deque(log, maxlen=0)
    faults = {name: check.fault for name, check in checks.items() if check.fault is not None}
    files = replace(
        pack.reading.files,
        faults=in_order({**pack.reading.files.faults, **faults}),
        json_faults={name: fault for name, file in pack.further.items() if (fault := _json_fault(name, file))},
    )
    return Examination(shown, examine(replace(pack.reading, files=files), shown, pack.source.checks))


def _both(first: OnBatch, second: OnBatch) -> OnBatch:
    """What calls two with each batch."""

    def take(scan: TraceScan, batch: Batch) -> None:
        first(scan, batch)
        second(scan, batch)

    return take


def in_order(faults: Mapping[str, FileFault]) -> Mapping[str, FileFault]:
    """Return the faults of files in the order of the nine."""
    return {name: faults[name] for name in artifacts.NINE_FILES if name in faults}


def _json_fault(name: str, file: LogFile | FileFault) -> FileFault | None:
    return file if isinstance(file, FileFault) else json_artifacts.fault(name, file.chunks())
