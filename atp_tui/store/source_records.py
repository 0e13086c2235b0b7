"""The records of an imported log as they were written, read from the copy of the log in the pack."""

import os
import weakref
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from atp_tui.engine.artifacts import stays_inside
from atp_tui.engine.source_table import SIZE, TABLE, SourceEntry, read_entry
from atp_tui.store.directory import FileRefusedError, PackDirectory

FOLDER: Final = TABLE.split("/", 1)[0]
"""The directory in a pack with the copies of the logs."""

_CHUNK: Final = 1 << 20
_ENTRIES: Final = 4_096
"""Entries that are read at once."""

RECORD_LIMIT: Final = 64 << 10
"""Bytes of a record that are read; the rest is left out."""


class SourceRecord(NamedTuple):
    """A record of a log."""

    log: str
    """The path of the log in the pack."""
    offset: int
    """The byte at which it begins."""
    length: int
    """Its bytes."""
    data: bytes
    """Its first bytes, at most :data:`RECORD_LIMIT`; empty where the log does not have them any more."""


class SourceRecords:
    """The records behind the events of a pack; the files are closed with this object.

    Args:
        table: The open table of entries.
        logs: The logs with their descriptors, in the order of their numbers; None for one that cannot be read.
    """

    def __init__(self, table: int, logs: Sequence[tuple[str, int | None]]) -> None:
        self._table, self._logs = table, tuple(logs)
        descriptors = [table, *(descriptor for _, descriptor in logs if descriptor is not None)]
        self.close = weakref.finalize(self, _close, descriptors)

    def at(self, place: int) -> SourceRecord | None:
        """Return the record behind the event at a place of the trace; None where the pack does not have it."""
        entry = read_entry(_read(self._table, SIZE, place * SIZE))
        if entry is None or entry.log >= len(self._logs):
            return None
        name, descriptor = self._logs[entry.log]
        size = min(entry.length, RECORD_LIMIT)
        data = b"" if descriptor is None else _read(descriptor, size, entry.offset)
        return SourceRecord(name, entry.offset, entry.length, data)

    @property
    def names(self) -> tuple[str, ...]:
        """The paths of the logs in the pack, in the order of their numbers."""
        return tuple(name for name, _ in self._logs)

    def entries(self) -> Iterator[SourceEntry]:
        """Yield the entries of the table in the order of the trace."""
        place = 0
        while data := _read(self._table, SIZE * _ENTRIES, place):
            place += len(data)
            found = (read_entry(data[at : at + SIZE]) for at in range(0, len(data), SIZE))
            yield from (entry for entry in found if entry is not None)

    def bytes_at(self, entry: SourceEntry) -> bytes:
        """Return the bytes of a record; empty where the log does not have them or they are more than are read."""
        descriptor = self._logs[entry.log][1]
        if descriptor is None or entry.length > _CHUNK:
            return b""
        return _read(descriptor, entry.length, entry.offset)

    def chunks(self, log: int) -> Iterator[bytes]:
        """Yield the bytes of a log; none where it cannot be read."""
        descriptor, place = self._logs[log][1], 0
        while descriptor is not None and (data := _read(descriptor, _CHUNK, place)):
            yield data
            place += len(data)


def open_records(directory: PackDirectory, artifact_paths: Sequence[str]) -> SourceRecords | None:
    """Return the records of a pack; None where it has no table of them.

    Args:
        directory: The directory of the pack.
        artifact_paths: As the pack has them; the logs are those in :data:`FOLDER`, in their order.
    """
    names = [name for name in artifact_paths if name.startswith(f"{FOLDER}/") and name != TABLE and stays_inside(name)]
    table = _open(directory, TABLE) if names and TABLE in artifact_paths else None
    return None if table is None else SourceRecords(table, [(name, _open(directory, name)) for name in names])


def _open(directory: PackDirectory, name: str) -> int | None:
    try:
        return directory.open(name)
    except FileRefusedError:
        return None


def _read(descriptor: int, size: int, offset: int) -> bytes:
    try:
        return os.pread(descriptor, size, offset)
    except (OSError, OverflowError):
        return b""


def _close(descriptors: Sequence[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)
