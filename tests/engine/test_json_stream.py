"""A JSON object read value by value says what reading it as a whole says."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import json_stream
from atp_tui.engine.errors import CrashpackError, SerializationError
from atp_tui.engine.json_stream import JsonStream
from atp_tui.engine.json_text import loads
from tests.strategies import cut, damaged, json_values

LISTED = frozenset({"entries", "seeds"})


def whole(chunks: Iterable[bytes]) -> Any:  # noqa: ANN401 - a JSON value of any shape
    """Put the pieces together again."""
    value: dict[str, Any] = {}
    for container, key, found in JsonStream(chunks, LISTED):
        if not container:
            value[str(key)] = found
        elif isinstance(key, int):
            assert len(value[container]) == key
            value[container].append(found)
        else:
            value[container][key] = found
    return value


def said(read: Any, data: Any) -> Any:  # noqa: ANN401 - a value or the words of an error
    try:
        return read(data)
    except CrashpackError as error:
        return error.expected, error.found, error.place


documents = st.dictionaries(st.sampled_from(["entries", "seeds", "x", ""]), json_values, max_size=4)


@given(st.data(), documents, st.sampled_from([None, 0, 2]))
def test_the_pieces_are_the_whole_however_they_are_cut(
    data: st.DataObject, document: dict[str, Any], indent: int | None
) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=indent).encode("utf-8", "replace")
    assert said(whole, data.draw(cut(text))) == said(loads, text)


@given(st.data(), documents)
def test_a_damaged_text_is_refused_where_the_whole_is(data: st.DataObject, document: dict[str, Any]) -> None:
    text = data.draw(damaged(json.dumps(document, indent=1).encode())).decode("utf-8", "replace").encode()
    found, wanted = said(whole, data.draw(cut(text))), said(loads, text)
    if isinstance(wanted, dict):
        assert found == wanted
    else:
        assert isinstance(found, tuple)


@given(st.data(), st.text('[]{},:"1 ', max_size=40))
def test_signs_in_any_order_inside_of_a_container_are_read_as_in_the_whole(data: st.DataObject, soup: str) -> None:
    text = f'{{"entries": [{soup}], "seeds": {{"a": [{soup}]}}}}'.encode()
    found, wanted = said(whole, data.draw(cut(text))), said(loads, text)
    assert found == wanted if isinstance(wanted, dict) else isinstance(found, tuple)


@pytest.mark.parametrize("depth", range(1, 9))
def test_entries_of_any_depth_are_read_as_in_the_whole(depth: int) -> None:
    entry = b'{"a": [' * depth + b'"]}"' + b"]}" * depth
    text = b'{"entries": [' + entry + b", 1, " + entry + b"]}"
    assert whole([text[place : place + 1] for place in range(len(text))]) == whole([text]) == loads(text)
    assert [(each.container, each.key) for each in JsonStream([text], LISTED)] == [
        ("", "entries"),
        *(("entries", place) for place in range(3)),
    ]


FAULTS = (
    b"",
    b" \n ",
    b"x",
    b"{",
    b'{"a"',
    b'{"a": 1',
    b'{"a": 1,',
    b'{"a": 1,}',
    b'{"a": 1}}',
    b'{"a": 1}\n\0',
    b"{]",
    b'{"a": 1]',
    b'{"a": 1 2}',
    b'{"a": 1\n"b": 2}',
    b'{,"a": 1}',
    b'{"a": 1,, "b": 1}',
    b'{"a": 1, "a": 2}',
    b'{"a\\n": 1, "a\\n": 2}',
    b'{"entries": [1, 2}',
    b'{"entries": [1, 2',
    b'{"entries": [1, 2,\n  {"a": x}]}',
    b'{"entries": [1,, 2]}',
    b'{"entries": [,1]}',
    b'{"entries": [1,]}',
    b'{"entries": []\n x}',
    b'{"entries": [] "seeds": {}}',
    b'{"entries": [], "entries": []}',
    b'{"entries": 1, "entries": []}',
    '{"é": 1, "seeds": {"é": 1, "b": y}}'.encode(),
    b'{"seeds": {"a": 1, "a": 2}}',
    b'{"seeds": {"a": 1, 2}}',
    b'{"seeds": {"a": 1]}',
    b'{"seeds": {1: 2}}',
    b'{"a": "\\ud800"}',
    b'{"entries": ["\\ud800"]}',
    b'{"a": NaN}',
    b'{"a": "x',
    b'{"entries": [' + b"[" * 127 + b"]" * 127 + b"]}",
    b'{"entries": [' + b"[" * 126 + b"]" * 126 + b"]}",
    b"\xef\xbb\xbf{}",
)


@pytest.mark.parametrize("text", FAULTS)
def test_a_fault_has_the_words_and_the_place_that_it_has_in_the_whole(text: bytes) -> None:
    assert said(whole, [text]) == said(loads, text)
    assert said(whole, [text[place : place + 1] for place in range(len(text))]) == said(loads, text)


@pytest.mark.parametrize(("text", "found"), [(b"[]", "an array"), (b" 3", "a number"), (b"null\n", "null")])
def test_what_is_no_object_is_told(text: bytes, found: str) -> None:
    assert said(whole, [text]) == ("an object", found, "")


def test_a_value_that_is_too_large_is_refused_before_it_is_held() -> None:
    read = 0

    def endless() -> Iterable[bytes]:
        nonlocal read
        yield b'{"entries": [\n "'
        while True:
            read += 1 << 16
            yield b"x" * (1 << 16)

    with pytest.raises(SerializationError, match="line 1 column 14: expected a value of at most 4194304 bytes"):
        whole(endless())
    assert read < 2 * json_stream.VALUE_LIMIT


def test_a_value_of_too_many_values_is_refused() -> None:
    many = b'{"entries": [[' + b"[]," * json_stream.VALUES_LIMIT
    for text in (many, many + b"1]]}"):
        with pytest.raises(SerializationError, match="expected a value of at most 200000 values"):
            whole([text])
    assert len(whole([b'{"entries": [' + b"[]," * json_stream.VALUES_LIMIT + b"1]}"])["entries"]) == 200_001
