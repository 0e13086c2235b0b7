"""What the fields of a structured log mean, as a mapping that a TOML document states."""

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.json_text import type_of
from atp_tui.engine.toml_text import read_toml
from atp_tui.engine.trace import Lane

UNITS: Final[MappingOf[str, int]] = MappingProxyType({"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1})
"""The units of a time, in nanoseconds."""

DATE: Final = "rfc3339"
"""The unit of a time that is a date as text."""

AUTO: Final = "auto"
"""The unit of times that tell by themselves what they are: dates, and numbers of seconds since 1970 or of a part."""

LINES: Final = "lines"
OTLP: Final = "otlp"

FILE: Final = "file"
TIME: Final = "time"

_RECORDS: Final = (LINES, OTLP)
ORDERS: Final = (FILE, TIME)
"""In what order events are given."""

UNIT_NAMES: Final = (AUTO, DATE, *UNITS)
"""The units of times that a mapping may name."""

TURNS: Final = ("open", "close", "enter", "exit")
"""What may happen to a span by a record."""

_SPANS: Final = (*TURNS, "fields")
FIELDS: Final = ("time", "message", "kind", "seed", "lane", "level", "logger", "span", "parent", "name", "turn")
"""The fields of a record that a mapping may name."""

_TABLES: Final = ("fields", "spans", "lanes", "levels")
_LISTS: Final = ("omit", "body", "recognize", "violation_levels")
_TEXTS: Final = ("name", "title", "records", "unit", "order")
_TEXT: Final = ":text"
_FROM_END: Final = MappingProxyType({"-1": 1, "-2": 2})
_ARTICLE: Final[MappingOf[type, str]] = MappingProxyType({str: "a text", list: "a list of texts", dict: "a table"})


class Path(NamedTuple):
    """Where a field is in a record: ``fields.message``; a key that has points is tried as it is, too."""

    text: str
    parts: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Path":
        """Return the path that a text spells."""
        return cls(text, tuple(text.split(".")))

    def find(self, record: MappingOf[str, Any]) -> Any:  # noqa: ANN401 - any value of JSON
        """Return the value in a record, None where it has none.

        A part ``-1`` is the last element of an array, ``-2`` the one before it.
        """
        if self.text in record:
            return record[self.text]
        found: Any = record
        for part in self.parts:
            if isinstance(found, dict):
                found = found.get(part)
            elif isinstance(found, list) and part in _FROM_END and len(found) >= _FROM_END[part]:
                found = found[-_FROM_END[part]]
            else:
                return None
        return found


Paths = tuple[Path, ...]


def first(paths: Paths, record: MappingOf[str, Any]) -> Any:  # noqa: ANN401 - any value of JSON
    """Return the value of the first of some fields that a record has; None where it has none of them."""
    for path in paths:
        found = path.find(record)
        if found is not None:
            return found
    return None


class Feature(NamedTuple):
    """A field by which a kind of records is recognized: ``time|ts``, or ``level:text`` where it must be a text."""

    paths: Paths
    is_text: bool

    @classmethod
    def of(cls, text: str) -> "Feature":
        """Return the feature that a text spells."""
        names = text.removesuffix(_TEXT)
        return cls(tuple(map(Path.of, names.split("|"))), text.endswith(_TEXT))

    def is_in(self, record: MappingOf[str, Any]) -> bool:
        """Return whether a record has it; a value of None stands for one that is not known."""
        if not self.is_text:
            return any(path.text in record or path.find(record) is not None for path in self.paths)
        return any(isinstance(record.get(path.text, 0), str | None) for path in self.paths)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogMapping:
    """What the fields of one kind of structured log mean."""

    name: str
    title: str
    document: str = ""
    """The document that states it."""
    recognize: tuple["Feature", ...] = ()
    """What every record of this kind has."""
    records: str = LINES
    """Whether a line is a record, or a message of :data:`OTLP`, whose fields are known."""
    time: Paths = ()
    unit: str = AUTO
    """:data:`AUTO`, :data:`DATE` or one of :data:`UNITS`."""
    order: str = FILE
    """Whether the events are given in the order of the file, or sorted by :data:`TIME`."""
    message: Paths = ()
    kind: Paths = ()
    seed: Paths = ()
    lane: Paths = ()
    level: Paths = ()
    logger: Paths = ()
    """The part of the program that wrote a record."""
    span: Paths = ()
    """What identifies the span to which a record belongs."""
    parent: Paths = ()
    name_of_span: Paths = ()
    turn: Paths = ()
    """The field that says that a span begins or ends."""
    turns: MappingOf[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What its values mean: ``open``, ``close``, ``enter`` or ``exit``."""
    turn_fields: frozenset[str] = frozenset()
    """The only other fields that a record has by which a span begins or ends; any where empty."""
    lanes: tuple[tuple[str, Lane], ...] = ()
    """How the values of :attr:`lane` begin, with the lane of such a record."""
    levels: MappingOf[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What other words and numbers for levels mean."""
    violation_levels: frozenset[str] = frozenset()
    """The levels whose records are violations."""
    body: tuple[str, ...] = ()
    """Objects in a record whose members are shown as if they were its own."""
    omit: frozenset[str] = frozenset()
    """Fields that are not shown in the message."""

    @property
    def has_status(self) -> bool:
        """Whether the end of a span states whether it failed."""
        return self.records == OTLP


def read_mapping(text: str, name: str) -> LogMapping:
    """Return the mapping that a TOML document states.

    Args:
        text: The document.
        name: What the mapping is called where the document does not say.

    Raises:
        SerializationError: it is not TOML.
        InvalidFormatError: a key is unknown, missing or of another type; the error names it.
    """
    document = read_toml(text)
    _known(document, "", (*_TEXTS, *_TABLES, *_LISTS))
    fields, spans = (_table(document, key) for key in ("fields", "spans"))
    _known(fields, "fields.", FIELDS)
    _known(spans, "spans.", _SPANS)
    paths = {key: _paths(fields, key) for key in FIELDS}
    if not paths["message"] and not paths["kind"] and document.get("records") != OTLP:
        raise InvalidFormatError("the field of the message or of the kind", "neither", place="fields.message")
    named = _text(document, "name", name)
    return LogMapping(
        name=named,
        title=_text(document, "title", named),
        document=text,
        recognize=tuple(map(Feature.of, _texts(document, "recognize"))),
        records=_choice(document, "records", LINES, _RECORDS),
        unit=_choice(document, "unit", AUTO, UNIT_NAMES),
        order=_choice(document, "order", FILE, ORDERS),
        name_of_span=paths.pop("name"),
        turns=MappingProxyType({word: turn for turn in TURNS for word in _texts(spans, turn, "spans.")}),
        turn_fields=frozenset(_texts(spans, "fields", "spans.")),
        lanes=_lanes(_table(document, "lanes")),
        levels=MappingProxyType(_levels(_table(document, "levels"))),
        violation_levels=frozenset(word.upper() for word in _texts(document, "violation_levels")),
        body=_texts(document, "body"),
        omit=frozenset(_texts(document, "omit")),
        **paths,
    )


def _known(table: MappingOf[str, Any], place: str, keys: tuple[str, ...]) -> None:
    for key in table:
        if key not in keys:
            raise InvalidFormatError(f"one of {', '.join(keys)}", f"the key {key!r}", place=f"{place}{key}")


def _typed(table: MappingOf[str, Any], key: str, kind: type, place: str) -> Any:  # noqa: ANN401 - of the type given
    found = table[key]
    if not isinstance(found, kind):
        raise InvalidFormatError(_ARTICLE[kind], type_of.get(type(found), type(found).__name__), place=f"{place}{key}")
    return found


def _table(document: MappingOf[str, Any], key: str) -> MappingOf[str, Any]:
    found: MappingOf[str, Any] = _typed(document, key, dict, "") if key in document else {}
    return found


def _text(table: MappingOf[str, Any], key: str, default: str) -> str:
    return str(_typed(table, key, str, "")) if key in table else default


def _choice(document: MappingOf[str, Any], key: str, default: str, choices: tuple[str, ...]) -> str:
    found = _text(document, key, default)
    if found not in choices:
        raise InvalidFormatError(f"one of {', '.join(choices)}", repr(found), place=key)
    return found


def _texts(table: MappingOf[str, Any], key: str, place: str = "") -> tuple[str, ...]:
    found = table.get(key, [])
    if isinstance(found, str):
        return (found,)
    for each in _typed(table, key, list, place) if key in table else []:
        if not isinstance(each, str):
            raise InvalidFormatError("a text", type_of.get(type(each), type(each).__name__), place=f"{place}{key}")
    return tuple(found)


def _paths(fields: MappingOf[str, Any], key: str) -> Paths:
    return tuple(map(Path.of, _texts(fields, key, "fields.")))


def _lanes(table: MappingOf[str, Any]) -> tuple[tuple[str, Lane], ...]:
    lanes = {lane.value: lane for lane in Lane}
    _known(table, "lanes.", tuple(lanes))
    return tuple((word, lanes[key]) for key in table for word in _texts(table, key, "lanes."))


def _levels(table: MappingOf[str, Any]) -> dict[str, str]:
    return {key: str(_typed(table, key, str, "levels.")).upper() for key in table}
