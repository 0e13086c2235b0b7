"""Where the bytes of a log come from; the one seam for whatever else may hold a log."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from atp_tui.engine.errors import CrashpackError
from atp_tui.store.archive.locate import Location, is_archive, is_in_archive, named, packs_in, split, unpacked_at
from atp_tui.store.directory import CHUNK, PackDirectory, is_directory, is_pack
from atp_tui.store.log_name import split_connection
from atp_tui.store.pack_places import holds_packs
from atp_tui.store.refusal import no_stdin

STDIN: Final = "-"
MAX_LOGS: Final = 10_000
"""Logs of a directory that are taken."""
MAX_NAMES: Final = 50_000
"""Names below a directory at which is looked for logs."""
MAX_DEPTH: Final = 8
"""Directories below one in which logs are looked for."""

_EMPTY_ENDINGS: Final = (".qlog", ".sqlog", ".jsonl")
"""Of an empty file only its name can say that it was to be a log."""

_COMPRESSED_ENDINGS: Final = (".gz", ".zst", ".xz")


@dataclass(frozen=True, slots=True)
class LogSource:
    """A log that can be read."""

    path: str
    """As it was given, without a connection."""
    chunks: Callable[[], Iterator[bytes]]
    """Returns its bytes from the beginning; raises IoError where they cannot be read."""
    size: int | None = None
    """Its bytes; None where nobody knows."""
    file: str = ""
    """Where it can be read, compressed or not; empty for stdin."""
    located: Location | None = None
    """The archive that it is in, whose files are kept while this object lives; None where it is in none."""
    connection: str = ""
    """The one connection that is wanted: its number, or the beginning of its id; empty for all."""

    @property
    def name(self) -> str:
        """The name of its file, without the ending of a compressed one."""
        name = "stdin" if self.path == STDIN else os.path.basename(self.path)
        stem, ending = os.path.splitext(name)
        return stem if ending in _COMPRESSED_ENDINGS and is_archive(self.file) else name


def log_source(path: str) -> LogSource:
    """Return the log at a path, in an archive, or on stdin; nothing of the log is read yet.

    Raises:
        IoError: there is no file.
        CrashpackError: it is in an archive that cannot be unpacked.
    """
    if path == STDIN:
        return LogSource(path, _stdin)
    path, connection = split_connection(path)
    located = unpacked_at(path) if is_in_archive(path) else None
    file = path if located is None else located.files
    is_directory(file)
    size = None if is_archive(file) else os.path.getsize(file)
    return LogSource(path, lambda: log_chunks(file, path), size, file, located, connection)


def log_chunks(file: str, path: str) -> Iterator[bytes]:
    """Yield the bytes of a log, decompressed where they are compressed.

    Args:
        file: Where it can be read.
        path: What errors call it.

    Raises:
        CrashpackError: it cannot be read, or is a compressed file that is cut or damaged; all that is whole was given.
    """
    from atp_tui.store.archive.members import open_bytes

    try:
        yield from open_bytes(file)
    except CrashpackError as error:
        raise error.within(path) from None


def _stdin() -> Iterator[bytes]:
    try:
        while chunk := os.read(sys.stdin.fileno(), CHUNK):
            yield chunk
    except OSError as error:
        raise no_stdin(error) from None


def is_log_at(path: str) -> bool:
    """Return whether a log is at a path, or was to be: an empty file with the name of one.

    Raises:
        IoError: nothing is there, or it cannot be read.
    """
    if path == STDIN:
        return True
    path, _ = split_connection(path)
    located = unpacked_at(path) if is_in_archive(path) else None
    file = path if located is None else located.files
    if is_directory(file):
        return False
    if is_archive(file):
        return _is_compressed_log(file)
    # A directory, which most packs are, is told without what reads logs.
    from atp_tui.engine.log_head import HEAD
    from atp_tui.store.logs.head import begins_log
    from atp_tui.store.named_file import read_head

    head = read_head(file, HEAD)
    return begins_log(head) if head else file.endswith(_EMPTY_ENDINGS)


def is_file_at(path: str) -> bool:
    """Return whether a file is at a path, compressed or not, that is no archive of several; errors as for a log."""
    located = unpacked_at(path) if is_in_archive(path) else None
    file = path if located is None else located.files
    return not is_directory(file) and (not is_archive(file) or packs_in(path) is None)


def _is_compressed_log(file: str) -> bool:
    from atp_tui.engine.log_head import HEAD
    from atp_tui.store.archive.members import open_bytes
    from atp_tui.store.logs.head import begins_log

    head = b""
    try:
        for piece in open_bytes(file):
            head += piece
            if len(head) >= HEAD:
                break
    except CrashpackError:
        pass  # what is damaged is said by what reads it
    return begins_log(head[:HEAD]) if head else os.path.splitext(file)[0].endswith(_EMPTY_ENDINGS)


def logs_at(path: str, *, is_mapped: bool = False) -> list[str]:
    """Return the log at a path, or those in a directory or archive that has no crashpacks; none for anything else.

    Args:
        path: The path.
        is_mapped: Whether a mapping is given, so that any file is a log.

    Raises:
        CrashpackError: nothing is there, or it cannot be read.
    """
    if is_log_at(path) or (is_mapped and is_file_at(path)):
        return [path]
    if is_archive(path) or is_in_archive(path):
        return logs_in_archive(path)
    return logs_in(path) if is_directory(path) and not holds_packs(path) else []


def logs_in_archive(path: str) -> list[str]:
    """Return what names each log in an archive, or in a folder of it; none where it has crashpacks or is no archive.

    Raises:
        CrashpackError: it cannot be unpacked.
    """
    if packs_in(path) != ():
        return []
    located = unpacked_at(path)
    if located is None or not os.path.isdir(located.files):
        return []
    archive, inner = split(path)
    places = (os.path.relpath(log, located.files) for log in logs_in(located.files))
    return [named(archive, os.path.join(inner, place)) for place in places]


def logs_in(path: str, names: int = MAX_NAMES) -> list[str]:
    """Return the logs in a directory and those below it, in order; none where it is a crashpack or cannot be read.

    At most *names* files and directories are looked at, and :data:`MAX_LOGS` logs are returned. Nothing is looked for
    below the root, where whatever is found is not what was meant.
    """
    if os.path.realpath(path) == os.path.sep:
        return []
    return list(islice((name for name in islice(_below(path, 0), names) if _is_readable_log(name)), MAX_LOGS))


def _below(path: str, depth: int) -> Iterator[str]:
    """Yield the files below a directory, in order; directories too, so that they count."""
    try:
        with PackDirectory(path) as directory:
            names = () if is_pack(directory) else directory.names()
    except CrashpackError:
        return
    for name in names:
        inner = os.path.join(path, name)
        if not os.path.islink(inner):
            yield inner
            if depth < MAX_DEPTH and os.path.isdir(inner):
                yield from _below(inner, depth + 1)


def _is_readable_log(path: str) -> bool:
    try:
        return os.path.isfile(path) and is_log_at(path)
    except CrashpackError:
        return False
