"""JSON as the format writes it, and as it dares to read it.

Written text has the layout of ``serde_json::to_string_pretty``. Source: FORMAT.md section 4, "JSON text".
"""

import codecs
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NoReturn

import msgspec

from atp_tui.engine.errors import SerializationError

type_of: Final[Mapping[type, str]] = MappingProxyType(
    {
        dict: "an object",
        list: "an array",
        str: "a text",
        bool: "a boolean",
        int: "a number",
        float: "a number",
        type(None): "null",
    }
)
"""What a decoded JSON value is called in an error."""

MAX_DEPTH: Final = 128
"""Levels that JSON may have, as many as serde_json reads; what is deeper could overflow whoever handles it later."""

MAX_DIGITS: Final = 4300
"""Digits that a whole number may have; turning more of them into a number takes ever longer."""

UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""The byte order marks of UTF-16."""

_EXPECTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Expecting value": "a JSON value",
        "Expecting property name enclosed in double quotes": "a JSON key in double quotes",
        "Expecting ':' delimiter": "a colon after a JSON key",
        "Expecting ',' delimiter": "a comma, or the end of a JSON object or array",
    }
)
"""What is expected where the decoder stops with such a message."""

_PIECE: Final = 1 << 20
"""Bytes that are decoded at once where the text is not needed."""
_SPACE: Final = " \t\n\r"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_MAY_BE_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")
_BRACKET: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[\]{}]', re.DOTALL)
_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*"')


def dumps(value: object) -> bytes:
    """Return *value* as JSON text in the format's layout: two spaces a level, no newline at the end.

    Args:
        value: JSON values, records (in the order of their fields), read-only maps, and ready JSON as ``msgspec.Raw``.

    Raises:
        SerializationError: a text holds a lone surrogate, which UTF-8 cannot carry, or a number is not finite.
    """
    return msgspec.json.format(compact(value), indent=2)


def compact(value: object) -> bytes:
    """Return *value* as JSON text without white space; arguments and errors as for :func:`dumps`."""
    try:
        text = msgspec.json.encode(value, enc_hook=_plain)
    except UnicodeEncodeError as error:
        found = f"U+{ord(error.object[error.start]):04X}"
        raise SerializationError("text that UTF-8 can carry", f"the lone surrogate {found}") from None
    # msgspec writes null for what JSON has no number for, so only a text with a null needs the second look.
    if b"null" in text and not _is_finite(value):
        raise SerializationError("finite numbers", "NaN or Infinity")
    return text


def array_chunks(texts: Iterable[bytes], depth: int) -> Iterator[bytes]:
    """Yield a JSON array as :func:`dumps` writes it *depth* levels deep in a document, an element at a time.

    Args:
        texts: The elements in the layout of :func:`dumps`.
        depth: How many levels are around the array.
    """
    newline = b"\n" + b"  " * depth
    is_empty = True
    for text in texts:
        yield (b"[" if is_empty else b",") + newline + b"  " + text.replace(b"\n", newline + b"  ")
        is_empty = False
    yield b"[]" if is_empty else newline + b"]"


def loads(data: bytes) -> Any:  # noqa: ANN401 - a JSON value of any shape
    """Return the value of a JSON text, refusing what readers disagree about.

    Raises:
        SerializationError: not UTF-8, not JSON, nested too deeply, a key twice in one object, NaN or Infinity, a lone
            surrogate, or a number of thousands of digits.
    """
    return _loads(data, _unique)


def refuse(data: bytes) -> None:
    """Raise what :func:`loads` raises for a JSON text, without the memory that its value takes."""
    may_be_surrogate = _MAY_BE_SURROGATE.search(data) is not None
    faults: list[SerializationError] = []

    def passed_by(pairs: list[tuple[str, object]]) -> None:
        _unique(pairs)
        if may_be_surrogate and not faults:
            try:
                _refuse_surrogates([part for pair in pairs for part in pair])
            except SerializationError as error:
                faults.append(error)

    _loads(data, passed_by)
    if faults:
        raise faults[0]


def _loads(data: bytes, to_object: Callable[[list[tuple[str, object]]], object]) -> Any:  # noqa: ANN401 - as above
    text = utf8(data)
    _refuse_depth(data)
    try:
        value = json.loads(
            text, object_pairs_hook=to_object, parse_constant=_refuse_constant, parse_int=_number_of_digits
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        raise SerializationError(*_json_fault(error, text), place=place) from None
    except RecursionError:
        raise SerializationError("JSON of moderate depth", "more levels than can be read") from None
    except ValueError as error:
        raise SerializationError("JSON", str(error)) from None
    if _MAY_BE_SURROGATE.search(data):
        _refuse_surrogates(value)
    return value


def utf8(data: bytes) -> str:
    """Return *data* as text.

    Raises:
        SerializationError: *data* is not UTF-8, or begins with a byte order mark.
    """
    if data.startswith(UTF_16):
        raise SerializationError("UTF-8", "the byte order mark of UTF-16", place="byte 0")
    if data.startswith(codecs.BOM_UTF8):
        raise SerializationError("UTF-8 without a byte order mark", "a byte order mark", place="byte 0")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        found = f"the byte 0x{data[error.start]:02x}"
        raise SerializationError("UTF-8", found, place=f"byte {error.start}") from None


def require_utf8(data: bytes) -> None:
    """Raise what :func:`utf8` raises, without the memory that the whole text takes."""
    if data.startswith((*UTF_16, codecs.BOM_UTF8)):
        utf8(data)
    decoder, view = codecs.getincrementaldecoder("utf-8")(), memoryview(data)
    try:
        for start in range(0, 0 if data.isascii() else len(data), _PIECE):
            decoder.decode(view[start : start + _PIECE], final=start + _PIECE >= len(data))
    except UnicodeDecodeError:
        utf8(data)


def canonical(raw: bytes) -> bytes:
    """Return one JSON text without white space and with only the escapes that the format has.

    Numbers, the order of keys and repeated keys stay as they stand.

    Raises:
        SerializationError: *raw* is not JSON in UTF-8, is nested too deeply, or holds a lone surrogate.
    """
    try:
        raw = msgspec.json.format(raw, indent=-1)
        raw.decode("utf-8")
        _refuse_depth(raw)
        return with_few_escapes(raw)
    except RecursionError:
        raise SerializationError("JSON of moderate depth", "more levels than can be read") from None
    except UnicodeDecodeError as error:
        raise SerializationError("UTF-8", f"the byte 0x{raw[error.start]:02x}", place=f"byte {error.start}") from None
    except (msgspec.MsgspecError, UnicodeEncodeError) as error:
        raise fault_of(raw, str(error)) from None


def with_few_escapes(raw: bytes) -> bytes:
    """Return a JSON text with only the escapes that the format has; UnicodeEncodeError for a lone surrogate."""
    return _STRING.sub(_same_string, raw) if b"\\" in raw else raw


def fault_of(data: bytes, otherwise: str) -> SerializationError:
    """Return what is wrong with a JSON text that a decoder refused.

    Args:
        data: The text.
        otherwise: What the decoder said, for a text with which nothing is wrong.
    """
    try:
        _loads(data, dict)
    except SerializationError as error:
        return error
    return SerializationError("JSON", otherwise)


def _same_string(match: re.Match[bytes]) -> bytes:
    token = match.group()
    return msgspec.json.encode(json.loads(token)) if b"\\" in token else token


def _refuse_depth(raw: bytes) -> None:
    if raw.count(b"[") + raw.count(b"{") <= MAX_DEPTH:
        return
    depth = 0
    for match in _BRACKET.finditer(raw):
        token = match.group()
        depth += (token in (b"[", b"{")) - (token in (b"]", b"}"))
        if depth > MAX_DEPTH:
            place = f"byte {match.start()}"
            raise SerializationError(f"JSON of at most {MAX_DEPTH} levels", "more levels", place=place)


def _is_finite(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, Mapping):
        return all(map(_is_finite, value.values()))
    return not isinstance(value, list | tuple) or all(map(_is_finite, value))


def _plain(value: object) -> object:
    if isinstance(value, str):
        return str(value)
    # A record is known by its fields, so that reading events does not load what only records need.
    fields: Mapping[str, object] | None = getattr(type(value), "model_fields", None)
    if fields is not None:
        return {name: getattr(value, name) for name in fields}
    if isinstance(value, Mapping):
        return dict(value)
    raise NotImplementedError(f"no JSON for {type(value).__name__}")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {json.dumps(twice)} twice in one object")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"the constant {name}")


def _number_of_digits(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError(f"a number of {len(digits.lstrip('-'))} digits")
    return int(digits)


def _refuse_surrogates(value: object) -> None:
    """Refuse a text that JSON can spell and UTF-8 cannot carry, wherever it stands."""
    pending = [value]
    while pending:
        found = pending.pop()
        if isinstance(found, dict):
            pending += [*found, *found.values()]
        elif isinstance(found, list):
            pending += found
        elif isinstance(found, str) and (match := _SURROGATE.search(found)):
            raise SerializationError("text that UTF-8 can carry", f"the lone surrogate U+{ord(match.group()):04X}")


def _json_fault(error: json.JSONDecodeError, text: str) -> tuple[str, str]:
    """What was expected and what was found where the decoder stopped."""
    rest = text[error.pos :]
    if error.pos >= len(text.rstrip(_SPACE)):
        return "JSON", "the end of the text"
    if rest.lstrip(_SPACE).startswith("\0"):
        return "JSON", "a NUL byte"
    if error.msg == "Extra data":
        return "the end of the text", f"more after it: {rest[:20]!r}"
    if error.msg.startswith("Unterminated string"):
        return "JSON", f"the end of the text in {rest[:20]!r}"
    if error.msg.startswith("Invalid control character"):
        return "JSON", f"a control character in a text: {rest[:20]!r}"
    shown = repr(rest[:20])
    return (_EXPECTED[error.msg], shown) if error.msg in _EXPECTED else ("JSON", f"{error.msg} at {shown}")
