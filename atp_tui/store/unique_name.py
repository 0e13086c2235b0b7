"""Gives a finished file or directory its name, in one step that fails where the name is taken.

Not every file system has such a step: FAT has no hard links, and a network mount or a sandbox may refuse the rename
that replaces nothing. Source: SAFETY.md, "Writing".
"""

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final

_AT_FDCWD: Final = -100
_RENAME_NOREPLACE: Final = 1
_UNSUPPORTED: Final = {
    *(errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM, errno.EACCES),
    *(errno.EMLINK, errno.EXDEV),
}
"""Where the system, the file system or a sandbox has no such step; what may also mean something else shows it again in
the next way that is tried."""
_NOT_OVER_EMPTY: Final = {errno.EEXIST, errno.ENOTEMPTY, errno.EPERM, errno.EBUSY}
"""Where a directory cannot take the place of an empty one."""


def name_directory(source: str, target: str) -> None:
    """Rename a directory to a name that is free.

    Raises:
        FileExistsError: something stands there, be it an empty directory.
        OSError: it cannot be renamed.
    """
    if not _rename(source, target):
        _rename_by_reservation(source, target)


def name_file(source: str, target: str) -> bool:
    """Return a file a free name, and return whether that can be done in one step.

    Raises:
        FileExistsError: something stands there.
        OSError: the file system refused for another reason than that it cannot.
    """
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
        return _rename(source, target)
    return True


def _rename(source: str, target: str) -> bool:
    """Rename without replacing anything, and say whether the system can."""
    rename = _system_rename()
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(source), _AT_FDCWD, os.fsencode(target), _RENAME_NOREPLACE) == 0:
        return True
    number = ctypes.get_errno()
    if number not in _UNSUPPORTED:
        raise OSError(number, os.strerror(number), target)
    return False


def _system_rename() -> Callable[..., int] | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        library = ctypes.CDLL(None, use_errno=True)
        rename: Callable[..., int] = library.renameat2
    except (OSError, AttributeError):
        return None
    return rename


def _rename_by_reservation(source: str, target: str) -> None:
    """Reserve the name with an empty directory first: making one fails where anything exists."""
    os.mkdir(target, 0o700)
    try:
        os.rename(source, target)
    except OSError as error:
        with suppress(OSError):
            os.rmdir(target)
        if error.errno not in _NOT_OVER_EMPTY:
            raise
        # What is made there in between is kept, unless it is an empty directory.
        os.rename(source, target)
