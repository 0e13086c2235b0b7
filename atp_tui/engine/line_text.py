"""Text on a line of journal or manifest: as it is, or quoted where it could not be read back.

Source: FORMAT.md section 5, "Text that would break a line".
"""

import json
import re
from typing import Final

_BREAKS: Final = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]")
_NOT_ESCAPED_BY_JSON: Final = re.compile("[\x7f\x85\u2028\u2029]")
_QUOTED_FIRST: Final = frozenset({'"', " "})
_DECODE: Final = json.JSONDecoder().raw_decode


def write_value(text: str) -> str:
    """Return *text* as it stands after ``key: `` or ``- ``: a value, path, description, type or oracle's name."""
    # All white space but a blank, and all that breaks a line, is not printable.
    if text.isprintable() and text[:1] not in _QUOTED_FIRST and text[-1:] != " ":
        return text
    needs_quotes = _BREAKS.search(text) is not None or text.startswith('"') or text[:1].isspace() or text[-1:].isspace()
    return _quoted(text) if needs_quotes else text


def write_key(text: str) -> str:
    """Return *text* as it stands before a colon: the name of a seed, the key of metadata or evidence."""
    return _quoted(text) if ":" in text or text.startswith(("-", "#")) else write_value(text)


def read_value(text: str) -> str:
    """Return what a written text stands for: decoded where it is one whole JSON string, else as it is."""
    if not text.startswith('"'):
        return text
    try:
        value, end = _DECODE(text)
    except ValueError:
        return text
    return value if end == len(text) and _is_utf8(value) else text


def split_pair(line: str) -> tuple[str, str] | None:
    """Return key and value of a line ``KEY: VALUE``, both read, or None where the line is no such pair."""
    if line.startswith('"'):
        try:
            key, end = _DECODE(line)
        except ValueError:
            pass
        else:
            if line[end : end + 2] == ": " and _is_utf8(key):
                return key, read_value(line[end + 2 :])
    key, separator, value = line.partition(": ")
    return (key, read_value(value)) if separator else None


def _quoted(text: str) -> str:
    return _NOT_ESCAPED_BY_JSON.sub(lambda match: f"\\u{ord(match.group()):04x}", json.dumps(text, ensure_ascii=False))


def _is_utf8(text: str) -> bool:
    """Whether UTF-8 can carry *text*: JSON can spell a lone surrogate, a file cannot hold it."""
    return not any("\ud800" <= character <= "\udfff" for character in text)
