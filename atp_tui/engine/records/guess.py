"""Which mapping fits the lines of a file, and whether its beginning is that of a structured log."""

import codecs
import re
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from atp_tui.engine.log_head import is_log
from atp_tui.engine.records.builtin import DOCUMENTS, LINES, builtin
from atp_tui.engine.records.mapping import LogMapping

GUESS_LINES: Final = 20
"""Lines by which a mapping is guessed."""

_RECORD: Final = frozenset({"oracle_results", "trace_events", "artifact_paths", "schema_version"})
"""Members of a crashpack record in one file, which is no log."""

_QLOG: Final = frozenset({"qlog_version", "qlog_format", "file_schema"})
"""Members of the header of a log in the qlog format."""

_STRICT: Final = tuple(name for name in DOCUMENTS if name != LINES)
_TOKEN: Final = re.compile(rb'"((?:[^"\\]++|\\.)*+)"\s*+(:)?|[\[{]|[\]}]', re.DOTALL)

_decode: Final = msgspec.json.Decoder().decode


def decoded(line: bytes) -> dict[str, Any] | None:
    """Return the JSON object that a line is; None where it is none that can be decoded."""
    if not line.lstrip().startswith(b"{"):
        return None
    try:
        found = _decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def guessed(lines: Iterable[bytes]) -> LogMapping | None:
    """Return the mapping that fits most of some lines, the first of those that fit as many; None where none fits."""
    records = [record for line in lines if (record := decoded(line)) is not None]
    return _best(records, _STRICT) or _best(records, (LINES,))


def is_structured(head: bytes) -> bool:
    """Return whether *head*, the first bytes of a file, begins a structured log; a log in the qlog format is none."""
    lines = head.removeprefix(codecs.BOM_UTF8).split(b"\n", GUESS_LINES)[:GUESS_LINES]
    records = [_members(line) for line in lines if line.lstrip()[:1] == b"{"]
    if any((_RECORD | _QLOG) & record.keys() for record in records):
        return False
    if _best(records, _STRICT) is not None:
        return True
    return not is_log(head) and _best(records, (LINES,)) is not None


def _best(records: list[dict[str, Any]], names: Iterable[str]) -> LogMapping | None:
    found: LogMapping | None = None
    most = 0
    for mapping in map(builtin, names):
        count = sum(all(each.is_in(record) for each in mapping.recognize) for record in records)
        if count > most:
            found, most = mapping, count
    return found


def _members(line: bytes) -> dict[str, Any]:
    """The members of the object on a line; only their names where the line is cut or no JSON."""
    found = decoded(line)
    if found is not None:
        return found
    depth, names = 0, []
    for match in _TOKEN.finditer(line):
        text = match.group()
        if text[:1] in (b"{", b"["):
            depth += 1
        elif text[:1] in (b"}", b"]"):
            depth -= 1
        elif depth == 1 and match[2]:
            names.append(match[1].decode("utf-8", "replace"))
    return dict.fromkeys(names)
