"""Short texts in a window, eight bytes at a time: numbers read, bytes found, texts compared at thousands of places.

A place is an offset into the window; what stands there comes as columns of little-endian 64-bit words, so that the
first byte of a text is the lowest of its word. The arithmetic inside a word follows Knuth, The Art of Computer
Programming 4A, section 7.1.3, "Working with the bytes of a word".
"""

from typing import Final

from numpy.typing import NDArray

from atp_tui.store.trace.arrays import np

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]
Words = NDArray[np.uint64]
Flags = NDArray[np.bool_]

SLACK: Final = 256
"""Bytes behind a window that :class:`Window` may read, whatever they are."""

ZEROS: Final = np.uint64(0x3030303030303030)
"""Eight digits, each of them 0."""

_LOW_SEVEN: Final = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGH: Final = np.uint64(0x8080808080808080)
_OVER_NINE: Final = np.uint64(0x7676767676767676)
_ONES: Final = np.uint64(0x0101010101010101)
_ONE: Final = np.uint64(1)
_WORD: Final = 8
_JOINS: Final = tuple(
    (np.uint64(mask), np.uint64(factor), np.uint64(shift))
    for mask, factor, shift in (
        (0x0F0F0F0F0F0F0F0F, 10 * 256 + 1, 8),
        (0x00FF00FF00FF00FF, 100 * 65536 + 1, 16),
        (0x0000FFFF0000FFFF, 10000 * 2**32 + 1, 32),
    )
)
"""Digits to pairs, pairs to fours, fours to eights."""


class Window:
    """A part of a file in memory, with :data:`SLACK` bytes behind it.

    Args:
        capacity: The most bytes that it holds.
    """

    def __init__(self, capacity: int) -> None:
        self.store: Bytes = np.zeros(capacity + SLACK, dtype=np.uint8)
        self.memory = memoryview(self.store)  # type: ignore[arg-type]
        self._marks: Flags = np.zeros(capacity, dtype=np.bool_)
        self._further_marks: Flags = np.zeros(capacity, dtype=np.bool_)
        self._views: dict[int, NDArray[np.void]] = {}

    def mark(self, byte: int, start: int, stop: int) -> Flags:
        """Mark where *byte* stands in a part of the window; the next marks overwrite these."""
        return np.equal(self.store[start:stop], np.uint8(byte), out=self._marks[: stop - start])

    def mark_below(self, byte: int, start: int, stop: int) -> Flags:
        """Mark the bytes below *byte*; otherwise as :meth:`mark`."""
        return np.less(self.store[start:stop], np.uint8(byte), out=self._marks[: stop - start])

    def pairs(self, byte: int, second: int, ahead: int, length: int) -> Offsets:
        """Return where in the first *length* bytes *byte* stands and *second* so many bytes ahead of it."""
        stop = max(length - ahead, 0)
        marks = self.mark(byte, 0, stop)
        seconds = np.equal(self.store[ahead : ahead + stop], np.uint8(second), out=self._further_marks[:stop])
        return few_places(np.logical_and(marks, seconds, out=marks))

    def words(self, places: Offsets, count: int) -> list[Words]:
        """Return so many words from each place, as columns."""
        size = count * _WORD
        view = self._views.get(size)
        if view is None:
            length = len(self.store) - size + 1
            view = np.ndarray((length,), f"V{size}", buffer=self.store, strides=(1,))
            self._views[size] = view
        table = view[places].view(np.uint64).reshape(-1, count)
        return [np.ascontiguousarray(table[:, column]) for column in range(count)]

    def stands(self, places: Offsets, text: bytes) -> Flags:
        """Return at which places *text* is."""
        return stands(self.words(places, -(-len(text) // _WORD)), text)

    def distance(self, places: Offsets, byte: int, limit: int) -> Offsets:
        """Return how many bytes after each place the first *byte* is, or *limit* where it is not so near.

        Args:
            places: Where to begin.
            byte: The byte.
            limit: The most bytes that are looked at, a multiple of 8.
        """
        found = np.full(len(places), limit)
        pattern = _ONES * np.uint64(byte)
        rest: Offsets | None = None
        for start in range(0, limit, _WORD):
            (values,) = self.words((places if rest is None else places[rest]) + start, 1)
            values ^= pattern
            # Higher marks may be false; the lowest is true.
            marks = (values - _ONES) & ~values & _HIGH
            marks &= ~marks + _ONE
            near = start + (np.bitwise_count(marks - _ONE) >> np.uint8(3)).astype(np.int64)
            if rest is None:
                found, rest = near, np.flatnonzero(marks == 0)
            else:
                found[rest] = near
                rest = rest[marks == 0]
            if not len(rest):
                return found
        found[rest] = limit
        return found


def few_places(marks: Flags) -> Offsets:
    """Return where *marks* are set; where few are, this takes a third of the time that ``np.flatnonzero`` takes."""
    whole = len(marks) // _WORD * _WORD
    words = marks[:whole].view(np.uint64)
    near = np.flatnonzero(words != 0)
    inside = np.flatnonzero(words[near].view(np.bool_))
    places = near[inside // _WORD] * _WORD + inside % _WORD
    rest = np.flatnonzero(marks[whole:])
    return np.concatenate([places, rest + whole]) if len(rest) else places


def word_of(text: bytes) -> np.uint64:
    """Return a text of at most eight bytes as a word."""
    return np.uint64(int.from_bytes(text, "little"))


def stands(words: list[Words], text: bytes) -> Flags:
    """Return which rows of *words* begin with *text*."""
    same: Flags | None = None
    for number, word in enumerate(words[: -(-len(text) // _WORD)]):
        part = text[number * _WORD : (number + 1) * _WORD]
        wanted = word_of(part)
        if len(part) < _WORD:
            word = word & np.uint64((1 << (8 * len(part))) - 1)  # noqa: PLW2901 - the part of it that counts
        same = word == wanted if same is None else same & (word == wanted)
    if same is None:
        raise ValueError("an empty text is everywhere")
    return same


def are_digits(values: Words) -> Flags:
    """Return for each word whether its eight bytes are at most 9."""
    fits: Flags = (((values & _LOW_SEVEN) + _OVER_NINE) | values) & _HIGH == 0
    return fits


def number_of(values: Words) -> Words:
    """Return the number that each word of eight digits spells; the words, bytes of 0 to 9, are overwritten."""
    for mask, factor, shift in _JOINS:
        values &= mask
        values *= factor
        values >>= shift
    return values
