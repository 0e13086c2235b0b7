"""The note beside a pack: read as something that anybody may have sent, and written whole over our own older one."""

import os
from dataclasses import dataclass, replace
from threading import Lock
from typing import Final

from atp_tui.engine.errors import CrashpackError, IoError
from atp_tui.engine.json_text import utf8
from atp_tui.engine.note import Note, read_note
from atp_tui.store.directory import FileRefusedError, PackDirectory
from atp_tui.store.pack import Pack
from atp_tui.store.sibling_path import beside

NOTE_LIMIT: Final = 256 << 10
"""Bytes that a note may have."""

_ENDING: Final = ".note.toml"


@dataclass(frozen=True, slots=True)
class NoteFile:
    """What stands beside a pack where its note belongs."""

    path: str
    digest: str
    """The digest of the pack; empty where it has none."""
    data: bytes | None = None
    """The bytes that stand there, None where nothing does or it cannot be read."""
    note: Note | None = None
    fault: str = ""
    """Why what stands there is no note, on one line; empty where it is one or nothing stands there."""

    @property
    def is_for_this_pack(self) -> bool:
        """Whether there is a note and it is about this very pack."""
        return self.note is not None and self.note.digest == self.digest


def note_of(pack: Pack) -> NoteFile:
    """Return the note beside a pack, or what keeps it from being read."""
    path = beside(pack.noted, _ENDING, is_directory=pack.source.has_files)
    nothing = NoteFile(path, pack.digest)
    try:
        data = _bytes_at(path)
        return nothing if data is None else replace(nothing, data=data, note=read_note(utf8(data)))
    except CrashpackError as error:
        return replace(nothing, fault=str(error if error.file else error.within(path)))


def write_note(found: NoteFile, note: Note) -> NoteFile:
    """Write a note in place of the one that was found, and return what stands there now.

    Raises:
        IoError: what stands there is no note or another one than was found, or it cannot be written; then it is kept.
    """
    kept = "nothing was written"
    if found.fault:
        raise IoError("", "not a note of atp-tui", file=found.path, advice=f"move it away; {kept}")
    if _bytes_at(found.path) != found.data:
        raise IoError("", "changed since it was read", file=found.path, advice=f"open the pack again; {kept}")
    data = note.write().encode()
    if len(data) > NOTE_LIMIT:
        raise IoError(f"a note of at most {NOTE_LIMIT} bytes", f"{len(data)}", file=found.path, advice=kept)
    from atp_tui.store.file_writer import replace_file, write_new_file

    (write_new_file if found.data is None else replace_file)(found.path, data)
    return replace(found, data=data, note=note)


class NoteKeeper:
    """Keeps the newest note on disk; safe to be used by several threads.

    Args:
        found: What stands beside the pack.
    """

    def __init__(self, found: NoteFile) -> None:
        self.found = found
        self.newest = found.note
        """The note as it is to be kept."""
        self._lock = Lock()

    def keep(self) -> NoteFile:
        """Write the newest note, unless that stands there already; errors as for :func:`write_note`."""
        with self._lock:
            newest = self.newest
            if newest is not None and newest != self.found.note:
                self.found = write_note(self.found, newest)
            return self.found


def _bytes_at(path: str) -> bytes | None:
    """The bytes of the file at *path*, None where nothing stands there.

    Raises:
        IoError: what stands there is no plain file, too big, or cannot be read.
    """
    folder, name = os.path.split(path)
    with PackDirectory(folder or ".") as directory:
        if not directory.has(name):
            return None
        try:
            return directory.read(name, NOTE_LIMIT)
        except FileRefusedError as error:
            raise IoError(error.fault.expected, error.fault.found, file=path) from None
