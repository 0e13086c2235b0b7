"""What may stand inside the texts of events: escapes, control characters, UTF-8; all that is not layout.

Each function takes regions of a window and says which of them are as JSON wants them, from the few bytes that matter.
"""

from typing import Final, NamedTuple

from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.words import Bytes, Flags, Offsets, few_places

_QUOTE: Final = ord('"')
_DELETE: Final = 0x7F
_ESCAPES: Final = np.zeros(256, dtype=np.bool_)
_ESCAPES[list(b'"\\/bfnrt')] = True


class Regions(NamedTuple):
    """Parts of a window, in order, that do not overlap: from *low* up to and without *high*."""

    low: Offsets
    high: Offsets

    def of(self, places: Offsets) -> Offsets:
        """Return the number of the region in which each place lies, -1 where in none."""
        number = np.searchsorted(self.low, places, side="right") - 1
        outside = (number < 0) | (places >= self.high[number])
        number[outside] = -1
        return number


class Escapes(NamedTuple):
    """The backslashes of a window that begin an escape."""

    places: Offsets

    def are_escaped(self, places: Offsets) -> Flags:
        """Return at which places the byte is the second one of an escape."""
        if not len(self.places):
            return np.zeros(len(places), dtype=np.bool_)
        near = np.minimum(np.searchsorted(self.places, places - 1), len(self.places) - 1)
        found: Flags = self.places[near] == places - 1
        return found


class EscapeFaults(NamedTuple):
    """What is to be known of the escapes of a window."""

    doubtful: Offsets
    r"""The texts with an escape that is none, that reaches beyond its text, or that is ``\u``."""
    outside: Offsets
    """The places of escapes that lie in no text."""
    quotes: Offsets
    """How many escaped quotes each text has."""


def escapes(places: Offsets) -> Escapes:
    """Return the escapes among backslashes: in a run of them, every second is what the one before it stands for."""
    if not len(places):
        return Escapes(places)
    begins_run = np.ones(len(places), dtype=np.bool_)
    begins_run[1:] = np.diff(places) != 1
    order = np.arange(len(places))
    run = np.maximum.accumulate(np.where(begins_run, order, 0))
    return Escapes(places[(order - run) % 2 == 0])


def judge(window: Bytes, found: Escapes, texts: Regions) -> EscapeFaults:
    """Look at what the escapes of a window are."""
    number = texts.of(found.places)
    inside = number >= 0
    outside, places, number = found.places[~inside], found.places[inside], number[inside]
    follows = window[np.minimum(places + 1, len(window) - 1)]
    is_fine = _ESCAPES[follows] & (places + 1 < texts.high[number])
    quotes = np.bincount(number[follows == _QUOTE], minlength=len(texts.low))
    return EscapeFaults(number[~is_fine], outside, quotes)


def count_in(places: Offsets, regions: Regions) -> Offsets:
    """Return how many of *places*, which are in order, lie in each region."""
    counts: Offsets = np.searchsorted(places, regions.high) - np.searchsorted(places, regions.low)
    return counts


def high_bytes(window: Bytes) -> Offsets:
    """Return the places of the bytes that are no plain ASCII character: 0x7F and above."""
    if window.max(initial=0) < _DELETE:
        return np.empty(0, dtype=np.int64)
    return few_places(window >= _DELETE)


def is_utf8(store: Bytes, places: Offsets) -> bool:
    """Return whether the bytes at *places* are whole characters, each run of them by itself.

    The byte behind each run is taken along, so that two runs cannot make one character together.
    """
    behind = places[np.append(np.diff(places) != 1, True)] + 1
    taken = np.sort(np.concatenate([places, behind]), kind="stable")
    try:
        store[taken].tobytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def doubtful(store: Bytes, places: Offsets) -> Offsets:
    """Return those of *places* where a character stands whose display or whose small letter is other bytes."""
    first, second, third = store[places], store[places + 1], store[places + 2]
    is_separator = (second == 0x80) & ((third & 0xFE) == 0xA8)  # noqa: PLR2004 - U+2028 and U+2029
    is_kelvin = (second == 0x84) & (third == 0xAA)  # noqa: PLR2004 - U+212A
    is_doubtful = (
        (first == _DELETE)
        | ((first == 0xC2) & (second == 0x85))  # noqa: PLR2004 - U+0085
        | ((first == 0xE2) & (is_separator | is_kelvin))  # noqa: PLR2004 - the block of both
        | ((first == 0xC5) & (second == 0xBF))  # noqa: PLR2004 - U+017F
    )
    chosen: Offsets = places[is_doubtful]
    return chosen
