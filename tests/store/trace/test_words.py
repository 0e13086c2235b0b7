import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.store.trace.words import ZEROS, Offsets, Window, are_digits, few_places, number_of, stands
from tests.examples import examples


def window_of(text: bytes) -> Window:
    window = Window(len(text))
    window.store[: len(text)] = np.frombuffer(text, dtype=np.uint8)
    return window


def at(*places: int) -> Offsets:
    return np.array(places, dtype=np.int64)


def test_a_word_of_digits_spells_its_number() -> None:
    numbers = [0, 1, 9, 10, 99, 12345678, 90000009, 99999999]
    digits = b"".join(b"%08d" % number for number in numbers)
    (words,) = window_of(digits).words(at(*range(0, len(digits), 8)), 1)
    assert number_of(words ^ ZEROS).tolist() == numbers


@pytest.mark.parametrize("place", range(8))
def test_only_digits_are_digits(place: int) -> None:
    texts = [b"0" * place + bytes([byte]) + b"9" * (7 - place) for byte in range(256)]
    (words,) = window_of(b"".join(texts)).words(at(*range(0, 8 * 256, 8)), 1)
    assert are_digits(words ^ ZEROS).tolist() == [text.isdigit() for text in texts]


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


def test_a_distance_past_its_limit_is_the_limit() -> None:
    text = b"x" * 30 + b'"' + b"x" * 90 + b'"'
    assert window_of(text).distance(at(0, 10, 31, 89, 90), ord('"'), 32).tolist() == [30, 20, 32, 32, 31]
    assert window_of(text).distance(at(), ord('"'), 32).tolist() == []


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


@pytest.mark.parametrize("ahead", [1, 3])
def test_pairs_are_where_both_bytes_are(ahead: int) -> None:
    text = b"ab..a..b.b" * 3
    expected = [
        place for place in range(len(text) - ahead) if text[place] == ord("a") and text[place + ahead] == ord("b")
    ]
    window = window_of(text + b"a" + b"b" * 8)
    assert window.pairs(ord("a"), ord("b"), ahead, len(text)).tolist() == expected
    assert window.pairs(ord("a"), ord("b"), ahead, 0).tolist() == []


@examples(200)
@given(st.lists(st.booleans(), max_size=70), st.integers(0, 9))
def test_the_places_of_few_marks_are_those_of_the_marks(marks: list[bool], start: int) -> None:
    array = np.array([True] * start + marks)[start:]
    assert few_places(array).tolist() == np.flatnonzero(array).tolist()
