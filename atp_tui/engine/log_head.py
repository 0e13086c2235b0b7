"""Whether a file is a log of a real run, by its first bytes; its name says nothing."""

import codecs
from typing import Final

HEAD: Final = 4 << 10
"""Bytes that are enough to know."""

_RECORD: Final = (b'"oracle_results"', b'"trace_events"', b'"artifact_paths"')
"""Keys that no log has at its beginning, and a record in one file does."""

_LOG: Final = (
    b'"qlog_version"',
    b'"qlog_format"',
    b'"file_schema"',
    b'"vantage_point"',
    b'"common_fields"',
    b'"event_fields"',
    b'"event_schemas"',
    b'"traces"',
    b'"trace"',
    b'"connectionid"',
)
"""Keys of which a log has one at its beginning."""

_SEPARATOR: Final = b"\x1e"


def is_log(head: bytes) -> bool:
    """Return whether *head*, the first bytes of a file, begins a log."""
    head = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if head.startswith(_SEPARATOR):
        return True
    if not head.startswith(b"{") or any(key in head for key in _RECORD):
        return False
    line = head.split(b"\n", 1)[0]
    is_event = b'"time"' in line and (b'"name"' in line or b'"data"' in line)
    return is_event or any(key in head for key in _LOG)
