"""One JSON text of a log as the fields of an event, or as a header.

Usual texts are decoded by msgspec into exactly the fields that they have. What does not fit goes a slower way, which
also takes JSON that only nearly is: bytes that are no UTF-8, lone surrogates, NaN, control characters.
"""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

import msgspec

from atp_tui.engine.json_stream import VALUES_LIMIT
from atp_tui.engine.json_text import MAX_DEPTH, MAX_DIGITS
from atp_tui.engine.qlog.clock import PLAIN, TIME_FIELDS, decimal
from atp_tui.engine.qlog.names import canonical, canonical_name

_NAMES_KEPT: Final = 10_000
_NAME_KEPT: Final = 100
_MOST_COLUMNS: Final = 100
_LARGE: Final = 2 * MAX_DEPTH
_HEADER_KEYS: Final = frozenset(
    {"trace", "traces", "qlog_version", "qlog_format", "file_schema", "serialization_format", "vantage_point"}
)
_NAMED_BY: Final = ("event", "event_type", "type")
"""The fields that name an event within its category, in the versions before 02."""
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_BRACKET: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[\]{}]', re.DOTALL)
_DEEPER: Final = MappingProxyType({b"[": 1, b"{": 1, b"]": -1, b"}": -1, b'"': 0})
_UNREADABLE: Final = (ValueError, RecursionError, msgspec.MsgspecError)
"""What decoders raise; errors of Unicode and JSON are values that are wrong."""


class Fields(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """An event of version 02 or later with its usual fields."""

    name: str
    time: Decimal
    data: dict[str, Any] = {}


class OtherFields(msgspec.Struct, gc=False):
    """Any other event."""

    name: str
    """Canonical."""
    time: Decimal | None
    form: int
    """See :mod:`atp_tui.engine.qlog.clock`."""
    data: dict[str, Any]
    extra: dict[str, Any]
    is_lenient: bool = False
    """Whether its text only nearly is JSON."""


class Header(msgspec.Struct):
    """A record that is no event."""

    values: dict[str, Any]


_decode_fields: Final = msgspec.json.Decoder(Fields).decode
_decode_any: Final = msgspec.json.Decoder().decode
_decode_time: Final = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_decode_times: Final = msgspec.json.Decoder(list[msgspec.Raw]).decode


class Records:
    """Decodes the records of a trace."""

    def __init__(self) -> None:
        self._columns: tuple[str, ...] = ()
        self._decode_row: Callable[[bytes], tuple[Any, ...]] | None = None
        self._order: tuple[int, int, int, int] = (0, 0, 0, 0)
        self._others: tuple[tuple[str, int], ...] = ()
        self._form = PLAIN
        self.names: dict[str | tuple[str, str], str] = {}
        """Canonical names by the names as written: whole, or category and event."""

    def arrange(self, columns: object) -> None:
        """Take the order of fields of events that are arrays: ``event_fields``, or ``fields`` in version 0.1."""
        listed = columns if isinstance(columns, list) and len(columns) <= _MOST_COLUMNS else []
        self._columns = tuple(each.lower() if isinstance(each, str) else "" for each in listed)
        self._decode_row = None
        places = {key: place for place, key in enumerate(self._columns)}
        time = next((key for key in TIME_FIELDS if key in places), None)
        named = next((key for key in _NAMED_BY if key in places), None)
        if time is None or named is None or not {"category", "data"} <= places.keys():
            return
        types = {time: Decimal, "category": str, named: str, "data": dict[str, Any]}
        self._form = TIME_FIELDS[time]
        self._order = places[time], places["category"], places[named], places["data"]
        self._others = tuple((key, place) for key, place in places.items() if key not in types)
        row = tuple.__class_getitem__(tuple(types.get(key, Any) for key in self._columns))
        self._decode_row = msgspec.json.Decoder(row).decode

    def decode(self, text: bytes, is_doubtful: bool) -> Fields | OtherFields | Header | None:
        """Return what a JSON text is, or None where it is nothing that is known.

        Args:
            text: The JSON text.
            is_doubtful: Whether only an event that has a name and a time is taken for one.
        """
        if len(text) > _LARGE and not _is_bounded(text):
            return None
        try:
            if self._decode_row is not None and text[:1] == b"[":
                return self._row(self._decode_row(text))
            return _decode_fields(text)
        except _UNREADABLE:
            return self._other(text, is_doubtful=is_doubtful)

    def name_of(self, name: str) -> str:
        """Return the canonical name of an event that is named as a whole."""
        return self._kept(name, lambda: canonical_name(name))

    def name_in(self, category: str, event: str) -> str:
        """Return the canonical name of an event of a category."""
        return self._kept((category, event), lambda: canonical(category, event))

    def _kept(self, key: str | tuple[str, str], find: Callable[[], str]) -> str:
        name = self.names.get(key)
        if name is None:
            name = find()
            if len(self.names) < _NAMES_KEPT and len(name) <= _NAME_KEPT:
                self.names[key] = name
        return name

    def _row(self, row: tuple[Any, ...]) -> OtherFields:
        time, category, event, data = self._order
        extra = {key: row[place] for key, place in self._others} if self._others else {}
        name = self.names.get((row[category], row[event])) or self.name_in(row[category], row[event])
        return OtherFields(name, row[time], self._form, row[data], extra)

    def _other(self, text: bytes, *, is_doubtful: bool) -> OtherFields | Header | None:
        value, is_lenient = _read(text)
        if isinstance(value, list):
            fields = self._of_columns(value)
        elif isinstance(value, dict):
            fields = value
        else:
            return None
        is_event = _is_named(fields) and bool(TIME_FIELDS.keys() & fields.keys())
        if not is_event and not is_doubtful and isinstance(value, dict) and _HEADER_KEYS & fields.keys():
            return Header(value)
        if not is_event and (is_doubtful or not _is_named(fields)):
            return None
        found = self._fields(fields, _exact_time(text, value, fields))
        found.is_lenient = is_lenient
        return found

    def _of_columns(self, row: Sequence[object]) -> dict[str, Any]:
        """The fields of an array by its columns, or by their types where no columns are stated."""
        if self._columns:
            return dict(zip(self._columns, row, strict=False))
        texts = [each for each in row[1:] if isinstance(each, str)]
        fields: dict[str, Any] = dict(zip(("category", "event", "trigger"), texts, strict=False))
        data = next((each for each in row if isinstance(each, dict)), None)
        fields |= {"data": data} if data is not None else {}
        return fields | ({"relative_time": row[0]} if row and decimal(row[0]) is not None else {})

    def _fields(self, fields: dict[str, Any], time: tuple[Decimal | None, int]) -> OtherFields:
        name, event = fields.get("name"), next((fields[key] for key in _NAMED_BY if key in fields), None)
        category = fields.get("category")
        if isinstance(name, str):
            found = self.name_of(name)
        elif isinstance(category, str) and isinstance(event, str):
            found = self.name_in(category, event)
        else:
            found = self.name_of(event if isinstance(event, str) else str(category))
        data = fields.get("data")
        shown = {"name", "data", "category", *_NAMED_BY, *TIME_FIELDS} if isinstance(name, str) or event else {"data"}
        extra = {key: value for key, value in fields.items() if key not in shown}
        if not isinstance(data, dict):
            data = {} if data is None else {"data": data}
        return OtherFields(found, *time, data, extra)


def _is_named(fields: Mapping[str, object]) -> bool:
    return any(isinstance(fields.get(key), str) for key in ("name", *_NAMED_BY))


def _exact_time(text: bytes, value: object, fields: Mapping[str, object]) -> tuple[Decimal | None, int]:
    """The time of an event as it is written, which a float might not be, and its form."""
    key = next((key for key in TIME_FIELDS if key in fields), None)
    if key is None:
        return None, PLAIN
    found = fields[key]
    if isinstance(found, float):
        try:
            raw = _decode_time(text)[key] if isinstance(value, dict) else _decode_times(text)[value.index(found)]  # type: ignore[attr-defined]
            found = bytes(raw).decode()
        except (*_UNREADABLE, KeyError, IndexError):
            pass
    return decimal(found), TIME_FIELDS[key]


def _is_bounded(text: bytes) -> bool:
    """Whether a text has no more values and levels than are decoded."""
    if text.count(b"{") + text.count(b"[") <= MAX_DEPTH:
        return len(text) <= VALUES_LIMIT or text.count(b",") <= VALUES_LIMIT
    if len(text) > VALUES_LIMIT and sum(map(text.count, (b",", b"[", b"{"))) > VALUES_LIMIT:
        return False
    depth = 0
    for match in _BRACKET.finditer(text):
        depth += _DEEPER[match.group()[:1]]
        if depth > MAX_DEPTH:
            return False
    return True


def _read(text: bytes) -> tuple[object, bool]:
    """The value of a JSON text, or of one that only nearly is JSON, and whether that is so; None of any other."""
    try:
        return _decode_any(text), False
    except _UNREADABLE:
        pass
    try:
        decoded = text.decode("utf-8", "replace").lstrip("\ufeff")
        return _harmless(_LENIENT.decode(decoded)), True
    except _UNREADABLE:
        return None, False


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= MAX_DIGITS else None


_LENIENT: Final = json.JSONDecoder(strict=False, parse_int=_integer, parse_constant=lambda _: None)


def _harmless(value: Any) -> Any:  # noqa: ANN401 - a JSON value of any shape
    """A value without numbers and characters that JSON cannot carry."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [_harmless(each) for each in value]
    if isinstance(value, dict):
        return {_harmless(key): _harmless(each) for key, each in value.items()}
    return value


def read_object(text: bytes) -> dict[str, Any]:
    """Return the object that a JSON text of a header is, empty where it is none."""
    value = _read(text)[0] if len(text) <= _LARGE or _is_bounded(text) else None
    return value if isinstance(value, dict) else {}
