"""The values of OTLP as JSON: numbers that are texts, attributes, and values that state their type.

Whatever has another type than the format gives it is read as missing.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from atp_tui.engine.records.event import ERROR, LEVELS
from atp_tui.engine.records.said import cut, shown
from atp_tui.engine.trace import U64_MAX

_SEVERITIES: Final = ("TRACE", "DEBUG", "INFO", "WARN", ERROR, "FATAL")
_OF_EACH: Final = 4
"""Numbers that each severity has, from 1."""
_DIGITS: Final = 20
_MAX_LEVELS: Final = 8
_MAX_WORD: Final = 100


def text(value: object) -> str:
    """Return a text, empty for anything else."""
    return value if isinstance(value, str) else ""


def u64(value: object) -> int | None:
    """Return an unsigned 64-bit number that is a number or digits, None for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _DIGITS:
        value = int(value)
    return value if type(value) is int and 0 <= value <= U64_MAX else None


def objects(value: object) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of an array, none of anything else."""
    yield from (each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()


def attributes(value: object, level: int = 0) -> dict[str, Any]:
    """Return attributes as an object."""
    return {text(each.get("key")): any_value(each.get("value"), level + 1) for each in objects(value)}


def any_value(value: object, level: int = 0) -> Any:  # noqa: ANN401 - any value of JSON
    """Return what a value of any type is: ``{"intValue": "5"}`` is ``"5"``."""
    if not isinstance(value, dict) or not value or level > _MAX_LEVELS:
        return value
    kind, found = next(iter(value.items()))
    if kind == "arrayValue" and isinstance(found, dict):
        values = found.get("values")
        return [any_value(each, level + 1) for each in values] if isinstance(values, list) else []
    if kind == "kvlistValue" and isinstance(found, dict):
        return attributes(found.get("values"), level + 1)
    return found


def severity(record: Mapping[str, Any]) -> str:
    """Return the level of a log record, by its number, else by its text; empty where it states none."""
    number = record.get("severityNumber")
    if type(number) is int and 1 <= number <= len(_SEVERITIES) * _OF_EACH:
        return _SEVERITIES[(number - 1) // _OF_EACH]
    word = cut(text(record.get("severityText")).upper(), _MAX_WORD)
    return LEVELS.get(word, word)


def service_of(resource: object, scope: object) -> str:
    """Return the name of what wrote some records: that of the service, else of the scope; empty where there is none."""
    known = attributes(resource.get("attributes")) if isinstance(resource, dict) else {}
    name = known.get("service.name") or (scope.get("name") if isinstance(scope, dict) else "")
    return cut(shown(name), _MAX_WORD) if name else ""
