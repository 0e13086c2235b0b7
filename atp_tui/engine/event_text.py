"""What an event says to a person: how bad it is, and its data as words in place of JSON."""

import enum
import re
from functools import lru_cache
from typing import Final

import msgspec

from atp_tui.engine.json_ambiguity import has_repeated_key
from atp_tui.engine.trace import EventFields

MAX_DATA: Final = 2_000
"""Bytes of data up to which it is put into words; longer data stays JSON."""


class Level(enum.Enum):
    """How bad an event is, by its kind."""

    ERROR = "error"
    WARNING = "warning"


_STEMS: Final = (
    (
        Level.ERROR,
        (
            "fault",
            "deadline",
            "error",
            "fail",
            "panic",
            "crash",
            "abort",
            "violat",
            "timeout",
            "corrupt",
            "cut",
            "fatal",
        ),
    ),
    (
        Level.WARNING,
        ("lost", "loss", "short", "dark", "late", "drop", "retransmi", "given", "spent", "reset", "expire", "warn"),
    ),
)
"""How the words begin that make a kind an error or a warning; ``given`` is that of OperationGivenUp."""

_WHOLE: Final = frozenset({"late", "cut", "dark"})
"""Stems that must be whole words: others begin with them."""

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_MAX_KIND: Final = 200
_MANY_WORDS: Final = re.compile(r'[\s"=]')
"""What a text has that is not shown as one word."""

_members_of: Final = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_text_of: Final = msgspec.json.Decoder(str).decode


@lru_cache(maxsize=1024)
def level_of(kind: str) -> Level | None:
    """Return how bad an event of a kind is, by the words that the kind is made of; None for most kinds.

    Words are parts of ``CamelCase``, ``snake_case`` and ``name:space`` spellings alike.
    """
    words = [word.lower() for word in _WORD.findall(kind[:_MAX_KIND])]
    for level, stems in _STEMS:
        if any(word == stem or (stem not in _WHOLE and word.startswith(stem)) for word in words for stem in stems):
            return level
    return None


def text_of(event: EventFields) -> str:
    """Return what an event says: its message, else its data in words, else JSON; ``-`` where there is no data.

    ``{"Task":{"task":"T3","region":"R2"}}`` is ``T3 in R2``, any other object its keys and values: ``Timer at=5``.
    """
    if event.message is not None:
        return event.message
    if not event.data:
        return "-"
    if len(event.data) > MAX_DATA or has_repeated_key(event.data):
        return event.data.decode("utf-8")
    return _words(event.data) or text_in(event.data)


def _words(data: bytes) -> str:
    """Return the keys and values of an object in words; empty for other data, and for an object that has none."""
    tag, values = members(data)
    match tag, values:
        case "Task", {"task": task, "region": region, **others} if not others and _are_texts(task, region):
            return f"{text_in(task)} in {text_in(region)}"
        case "Region", {"region": region, "parent": b"null", **others} if not others and _are_texts(region):
            return text_in(region)
        case "Region", {"region": region, "parent": parent, **others} if not others and _are_texts(region, parent):
            return f"{text_in(region)} in {text_in(parent)}"
    return " ".join([*([tag] if tag else []), *(f"{key}={_value(value)}" for key, value in values.items())])


def members(data: bytes) -> tuple[str, dict[str, bytes]]:
    """Return the tag of an event's data, empty where it has none, with its keys and values; none but of an object.

    Args:
        data: The JSON of data.
    """
    found = object_in(data) if data.startswith(b"{") else {}
    if len(found) == 1:
        ((tag, inner),) = found.items()
        if inner.startswith(b"{") and (values := object_in(inner)):
            return tag, values
    return "", found


def object_in(raw: bytes) -> dict[str, bytes]:
    """Return the keys of a JSON object, each with its value as it was written.

    Numbers are never decoded: one out of range would fail, and others would not be shown as they were written.
    """
    return {key: bytes(value) for key, value in _members_of(raw).items()}


def text_in(value: bytes) -> str:
    """Return a JSON text without its quotes and escapes, any other value as it was written."""
    return _text_of(value) if value.startswith(b'"') else value.decode("utf-8")


def _are_texts(*values: bytes) -> bool:
    return all(value.startswith(b'"') for value in values)


def _value(value: bytes) -> str:
    """Return a value as it was written, a text that is one word without its quotes."""
    text = text_in(value)
    return text if text and not _MANY_WORDS.search(text) else value.decode("utf-8")
