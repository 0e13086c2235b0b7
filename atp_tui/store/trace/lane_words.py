"""Where texts say the words of the lanes, whatever the case of their ASCII letters.

The texts are copied into rows of one width, so that the place of a word tells its text without a search, and nothing
but texts is looked through. A longer text takes several rows, which overlap by one byte less than the longest word.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import stringzilla as sz

from atp_tui.engine.trace import LANE_WORDS, Lane
from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.fast_text import Regions
from atp_tui.store.trace.words import Offsets, Window

_SMALL: Final = np.uint64(0x2020202020202020)
"""The bits that make ASCII letters small. They make no other printable byte a letter or a space."""

_WORDS: Final = {lane: tuple(word.encode() for word in words) for lane, words in LANE_WORDS.items()}
_LONGEST: Final = max(len(word) for words in _WORDS.values() for word in words)
_ROW_BITS: Final = 6
_ROW: Final = 1 << _ROW_BITS
_STEP: Final = _ROW - _LONGEST + 1


class Hits(NamedTuple):
    """Where the words of one lane are."""

    lane: Lane
    texts: Offsets
    """The number of the text of each."""
    places: Offsets
    """Where each begins in the window."""


class _Rows(NamedTuple):
    """Parts of texts."""

    texts: Offsets
    low: Offsets
    sizes: Offsets
    """Bytes of the text from *low* on, or more than a row."""


def find_words(window: Window, texts: Regions) -> Iterator[Hits]:
    """Yield where the words of each lane are in texts that hold no control character.

    A word may be told twice where the rows of a long text overlap.
    """
    rows = _rows(texts)
    if not len(rows.low):
        return
    view = np.ndarray((len(window.store) - _ROW + 1,), f"V{_ROW}", buffer=window.store, strides=(1,))
    table = view[rows.low].view(np.uint64)
    table |= _SMALL
    text = sz.Str(memoryview(table.view(np.uint8)))  # type: ignore[arg-type]
    for lane, words in _WORDS.items():
        for word in words:
            places = places_of(text, word)
            if len(places):
                number, inside = places >> _ROW_BITS, places & _ROW - 1
                counts = inside <= (np.minimum(rows.sizes, _ROW) - len(word))[number]
                number, inside = number[counts], inside[counts]
                yield Hits(lane, rows.texts[number], rows.low[number] + inside)


def _rows(texts: Regions) -> _Rows:
    sizes = texts.high - texts.low
    rows = _Rows(np.arange(len(sizes)), texts.low, sizes)
    more = (sizes - (_ROW - _STEP) - 1) // _STEP
    if not (more > 0).any():
        return rows
    counts = np.maximum(more + 1, 1)
    number = np.repeat(rows.texts, counts)
    ahead = (np.arange(len(number)) - np.repeat(np.cumsum(counts) - counts, counts)) * _STEP
    return _Rows(number, texts.low[number] + ahead, sizes[number] - ahead)


def places_of(text: sz.Str, word: bytes) -> Offsets:
    """Return where *word* is in *text*; it must not overlap itself."""
    parts = text.split(word)
    lengths = np.fromiter(map(len, parts), dtype=np.int64, count=len(parts))[:-1]
    return np.cumsum(lengths + len(word)) - len(word)
