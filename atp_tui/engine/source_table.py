"""Where each event of an imported trace is in the logs from which it was read: an entry of 13 bytes per event.

An entry is little-endian: u64 byte offset, u32 length in bytes, u8 number of the log, in the order of the logs.
"""

import struct
from typing import Final, NamedTuple

TABLE: Final = "source/offsets"
"""The artifact that holds the entries, in the order of the trace."""

EXCERPT: Final = ".excerpt"
"""How the name of a copy ends that has the records of one connection alone, out of a log with several."""

_ENTRY: Final = struct.Struct("<QIB")
SIZE: Final = _ENTRY.size
"""Bytes of an entry."""

U32_MAX: Final = 2**32 - 1
"""The most bytes that an entry can give a record."""

pack_entry: Final = _ENTRY.pack
"""Returns the bytes of an entry from its offset, length and log."""


class SourceEntry(NamedTuple):
    """The place of a record in a log."""

    offset: int
    length: int
    log: int
    """The number of the log, from 0."""


def read_entry(data: bytes) -> SourceEntry | None:
    """Return the entry that bytes hold; None where they are not as many as an entry has."""
    return SourceEntry(*_ENTRY.unpack(data)) if len(data) == SIZE else None
