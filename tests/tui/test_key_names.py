"""Names of keys are those of the screen's library."""

import pytest
from textual.keys import _character_to_key

from atp_tui.tui.key_names import TAKEN, key_name, name_of, shown_key, shown_keys, typed_key

PRINTABLE = [chr(code) for code in range(0x20, 0x7F)]


@pytest.mark.parametrize("character", [*PRINTABLE, "é", "§", "字", "€"])
def test_a_character_has_the_name_that_the_library_gives_it(character: str) -> None:
    assert name_of(character) == _character_to_key(character)
    assert key_name(character) == _character_to_key(character)


@pytest.mark.parametrize("character", [character for character in PRINTABLE if character != " "])
def test_what_is_shown_and_typed_is_the_character(character: str) -> None:
    assert shown_key(name_of(character)) == character
    assert key_name(typed_key(name_of(character))) == name_of(character)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        *((name, name) for name in ("slash", "f1", "f20", "space", "pageup", "shift+tab", "ctrl+r", "ctrl+shift+left")),
        *((name, name) for name in ("alt+x", "alt+X", "ctrl+left", "shift+home")),
        *((typed, None) for typed in ("", "ab", "f21", "ctrl+", "ctrl+1", "ctrl+R", "shift+a", "ctrl+shift+a", "\x1b")),
        *((typed, None) for typed in ("super+a", "ctrl+slash", "alt+tab", "question mark", "\u202e", "a,b")),
    ],
)
def test_only_what_terminals_send_is_a_key(typed: str, name: str | None) -> None:
    assert key_name(typed) == name


def test_keys_that_are_taken_are_keys() -> None:
    assert [key for key in TAKEN if key_name(key) != key] == []


def test_keys_stand_as_on_a_keyboard() -> None:
    assert shown_keys("slash") == "/"
    assert shown_keys("ctrl+r,u,escape,shift+tab") == "^r or u or esc or shift+tab"
