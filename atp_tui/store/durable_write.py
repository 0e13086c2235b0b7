"""The one place where files are made: each new, never through a link, whole and on the disk before it is used."""

import errno
import os
from collections.abc import Iterable, Iterator
from typing import Final

PREFIX: Final = ".atp-tmp-"
"""How the names of what is still being written begin; a reader passes over them."""

_GATHERED: Final = 1 << 20
"""Bytes that are collected before they are written."""

_NO_SYNC: Final = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}
"""Where a file system cannot sync, which is no reason to write nothing."""


def create(path: str, content: bytes | Iterable[bytes], mode: int = 0o666, *, is_lasting: bool = True) -> None:
    """Write a new file.

    Args:
        path: Where nothing stands yet.
        content: Its bytes, or pieces of them.
        mode: Its permissions, before the mask of the process.
        is_lasting: Whether it must be on the disk at the end.

    Raises:
        OSError: it could not be written; what was made of it is still there.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
    try:
        for piece in (content,) if isinstance(content, bytes) else _gathered(content):
            _write(descriptor, piece)
        if is_lasting:
            _sync(descriptor)
    finally:
        os.close(descriptor)


def append(path: str, data: bytes) -> None:
    """Add bytes to a file in a private directory, which is made where it is not there.

    Raises:
        OSError: they could not be written, or all of them.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o666)
    try:
        _write(descriptor, data)
    finally:
        os.close(descriptor)


def sync(path: str) -> None:
    """Make the bytes of a file, or the names in a directory, last, where the file system can do that.

    Raises:
        OSError: it failed.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _sync(descriptor)
    finally:
        os.close(descriptor)


def _sync(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise


def _gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _GATHERED:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def _write(descriptor: int, data: bytes) -> None:
    """Write all of *data*; the system may take less than it is given."""
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]
