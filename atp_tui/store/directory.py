"""Reaching the files of a pack without leaving it. Source: SAFETY.md, "Files of a pack".

The directory is opened once; every file is reached by name from it, through no symbolic link, without blocking, and
only when it is a plain file.
"""

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType, TracebackType
from typing import Final, Self

from atp_tui.engine.artifacts import NINE_FILES
from atp_tui.engine.errors import IoError
from atp_tui.engine.reading import FileFault

CHUNK: Final = 1 << 20
"""Bytes that are read at once."""

TEXT_LIMIT: Final = 64 << 20
"""Bytes that journal, manifest, ledger and their like may have: a thousand times what a large run gives."""

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
            raise IoError("a directory that can be read", reason(error), file=path) from None

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

    def names(self, limit: int = 1000) -> tuple[str, ...]:
        """Return what stands in the directory, sorted; of more than *limit* names only so many."""
        found = []
        with os.scandir(self._descriptor) as entries:
            for entry in entries:
                found.append(entry.name)
                if len(found) == limit:
                    break
        return tuple(sorted(found))

    def open(self, name: str) -> int:
        """Return a descriptor of the plain file *name*, a path from the directory.

        Raises:
            FileRefusedError: it leaves the pack, is not there, cannot be read, or is no plain file.
        """
        *folders, last = name.split("/")
        if not name or "\0" in name or any(part in ("", ".", "..") for part in (*folders, last)):
            raise FileRefusedError(FileFault("a name inside the pack", "a name that is none"))
        descriptor = os.dup(self._descriptor)
        try:
            for folder in folders:
                inner = _open_at(folder, os.O_DIRECTORY, descriptor)
                os.close(descriptor)
                descriptor = inner
            found = _open_at(last, os.O_NONBLOCK | os.O_NOCTTY, descriptor)
        finally:
            os.close(descriptor)
        kind = stat.S_IFMT(os.fstat(found).st_mode)
        if kind != stat.S_IFREG:
            os.close(found)
            raise FileRefusedError(FileFault("a plain file", _KINDS.get(kind, "something else")))
        return found

    def why_not(self, name: str) -> str:
        """Return why *name* cannot be reached as a plain file, empty where it can."""
        try:
            os.close(self.open(name))
        except FileRefusedError as error:
            return error.fault.found
        return ""

    def chunks(self, name: str) -> Iterator[bytes]:
        """Give the bytes of a file, :data:`CHUNK` at a time; errors as for :meth:`open`."""
        with self._opened(name) as descriptor:
            while chunk := _read(descriptor):
                yield chunk

    def read(self, name: str, limit: int = TEXT_LIMIT) -> bytes:
        """Return the bytes of a file.

        Raises:
            FileRefusedError: as for :meth:`open`, or the file is larger than *limit* bytes.
        """
        parts, size = [], 0
        for chunk in self.chunks(name):
            size += len(chunk)
            if size > limit:
                raise FileRefusedError(FileFault(f"at most {limit} bytes", "more than that: too big"))
            parts.append(chunk)
        return b"".join(parts)

    @contextmanager
    def _opened(self, name: str) -> Iterator[int]:
        descriptor = self.open(name)
        try:
            yield descriptor
        finally:
            os.close(descriptor)


def is_pack(directory: PackDirectory) -> bool:
    """Say whether any of the nine names stands in a directory."""
    return not set(NINE_FILES).isdisjoint(directory.names(limit=100_000))


def reason(error: OSError | ValueError) -> str:
    """Return what was found, in words, where the system refused to open something."""
    if isinstance(error, OSError) and error.errno is not None:
        return _REASONS.get(error.errno, (error.strerror or "an error").lower())
    return "a name that holds a NUL"


def _open_at(name: str, flags: int, directory: int) -> int:
    try:
        return os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | flags, dir_fd=directory)
    except OSError as error:
        is_link = error.errno == errno.ENOTDIR and _is_link(name, directory)
        found = "a symbolic link" if is_link else reason(error)
        raise FileRefusedError(FileFault("a plain file", found)) from None


def _is_link(name: str, directory: int) -> bool:
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode)
    except OSError:
        return False


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, CHUNK)
    except OSError as error:
        raise FileRefusedError(FileFault("a file that can be read", reason(error))) from None
