"""Texts looked for in whole pages of plain events, straight from the bytes and without splitting these into events.

An event is plain when it stands in the format's own layout (:data:`~atp_tui.store.trace.facts.PLAIN`). Each line of its
fields then begins where no other line does, so that places of bytes become numbers of events by counting. A word
without white space, quotes, brackets and slashes stands in one token of the event: in the name of a field, or in what
the display line shows as it is. So a word that no name holds is in the line exactly when it is in the bytes. Both is
said of no event whose characters display as others; such events are for the caller to test.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

import stringzilla as sz

from atp_tui.engine.query import KindTerm, LevelTerm, Term
from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.event_layout import DATA, KIND, MESSAGE, SEQ, TIME
from atp_tui.store.trace.fast_scan import begins
from atp_tui.store.trace.index import PAGE, Snapshot
from atp_tui.store.trace.lane_bits import LaneBits
from atp_tui.store.trace.lane_words import places_of
from atp_tui.store.trace.split import SPACE
from atp_tui.store.trace.words import Bytes, Flags, Offsets, Window

SMALL: Final = 0x20
"""The bit that makes ASCII letters small; it makes other bytes each other's too."""

_NAMES: Final = b"".join((SEQ, TIME, KIND, DATA, MESSAGE)).lower()
_FOLD: Final = np.frombuffer(bytes(range(256)).lower(), dtype=np.uint8)
_NEVER_IN_KIND: Final = frozenset({*range(0x20), *b'"\\'})
"""Bytes that a plain event has in its kind neither as they are nor escaped."""
_WHOLE_PAGE: Final = np.uint64(2**64 - 1)


class Hits(NamedTuple):
    """Where a text is."""

    places: Offsets
    are_true: Flags
    """Which of them are the text; others differ from it, and may hide a true one that begins within them."""


class Needle:
    """A text to look for, in any case of its ASCII letters.

    Args:
        text: The text with small ASCII letters, not empty.
    """

    def __init__(self, text: bytes) -> None:
        self.folded: Final = bytes(byte | SMALL for byte in text)
        """What stands for the text where :data:`SMALL` is set in all bytes."""
        self._doubtful = [(place, byte) for place, byte in enumerate(text) if not bytes((byte,)).isalpha()]

    def hits(self, folded: sz.Str, text: Bytes) -> Hits:
        """Return where the needle is in a text, given also with :data:`SMALL` set in all bytes."""
        places = places_of(folded, self.folded)
        are_true = np.ones(len(places), dtype=np.bool_)
        if len(places):
            for ahead, byte in self._doubtful:
                are_true &= _FOLD[text[places + ahead]] == byte
        return Hits(places, are_true)


def exact_needle(term: Term) -> Needle | None:
    """Return the text that tells of a plain event whether a term holds, or None where no text does."""
    if term.negated or term.pattern is not None or isinstance(term, LevelTerm):
        return None
    if isinstance(term, KindTerm):
        if not _NEVER_IN_KIND.isdisjoint(term.text):
            return None
        return Needle(KIND[KIND.index(b"\n") :] + term.text + (b'"' if term.is_whole else b""))
    return Needle(term.text) if term.text == term.needle and term.text not in _NAMES else None


class Holding(NamedTuple):
    """Which events of a part hold what is looked for, in the order of their numbers; those of other pages do not."""

    sure: Flags
    possible: Flags
    """Which may hold it, those that surely do among them."""


class PlainPages:
    """The pages of plain events in a part of a trace.

    Args:
        window: The bytes of the part; at least one byte before its first page among them.
        length: How many bytes these are.
        base: Where in the trace they begin.
        snapshot: What is known of the trace.
        pages: The first page of the part, and the one behind the last.
    """

    def __init__(self, window: Window, length: int, base: int, snapshot: Snapshot, pages: tuple[int, int]) -> None:
        self._window = window
        self._length = length
        self._pages = slice(*pages)
        self._begins = begins(window, length)
        # Where white space at the end of a page holds such a place too, the page has one too many and is not taken.
        self._firsts = np.searchsorted(self._begins, snapshot.offsets[self._pages] - base)
        counts = np.diff(self._firsts, append=len(self._begins))
        self.are_plain: Final[Flags] = (snapshot.plain.words[self._pages] == _WHOLE_PAGE) & (counts == PAGE)
        """Which pages of the part are."""

    def raws(self, events: Offsets) -> list[bytes]:
        """Return the bytes of events of these pages, numbered from the first of the part."""
        places = self._firsts[events // PAGE] + events % PAGE
        ends = np.append(self._begins[1:], self._length)[places]
        bounds = zip(self._begins[places].tolist(), ends.tolist(), strict=True)
        return [bytes(self._window.memory[begin:end]).strip(SPACE)[:-1] for begin, end in bounds]

    def holding(self, needles: Iterable[Needle], folded: sz.Str) -> Holding:
        """Return which events hold one of some needles, given the bytes with :data:`SMALL` set in all of them."""
        sure, possible = (np.zeros(len(self.are_plain) * PAGE, dtype=np.bool_) for _ in Holding._fields)
        for needle in needles:
            places, are_true = needle.hits(folded, self._window.store)
            possible[self._events(places)] = True
            sure[self._events(places[are_true])] = True
        return Holding(sure, possible)

    def members(self, of: LaneBits) -> Flags:
        """Return which events are members of a set."""
        words = np.where(self.are_plain, of.words[self._pages], np.uint64(0))
        return np.unpackbits(words.view(np.uint8), bitorder="little").view(np.bool_)

    def _events(self, places: Offsets) -> Offsets:
        """The events of plain pages in which places are, numbered from the first of the part."""
        begin = np.searchsorted(self._begins, places, side="right") - 1
        page = np.searchsorted(self._firsts, begin, side="right") - 1
        are_plain = self.are_plain[page] & (page >= 0)
        begin, page = begin[are_plain], page[are_plain]
        found: Offsets = page * PAGE + begin - self._firsts[page]
        return found
