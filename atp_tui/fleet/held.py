"""The files that this process has open as databases, which it must not open and close in any other way.

SQLite locks a file with POSIX locks, and a process loses all its locks on a file when it closes any descriptor of it.
Another program would then remove the log of committed changes while this one goes on writing to it.
Source: SQLite, "How To Corrupt An SQLite Database File", section 2.2.
"""

import os
import stat
from collections import Counter
from collections.abc import Callable
from threading import Lock
from typing import Final

from atp_tui.store.archive.kinds import BLOCK, kind_of

_HELD: Final[Counter[tuple[int, int]]] = Counter()
_LOCK: Final = Lock()


def head_unless_held(path: str, size: int) -> bytes | None:
    """Return the first bytes of a file; None if it is open as a database.

    Raises:
        OSError: it cannot be read.
    """
    with _LOCK:
        return _head_unless_held(path, size)


def is_archive(path: str) -> bool:
    """Return whether a plain file that is not open as a database begins as an archive or a compressed file does."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return False
        head = head_unless_held(path, BLOCK)
    except (OSError, ValueError):
        return False
    return head is not None and kind_of(head) is not None


def hold(path: str, size: int) -> tuple[bytes | None, Callable[[], None]]:
    """Keep a file from being read by :func:`head_unless_held` until it is released.

    Returns:
        What :func:`head_unless_held` returns, and the function that releases the file, which may be called twice.

    Raises:
        OSError: it cannot be read.
    """
    with _LOCK:
        head = _head_unless_held(path, size)
        held = [_key(path)]
        _HELD.update(held)

    def release() -> None:
        with _LOCK:
            while held:
                key = held.pop()
                _HELD[key] -= 1
                if not _HELD[key]:
                    del _HELD[key]

    return head, release


def _key(path: str) -> tuple[int, int]:
    found = os.stat(path)
    return found.st_dev, found.st_ino


def _head_unless_held(path: str, size: int) -> bytes | None:
    if _HELD[_key(path)]:
        return None
    with open(path, "rb") as file:
        return file.read(size)
