"""A trace file as it is read: by place, in parts, never mapped, so that a file that shrinks costs a row and no more."""

import os
from collections.abc import Iterator
from typing import Final

from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.words import Window

READ: Final = 1 << 21
"""Bytes that are read at once where an index is made."""

SMALL_READ: Final = 1 << 18
"""The same where a person waits at a screen: it takes nearly twice as long, in less memory and with shorter halts."""

PART: Final = 1 << 15
"""Bytes that are read at once of what only passes by; larger parts leave holes in the heap that no one else fills."""

MAX_EVENT: Final = 4 << 20
"""Bytes of the longest event that is read; a longer one is told as broken."""


class TraceFile:
    """A plain file that somebody else opened and closes.

    Args:
        fd: The descriptor; only ``pread`` is used on it.
        size: Bytes that the file had when it was opened. What is added later is not seen.
    """

    def __init__(self, fd: int, size: int) -> None:
        self.fd = fd
        self.size = size

    def read(self, place: int, length: int = READ) -> bytes:
        """Return the bytes from *place* on: *length* of them, fewer at the end or where the file has shrunk.

        A device that fails reads like the end of the file.
        """
        length = min(length, self.size - place)
        parts: list[bytes] = []
        while length > 0:
            try:
                part = os.pread(self.fd, length, place)
            except OSError:
                break
            if not part:
                break
            parts.append(part)
            place += len(part)
            length -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def chunks(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield the bytes from *start* up to and without *stop*, or to the end, a part at a time."""
        place, end = start, self.size if stop is None else stop
        while place < end and (part := self.read(place, min(PART, end - place))):
            yield part
            place += len(part)

    def fill(self, window: Window, place: int, length: int) -> int:
        """Read up to *length* bytes from *place* on to the front of a window and return how many came."""
        length = min(length, self.size - place)
        done = 0
        while done < length:
            try:
                came = os.preadv(self.fd, [window.memory[done:length]], place + done)
            except OSError:
                break
            if not came:
                break
            done += came
        window.store[done : done + 64] = np.uint8(0)
        return done
