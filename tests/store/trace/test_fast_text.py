import random
import re

import numpy as np
import pytest

from atp_tui.store.trace.fast_text import Regions, count_in, doubtful, escapes, high_bytes, is_utf8, judge
from atp_tui.store.trace.words import SLACK, Bytes, Offsets


def offsets(*places: int) -> Offsets:
    return np.array(places, dtype=np.int64)


def window_of(text: bytes) -> Bytes:
    return np.frombuffer(text + bytes(SLACK), dtype=np.uint8)


def backslashes(text: bytes) -> Offsets:
    return np.array([place for place, byte in enumerate(text) if byte == ord("\\")], dtype=np.int64)


def strings(letters: bytes) -> list[bytes]:
    dice = random.Random(7)
    return [bytes(dice.choices(letters, k=size)) for size in range(1, 25)]


@pytest.mark.parametrize("text", [b"", b"\\", b"\\\\", b"a\\\\\\n", b"\\\\n\\n", *strings(b'\\\\n"')])
def test_every_second_backslash_of_a_run_is_escaped(text: bytes) -> None:
    pairs = [match.start() for match in re.finditer(rb"\\.?", text, re.DOTALL)]
    found = escapes(backslashes(text))
    assert found.places.tolist() == pairs
    everywhere = np.arange(len(text))
    assert found.are_escaped(everywhere).tolist() == [place - 1 in pairs for place in range(len(text))]


@pytest.mark.parametrize("letter", [bytes([letter]) for letter in range(0x20, 0x7F)])
def test_the_short_escapes_are_fine_and_no_others(letter: bytes) -> None:
    text = b"ab\\" + letter + b"cd"
    faults = judge(window_of(text), escapes(offsets(2)), Regions(offsets(0, 5), offsets(5, 6)))
    assert faults.doubtful.tolist() == ([] if letter in b'"\\/bfnrt' else [0])
    assert faults.quotes.tolist() == [int(letter == b'"'), 0]
    assert faults.outside.tolist() == []


def test_an_escape_must_end_in_its_text_and_lie_in_one() -> None:
    text = b"\\n ab\\n cd\\"
    faults = judge(window_of(text), escapes(backslashes(text)), Regions(offsets(3, 8), offsets(6, 11)))
    assert faults.outside.tolist() == [0]
    assert faults.doubtful.tolist() == [0, 1]


def test_places_are_given_to_the_regions_around_them() -> None:
    regions = Regions(offsets(2, 5, 5, 9), offsets(4, 5, 8, 10))
    inside = {2: 0, 3: 0, 5: 2, 6: 2, 7: 2, 9: 3}
    assert regions.of(np.arange(12)).tolist() == [inside.get(place, -1) for place in range(12)]
    assert count_in(offsets(0, 2, 3, 4, 5, 7, 8, 9, 10), regions).tolist() == [2, 0, 2, 1]


@pytest.mark.parametrize(
    ("text", "places"), [(b"", []), (b"abc~", []), (b"a\x7fb", [1]), (b"\xc3\xa9x\xff", [0, 1, 3])]
)
def test_places_of_bytes_that_are_not_plain(text: bytes, places: list[int]) -> None:
    assert high_bytes(np.frombuffer(text, dtype=np.uint8)).tolist() == places


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("é".encode(), True),
        ("aéb字c🙂d\x7fe".encode(), True),
        (b"\xc3", False),
        (b"a\xc3b\xa9c", False),
        (b"\xc3\xa9\xa9", False),
        (b"\xed\xa0\x80", False),
    ],
)
def test_whole_characters_are_told(text: bytes, expected: bool) -> None:
    assert is_utf8(window_of(text), high_bytes(window_of(text)[: len(text)])) is expected


@pytest.mark.parametrize(
    ("character", "expected"),
    [
        *((letter, True) for letter in "\x7f\x85\u2028\u2029\u212a\u017f"),
        *(
            (letter, False)
            for letter in "\x80\x84\x86\xc5\u00e2\u2027\u202a\u2020\u20a8\u2129\u212b\u20aa\u017e\u0180\u01ff"
        ),
        *((letter, False) for letter in "\u00ff\u3028\u312a\u01bf\u1028\u00c5"),
    ],
)
def test_characters_whose_line_is_other_bytes_are_doubtful(character: str, expected: bool) -> None:
    text = f"a{character}b".encode()
    assert doubtful(window_of(text), high_bytes(window_of(text)[: len(text)])).tolist() == [1] * expected
