"""A crashpack on disk, opened: a directory of the nine files, or a record as one JSON document."""

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from atp_tui.engine import artifacts
from atp_tui.engine.digest import JournalDigest
from atp_tui.engine.errors import CrashpackError, IoError
from atp_tui.engine.file_fault import FileFault
from atp_tui.engine.journal import JournalReading
from atp_tui.engine.json_text import utf8
from atp_tui.engine.pack_text import LOG_OF, read_record
from atp_tui.engine.reading import PackFiles, PackReading, artifact_paths, read
from atp_tui.engine.record import Crashpack
from atp_tui.engine.soundness import CHECKS, RECORD_CHECKS, Finding, examine
from atp_tui.engine.states import RecordedStates
from atp_tui.engine.survey import TraceSurvey, survey_trace
from atp_tui.engine.trace import Lane
from atp_tui.engine.trace_text import read_events
from atp_tui.store.directory import CHUNK, TEXT_LIMIT, FileRefusedError, PackDirectory, is_directory, is_pack, reason
from atp_tui.store.events import Events, LoadedEvents

RECORD_LIMIT: Final = 8 << 30
"""Bytes that a trace or a record in one file may have."""

_TEXTS: Final[tuple[str, ...]] = (
    artifacts.JOURNAL,
    artifacts.JOURNAL_DIGEST,
    artifacts.LEDGER,
    artifacts.MANIFEST,
    artifacts.REPLAY_COMMAND,
)

LONG_FILES: Final[tuple[str, ...]] = (artifacts.TRACE, *LOG_OF.values())
"""The files of a pack that grow with its run."""


@dataclass(frozen=True, slots=True)
class Pack:
    """An opened crashpack."""

    path: str
    """As it was given."""
    is_directory: bool
    reading: PackReading
    events: Events
    logs: Mapping[Lane, Iterable[bytes]]
    """The bytes of the log files that can be read, in parts."""
    states: RecordedStates | None
    """The states that the lab recorded, where the pack has them."""

    @property
    def crashpack(self) -> Crashpack:
        """The record, without its trace."""
        return self.reading.crashpack


@dataclass(frozen=True, slots=True)
class Examination:
    """What a whole pass over a pack has shown."""

    survey: TraceSurvey
    findings: tuple[Finding, ...]


def open_pack(path: str) -> Pack:
    """Return the pack at *path*, as far as it can be read; what cannot be read is told by :func:`examine_pack`.

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
        return _open_directory(path, directory)


def examine_pack(pack: Pack) -> Examination:
    """Return what a whole pass over the pack shows: its trace, its logs, and every check of its soundness."""
    shown = survey_trace(pack.events, pack.logs)
    checks = CHECKS if pack.is_directory else RECORD_CHECKS
    return Examination(shown, examine(pack.reading, shown, checks))


def _open_directory(path: str, directory: PackDirectory) -> Pack:
    faults: dict[str, FileFault] = {}
    texts = read_texts(directory, faults)
    files = {name: data for name in LONG_FILES if (data := _read(directory, name, RECORD_LIMIT, faults)) is not None}
    for name, data in files.items():
        _decode(name, data, faults)
    events = LoadedEvents(tuple(read_events(files[artifacts.TRACE])) if artifacts.TRACE in files else ())
    logs = {lane: (files[name],) for lane, name in LOG_OF.items() if name in files}
    return put_together(path, directory, texts, faults, events, logs)


def put_together(
    path: str,
    directory: PackDirectory,
    texts: Mapping[str, bytes],
    faults: dict[str, FileFault],
    events: Events,
    logs: Mapping[Lane, Iterable[bytes]],
) -> Pack:
    """Return a pack from what was read of its directory.

    Args:
        path: As it was given.
        directory: The directory, open.
        texts: The short files by name, as :func:`read_texts` gives them.
        faults: Why files were not taken; those of the texts are added.
        events: The trace.
        logs: The log files that can be read.
    """
    read_as = {name: _decode(name, data, faults) for name, data in texts.items()}
    paths = artifact_paths(read_as)
    known = {*artifacts.NINE_FILES, *(name.split("/")[0] for name in paths)}
    pack_files = PackFiles(
        texts=read_as,
        faults={name: faults[name] for name in artifacts.NINE_FILES if name in faults},
        journal_digest=JournalDigest.of(texts[artifacts.JOURNAL]) if artifacts.JOURNAL in texts else None,
        artifacts={name: directory.why_not(name) for name in paths},
        further=tuple(name for name in directory.names() if name not in known),
    )
    return Pack(
        path=path,
        is_directory=True,
        reading=read(pack_files),
        events=events,
        logs=logs,
        states=_states(directory),
    )


def read_texts(directory: PackDirectory, faults: dict[str, FileFault]) -> dict[str, bytes]:
    """Return the short files of a pack that can be read, by name; why others cannot is added to *faults*."""
    return {name: data for name in _TEXTS if (data := _read(directory, name, TEXT_LIMIT, faults)) is not None}


def _read(directory: PackDirectory, name: str, limit: int, faults: dict[str, FileFault]) -> bytes | None:
    try:
        return directory.read(name, limit)
    except FileRefusedError as error:
        faults[name] = error.fault
        return None


def _decode(name: str, data: bytes, faults: dict[str, FileFault]) -> str:
    try:
        return utf8(data)
    except CrashpackError as error:
        faults[name] = FileFault(error.expected, f"{error.found} at {error.place}")
        return data.decode("utf-8", "replace")


def _states(directory: PackDirectory) -> RecordedStates | None:
    try:
        return RecordedStates.read(directory.read(artifacts.STATE))
    except (FileRefusedError, CrashpackError):
        return None


def _open_record(path: str) -> Pack:
    data = read_file(path)
    try:
        pack = read_record(data)
    except CrashpackError as error:
        raise error.within(path) from None
    bare = pack.changed(trace_events=())
    nothing = PackFiles(texts={}, faults={}, journal_digest=None, artifacts={})
    reading = PackReading(nothing, bare, JournalReading(pack.oracle_results, ()), None, None, None, None)
    return Pack(path, False, reading, LoadedEvents(pack.trace_events), {}, None)


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
