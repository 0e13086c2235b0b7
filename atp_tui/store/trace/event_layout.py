"""Where the parts of events in the format's own layout are, found for all events of a window at once.

The numbers of events that follow one another mostly have as many digits as those before. So the first lines of an
event are compared as one text with two gaps, for all events of which seq and time have as many digits as those of the
first one that is left.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from atp_tui.engine.trace import PATH_KINDS, SCHEDULER_KINDS
from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.facts import PLAIN_LENGTH
from atp_tui.store.trace.fast_text import Regions
from atp_tui.store.trace.words import Flags, Offsets, Window, Words, stands

SEQ: Final = b'  {\n    "seq": '
TIME: Final = b',\n    "time": '
KIND: Final = b',\n    "kind": "'
DATA: Final = b'",\n    "data": '
END: Final = b"\n  },\n"
MESSAGE: Final = b'{\n      "Message": "'
MESSAGE_END: Final = b'"\n    }'
OBJECT: Final = b'{\n      "'
OBJECT_END: Final = b"\n    }"

_HEAD: Final = re.compile(re.escape(SEQ) + rb"(0|[1-9][0-9]{0,18})" + TIME + rb"(0|[1-9][0-9]{0,18})" + KIND)
_MOST_HEAD: Final = len(SEQ) + len(TIME) + len(KIND) + 2 * 19
_TRIES: Final = 40
"""Pairs of digits that are tried in one window; what is left then is read event by event."""

_WORD: Final = 8
_QUOTE: Final = ord('"')
_BRACE: Final = ord("{")
_MAX_KIND: Final = 64
_ALL: Final = 2**64 - 1
_ONES: Final = np.uint64(0x0101010101010101)
_QUOTES: Final = np.uint64(0x2222222222222222)
_ZEROS: Final = np.uint64(0x3030303030303030)
_LOW_SEVEN: Final = np.uint64(0x7F7F7F7F7F7F7F7F)
_OVER_NINE: Final = np.uint64(0x7676767676767676)
_HIGH: Final = np.uint64(0x8080808080808080)
_ONE: Final = np.uint64(1)
_JOINS: Final = tuple(
    (np.uint64(mask), np.uint64(factor), np.uint64(shift))
    for mask, factor, shift in (
        (0x0F0F0F0F0F0F0F0F, 10 * 256 + 1, 8),
        (0x00FF00FF00FF00FF, 100 * 65536 + 1, 16),
        (0x0000FFFF0000FFFF, 10000 * 2**32 + 1, 32),
    )
)
_TAIL: Final = 16
"""Bytes at the end of an event that are looked at together."""


class Layout(NamedTuple):
    """The places of the parts of events, in the order of the events.

    Where an event does not fit, its parts are empty and at its begin, which keeps the parts of all events in order.
    """

    begins: Offsets
    clocks: Offsets
    """Where the digits of time begin."""
    kinds: Regions
    data: Regions
    texts: Regions
    """The one text that data has, empty where it is an object."""
    times: Words
    scheduler: Flags
    """Whether the kind is one of the scheduler."""
    path: Flags
    """Whether the kind is one of the path lane."""
    is_message: Flags
    is_object: Flags
    fits: Flags
    """Whether all but texts and objects is as the format lays it out."""


class _Heads(NamedTuple):
    clocks: Offsets
    kinds: Offsets
    times: Words
    fits: Flags


def layout_of(window: Window, places: Offsets) -> Layout:
    """Return the layout of the events that begin at *places*, the last of which only ends the one before it."""
    begins, ends = places[:-1], places[1:]
    clocks, kinds, times, fits = _heads(window, begins)
    scheduler, path = _classes(window, kinds)
    size = to_quote(window, kinds)
    end = kinds + size
    low, high = end + len(DATA), ends - len(END)
    first, second, third, fourth, fifth = window.words(end, 5)
    near, last = window.words(ends - _TAIL, 2)
    fits &= stands([first, second], DATA) & (last >> np.uint64(16) == _word(END)) & (size < _MAX_KIND) & (low < high)
    opening = second >> np.uint64(56)
    is_object = (opening == _BRACE) & (third == _word(OBJECT[1:])) & fits
    is_named = fourth == _word(MESSAGE[9:17])
    closes = last == _word(OBJECT_END[4:] + END)
    is_message = is_object & is_named & (fifth & np.uint64(0xFFFFFF) == _word(MESSAGE[17:])) & closes
    is_message &= (near >> np.uint64(24) == _word(MESSAGE_END[:5])) & (high - low >= len(MESSAGE) + len(MESSAGE_END))
    is_object &= ~is_named & closes & (near >> np.uint64(32) == _word(OBJECT_END[:4])) & (high - low < PLAIN_LENGTH)
    is_text = (opening == _QUOTE) & (last >> np.uint64(8) & np.uint64(0xFF) == _QUOTE) & (low < high - 1) & fits
    _empty(begins, fits, kinds, end, low, high)
    text_low = low + is_text + is_message * len(MESSAGE)
    text_high = np.where(is_text | is_message, high - is_text - is_message * len(MESSAGE_END), low)
    fits &= is_text | is_message | is_object
    return Layout(
        begins=begins,
        clocks=clocks,
        kinds=Regions(kinds, end),
        data=Regions(low, high),
        texts=Regions(text_low, text_high),
        times=times,
        scheduler=scheduler,
        path=path,
        is_message=is_message,
        is_object=is_object,
        fits=fits,
    )


def _word(text: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(text, "little"))


def _empty(begins: Offsets, fits: Flags, *columns: Offsets) -> None:
    """Move the parts of events that do not fit to their begins."""
    if not fits.all():
        others = np.flatnonzero(~fits)
        for column in columns:
            column[others] = begins[others]


def _heads(window: Window, begins: Offsets) -> _Heads:
    """Read the lines of seq and time of all events."""
    count = len(begins)
    heads = _Heads(begins.copy(), begins.copy(), np.zeros(count, dtype=np.uint64), np.zeros(count, dtype=np.bool_))
    rest = np.arange(len(begins))
    for _ in range(_TRIES):
        if not len(rest):
            break
        first = int(begins[rest[0]])
        match = _HEAD.match(bytes(window.memory[first : first + _MOST_HEAD]))
        if match is None:
            rest = rest[1:]
            continue
        seq, time = len(match.group(1)), len(match.group(2))
        some = begins[rest] if len(rest) < len(begins) else begins
        fits, times = _read(window, some, seq, time)
        found = rest[fits]
        heads.clocks[found] = some[fits] + match.start(2) - match.start()
        heads.kinds[found] = some[fits] + match.end()
        heads.times[found] = times[fits]
        heads.fits[found] = True
        rest = rest[~fits]
    return heads


def _read(window: Window, begins: Offsets, seq: int, time: int) -> tuple[Flags, Words]:
    """Return which events begin as the format lays them out with so many digits, and their times."""
    fits = np.ones(len(begins), dtype=np.bool_)
    head = _head(seq, time)
    for column, (mask, wanted) in zip(window.words(begins, len(head)), head, strict=True):
        fits &= (column if mask == _ALL else column & mask) == wanted
    bad, times = np.zeros(len(begins), dtype=np.uint64), np.zeros(len(begins), dtype=np.uint64)
    for at, digits in ((len(SEQ), seq), (len(SEQ) + seq + len(TIME), time)):
        words = window.words(begins + at, -(-digits // _WORD))
        if digits > 1:
            fits &= words[0] & np.uint64(0xFF) != ord("0")
        for number, word in enumerate(words):
            some = min(digits - number * _WORD, _WORD)
            values = word ^ _ZEROS
            values <<= np.uint64((_WORD - some) * 8)
            bad |= ((values & _LOW_SEVEN) + _OVER_NINE) | values
            if at > len(SEQ):
                times = _number(values) + times * np.uint64(10**some) if number else _number(values)
    fits &= bad & _HIGH == 0
    return fits, times


def _number(values: Words) -> Words:
    """The number of each word of digits."""
    for mask, factor, shift in _JOINS:
        values &= mask
        values *= factor
        values >>= shift
    return values


@lru_cache(maxsize=400)
def _head(seq: int, time: int) -> tuple[tuple[np.uint64, np.uint64], ...]:
    """The first lines of an event with so many digits as words: which of their bytes count, and what these must be."""
    text = SEQ + bytes(seq) + TIME + bytes(time) + KIND
    text += bytes(-len(text) % _WORD)
    parts = [text[place : place + _WORD] for place in range(0, len(text), _WORD)]
    return tuple((_word(bytes(0xFF if byte else 0 for byte in part)), _word(part)) for part in parts)


def to_quote(window: Window, places: Offsets) -> Offsets:
    """Return how many bytes after each place the first quote is, or :data:`_MAX_KIND` where it is not so near."""
    found = np.full(len(places), _MAX_KIND)
    rest: Offsets | None = None
    for start in range(0, _MAX_KIND, _WORD):
        (values,) = window.words((places if rest is None else places[rest]) + start, 1)
        values ^= _QUOTES
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
    found[rest] = _MAX_KIND
    return found


class _Token(NamedTuple):
    """A kind with the quote behind it."""

    text: bytes
    mask: np.uint64
    """Which bytes of the first word count."""
    word: np.uint64
    """What these must be."""


def _token(kind: str) -> _Token:
    text = kind.encode() + b'"'
    return _Token(text, _word(b"\xff" * min(len(text), _WORD)), _word(text[:_WORD]))


_SCHEDULER: Final = tuple(map(_token, sorted(SCHEDULER_KINDS)))
_OTHER_PATH: Final = tuple(map(_token, sorted(PATH_KINDS - SCHEDULER_KINDS)))


def _classes(window: Window, kinds: Offsets) -> tuple[Flags, Flags]:
    """Return which kinds are of the scheduler, and which of the path lane."""
    (words,) = window.words(kinds, 1)
    masked: dict[np.uint64, Words] = {}
    scheduler = _are(window, kinds, words, masked, _SCHEDULER)
    return scheduler, scheduler | _are(window, kinds, words, masked, _OTHER_PATH)


def _are(
    window: Window, kinds: Offsets, words: Words, masked: dict[np.uint64, Words], tokens: tuple[_Token, ...]
) -> Flags:
    found = np.zeros(len(kinds), dtype=np.bool_)
    for token in tokens:
        if token.mask not in masked:
            masked[token.mask] = words & token.mask
        same = masked[token.mask] == token.word
        if len(token.text) > _WORD:
            near = np.flatnonzero(same)
            same[near] = window.stands(kinds[near] + _WORD, token.text[_WORD:])
        found |= same
    return found
