"""An archive that a person named, opened once: what was recognized and hashed is what is unpacked."""

import hashlib
import os
import stat
import weakref
from collections.abc import Iterator
from typing import IO, Final, NamedTuple

from atp_tui.engine.errors import IoError
from atp_tui.store.archive.kinds import BLOCK, kind_of
from atp_tui.store.refusal import unreachable

_CHUNK: Final = 1 << 20


class Mark(NamedTuple):
    """What tells one state of a file from all others."""

    device: int
    inode: int
    size: int
    changed: int
    """When its bytes changed last, in nanoseconds."""
    altered: int
    """The same for its entry in the file system."""

    @classmethod
    def of(cls, found: os.stat_result) -> "Mark":
        """Return the mark of what the system says of a file."""
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


class OpenedFile:
    """A plain file, open for reading until this object is gone; the name may lead through a link.

    Raises:
        IoError: it is not there, cannot be read, or is no plain file.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        try:
            self._descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        except (OSError, ValueError) as error:
            raise unreachable(path, error) from None
        self.close = weakref.finalize(self, os.close, self._descriptor)
        if not stat.S_ISREG(os.fstat(self._descriptor).st_mode):
            raise IoError("a plain file", "a directory, pipe or device", file=path)
        self.kind = kind_of(self._read(0, BLOCK))
        """What kind of archive it is; None for any other file."""

    @property
    def mark(self) -> Mark:
        """What tells the present state of the file from all others."""
        return Mark.of(os.fstat(self._descriptor))

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes of the file; errors as for the class."""
        place = 0
        while chunk := self._read(place, _CHUNK):
            yield chunk
            place += len(chunk)

    def digest(self) -> str:
        """Return the SHA-256 of the bytes, in hex; errors as for the class."""
        found = hashlib.sha256()
        for chunk in self.chunks():
            found.update(chunk)
        return found.hexdigest()

    def stream(self) -> IO[bytes]:
        """Return the file as one that can be sought in; errors as for :func:`open`."""
        return open(os.dup(self._descriptor), "rb")

    def _read(self, place: int, size: int) -> bytes:
        try:
            return os.pread(self._descriptor, size, place)
        except OSError as error:
            raise unreachable(self.path, error) from None
