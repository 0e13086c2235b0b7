"""Short texts in a window, eight bytes at a time: numbers read, quotes found, words compared at thousands of places.

A place is an offset into the window; what stands there comes as columns of little-endian 64-bit words, so that the
first byte of a text is the lowest of its word. The arithmetic inside a word follows Knuth, The Art of Computer
Programming 4A, section 7.1.3, "Working with the bytes of a word".
"""

from typing import Final, NamedTuple

from numpy.typing import NDArray

from atp_tui.store.trace.arrays import np

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]
Words = NDArray[np.uint64]
Flags = NDArray[np.bool_]

SLACK: Final = 256
"""Bytes behind a window that :class:`Window` may read, whatever they are."""

MAX_DIGITS: Final = 19
"""Digits that always fit in 64 bits."""

_ZEROS: Final = np.uint64(0x3030303030303030)
_LOW_SEVEN: Final = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGH: Final = np.uint64(0x8080808080808080)
_OVER_NINE: Final = np.uint64(0x7676767676767676)
_ONES: Final = np.uint64(0x0101010101010101)
_BYTE: Final = np.uint64(0xFF)
_ONE: Final = np.uint64(1)
_THREE: Final = np.uint64(3)
_WORD: Final = 8
_TENS: Final = np.array([10**power for power in range(_WORD + 1)], dtype=np.uint64)
_JOINS: Final = tuple(
    (np.uint64(mask), np.uint64(factor), np.uint64(shift))
    for mask, factor, shift in (
        (0x0F0F0F0F0F0F0F0F, 10 * 256 + 1, 8),
        (0x00FF00FF00FF00FF, 100 * 65536 + 1, 16),
        (0x0000FFFF0000FFFF, 10000 * 2**32 + 1, 32),
    )
)
"""Digits to pairs, pairs to fours, fours to eights."""


class Numbers(NamedTuple):
    """Unsigned decimal numbers."""

    digits: Offsets
    """How many digits each has."""
    value: Words
    is_number: Flags
    """Whether it is one as JSON writes it, of at most :data:`MAX_DIGITS` digits."""


class Window:
    """A part of a file in memory, with :data:`SLACK` bytes behind it.

    Args:
        capacity: The most bytes that it holds.
    """

    def __init__(self, capacity: int) -> None:
        self.store: Bytes = np.zeros(capacity + SLACK, dtype=np.uint8)
        self.memory = memoryview(self.store)  # type: ignore[arg-type]
        self.small: Bytes = np.zeros(capacity, dtype=np.uint8)
        """Room for the same bytes with small letters."""
        self._marks: Flags = np.zeros(capacity, dtype=np.bool_)
        self._views: dict[int, NDArray[np.void]] = {}

    def mark(self, byte: int, start: int, stop: int) -> Flags:
        """Mark where *byte* stands in a part of the window; the next marks overwrite these."""
        return np.equal(self.store[start:stop], np.uint8(byte), out=self._marks[: stop - start])

    def mark_below(self, byte: int, start: int, stop: int) -> Flags:
        """Mark the bytes below *byte*; otherwise as :meth:`mark`."""
        return np.less(self.store[start:stop], np.uint8(byte), out=self._marks[: stop - start])

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

    def numbers(self, places: Offsets) -> Numbers:
        """Read the decimal number that stands at each place."""
        words = self.words(places, 3)
        count = _digits(words[0])
        value = _value(words[0], count)
        for number, word in enumerate(words[1:], 1):
            if not (count == _WORD * number).any():
                break
            more = np.where(count == _WORD * number, _digits(word), 0)
            value = value * _TENS[more] + _value(word, more)
            count = count + more
        is_padded = ((words[0] & _BYTE) == ord("0")) & (count > 1)
        return Numbers(count, value, (count > 0) & (count <= MAX_DIGITS) & ~is_padded)

    def distance(self, places: Offsets, byte: int, limit: int) -> Offsets:
        """Return how many bytes after each place the first *byte* stands, or at least *limit* (a multiple of 8)."""
        found = np.zeros(len(places), dtype=np.int64)
        rest = np.arange(len(places))
        for start in range(0, limit, 2 * _WORD):
            first, second = self.words(places[rest] + start, 2)
            near = _first(first, byte)
            near = np.where(near == _WORD, _WORD + _first(second, byte), near)
            found[rest] = start + near
            rest = rest[near == 2 * _WORD]
            if not len(rest):
                break
        return found


def stands(words: list[Words], text: bytes) -> Flags:
    """Return which rows of *words* begin with *text*."""
    same: Flags | None = None
    for number, word in enumerate(words[: -(-len(text) // _WORD)]):
        part = text[number * _WORD : (number + 1) * _WORD]
        wanted = np.uint64(int.from_bytes(part, "little"))
        if len(part) < _WORD:
            word = word & np.uint64((1 << (8 * len(part))) - 1)  # noqa: PLW2901 - the part of it that counts
        same = word == wanted if same is None else same & (word == wanted)
    if same is None:
        raise ValueError("an empty text is everywhere")
    return same


def _lowest(marks: Words) -> Offsets:
    """The first byte of each word whose highest bit is set, 8 where none is."""
    return (np.bitwise_count((marks & (~marks + _ONE)) - _ONE) >> np.uint8(_THREE)).astype(np.int64)


def _digits(words: Words) -> Offsets:
    """How many digits each word begins with."""
    values = words ^ _ZEROS
    return _lowest((((values & _LOW_SEVEN) + _OVER_NINE) | values) & _HIGH)


def _first(words: Words, byte: int) -> Offsets:
    """The first place of *byte* in each word, 8 where it is not; higher marks may be false, the lowest is true."""
    values = words ^ (_ONES * np.uint64(byte))
    return _lowest((values - _ONES) & ~values & _HIGH)


def _value(words: Words, count: Offsets) -> Words:
    """The number that the first *count* bytes of each word spell."""
    value = (words ^ _ZEROS) << ((_WORD - count) * 8).astype(np.uint64)
    for mask, factor, shift in _JOINS:
        value = ((value & mask) * factor) >> shift
    return value
