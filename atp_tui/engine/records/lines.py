"""The lines of a log, in bounded memory, each with its byte offset."""

import codecs
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

RECORD_LINE_LIMIT: Final = 16 << 20
"""Bytes of a line that are read; of a longer one this many are kept."""


class LogLine(NamedTuple):
    """A line of a log, without the newline at its end."""

    offset: int
    data: bytes
    length: int
    """Its bytes, also those that are not kept."""
    is_ended: bool
    """Whether a newline follows; only the last line may lack it."""


def log_lines(chunks: Iterable[bytes], limit: int = RECORD_LINE_LIMIT) -> Iterator[LogLine]:
    """Yield the lines of a log, which may be cut in any way; errors as for *chunks*."""
    offset = length = 0
    parts: list[bytes] = []
    for chunk in chunks:
        begin = 0
        while (end := chunk.find(b"\n", begin)) >= 0:
            parts.append(chunk[begin : min(end, begin + max(0, limit - length))])
            length += end - begin
            yield _line(offset, parts, length, is_ended=True)
            offset += length + 1
            begin, length, parts = end + 1, 0, []
        if begin < len(chunk):
            if length < limit:
                parts.append(chunk[begin : begin + limit - length])
            length += len(chunk) - begin
    if length:
        yield _line(offset, parts, length, is_ended=False)


def _line(offset: int, parts: list[bytes], length: int, *, is_ended: bool) -> LogLine:
    data = b"".join(parts)
    if offset == 0 and data.startswith(codecs.BOM_UTF8):
        mark = len(codecs.BOM_UTF8)
        return LogLine(mark, data[mark:], length - mark, is_ended)
    return LogLine(offset, data, length, is_ended)
