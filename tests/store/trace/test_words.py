import re

import numpy as np
import pytest

from atp_tui.store.trace.words import MAX_DIGITS, Offsets, Window, stands


def window_of(text: bytes) -> Window:
    window = Window(len(text))
    window.store[: len(text)] = np.frombuffer(text, dtype=np.uint8)
    return window


def at(*places: int) -> Offsets:
    return np.array(places, dtype=np.int64)


@pytest.mark.parametrize("size", range(1, 23))
def test_a_number_of_any_length_is_read(size: int) -> None:
    digits = ("1234567890" * 3)[:size]
    numbers = window_of(f"{digits},{'9' * size}".encode()).numbers(at(0, size + 1))
    assert numbers.is_number.tolist() == [size <= MAX_DIGITS] * 2
    assert numbers.digits.tolist() == [size] * 2
    if size <= MAX_DIGITS:
        assert numbers.value.tolist() == [int(digits), int("9" * size)]


@pytest.mark.parametrize("text", ["0", "00", "01", "10", "-1", "", "x", "7x", "7.5", "7e1", ":", "/", "\xb9", "1\xb9"])
def test_a_number_is_one_as_json_writes_it(text: str) -> None:
    numbers = window_of(text.encode("latin-1") + b",").numbers(at(0))
    match = re.match("0|[1-9][0-9]*", text)
    padded = bool(re.match("0[0-9]", text))
    assert numbers.is_number.tolist() == [match is not None and not padded]
    assert numbers.digits.tolist() == [len(re.match("[0-9]*", text)[0])]  # type: ignore[index]


@pytest.mark.parametrize("size", range(1, 20))
def test_a_text_stands_where_all_its_bytes_are_the_same(size: int) -> None:
    text = b"abcdefghijklmnopqrs"[:size]
    others = [text[:place] + b"?" + text[place + 1 :] for place in range(size)]
    whole = text + b"".join(others)
    places = at(*range(0, len(whole), size))
    assert window_of(whole).stands(places, text).tolist() == [True] + [False] * size


def test_an_empty_text_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="empty"):
        stands(window_of(b"abc").words(at(0), 1), b"")


@pytest.mark.parametrize("byte", [0x00, 0x01, 0x22, 0x7F, 0x80, 0xFF])
def test_the_distance_is_that_of_the_first_such_byte(byte: int) -> None:
    other = byte ^ 1
    for size in range(40):
        text = bytes([other] * size + [byte] + [other, byte] * 30)
        assert window_of(text).distance(at(0), byte, 64).tolist() == [size]


def test_a_distance_past_its_limit_is_at_least_the_limit() -> None:
    text = b"x" * 30 + b'"' + b"x" * 90 + b'"'
    assert window_of(text).distance(at(0, 10, 31), ord('"'), 32).tolist()[:2] == [30, 20]
    assert window_of(text).distance(at(31), ord('"'), 32)[0] >= 32


def test_marks_are_those_of_the_asked_part() -> None:
    window = window_of(b"a,b,,c\n")
    assert np.flatnonzero(window.mark(ord(","), 0, 7)).tolist() == [1, 3, 4]
    assert np.flatnonzero(window.mark(ord(","), 2, 4)).tolist() == [1]
    assert np.flatnonzero(window.mark_below(0x20, 0, 7)).tolist() == [6]
    assert np.flatnonzero(window.mark_below(ord(","), 0, 7)).tolist() == [6]


def test_words_are_read_lowest_byte_first() -> None:
    window = window_of(bytes(range(40)))
    first, second = window.words(at(0, 5), 2)
    assert [number.to_bytes(8, "little") for number in first.tolist()] == [bytes(range(8)), bytes(range(5, 13))]
    assert [number.to_bytes(8, "little") for number in second.tolist()] == [bytes(range(8, 16)), bytes(range(13, 21))]
    assert [len(window.words(at(0), count)) for count in (1, 3, 1)] == [1, 3, 1]


def test_the_last_byte_of_a_window_may_begin_a_text() -> None:
    window = window_of(b"xxa")
    assert window.stands(at(2), b"a").tolist() == [True]
    assert window.stands(at(2), b"a" + b"\0" * 23).tolist() == [True]
