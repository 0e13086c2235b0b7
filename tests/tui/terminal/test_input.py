"""Bytes from a terminal as events: none is an error, and none is more than a program can use."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from atp_tui.tui.terminal.input import FAR, PASTE_LIMIT, TerminalInput
from tests.terminal_bytes import ENDLESS, NASTY, noise


def fed(*parts: bytes) -> list[Message]:
    arriving = TerminalInput()
    found = [message for part in parts for message in arriving.feed(part)]
    return [*found, *arriving.end_paste()]


def keys(*parts: bytes) -> list[tuple[str, str | None]]:
    return [(found.key, found.character) for found in fed(*parts) if isinstance(found, events.Key)]


def is_sound(message: Message) -> bool:
    if isinstance(message, events.Key):
        return bool((message.key + (message.character or "")).encode())
    if isinstance(message, events.MouseEvent):
        return 0 <= message.x <= FAR and 0 <= message.y <= FAR
    if isinstance(message, events.Resize):
        return False
    return not isinstance(message, events.Paste) or len(message.text.encode()) <= 4 * PASTE_LIMIT


@given(st.lists(st.sampled_from(NASTY) | st.binary(max_size=12), max_size=12), st.integers(1, 40))
def test_any_bytes_in_any_pieces_are_events(parts: list[bytes], size: int) -> None:
    data = b"".join(parts)
    assert all(map(is_sound, fed(*(data[start : start + size] for start in range(0, len(data), size)))))


@pytest.mark.parametrize("seed", range(20))
def test_noise_is_events(seed: int) -> None:
    data = noise(random.Random(seed), 4000)
    assert all(map(is_sound, fed(*(data[start : start + 97] for start in range(0, len(data), 97)))))


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"a\xffb", [("a", "a"), ("replacement_character", "\ufffd"), ("b", "b")]),
        (b"\xe6\xbc\xa2", [("漢", "漢")]),
        (b"\x1b[1114112ua", [("a", "a")]),
        (b"\x1b[55296ua", [("replacement_character", "\ufffd"), ("a", "a")]),
        (b"\x1b[97:65;2ua", [("a", "a")]),
        (b"\x1b[97;5u", [("ctrl+a", None)]),
        (b"\x1b]11;rgb:1c1c/1c1c/1c1c\x07a", [("a", "a")]),
        (b"\x1bP>|quit q\x1b\\a", [("a", "a")]),
        (b"\x1b[?64;1;2;6qa", [("a", "a")]),
        (b"\x1b[[A", [("f1", None)]),
        (b"\x1b[A", [("up", None)]),
        (b"\x1b[<0;99999999999999999;1Ma", [("a", "a")]),
        (b"\x1b[48;0;0;0;0ta", [("a", "a")]),
    ],
)
def test_what_is_no_key_is_shown_or_ignored(data: bytes, found: list[tuple[str, str | None]]) -> None:
    assert keys(data) == found


def test_a_letter_of_several_bytes_may_come_in_parts() -> None:
    assert keys(b"\xe6", b"\xbc", b"\xa2") == [("漢", "漢")]


@pytest.mark.parametrize("cut", range(1, len(ENDLESS)))
def test_a_paste_without_an_end_ends_by_itself_and_the_keys_behind_it_are_keys(cut: int) -> None:
    arriving = TerminalInput()
    found = [*arriving.feed(ENDLESS[:cut]), *arriving.feed(ENDLESS[cut:])]
    assert not [each for each in found if isinstance(each, events.Key)]
    assert arriving.is_pasting
    (paste,) = arriving.end_paste()
    assert isinstance(paste, events.Paste)
    assert paste.text == "never ended"
    assert [each.key for each in arriving.feed(b"ab") if isinstance(each, events.Key)] == ["a", "b"]


def test_a_paste_is_bounded_and_holds_nothing_that_acts() -> None:
    (paste,) = fed(b"\x1b[200~" + b"x\x1b[31m\xff\ty\n" * 100_000 + b"\x1b[201~")
    assert isinstance(paste, events.Paste)
    assert len(paste.text) == PASTE_LIMIT
    assert paste.text.startswith("x[31m\ufffd\ty\n")


@pytest.mark.parametrize("size", [b"\x1b[48;0;0;9;9t", b"\x1b[48;36;120;720;1200t"])
def test_a_size_among_the_keys_is_ignored_and_does_not_spoil_the_mouse(size: bytes) -> None:
    (click,) = fed(size, b"\x1b[<0;3;4M")
    assert isinstance(click, events.MouseDown)
    assert (click.x, click.y) == (2, 3)
