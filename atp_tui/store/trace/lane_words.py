"""Where the words of the lanes stand in a window, whatever the case of their ASCII letters."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import stringzilla as sz

from atp_tui.engine.trace import LANE_WORDS, Lane
from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.words import Bytes, Offsets

_SMALL: Final = np.uint8(0x20)
"""The bit that makes an ASCII letter small. It makes no other printable byte a letter or a space."""

_WORDS: Final = tuple((lane, word.encode()) for lane, words in LANE_WORDS.items() for word in words)


class Hits(NamedTuple):
    """Where one word stands."""

    lane: Lane
    places: Offsets
    length: int


def find_words(window: Bytes, small: Bytes) -> Iterator[Hits]:
    """Yield where each word stands in *window*, which holds no control character in a text that matters.

    Args:
        window: The bytes to look through.
        small: Room for as many bytes, overwritten.
    """
    np.bitwise_or(window, _SMALL, out=small)
    text = sz.Str(memoryview(small))  # type: ignore[arg-type]
    for lane, word in _WORDS:
        places = places_of(text, word)
        if len(places):
            yield Hits(lane, places, len(word))


def places_of(text: sz.Str, word: bytes) -> Offsets:
    """Return where *word* stands in *text*; it must not overlap itself."""
    parts = text.split(word)
    lengths = np.fromiter(map(len, parts), dtype=np.int64, count=len(parts))[:-1]
    return np.cumsum(lengths + len(word)) - len(word)
