"""TOML: what is written is read again, and what is none is told with its place."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.errors import SerializationError
from atp_tui.engine.toml_text import quoted, read_toml


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_comes_back(text: str) -> None:
    assert tomllib.loads(f"a = {quoted(text)}") == {"a": text}


def test_every_ascii_character_comes_back_alone() -> None:
    for code in range(0x80):
        assert tomllib.loads(f"a = {quoted(chr(code))}") == {"a": chr(code)}
    assert quoted('a"\\\n\x7fé') == '"a\\"\\\\\\u000A\\u007Fé"'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a = \n", "at line 1"),
        ("a = 1\na = 2\n", "at line 2, column 6"),
        ("a = '\x00'", "invalid character"),
        ("x", "end of document"),
    ],
)
def test_what_is_none_is_told_with_its_place(text: str, found: str) -> None:
    with pytest.raises(SerializationError, match=found):
        read_toml(text)


def test_a_document_without_end_of_levels_is_refused() -> None:
    with pytest.raises(SerializationError):
        read_toml("a = " + "[" * 100_000)
