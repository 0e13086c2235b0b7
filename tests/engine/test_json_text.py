"""JSON as the format writes it, and as it is read."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import SerializationError, json_text
from atp_tui.engine.json_text import canonical, compact, dumps, loads, refuse, require_utf8, utf8
from tests.strategies import json_values, texts

SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def escaped(text: str) -> str:
    """Write a text as serde_json does."""
    parts = ['"']
    for character in text:
        if character in SHORT:
            parts.append(SHORT[character])
        elif ord(character) < 0x20:
            parts.append("\\u00" + "0123456789abcdef"[ord(character) // 16] + "0123456789abcdef"[ord(character) % 16])
        else:
            parts.append(character)
    return "".join([*parts, '"'])


def pretty(value: Any, level: int = 0) -> str:  # noqa: ANN401 - a JSON value
    """Write a value as ``serde_json::to_string_pretty`` does, one piece after the other."""
    if isinstance(value, str):
        return escaped(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return str(value)
    pairs = [(f"{escaped(key)}: ", item) for key, item in value.items()] if isinstance(value, dict) else None
    begin, end = ("[", "]") if pairs is None else ("{", "}")
    inner = "  " * (level + 1)
    lines = [inner + before + pretty(item, level + 1) for before, item in pairs or [("", item) for item in value]]
    return begin + "\n" + ",\n".join(lines) + "\n" + "  " * level + end if lines else begin + end


@given(json_values)
def test_written_json_is_what_serde_writes(value: object) -> None:
    assert dumps(value).decode() == pretty(value)


@given(json_values)
def test_ready_json_is_laid_out_in_the_same_way(value: object) -> None:
    ready = canonical(json.dumps(value).encode())
    assert dumps([msgspec.Raw(ready)]).decode() == pretty([value])


@given(json_values)
def test_json_is_read_as_it_was_written(value: object) -> None:
    assert loads(dumps(value)) == value
    assert loads(compact(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1.0"),
        (-0.5, "-0.5"),
        (1e16, "1e16"),
        (2**64 - 1, "18446744073709551615"),
        ("\x00\x1f\x7f\x85\u2028é", '"\\u0000\\u001f\x7f\x85\u2028é"'),
        ("/<>&", '"/<>&"'),
        ([], "[]"),
        ({}, "{}"),
        ([[], {}], "[\n  [],\n  {}\n]"),
        ({"a": {"b": []}}, '{\n  "a": {\n    "b": []\n  }\n}'),
    ],
)
def test_layout(value: object, text: str) -> None:
    assert dumps(value).decode() == text


@pytest.mark.parametrize("value", ["\ud800", {"\udfff": 1}, ["a\ud83d"]])
def test_a_lone_surrogate_cannot_be_written(value: object) -> None:
    with pytest.raises(SerializationError, match="surrogate"):
        dumps(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [float("-inf")], {"a": {"b": float("nan")}}])
def test_what_is_no_number_cannot_be_written(value: object) -> None:
    with pytest.raises(SerializationError, match="finite"):
        dumps(value)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ('{ "b" : 1.50 ,\n\t"a" : 1E+5, "b" : -0 }', '{"b":1.50,"a":1E+5,"b":-0}'),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("1e999", "1e999"),
        ('"\\u0041\\/\\u00e9\\ud83d\\ude42"', '"A/é🙂"'),
        ('"\\u001B\\u0008\\u007f\\u2028"', '"\\u001b\\b\x7f\u2028"'),
        ('"a\\\\u0041"', '"a\\\\u0041"'),
        ('{"\\u0061":" a : [ , ] "}', '{"a":" a : [ , ] "}'),
        (" null ", "null"),
    ],
)
def test_canonical_keeps_numbers_order_and_repeated_keys(raw: str, text: str) -> None:
    assert canonical(raw.encode()).decode() == text


@given(json_values, st.integers(0, 3), st.booleans())
def test_canonical_is_one_form_for_every_layout(value: object, indent: int, ascii_only: bool) -> None:
    raw = json.dumps(value, indent=indent or None, ensure_ascii=ascii_only).encode()
    assert canonical(raw) == canonical(dumps(value))
    assert canonical(canonical(raw)) == canonical(raw)
    assert loads(canonical(raw)) == value


REFUSED = (
    *(b"", b" ", b"[1", b'{"a"', b'{"a":}', b'"a', b'"\\', b"tru", b"-", b"1e", b"01", b"1.", b".5", b"+1", b"0x1"),
    *(b"[1,]", b'{"a":1,}', b"{1:2}", b"1 2", b"NaN", b"-Infinity", b"[Infinity]", b"'a'", b"/**/1", b"\x0b1", b"1\0"),
    *(b'"\\ud800"', b'"\\ud83dx"', b'"\\ud83d\\n"', b'"\\ude42"', b'{"\\ud800":1}', b'"\xed\xa0\x80"', b'"\xff"'),
    *(b"\xff", b'"\xc3"', b"\xef\xbb\xbf1", b'"\n"', b'"\x00"', b'"\\x"', b'"\\u12g4"', b"\xfe\xff\x001"),
)


@pytest.mark.parametrize("raw", REFUSED)
def test_canonical_refuses_what_is_no_json_in_utf8(raw: bytes) -> None:
    with pytest.raises(SerializationError):
        canonical(raw)


@pytest.mark.parametrize("raw", [raw for raw in REFUSED if b"\\ud" not in raw and b"\\ude" not in raw])
def test_loads_refuses_what_is_no_json_in_utf8(raw: bytes) -> None:
    with pytest.raises(SerializationError):
        loads(raw)


@pytest.mark.parametrize("raw", [b'{"a":1,"a":1}', b'[{"b":{"\\u0061":1,"a":2}}]', b"1" * 5000])
def test_loads_refuses_what_readers_disagree_about(raw: bytes) -> None:
    with pytest.raises(SerializationError):
        loads(raw)


def nested(levels: int) -> bytes:
    return b'{"a":[' * (levels // 2) + b"]}" * (levels // 2)


def test_as_many_levels_as_serde_reads_are_read_and_one_more_is_not() -> None:
    for read in (canonical, loads):
        read(nested(128))
        read(b'"' + b"[" * 9999 + b'"')
        read(b"[" + b"[]," * 9999 + b"0]")
        for raw in (b"[" + nested(128) + b"]", nested(200_000), b"[" * 200_000):
            with pytest.raises(SerializationError):
                read(raw)


def deeper(frames: int, raw: bytes) -> bytes:
    return deeper(frames - 1, raw) if frames else dumps(msgspec.Raw(canonical(raw)))


def test_how_deep_json_may_be_does_not_hang_on_who_calls() -> None:
    assert deeper(400, nested(128)) == dumps(msgspec.Raw(nested(128)))


@given(texts)
def test_utf8_is_text_again(text: str) -> None:
    if text.startswith("\ufeff"):
        with pytest.raises(SerializationError, match="byte order mark"):
            utf8(text.encode())
    else:
        assert utf8(text.encode()) == text


@given(st.one_of(st.binary(max_size=12), st.text(max_size=12).map(str.encode)), st.integers(1, 5))
def test_bytes_are_required_to_be_utf8_piece_by_piece_as_in_one(data: bytes, piece: int) -> None:
    def told(check: Callable[[bytes], object]) -> str:
        try:
            check(data)
        except SerializationError as error:
            return str(error)
        return ""

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_text, "_PIECE", piece)
        assert told(require_utf8) == told(utf8)


def test_what_is_not_utf8_is_named_with_its_place() -> None:
    with pytest.raises(SerializationError, match="byte 2: expected UTF-8, found the byte 0xff"):
        utf8(b"ab\xff")


def test_an_error_in_json_names_line_and_column() -> None:
    with pytest.raises(SerializationError, match="line 2 column 3"):
        loads(b'{\n  x"a": 1}')
    with pytest.raises(SerializationError, match="the end of the text"):
        loads(b'{"a": ')


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[1,]",
        b"{} x",
        b"\xff",
        b'[{"a": 1, "a": 2}]',
        b"[{}, [NaN]]",
        b"[" * 200 + b"]" * 200,
        b"[" + b"9" * 5000 + b"]",
        b'[{"a": ["\\ud800"]}]',
        b'[{"\\udfff": {}}]',
        b'{"a": {"b": "\\ud801"}, "c": []}',
    ],
)
def test_a_text_is_refused_without_its_value_as_it_is_with_it(data: bytes) -> None:
    with pytest.raises(SerializationError) as caught:
        loads(data)
    with pytest.raises(SerializationError) as without:
        refuse(data)
    assert str(without.value) == str(caught.value)


@given(json_values)
def test_what_can_be_read_is_not_refused(value: object) -> None:
    refuse(json.dumps(value).encode())


@pytest.mark.parametrize(
    "text",
    [b"%s", b'"%s', b'{"%s":1,"%s":2}', b"[1%s]", b"[1] %s", b"[-%s]"],
    ids=["no JSON", "an open text", "a key twice", "no comma", "more behind", "a sign"],
)
def test_an_error_has_no_more_than_a_little_of_a_large_text(text: bytes) -> None:
    with pytest.raises(SerializationError) as told:
        loads(text.replace(b"%s", b"x" * 1_000_000))
    assert len(str(told.value)) < 300
