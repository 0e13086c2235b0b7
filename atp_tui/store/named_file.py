"""A file that a person named, read as a whole or at its head."""

import os
import stat
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Final

from atp_tui.engine.errors import IoError
from atp_tui.store.directory import CHUNK
from atp_tui.store.refusal import unreachable

RECORD_LIMIT: Final = 32 << 20
"""Bytes that a record in one file may have, twice what 100,000 events take."""

STATE_LIMIT: Final = 16 << 20
"""Bytes that the state of a transfer may have."""

OBJECT_LIMIT: Final = 64 << 20
"""Bytes that the object of a transfer may have."""

RECORD_HEAD: Final = 4 << 10
"""Bytes of a file by which a record is recognized."""

_RECORD_KEYS: Final = (b'"schema_version"', b'"oracle_results"')


def read_head(path: str, size: int) -> bytes:
    """Return at most *size* bytes from the beginning of a file, however large it is.

    Raises:
        IoError: it is not there, cannot be read, or is no plain file.
    """
    with closing(_chunks(path, None, size)) as chunks:
        return next(chunks, b"")


def read_file(path: str, limit: int = RECORD_LIMIT) -> bytes:
    """Return the bytes of a file that a person named.

    Raises:
        IoError: it is not there, cannot be read, is no plain file, or is larger than *limit* bytes.
    """
    return b"".join(_chunks(path, limit, CHUNK))


def is_record(path: bytes) -> bool:
    """Return whether a file begins as a record in one JSON document does."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        head = os.read(descriptor, RECORD_HEAD)
        is_small = os.fstat(descriptor).st_size <= RECORD_LIMIT
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return is_small and begins_a_record(head)


def begins_a_record(head: bytes) -> bool:
    """Return whether the first :data:`RECORD_HEAD` bytes of a file are those of a record in one JSON document."""
    return head.lstrip()[:1] == b"{" and all(key in head for key in _RECORD_KEYS)


def file_chunks(path: str) -> Iterator[bytes]:
    """Yield the bytes of a file that a person named, however large it is; errors as for :func:`read_head`."""
    return _chunks(path, None, CHUNK)


def _chunks(path: str, limit: int | None, at_once: int) -> Generator[bytes, None, None]:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise unreachable(path, error) from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise IoError("a plain file", "a directory, pipe or device", file=path)
        if limit is not None and status.st_size > limit:
            raise IoError(f"at most {limit} bytes", f"{status.st_size} bytes", file=path)
        size = 0
        while chunk := os.read(descriptor, at_once):
            size += len(chunk)
            if limit is not None and size > limit:
                raise IoError(f"at most {limit} bytes", "more than that", file=path)
            yield chunk
    except OSError as error:
        raise unreachable(path, error) from None
    finally:
        os.close(descriptor)
