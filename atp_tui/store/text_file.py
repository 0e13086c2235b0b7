"""A text file of a pack, read piece by piece; what was hashed is what was read."""

import hashlib
from collections import deque
from collections.abc import Iterator

from atp_tui.engine.digest import JournalDigest
from atp_tui.engine.file_fault import FileFault
from atp_tui.store.log_file import LogFile
from atp_tui.store.utf8_check import Utf8Check


class TextFile:
    """The bytes of a text file, which can be gone through again; the first time they are hashed and checked.

    Args:
        descriptor: The open file; it is closed with this object.
    """

    def __init__(self, descriptor: int) -> None:
        self._file = LogFile(descriptor)
        self._check = Utf8Check()
        self._hash = hashlib.sha256()
        self._size = 0
        self._first: Iterator[bytes] | None = self._looking()

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes of the file, a part at a time."""
        first, self._first = self._first, None
        if first is None:
            yield from self._file.chunks()
        else:
            self._rest = first
            # Where the reader leaves early, delegating would end the first reading before finish() can go on with it.
            for part in first:  # noqa: UP028
                yield part

    def finish(self) -> None:
        """Go to the end of the first reading, wherever it was left."""
        deque(self._first or self._rest, maxlen=0)
        self._first = None

    @property
    def fault(self) -> FileFault | None:
        """Where the bytes are no UTF-8, once all were read."""
        return self._check.fault

    @property
    def digest(self) -> JournalDigest:
        """Hash and length of what was read the first time."""
        return JournalDigest(f"sha256:{self._hash.hexdigest()}", self._size)

    def _looking(self) -> Iterator[bytes]:
        for part in self._check.passing(self._file.chunks()):
            self._hash.update(part)
            self._size += len(part)
            yield part
