import numpy as np
import pytest
import stringzilla as sz

from atp_tui.engine.trace import LANE_WORDS, Lane
from atp_tui.store.trace.lane_words import find_words, places_of


def hits(text: bytes) -> list[tuple[Lane, list[int], int]]:
    window = np.frombuffer(text, dtype=np.uint8)
    found = find_words(window, np.zeros(len(text), dtype=np.uint8))
    return [(hit.lane, hit.places.tolist(), hit.length) for hit in found]


@pytest.mark.parametrize(("lane", "word"), [(lane, word) for lane, words in LANE_WORDS.items() for word in words])
def test_each_word_is_found_in_either_case(lane: Lane, word: str) -> None:
    text = f"..{word}..{word.upper()}{word.title()}".encode()
    size = len(word)
    assert (lane, [2, size + 4, 2 * size + 4], size) in hits(text)


def test_the_bytes_looked_through_stay_as_they_are() -> None:
    text = b"A PATH, a Path"
    assert hits(text) == [(Lane.PATH, [2, 10], 4)]
    assert text == b"A PATH, a Path"


def test_nothing_is_given_where_no_word_stands() -> None:
    assert hits(b"pat h que udq") == []


@pytest.mark.parametrize(("text", "places"), [("", []), ("fec", [0]), ("xfecfec fe", [1, 4]), ("fe", [])])
def test_places_of_a_word(text: str, places: list[int]) -> None:
    assert places_of(sz.Str(text), b"fec").tolist() == places
