"""Reaching the files of a pack without leaving it. Source: SAFETY.md, "Files of a pack".

The directory is opened once; every file is reached by name from it, through no symbolic link, without blocking, and
only when it is a plain file.
"""

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from types import MappingProxyType, TracebackType
from typing import Final, Self

from atp_tui.engine.artifacts import NINE_FILES
from atp_tui.engine.file_fault import FileFault
from atp_tui.store.refusal import unreachable

CHUNK: Final = 1 << 20
"""Bytes that are read at once."""

TEXT_LIMIT: Final = 64 << 20
"""Bytes that journal and manifest may have: a thousand times what a large run gives."""

LEDGER_LIMIT: Final = 256 << 20
"""Bytes that an evidence ledger may have, three times what 100,000 results give."""

DIGEST_LIMIT: Final = 1 << 10
"""Bytes that journal.digest may have, ten times what the format gives it."""

SCRIPT_LIMIT: Final = 8 << 20
"""Bytes that a replay command may have, three times what 100,000 oracles give."""

NAMES_LIMIT: Final = 1_000
"""Names of a directory that are told."""

_KINDS: Final[Mapping[int, str]] = MappingProxyType(
    {
        stat.S_IFDIR: "a directory",
        stat.S_IFLNK: "a symbolic link",
        stat.S_IFIFO: "a named pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
    }
)
_REASONS: Final[Mapping[int, str]] = MappingProxyType(
    {
        errno.ENOENT: "nothing",
        errno.ENOTDIR: "a file on the way to it",
        errno.ELOOP: "a symbolic link",
        errno.EACCES: "no permission to read",
        errno.EPERM: "no permission to read",
        errno.ENXIO: "a named pipe, socket or device",
        errno.ENAMETOOLONG: "a name that is too long",
        errno.EIO: "an input/output error",
    }
)


class FileRefusedError(Exception):
    """A file of the pack is not taken; :attr:`fault` says why."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault.found)
        self.fault = fault


class PackDirectory:
    """A pack's directory, open for reading.

    Raises:
        IoError: there is no directory at *path*, or it cannot be read.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        try:
            self._descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except (OSError, ValueError) as error:
            raise unreachable(path, error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the directory; doing so twice is no harm."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def names(self, limit: int = NAMES_LIMIT) -> tuple[str, ...]:
        """Return what stands in the directory, sorted; of more than *limit* names only so many.

        Raises:
            IoError: the directory cannot be read any more.
        """
        try:
            with os.scandir(self._descriptor) as entries:
                return tuple(sorted(entry.name for entry in islice(entries, limit)))
        except OSError as error:
            raise unreachable(self.path, error) from None

    def has(self, name: str) -> bool:
        """Return whether something stands at *name* in the directory itself, be it one that may not be looked at."""
        try:
            os.stat(name, dir_fd=self._descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return True

    def open(self, name: str, limit: int | None = None) -> int:
        """Return a descriptor of the plain file *name*, a path from the directory.

        Raises:
            FileRefusedError: it leaves the pack, is not there, cannot be read, is no plain file, or is larger than
                *limit* bytes.
        """
        *folders, last = name.split("/")
        if not name or "\0" in name or any(part in ("", ".", "..") for part in (*folders, last)):
            raise FileRefusedError(FileFault("a name inside the pack", "another name"))
        descriptor = os.dup(self._descriptor)
        try:
            for folder in folders:
                inner = _open_at(folder, stat.S_IFDIR, os.O_DIRECTORY, descriptor)
                os.close(descriptor)
                descriptor = inner
            found = _open_at(last, stat.S_IFREG, os.O_NONBLOCK | os.O_NOCTTY, descriptor)
        finally:
            os.close(descriptor)
        size = os.fstat(found).st_size
        if limit is not None and size > limit:
            os.close(found)
            raise FileRefusedError(FileFault(f"at most {limit} bytes", f"{size} bytes: too big"))
        return found

    def why_not(self, name: str) -> str:
        """Return why *name* cannot be reached as a plain file, empty where it can."""
        try:
            os.close(self.open(name))
        except FileRefusedError as error:
            return error.fault.found
        return ""

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a file, :data:`CHUNK` at a time; errors as for :meth:`open`."""
        with self._opened(name) as descriptor:
            while chunk := _read(descriptor):
                yield chunk

    def head(self, name: str, size: int) -> bytes:
        """Return the first bytes of a file, at most *size*; errors as for :meth:`open`."""
        with self._opened(name) as descriptor:
            return _read(descriptor, size)

    def read(self, name: str, limit: int = TEXT_LIMIT) -> bytes:
        """Return the bytes of a file.

        Raises:
            FileRefusedError: as for :meth:`open`, or the file is larger than *limit* bytes.
        """
        with self._opened(name, limit) as descriptor:
            parts: list[bytes] = []
            # One byte more than the limit shows that the file has grown since it was measured.
            left = limit + 1
            while left and (chunk := _read(descriptor, min(CHUNK, left))):
                parts.append(chunk)
                left -= len(chunk)
        if not left:
            raise FileRefusedError(FileFault(f"at most {limit} bytes", "more than that: too big"))
        return b"".join(parts)

    @contextmanager
    def _opened(self, name: str, limit: int | None = None) -> Iterator[int]:
        descriptor = self.open(name, limit)
        try:
            yield descriptor
        finally:
            os.close(descriptor)


def is_directory(path: str) -> bool:
    """Return whether a directory is at *path*, or something else.

    Raises:
        IoError: nothing is there, or it cannot be reached.
    """
    try:
        return stat.S_ISDIR(os.stat(path).st_mode)
    except (OSError, ValueError) as error:
        raise unreachable(path, error) from None


def is_pack(directory: PackDirectory) -> bool:
    """Return whether any of the nine names stands in a directory, whatever it names."""
    return any(directory.has(name) for name in NINE_FILES)


def reason(error: OSError | ValueError) -> str:
    """Return what was found in place of a file of a pack that the system does not open."""
    if isinstance(error, OSError) and error.errno is not None:
        return _REASONS.get(error.errno, (error.strerror or "an error").lower())
    return "a name that no file can have here"


def _open_at(name: str, kind: int, flags: int, directory: int) -> int:
    """Open *name* if it is of a kind; a device is not even opened, since for some that alone has an effect."""
    try:
        _require(kind, os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode)
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | flags, dir_fd=directory)
    except (OSError, ValueError) as error:
        raise FileRefusedError(FileFault("a plain file", reason(error))) from None
    try:
        # It may have become something else since it was looked at.
        _require(kind, os.fstat(descriptor).st_mode)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _require(kind: int, mode: int) -> None:
    found = stat.S_IFMT(mode)
    if found == kind:
        return
    word = "a file on the way to it" if kind == stat.S_IFDIR and found == stat.S_IFREG else None
    raise FileRefusedError(FileFault("a plain file", word or _KINDS.get(found, "something else")))


def _read(descriptor: int, size: int = CHUNK) -> bytes:
    try:
        return os.read(descriptor, size)
    except OSError as error:
        raise FileRefusedError(FileFault("a file that can be read", reason(error))) from None
