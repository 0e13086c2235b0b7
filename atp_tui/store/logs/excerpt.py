"""The records of one connection out of a log that has several, so that each pack carries no more than its own."""

import os
from collections.abc import Iterator
from typing import Final

from atp_tui.engine.source_table import SIZE, pack_entry, read_entry

_ENTRIES: Final = 4_096
"""Entries that are read at once."""


def excerpt(table: str, log: str) -> Iterator[tuple[bytes, bytes]]:
    """Yield the records that a table leads to, each on a line, and the entries that lead to them there.

    Args:
        table: The path of the table.
        log: The path of the log.

    Raises:
        OSError: one of them cannot be read.
    """
    offset = 0
    with open(table, "rb") as entries, open(log, "rb") as source:
        while data := entries.read(_ENTRIES * SIZE):
            texts, found = [], []
            for place in range(0, len(data), SIZE):
                entry = read_entry(data[place : place + SIZE])
                text = b"" if entry is None else os.pread(source.fileno(), entry.length, entry.offset)
                texts.append(text)
                found.append(pack_entry(offset, len(text), 0))
                offset += len(text) + 1
            yield b"\n".join(texts) + b"\n", b"".join(found)
