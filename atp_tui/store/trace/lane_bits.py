"""Which events belong to a lane, one bit each, with rank and select.

64 events share a word, and for each word the number of members before it is kept, so that both questions cost a few
steps whatever the number of events. Source: Jacobson, Space-efficient Static Trees and Graphs (FOCS 1989).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from numpy.typing import NDArray

from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.words import Offsets, Words

PER_WORD: Final = 64
"""Events of a word."""


@dataclass(frozen=True, slots=True)
class LaneBits:
    """The members of a set of events, frozen."""

    words: Words
    """A bit an event, the lowest first."""
    before: NDArray[np.uint32]
    """How many members stand before each word, and after the last one how many there are."""

    @classmethod
    def of(cls, members: Iterable[int], events: int) -> Self:
        """Return a set of some of the events numbered from 0 up to and without *events*."""
        flags = np.zeros(events, dtype=np.uint16)
        flags[np.fromiter(members, dtype=np.int64)] = 1
        words = pack(flags, 1, 1)
        return cls(words, count_before(words))

    @property
    def count(self) -> int:
        """How many members there are."""
        return int(self.before[-1])

    def __contains__(self, event: object) -> bool:
        if not isinstance(event, int) or not 0 <= event < len(self.words) * PER_WORD:
            return False
        return bool(int(self.words[event // PER_WORD]) >> event % PER_WORD & 1)

    def holds(self, events: Offsets) -> NDArray[np.bool_]:
        """Return which of some events are members; all of them must be known."""
        bits = self.words[events // PER_WORD] >> (events % PER_WORD).astype(np.uint64)
        return np.asarray(bits & np.uint64(1), dtype=np.bool_)

    def rank(self, event: int) -> int:
        """Return how many members stand before an event."""
        word, bit = divmod(max(event, 0), PER_WORD)
        if word >= len(self.words):
            return self.count
        return int(self.before[word]) + (int(self.words[word]) & ((1 << bit) - 1)).bit_count()

    def ranks(self, events: Offsets) -> Offsets:
        """Return how many members stand before each of some events; all of them must be known."""
        words, bits = events // PER_WORD, (events % PER_WORD).astype(np.uint64)
        inside = np.bitwise_count(self.words[words] & ((np.uint64(1) << bits) - np.uint64(1)))
        return np.asarray(self.before[words].astype(np.int64) + inside, dtype=np.int64)

    def select(self, place: int) -> int:
        """Return the event that is the member at *place*, from 0.

        Raises:
            IndexError: there is no such member.
        """
        return int(self.members(place, place + 1)[0])

    def members(self, start: int, stop: int) -> Offsets:
        """Return the events that are the members at places *start* up to and without *stop*, as far as there are."""
        start, stop = max(start, 0), min(stop, self.count)
        if start >= stop:
            return np.empty(0, dtype=np.int64)
        first = int(np.searchsorted(self.before, start, side="right")) - 1
        last = int(np.searchsorted(self.before, stop, side="left"))
        found = self._of_words(first, last)
        skipped = start - int(self.before[first])
        return found[skipped : skipped + stop - start]

    def between(self, start: int, stop: int) -> Offsets:
        """Return the members among the events from *start* up to and without *stop*."""
        found = self._of_words(start // PER_WORD, -(-stop // PER_WORD))
        return found[np.searchsorted(found, start) : np.searchsorted(found, stop)]

    def _of_words(self, first: int, last: int) -> Offsets:
        bits = np.unpackbits(self.words[first:last].view(np.uint8), bitorder="little")
        return np.flatnonzero(bits) + first * PER_WORD


def pack(flags: NDArray[np.uint16], mask: int, value: int) -> Words:
    """Return the bits of the events whose flags in *mask* are *value*; a last word that is not full ends in zeros."""
    bits = np.packbits((flags & np.uint16(mask)) == np.uint16(value), bitorder="little")
    words = np.zeros(-(-len(bits) // 8) * 8, dtype=np.uint8)
    words[: len(bits)] = bits
    return words.view(np.uint64)


def count_before(words: Words, before: int = 0) -> NDArray[np.uint32]:
    """Return how many members stand before each word, and after the last, when *before* stand before all."""
    counts = np.cumsum(np.bitwise_count(words), dtype=np.uint32)
    return np.concatenate([np.zeros(1, dtype=np.uint32), counts]) + np.uint32(before)
