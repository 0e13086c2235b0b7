import numpy as np
import pytest
import stringzilla as sz

from atp_tui.engine.trace import LANE_WORDS, Lane
from atp_tui.store.trace.fast_text import Regions
from atp_tui.store.trace.lane_words import find_words, places_of
from atp_tui.store.trace.words import Window

EVERY_WORD = [(lane, word) for lane, words in LANE_WORDS.items() for word in words]


def hits(*texts: bytes) -> list[tuple[Lane, int, int]]:
    """The words in texts that follow one another with a line between them: lane, number of the text, place in it."""
    whole = b"a path\n".join([b"", *texts, b""])
    window = Window(len(whole))
    window.store[: len(whole)] = np.frombuffer(whole, dtype=np.uint8)
    lows, at = [], 0
    for text in texts:
        at += len(b"a path\n")
        lows.append(at)
        at += len(text)
    low = np.array(lows, dtype=np.int64)
    high = low + np.array([len(text) for text in texts], dtype=np.int64)
    found = [
        (hit.lane, number, place - lows[number])
        for hit in find_words(window, Regions(low, high))
        for number, place in zip(hit.texts.tolist(), hit.places.tolist(), strict=True)
    ]
    assert window.store[: len(whole)].tobytes() == whole, "the bytes looked through stay as they are"
    return sorted(set(found), key=lambda hit: (hit[1], hit[2]))


@pytest.mark.parametrize(("lane", "word"), EVERY_WORD)
def test_each_word_is_found_in_either_case(lane: Lane, word: str) -> None:
    size = len(word)
    text = f"..{word}..{word.upper()}{word.title()}".encode()
    found = [hit for hit in hits(b"", text) if hit[0] is lane]
    assert found == [(lane, 1, 2), (lane, 1, size + 4), (lane, 1, 2 * size + 4)]


@pytest.mark.parametrize(("lane", "word"), EVERY_WORD)
def test_a_word_is_found_wherever_it_is_in_a_long_text(lane: Lane, word: str) -> None:
    for place in range(200):
        text = b"." * place + word.encode()
        assert hits(text, b"") == [(lane, 0, place)]
        assert hits(b"", text + b"." * 70) == [(lane, 1, place)]


@pytest.mark.parametrize("ahead", [0, 50, 60, 64, 110, 120])
def test_a_word_that_a_text_does_not_hold_to_its_end_is_none(ahead: int) -> None:
    assert hits(b"." * ahead + b"pat", b"h") == []
    assert hits(b"." * ahead + b"a p", b"quic") == [(Lane.QUIC, 1, 0)]


def test_nothing_is_given_where_no_word_is() -> None:
    assert hits(b"pat h que udq") == []
    assert hits() == []


@pytest.mark.parametrize(("text", "places"), [("", []), ("fec", [0]), ("xfecfec fe", [1, 4]), ("fe", [])])
def test_places_of_a_word(text: str, places: list[int]) -> None:
    assert places_of(sz.Str(text), b"fec").tolist() == places
