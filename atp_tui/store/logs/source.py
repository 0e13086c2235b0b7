"""Where the bytes of a log come from; the one seam for whatever else may hold a log."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from atp_tui.engine.log_head import HEAD, is_log
from atp_tui.store.directory import CHUNK, PackDirectory, is_directory, is_pack
from atp_tui.store.named_file import file_chunks, read_head

STDIN: Final = "-"
MAX_LOGS: Final = 10_000
"""Logs of a directory that are taken."""
MAX_DEPTH: Final = 8
"""Directories below one in which logs are looked for."""

_EMPTY_ENDINGS: Final = (".qlog", ".sqlog")
"""Of an empty file only its name can say that it was to be a log."""


@dataclass(frozen=True, slots=True)
class LogSource:
    """A log that can be read."""

    path: str
    """As it was given."""
    chunks: Callable[[], Iterator[bytes]]
    """Returns its bytes from the beginning; raises IoError where they cannot be read."""
    size: int | None = None
    """Its bytes; None where nobody knows."""

    @property
    def name(self) -> str:
        """The name of its file."""
        return "stdin" if self.path == STDIN else os.path.basename(self.path)


def log_source(path: str) -> LogSource:
    """Return the log at a path, or that on stdin; nothing is read yet.

    Raises:
        IoError: there is no file.
    """
    if path == STDIN:
        return LogSource(path, _stdin)
    is_directory(path)
    return LogSource(path, lambda: file_chunks(path), os.path.getsize(path))


def _stdin() -> Iterator[bytes]:
    while chunk := os.read(sys.stdin.fileno(), CHUNK):
        yield chunk


def is_log_at(path: str) -> bool:
    """Return whether a log is at a path, or was to be: an empty file with the name of one.

    Raises:
        IoError: nothing is there, or it cannot be read.
    """
    if path == STDIN:
        return True
    if is_directory(path):
        return False
    head = read_head(path, HEAD)
    return is_log(head) if head else path.endswith(_EMPTY_ENDINGS)


def logs_in(path: str) -> list[str]:
    """Return the logs in a directory and those below it, in order; none where it has crashpacks or cannot be read."""
    found: list[str] = []
    _collect(path, 0, found)
    return found[:MAX_LOGS]


def _collect(path: str, depth: int, found: list[str]) -> None:
    with PackDirectory(path) as directory:
        names = () if is_pack(directory) else directory.names()
    for name in names:
        inner = os.path.join(path, name)
        if len(found) >= MAX_LOGS or os.path.islink(inner):
            continue
        if os.path.isdir(inner) and depth < MAX_DEPTH:
            _collect(inner, depth + 1, found)
        elif os.path.isfile(inner) and is_log_at(inner):
            found.append(inner)
