"""A log file of a pack, read in parts: as chunks to compare, as lines to show."""

import os
import weakref
from collections.abc import Iterator
from typing import Final

from atp_tui.store.trace.file import PART, TraceFile

_EVERY: Final = 64
"""Lines of a page, whose offset is kept."""

MAX_LINE: Final = 1 << 20
"""Bytes of a line that are read; the rest is left out."""


class LogFile:
    """A log file that somebody opened; it is closed with this object.

    Args:
        descriptor: The open file.
    """

    def __init__(self, descriptor: int) -> None:
        self.close = weakref.finalize(self, os.close, descriptor)
        self._file = TraceFile(descriptor, os.fstat(descriptor).st_size)
        self._pages: list[int] | None = None
        self._count = 0

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes of the file, a part at a time."""
        place = 0
        while part := self._file.read(place, PART):
            yield part
            place += len(part)

    def count(self) -> int:
        """Return how many lines there are, reading the file the first time."""
        self._offsets()
        return self._count

    def line(self, number: int) -> bytes:
        """Return a line by its number, from 0; of a very long one its beginning."""
        page, rest = divmod(number, _EVERY)
        place = self._offsets()[page]
        for _ in range(rest):
            place = self._after(place)
        return self._file.read(place, MAX_LINE).split(b"\n", 1)[0]

    def _after(self, place: int) -> int:
        """The place behind the newline that follows *place*."""
        while part := self._file.read(place, PART):
            found = part.find(b"\n")
            if found >= 0:
                return place + found + 1
            place += len(part)
        return place

    def _offsets(self) -> list[int]:
        """Where each page of lines begins."""
        if self._pages is None:
            pages, count, place = [0], 0, 0
            for part in self.chunks():
                found = part.find(b"\n")
                while found >= 0:
                    count += 1
                    if count % _EVERY == 0:
                        pages.append(place + found + 1)
                    found = part.find(b"\n", found + 1)
                place += len(part)
            self._pages, self._count = pages, count + 1 if place else 0
        return self._pages
