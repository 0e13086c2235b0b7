"""Text on a line: plain where it can be read back, else quoted."""

import json

import pytest
from hypothesis import given

from atp_tui.engine.line_text import read_value, split_pair, write_key, write_value
from tests.strategies import texts

BREAKS = [*map(chr, range(0x20)), "\x7f", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize(
    "text", ["", "a", "a: b", "- a", "#a", "a\\n", "it's", 'a"b', "\u200ba", "\u202ea", "é", "a b"]
)
def test_a_value_that_can_be_read_back_stands_as_it_is(text: str) -> None:
    assert write_value(text) == text


@pytest.mark.parametrize("text", ["", "a", "a b", "a-", "a#", "a\\n", "it's", 'a"b', "\u200ba", "ключ"])
def test_a_key_that_can_be_read_back_stands_as_it_is(text: str) -> None:
    assert write_key(text) == text


@pytest.mark.parametrize("text", [" a", "a ", "\xa0", "\u3000a", "a\u2003", "\ta", '"', '"a"', '"a', " "])
def test_text_with_white_space_at_an_end_or_a_quote_first_is_quoted(text: str) -> None:
    assert write_value(text) == write_key(text)
    assert write_value(text).startswith('"')


@pytest.mark.parametrize("text", [":", "a:b", "a: b", "-", "-a", "#", "#a"])
def test_only_a_key_is_quoted_for_a_colon_a_dash_or_a_hash(text: str) -> None:
    assert (write_value(text), write_key(text)) == (text, f'"{text}"')


@pytest.mark.parametrize("character", BREAKS)
def test_what_breaks_a_line_is_escaped(character: str) -> None:
    short = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
    escape = short.get(character, f"\\u{ord(character):04x}")
    assert write_value(f"a{character}é/\\") == f'"a{escape}é/\\\\"'


@given(texts)
def test_a_written_text_is_one_line_and_reads_back(text: str) -> None:
    for written in (write_value(text), write_key(text)):
        assert read_value(written) == text
        assert not set(written) & set(BREAKS)
        assert written == text or json.loads(written) == text


@given(texts, texts)
def test_a_written_pair_reads_back(key: str, value: str) -> None:
    assert split_pair(f"{write_key(key)}: {write_value(value)}") == (key, value)


@pytest.mark.parametrize(
    "text", ['"', '"a', '"a" ', '"a"b', '"a" "b"', '"\\x"', '"\\ud800"', '"\t"', ' "a"', "'a'", '""" ', "[1]", "null"]
)
def test_what_is_not_one_whole_json_string_is_kept_as_it_is(text: str) -> None:
    assert read_value(text) == text


@pytest.mark.parametrize(
    ("line", "pair"),
    [
        ("a: b", ("a", "b")),
        ("a: b: c", ("a", "b: c")),
        (": b", ("", "b")),
        ("a: ", ("a", "")),
        ('a: "b\\n"', ("a", "b\n")),
        ('"a: b": c', ("a: b", "c")),
        ('"a: b: c', ('"a', "b: c")),
        ('"a"b: c', ('"a"b', "c")),
        ('"\\ud800": c', ('"\\ud800"', "c")),
        ("a:b", None),
        ("a:", None),
        ("", None),
        ('"a: b"', ('"a', 'b"')),
        ('"a"', None),
    ],
)
def test_pairs(line: str, pair: tuple[str, str] | None) -> None:
    assert split_pair(line) == pair
