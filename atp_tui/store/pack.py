"""A crashpack on disk, opened: a directory of the nine files, or a record as one JSON document."""

import os
import stat
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from atp_tui.engine import artifacts, json_artifacts
from atp_tui.engine.digest import sha256_of
from atp_tui.engine.errors import CrashpackError, IoError
from atp_tui.engine.file_fault import FileFault
from atp_tui.engine.journal import JournalReading
from atp_tui.engine.json_text import utf8
from atp_tui.engine.oracle.recorded_state import RecordedStates
from atp_tui.engine.pack_text import LOG_OF, read_document
from atp_tui.engine.reading import PackFiles, PackReading, read
from atp_tui.engine.record import Crashpack
from atp_tui.engine.soundness import CHECKS, RECORD_CHECKS, Finding, examine
from atp_tui.engine.survey import TraceSurvey, survey_trace
from atp_tui.engine.trace import Lane
from atp_tui.engine.verdict import Verdict, verdict_of
from atp_tui.store.cache_place import cache_directory
from atp_tui.store.directory import (
    CHUNK,
    DIGEST_LIMIT,
    LEDGER_LIMIT,
    NAMES_LIMIT,
    SCRIPT_LIMIT,
    TEXT_LIMIT,
    FileRefusedError,
    PackDirectory,
    is_directory,
    is_pack,
    reason,
)
from atp_tui.store.events import Events, IndexedEvents, LoadedEvents
from atp_tui.store.index_cache import IndexCache
from atp_tui.store.log_file import LogFile
from atp_tui.store.text_file import TextFile
from atp_tui.store.trace_file import READ
from atp_tui.store.trace_survey import survey_index
from atp_tui.store.utf8_check import Utf8Check

TRACE_LIMIT: Final = 8 << 30
"""Bytes that a trace or a log may have."""

RECORD_LIMIT: Final = 32 << 20
"""Bytes that a record in one file may have, twice what 100,000 events take."""

FURTHER_LIMIT: Final = 256 << 20
"""Bytes that a further file with a JSON document on each line may have."""

STATE_FILE_LIMIT: Final = 4 << 20
"""Bytes that another further JSON file may have, the states of 10,000 oracles."""

_STREAMED: Final[Mapping[str, int]] = MappingProxyType(
    {artifacts.JOURNAL: TEXT_LIMIT, artifacts.MANIFEST: TEXT_LIMIT, artifacts.LEDGER: LEDGER_LIMIT}
)
"""The text files that are read in pieces, with the bytes that each may have."""

_HELD: Final[Mapping[str, int]] = MappingProxyType(
    {artifacts.JOURNAL_DIGEST: DIGEST_LIMIT, artifacts.REPLAY_COMMAND: SCRIPT_LIMIT}
)
"""The text files that are held as a whole, with the bytes that each may have."""

_TELLING: Final = (artifacts.MANIFEST, artifacts.JOURNAL)
"""The files whose bytes tell a pack from others; the manifest holds the digest of the journal, seeds and metadata."""


@dataclass(frozen=True, slots=True)
class Pack:
    """An opened crashpack."""

    path: str
    """As it was given."""
    is_directory: bool
    reading: PackReading
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

    @property
    def crashpack(self) -> Crashpack:
        """The record, without its trace."""
        return self.reading.crashpack

    @property
    def verdict(self) -> Verdict:
        """The verdict on the run, as far as the journal can be read."""
        journal = self.reading.journal
        return verdict_of(self.crashpack.oracle_results, is_complete=journal is not None and not journal.faults)


@dataclass(frozen=True, slots=True)
class Examination:
    """What a whole pass over a pack has shown."""

    survey: TraceSurvey
    findings: tuple[Finding, ...]


def open_pack(path: str, *, keeps_index: bool = True, window: int = READ, only_trace: bool = False) -> Pack:
    """Return the pack at *path*, as far as it can be read; what cannot be read is told by :func:`examine_pack`.

    Args:
        path: A directory of the nine files, or a record as one JSON document.
        keeps_index: Whether the index of a large trace may be kept in the user's cache directory, and taken from it.
        window: Bytes of a trace that are read at once.
        only_trace: Whether nothing but the trace of a directory is opened; the record is then empty.

    Raises:
        IoError: nothing is there, it cannot be read, or it is no pack.
        SerializationError: a file that is no JSON document.
        InvalidFormatError: a JSON document that is no record.
    """
    if not is_directory(path):
        return _open_record(path)
    with PackDirectory(path) as directory:
        if not is_pack(directory):
            raise IoError("a crashpack", "a directory with none of the nine files", file=path)
        cache = IndexCache(cache_directory() if keeps_index else None)
        faults: dict[str, FileFault] = {}
        trace = _open(directory, artifacts.TRACE, faults)
        events = LoadedEvents(()) if trace is None else IndexedEvents(trace, cache, window)
        if only_trace:
            return Pack(path, True, read(PackFiles({}, faults, None, {})), events, {}, None)
        return _open_directory(path, directory, events, faults)


def examine_pack(pack: Pack, progress: Callable[[float], object] = lambda _: None) -> Examination:
    """Return what a whole pass over the pack shows: its trace, its logs, and every check of its soundness.

    *progress* is told how much is done, from 0 to 1.
    """
    checks = {LOG_OF[lane]: Utf8Check() for lane in pack.logs}
    logs = {lane: checks[LOG_OF[lane]].passing(log.chunks()) for lane, log in pack.logs.items()}
    if isinstance(pack.events, IndexedEvents):
        checks[artifacts.TRACE] = Utf8Check()
        deque(checks[artifacts.TRACE].passing(pack.events.chunks()), maxlen=0)
        part = 0.5 if logs else 1.0
        pack.events.read_all(lambda share: progress(share * part))
        pages, snapshot = pack.events.pages, pack.events.snapshot
        shown = survey_index(pages, snapshot, logs, lambda share: progress(part + share * (1 - part)))
    else:
        shown = survey_trace(pack.events, logs)
    for log in logs.values():
        deque(log, maxlen=0)
    faults = {name: check.fault for name, check in checks.items() if check.fault is not None}
    files = replace(
        pack.reading.files,
        faults=_in_order({**pack.reading.files.faults, **faults}),
        json_faults={name: fault for name, file in pack.further.items() if (fault := _json_fault(name, file))},
    )
    table = CHECKS if pack.is_directory else RECORD_CHECKS
    return Examination(shown, examine(replace(pack.reading, files=files), shown, table))


def _open_directory(path: str, directory: PackDirectory, events: Events, faults: dict[str, FileFault]) -> Pack:
    files = {name: data for name, limit in _HELD.items() if (data := _read(directory, name, faults, limit)) is not None}
    texts = {name: _decode(name, data, faults) for name, data in files.items()}
    opened = {name: _open(directory, name, faults, limit) for name, limit in _STREAMED.items()}
    streams = {name: TextFile(file) for name, file in opened.items() if file is not None}
    logs = {lane: _open(directory, name, faults) for lane, name in LOG_OF.items()}
    reading = read(PackFiles(texts, {}, None, {}, streams=streams))
    for name, file in streams.items():
        file.finish()
        if file.fault is not None:
            faults[name] = file.fault
    return Pack(
        path=path,
        is_directory=True,
        reading=replace(reading, files=_files(directory, reading, streams, faults)),
        events=events,
        logs={lane: LogFile(log) for lane, log in logs.items() if log is not None},
        states=_states(directory),
        digest=next((streams[name].digest.digest for name in _TELLING if name in streams), ""),
        further=_further(directory),
    )


def _files(
    directory: PackDirectory,
    reading: PackReading,
    streams: Mapping[str, TextFile],
    faults: Mapping[str, FileFault],
) -> PackFiles:
    """What stands in the directory, once its text files were read."""
    paths = reading.manifest.artifact_paths if reading.manifest is not None else ()
    known = {*artifacts.NINE_FILES, *(name.split("/")[0] for name in paths)}
    names = directory.names(NAMES_LIMIT + 1)
    further = tuple(name for name in names if name not in known)
    return replace(
        reading.files,
        faults=_in_order(faults),
        journal_digest=streams[artifacts.JOURNAL].digest if artifacts.JOURNAL in streams else None,
        artifacts={name: directory.why_not(name) for name in paths},
        further=further[:NAMES_LIMIT],
        has_more=len(names) > NAMES_LIMIT,
    )


def _read(directory: PackDirectory, name: str, faults: dict[str, FileFault], limit: int) -> bytes | None:
    try:
        return directory.read(name, limit)
    except FileRefusedError as error:
        faults[name] = error.fault
        return None


def _open(directory: PackDirectory, name: str, faults: dict[str, FileFault], limit: int = TRACE_LIMIT) -> int | None:
    try:
        return directory.open(name, limit)
    except FileRefusedError as error:
        faults[name] = error.fault
        return None


def _in_order(faults: Mapping[str, FileFault]) -> Mapping[str, FileFault]:
    return {name: faults[name] for name in artifacts.NINE_FILES if name in faults}


def _decode(name: str, data: bytes, faults: dict[str, FileFault]) -> str:
    try:
        return utf8(data)
    except CrashpackError as error:
        faults[name] = FileFault(error.expected, f"{error.found} at {error.place}")
        return data.decode("utf-8", "replace")


def _further(directory: PackDirectory) -> Mapping[str, LogFile | FileFault]:
    found: dict[str, LogFile | FileFault] = {}
    for name in json_artifacts.READERS:
        if directory.has(name):
            try:
                limit = FURTHER_LIMIT if name in json_artifacts.IN_LINES else STATE_FILE_LIMIT
                found[name] = LogFile(directory.open(name, limit))
            except FileRefusedError as error:
                found[name] = error.fault
    return found


def _json_fault(name: str, file: LogFile | FileFault) -> FileFault | None:
    return file if isinstance(file, FileFault) else json_artifacts.fault(name, file.chunks())


def _states(directory: PackDirectory) -> RecordedStates | None:
    try:
        return RecordedStates.read(directory.read(artifacts.STATE, STATE_FILE_LIMIT))
    except (FileRefusedError, CrashpackError):
        return None


def _open_record(path: str) -> Pack:
    data = read_file(path)
    try:
        bare, events = read_document(data)
    except CrashpackError as error:
        raise error.within(path) from None
    nothing = PackFiles(texts={}, faults={}, journal_digest=None, artifacts={})
    reading = PackReading(nothing, bare, JournalReading(bare.oracle_results, ()), None, None, None, None)
    return Pack(path, False, reading, LoadedEvents(events), {}, None, sha256_of(data))


def read_file(path: str, limit: int = RECORD_LIMIT) -> bytes:
    """Return the bytes of a file that a person named.

    Raises:
        IoError: it is not there, cannot be read, is no plain file, or is larger than *limit* bytes.
    """
    return b"".join(_file_chunks(path, limit))


def _file_chunks(path: str, limit: int) -> Iterator[bytes]:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise IoError("a file that can be read", reason(error), file=path) from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise IoError("a plain file", "a directory, pipe or device", file=path)
        if status.st_size > limit:
            raise IoError(f"at most {limit} bytes", f"{status.st_size} bytes", file=path)
        size = 0
        while chunk := os.read(descriptor, CHUNK):
            size += len(chunk)
            if size > limit:
                raise IoError(f"at most {limit} bytes", "more than that", file=path)
            yield chunk
    except OSError as error:
        raise IoError("a file that can be read", reason(error), file=path) from None
    finally:
        os.close(descriptor)
