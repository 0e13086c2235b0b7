"""The directory of a campaign, which has one campaign at a time: its lock ends with the process, however that ends."""

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from atp_tui.engine.errors import IoError
from atp_tui.fleet.database import Fleet, open_fleet
from atp_tui.store.refusal import unreachable, unwritable

_TAKEN: Final = {errno.EAGAIN, errno.EACCES}
_TRIES: Final = 5
_BETWEEN: Final = 0.05
"""Seconds between two tries: whoever asks whether there is a lock takes it for a moment."""


@contextmanager
def opened(folder: str) -> Iterator[Fleet]:
    """Open the database in the directory of a campaign, making both where they are missing, and hold its lock.

    Raises:
        IoError: another campaign runs there, or the directory or the database cannot be written.
        InvalidFormatError: the database is none of a fleet.
    """
    try:
        os.makedirs(folder, exist_ok=True)
    except (OSError, ValueError) as error:
        raise unwritable(folder, error) from None
    if not os.access(folder, os.W_OK):
        raise unwritable(folder, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))
    with locked(folder), open_fleet(folder, create=True) as fleet:
        if fleet.why_read_only:
            raise IoError("a database that can be written", fleet.why_read_only, file=fleet.path)
        yield fleet


@contextmanager
def locked(folder: str) -> Iterator[None]:
    """Hold the lock of a directory.

    Raises:
        IoError: another process holds it, or the directory cannot be opened.
    """
    with _opened(folder) as descriptor:
        for _ in range(_TRIES):
            if _takes(descriptor, fcntl.LOCK_EX, folder):
                break
            time.sleep(_BETWEEN)
        else:
            raise IoError("", "another campaign is running in it", file=folder, advice="wait, or use another directory")
        yield


def is_locked(folder: str) -> bool:
    """Return whether a campaign is running in a directory.

    Raises:
        IoError: the directory cannot be opened.
    """
    with _opened(folder) as descriptor:
        return not _takes(descriptor, fcntl.LOCK_SH, folder)


@contextmanager
def _opened(folder: str) -> Iterator[int]:
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise unreachable(folder, error) from None
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _takes(descriptor: int, operation: int, folder: str) -> bool:
    try:
        fcntl.flock(descriptor, operation | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _TAKEN:
            return False
        raise unreachable(folder, error) from None
    return True
