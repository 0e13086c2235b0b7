"""A crashpack as a directory of the nine files. Source: FORMAT.md section 4; SAFETY.md, "Files of a pack"."""

import os
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from atp_tui.engine import artifacts, json_artifacts
from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.file_fault import FileFault
from atp_tui.engine.imported import Imported
from atp_tui.engine.json_text import utf8
from atp_tui.engine.oracle.check import COMPLETE
from atp_tui.engine.oracle.recorded_answer import NOT_IN_LOGS, judged_states, read_answers
from atp_tui.engine.oracle.recorded_state import RecordedStates
from atp_tui.engine.pack_format import LOG_OF
from atp_tui.engine.pack_parser import PackFiles, ParsedPack, read
from atp_tui.engine.record import Crashpack
from atp_tui.engine.soundness import CHECKS
from atp_tui.engine.source import PackSource
from atp_tui.store.directory import (
    DIGEST_LIMIT,
    LEDGER_LIMIT,
    NAMES_LIMIT,
    SCRIPT_LIMIT,
    TEXT_LIMIT,
    FileRefusedError,
    PackDirectory,
)
from atp_tui.store.format import Format, ReadOptions
from atp_tui.store.log_file import LogFile
from atp_tui.store.pack import Pack, in_order
from atp_tui.store.source_records import open_records
from atp_tui.store.text_file import TextFile
from atp_tui.store.trace.events import Events, IndexedEvents, LoadedEvents
from atp_tui.store.trace.index_cache import LEAST_TRACE, IndexCache
from atp_tui.store.user_dirs import cache_directory

TRACE_LIMIT: Final = 8 << 30
"""Bytes that a trace or a log may have."""

FURTHER_LIMIT: Final = 256 << 20
"""Bytes that a further file with a JSON document on each line may have."""

STATE_FILE_LIMIT: Final = 4 << 20
"""Bytes that another further JSON file may have, the states of 10,000 oracles."""

SOURCE: Final = PackSource(
    name="a directory of the nine files",
    has_files=True,
    has_logs=True,
    clock="simulated time",
    checks=CHECKS,
)

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


def _read_pack(path: str, options: ReadOptions) -> Pack:
    with PackDirectory(path) as directory:
        faults: dict[str, FileFault] = {}
        trace = _open(directory, artifacts.TRACE, faults)
        keeps_index = options.keeps_index and trace is not None and os.fstat(trace).st_size >= LEAST_TRACE
        cache = IndexCache(cache_directory() if keeps_index else None)
        events = LoadedEvents(()) if trace is None else IndexedEvents(trace, cache, options.window)
        if options.only_trace:
            return Pack(path, SOURCE, read(PackFiles({}, faults, None, {})), events, {}, None)
        return _open_directory(path, directory, events, faults)


def _open_directory(path: str, directory: PackDirectory, events: Events, faults: dict[str, FileFault]) -> Pack:
    files = {name: data for name, limit in _HELD.items() if (data := _read(directory, name, faults, limit)) is not None}
    texts = {name: _decode(name, data, faults) for name, data in files.items()}
    opened = {name: _open(directory, name, faults, limit) for name, limit in _STREAMED.items()}
    streams = {name: TextFile(file) for name, file in opened.items() if file is not None}
    logs = {lane: _open(directory, name, faults) for lane, name in LOG_OF.items()}
    reading = read(PackFiles(texts, {}, None, {}, streams=streams))
    metadata = reading.crashpack.metadata
    for name, file in streams.items():
        file.finish()
        if file.fault is not None:
            faults[name] = file.fault
    return Pack(
        path=path,
        source=SOURCE.of_pack(metadata),
        reading=replace(reading, files=_files(directory, reading, streams, faults)),
        events=events,
        logs={lane: LogFile(log) for lane, log in logs.items() if log is not None},
        states=_states(directory, reading.crashpack),
        digest=next((streams[name].digest.digest for name in _TELLING if name in streams), ""),
        further=_further(directory),
        lacking=COMPLETE if Imported.of(metadata) is None else NOT_IN_LOGS,
        records=open_records(directory, reading.crashpack.artifact_paths),
    )


def _files(
    directory: PackDirectory,
    reading: ParsedPack,
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
        faults=in_order(faults),
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


def _states(directory: PackDirectory, record: Crashpack) -> RecordedStates | None:
    try:
        return RecordedStates.read(directory.read(artifacts.STATE, STATE_FILE_LIMIT))
    except (FileRefusedError, CrashpackError):
        return judged_states(record.oracle_results, read_answers(record.metadata))


FORMAT: Final = Format(recognizes=lambda found: found.has_nine_files, read=_read_pack)
