"""What an event says to a person: how bad it is, and its data as words in place of JSON."""

import enum
import re
from functools import lru_cache
from typing import Any, Final

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
        ("fault", "deadline", "error", "fail", "panic", "crash", "abort", "violat", "timeout", "corrupt", "cut"),
    ),
    (
        Level.WARNING,
        ("lost", "loss", "short", "dark", "late", "drop", "retransmi", "given", "spent", "reset", "expire"),
    ),
)
"""How the words begin that make a kind an error or a warning; ``given`` is that of OperationGivenUp."""

_WHOLE: Final = frozenset({"late", "cut", "dark"})
"""Stems that must be whole words: others begin with them."""

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_MAX_KIND: Final = 200


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
    data = msgspec.json.decode(event.data)
    if isinstance(data, str):
        return data
    return _words(data) if isinstance(data, dict) and data else event.data.decode("utf-8")


def _words(data: dict[str, Any]) -> str:
    match data:
        case {"Task": {"task": str(task), "region": str(region), **rest}, **others} if not (rest or others):
            return f"{task} in {region}"
        case {"Region": {"region": str(region), "parent": parent, **rest}, **others} if not (rest or others):
            if parent is None or isinstance(parent, str):
                return region if parent is None else f"{region} in {parent}"
    if len(data) == 1:
        ((tag, value),) = data.items()
        if isinstance(value, dict) and value:
            return f"{tag} {_pairs(value)}"
    return _pairs(data)


def _pairs(data: dict[str, Any]) -> str:
    return " ".join(f"{key}={_value(value)}" for key, value in data.items())


def _value(value: Any) -> str:  # noqa: ANN401 - any JSON
    """Return a value as JSON, a text that is one word without its quotes."""
    if isinstance(value, str) and value and not re.search(r'[\s"=]', value):
        return value
    return msgspec.json.encode(value).decode("utf-8")
