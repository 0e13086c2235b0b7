"""What a record says, in one line: its message and its other fields as ``key=value``."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

import msgspec

from atp_tui.engine.records.mapping import LogMapping
from atp_tui.engine.trace import LANE_WORDS, Lane, small_letters

MAX_MESSAGE: Final = 2_000
"""Characters of a message; the rest is in the record, which Detail shows."""

_MAX_VALUE: Final = 300
_MAX_FIELDS: Final = 60
_MAX_LEVELS: Final = 4
_MANY_WORDS: Final = re.compile(r'[\s"=]|^$')

_json: Final = msgspec.json.Encoder().encode


def cut(text: str, most: int = MAX_MESSAGE) -> str:
    """Return a text with at most so many characters, marked where it is cut."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def shown(value: object) -> str:
    """Return a value of JSON: a text without its quotes, anything else as JSON."""
    return value if isinstance(value, str) else _json(value).decode()


def consumed_by(mapping: LogMapping) -> frozenset[str]:
    """Return the fields that a mapping consumes, as paths or as keys of a record."""
    fields = (mapping.time, mapping.message, mapping.kind, mapping.level, mapping.logger, mapping.turn)
    named = frozenset(path.text for paths in fields for path in paths)
    return mapping.omit | named | {path.parts[0] for path in (*mapping.span, *mapping.parent)}


def fields_of(record: Mapping[str, Any], mapping: LogMapping, consumed: frozenset[str]) -> list[tuple[str, Any]]:
    """Return the fields of a record that are not consumed, those of a body of the mapping without its name."""
    found = []
    for key, value in record.items():
        if key in mapping.body and isinstance(value, dict):
            found += [(inner, each) for inner, each in value.items() if f"{key}.{inner}" not in consumed]
        elif key not in consumed:
            found.append((key, value))
    return found


def in_words(fields: Iterable[tuple[str, Any]]) -> str:
    """Return fields as words: ``bytes=2000000 net.peer=replica-2 paths=["a","b"]``."""
    return " ".join(f"{key}={cut(_quoted(value), _MAX_VALUE)}" for key, value in islice(_flat(fields, 0), _MAX_FIELDS))


def _flat(fields: Iterable[tuple[str, Any]], level: int) -> Iterator[tuple[str, Any]]:
    for key, value in fields:
        if isinstance(value, dict) and value and level < _MAX_LEVELS:
            yield from _flat(((f"{key}.{inner}", each) for inner, each in value.items()), level + 1)
        else:
            yield key, value


def _quoted(value: object) -> str:
    return value if isinstance(value, str) and not _MANY_WORDS.search(value) else _json(value).decode()


def label_of(identity: object, name: object) -> str:
    """Return what a span is called: its name and its fields, or what identifies it."""
    fields = identity if isinstance(identity, dict) else {}
    words = in_words((key, value) for key, value in fields.items() if key != "name")
    named = shown(name) if name is not None else "" if fields else shown(identity)
    return without_place(cut(" ".join(part for part in (named, words) if part)))


def without_place(text: str) -> str:
    """Return words of a log that do not state where something is, as lifetimes of the oracle would read them."""
    return text.replace("replica ", "replica-")


def lane_of(value: object, mapping: LogMapping) -> Lane | None:
    """Return the lane of a record from the value of its field for it; None where the mapping has none for it."""
    if not isinstance(value, str):
        return None
    return next((lane for word, lane in mapping.lanes if value.startswith(word)), None)


def in_lane(message: str, lane: Lane | None) -> str:
    """Return a message that belongs to a lane: one that does not say a word of it begins with its name."""
    if lane is None or any(word in small_letters(message) for word in LANE_WORDS[lane]):
        return message
    return f"{lane.value}: {message}"
