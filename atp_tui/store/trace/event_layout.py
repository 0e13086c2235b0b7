"""Where the parts of events in the format's own layout are, found for all events of a window at once.

The seq and time of an event mostly have as many digits as those of the event before it. So the lines up to the kind
are compared as one text with two gaps: for all events at once whose numbers have as many digits as those of the first
event, then for all that are left, and so on.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from atp_tui.engine.trace import PATH_KINDS, SCHEDULER_KINDS
from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.facts import PLAIN_LENGTH
from atp_tui.store.trace.fast_text import Regions
from atp_tui.store.trace.words import ZEROS, Flags, Offsets, Window, Words, are_digits, number_of, stands, word_of

SEQ: Final = b'  {\n    "seq": '
TIME: Final = b',\n    "time": '
KIND: Final = b',\n    "kind": "'
DATA: Final = b'",\n    "data": '
END: Final = b"\n  },\n"
MESSAGE: Final = b'{\n      "Message": "'
MESSAGE_END: Final = b'"\n    }'
OBJECT: Final = b'{\n      "'
OBJECT_END: Final = b"\n    }"

_MAX_DIGITS: Final = 19
"""Digits that always fit in 64 bits."""
_NUMBER: Final = rb"(0|[1-9][0-9]{0,%d})" % (_MAX_DIGITS - 1)
_HEAD: Final = re.compile(re.escape(SEQ) + _NUMBER + TIME + _NUMBER + KIND)
_MOST_HEAD: Final = len(SEQ) + len(TIME) + len(KIND) + 2 * _MAX_DIGITS
_TRIES: Final = 40
"""Pairs of digits that are tried in one window; what is left then is read event by event."""

_WORD: Final = 8
_QUOTE: Final = ord('"')
_BRACE: Final = ord("{")
_MAX_KIND: Final = 64
"""Bytes within which a kind must end."""
_ALL: Final = 2**64 - 1
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
    size = window.distance(kinds, _QUOTE, _MAX_KIND)
    end = kinds + size
    low, high = end + len(DATA), ends - len(END)
    first, second, third, fourth, fifth = window.words(end, 5)
    near, last = window.words(ends - _TAIL, 2)
    fits &= stands([first, second], DATA) & (last >> np.uint64(16) == word_of(END)) & (size < _MAX_KIND) & (low < high)
    opening = second >> np.uint64(56)
    is_object = (opening == _BRACE) & (third == word_of(OBJECT[1:])) & fits
    is_named = fourth == word_of(MESSAGE[9:17])
    closes = last == word_of(OBJECT_END[4:] + END)
    is_message = is_object & is_named & (fifth & np.uint64(0xFFFFFF) == word_of(MESSAGE[17:])) & closes
    is_message &= (near >> np.uint64(24) == word_of(MESSAGE_END[:5])) & (high - low >= len(MESSAGE) + len(MESSAGE_END))
    is_object &= ~is_named & closes & (near >> np.uint64(32) == word_of(OBJECT_END[:4])) & (high - low < PLAIN_LENGTH)
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
    times = np.zeros(len(begins), dtype=np.uint64)
    for at, digits in ((len(SEQ), seq), (len(SEQ) + seq + len(TIME), time)):
        words = window.words(begins + at, -(-digits // _WORD))
        if digits > 1:
            fits &= words[0] & np.uint64(0xFF) != ord("0")
        for number, word in enumerate(words):
            some = min(digits - number * _WORD, _WORD)
            values = word ^ ZEROS
            values <<= np.uint64((_WORD - some) * 8)
            fits &= are_digits(values)
            if at > len(SEQ):
                times = number_of(values) + times * np.uint64(10**some) if number else number_of(values)
    return fits, times


@lru_cache(maxsize=400)
def _head(seq: int, time: int) -> tuple[tuple[np.uint64, np.uint64], ...]:
    """The first lines of an event with so many digits as words: which of their bytes count, and what these must be."""
    text = SEQ + bytes(seq) + TIME + bytes(time) + KIND
    text += bytes(-len(text) % _WORD)
    parts = [text[place : place + _WORD] for place in range(0, len(text), _WORD)]
    return tuple((word_of(bytes(0xFF if byte else 0 for byte in part)), word_of(part)) for part in parts)


class _Token(NamedTuple):
    """A kind with the quote behind it."""

    text: bytes
    mask: np.uint64
    """Which bytes of the first word count."""
    word: np.uint64
    """What these must be."""


def _token(kind: str) -> _Token:
    text = kind.encode() + b'"'
    return _Token(text, word_of(b"\xff" * min(len(text), _WORD)), word_of(text[:_WORD]))


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
