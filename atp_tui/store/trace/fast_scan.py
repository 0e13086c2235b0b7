"""Events in the format's own layout, found and judged by the thousand without decoding them.

The layout of an event (FORMAT.md sections 4 and 5) is fixed but for its texts and numbers:

      {
        "seq": 7,
        "time": 1200,
        "kind": "Poll",
        "data": {
          "Message": "text"
        }
      },

Every byte of it is compared, every digit read, and every text checked for the bytes that could end it early or make it
invalid. An event of which all of this holds is one valid JSON object in the format's four fields, whatever stands
before or behind it; where anything differs, the event is left to be decoded. So the judgement is exact wherever the
first of the events is known to begin an element of the array, and each one that holds begins the next.
"""

from typing import Final, NamedTuple

import msgspec
from numpy.typing import NDArray

from atp_tui.engine.json_ambiguity import has_repeated_key
from atp_tui.engine.json_text import MAX_DEPTH
from atp_tui.engine.trace import PATH_KINDS, SCHEDULER_KINDS, Lane
from atp_tui.store.trace import fast_text as pretty_text
from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.facts import DOUBT, LANE_FLAG, ODD, PLAIN_LENGTH, SCHEDULER, TIMED, may_be_deep
from atp_tui.store.trace.lane_words import find_words
from atp_tui.store.trace.words import Bytes, Flags, Numbers, Offsets, Window, Words, stands

SEQ: Final = b'  {\n    "seq": '
TIME: Final = b',\n    "time": '
KIND: Final = b',\n    "kind": "'
DATA: Final = b'",\n    "data": '
END: Final = b"\n  },\n"
MESSAGE: Final = b'{\n      "Message": "'
MESSAGE_END: Final = b'"\n    }'
OBJECT: Final = b'{\n      "'
OBJECT_END: Final = b"\n    }"

_BACKSLASH: Final = ord("\\")
_FIRST_PRINTABLE: Final = 0x20
_NEWLINE: Final = ord("\n")
_BRACE: Final = ord("{")
_QUOTE: Final = ord('"')
_INDENT: Final = 2
_MAX_KIND: Final = 64
_SCHEDULER_KINDS: Final = tuple(kind.encode() + b'"' for kind in sorted(SCHEDULER_KINDS))
_OTHER_PATH_KINDS: Final = tuple(kind.encode() + b'"' for kind in sorted(PATH_KINDS - SCHEDULER_KINDS))
_MESSAGE_KEY: Final = OBJECT + b'Message"'

_TASK_PAIRS: Final = 3


class _Task(msgspec.Struct, forbid_unknown_fields=True):
    task: msgspec.Raw
    region: msgspec.Raw


class _OfTask(msgspec.Struct, forbid_unknown_fields=True):
    Task: _Task


_is_task: Final = msgspec.json.Decoder(_OfTask).decode
_is_json: Final = msgspec.json.Decoder(msgspec.Raw).decode


class PrettyEvents(NamedTuple):
    """What was found in a window, event by event."""

    places: Offsets
    """Where each begins in the window, and after the last one where the next begins."""
    flags: NDArray[np.uint16]
    times: Words
    is_known: Flags
    """Whether flags and times are right; other events have to be decoded."""


class _Layout(NamedTuple):
    """The places of an event's parts."""

    begins: Offsets
    kinds: pretty_text.Regions
    data: pretty_text.Regions
    time: Numbers
    scheduler: Flags
    path: Flags
    fits: Flags


class _Data(NamedTuple):
    """What the data of events is."""

    texts: pretty_text.Regions
    """The one text that it has, empty where it is an object."""
    is_message: Flags
    is_object: Flags


def scan(window: Window, length: int) -> PrettyEvents | None:
    """Return the events in the first *length* bytes of a window, but for the last, or None where there are none."""
    store = window.store[:length]
    places = _begins(window, length)
    if len(places) < 2:  # noqa: PLR2004 - an event and the one behind it
        return None
    layout = _layout(window, places)
    data = _data(window, layout)
    flags = np.where(layout.path, np.uint16(TIMED | LANE_FLAG[Lane.PATH]), np.uint16(TIMED))
    flags[layout.scheduler & ~data.is_message] |= np.uint16(SCHEDULER)
    is_text = data.texts.low > layout.data.low
    known = layout.fits & (data.is_object | is_text)
    escapes = pretty_text.escapes(np.flatnonzero(window.mark(_BACKSLASH, 0, length)))
    objects = _objects(window, length, layout, data, known, flags)
    quotes = _judge_escapes(store, escapes, layout, data, known)
    if not (known.all() and _totals_agree(window, places, data, quotes, objects)):
        _judge_texts(window, length, layout, data, quotes, known)
    _judge_characters(window.store, store, layout, known, flags)
    _mark_words(window, length, escapes, data, flags)
    return PrettyEvents(places, flags, layout.time.value, known)


def _begins(window: Window, length: int) -> Offsets:
    """Where a line begins with two characters and a brace; most of these begin an event."""
    marks = window.mark(_NEWLINE, 0, length - _INDENT - 1)
    np.logical_and(marks, window.store[_INDENT + 1 : length] == _BRACE, out=marks)
    return np.flatnonzero(marks) + 1


def _layout(window: Window, places: Offsets) -> _Layout:
    begins, ends = places[:-1], places[1:]
    fits = window.stands(begins, SEQ)
    seq = window.numbers(begins + len(SEQ))
    at = begins + len(SEQ) + seq.digits
    fits &= seq.is_number & window.stands(at, TIME)
    time = window.numbers(at + len(TIME))
    at = at + len(TIME) + time.digits
    fits &= time.is_number & window.stands(at, KIND)
    at = at + len(KIND)
    words = window.words(at, 3)
    scheduler = np.logical_or.reduce([stands(words, kind) for kind in _SCHEDULER_KINDS])
    path = np.logical_or.reduce([scheduler, *(stands(words, kind) for kind in _OTHER_PATH_KINDS)])
    size = window.distance(at, _QUOTE, _MAX_KIND)
    fits &= window.stands(at + size, DATA) & window.stands(ends - len(END), END)
    low, high = at + size + len(DATA), ends - len(END)
    fits &= (size < _MAX_KIND) & (low < high)
    # Where an event does not fit, empty parts at its begin keep the parts of all events in order.
    kinds = pretty_text.Regions(np.where(fits, at, begins), np.where(fits, at + size, begins))
    regions = pretty_text.Regions(np.where(fits, low, begins), np.where(fits, high, begins))
    return _Layout(begins, kinds, regions, time, scheduler, path, fits)


def _data(window: Window, layout: _Layout) -> _Data:
    low, high = layout.data
    words = window.words(low, 3)
    is_text = (window.store[low] == _QUOTE) & (window.store[high - 1] == _QUOTE) & (low < high - 1)
    text_end = high - len(MESSAGE_END)
    is_message = stands(words, MESSAGE) & (low + len(MESSAGE) <= text_end) & window.stands(text_end, MESSAGE_END)
    is_object = stands(words, OBJECT) & ~stands(words, _MESSAGE_KEY)
    is_object &= window.stands(high - len(OBJECT_END), OBJECT_END) & (high - low < PLAIN_LENGTH)
    text_low = np.where(is_message, low + len(MESSAGE), np.where(is_text, low + 1, low))
    text_high = np.where(is_message, text_end, np.where(is_text, high - 1, low))
    return _Data(pretty_text.Regions(text_low, text_high), is_message, is_object)


def _objects(
    window: Window, length: int, layout: _Layout, data: _Data, known: Flags, flags: NDArray[np.uint16]
) -> bytes:
    """Return the data that is no text, one after the other, after each was found to be valid JSON and not too deep."""
    chosen = np.flatnonzero(data.is_object & known)
    whole = window.store[:length].tobytes()
    bounds = zip(layout.data.low[chosen].tolist(), layout.data.high[chosen].tolist(), strict=True)
    parts = [whole[low:high] for low, high in bounds]
    regions = pretty_text.Regions(layout.data.low[chosen], layout.data.high[chosen])
    long = np.flatnonzero(regions.high - regions.low > MAX_DEPTH).tolist()
    known[chosen[[number for number in long if may_be_deep(parts[number])]]] = False
    inside = b"".join(parts)
    try:
        odd = _repeat_keys(parts, inside)
    except (ValueError, RecursionError):
        known[chosen] = False
    else:
        flags[chosen[odd]] |= np.uint16(ODD)
    return inside


def _repeat_keys(parts: list[bytes], inside: bytes) -> list[int]:
    """Which of the objects have a key twice, after each was found to be valid JSON.

    What the lab writes most has three pairs with keys of their own, and no more colons than these.
    """
    others = []
    for number, part in enumerate(parts):
        try:
            _is_task(part)
        except msgspec.ValidationError:
            _is_json(part)
            others.append(number)
    colons = inside.count(b":") - sum(parts[number].count(b":") for number in others)
    is_plain = colons == _TASK_PAIRS * (len(parts) - len(others))
    return [number for number in (others if is_plain else range(len(parts))) if has_repeated_key(parts[number])]


def _judge_escapes(store: Bytes, escapes: pretty_text.Escapes, layout: _Layout, data: _Data, known: Flags) -> Offsets:
    """Find events with escapes that must be decoded, and return how many escaped quotes each text has.

    Texts may have the short escapes; no other escape is taken, and none outside of a text.
    """
    faults = pretty_text.judge(store, escapes, data.texts)
    known[faults.doubtful] = False
    known[_events_of(layout, faults.outside)] = False
    return faults.quotes


def _totals_agree(window: Window, places: Offsets, data: _Data, quotes: Offsets, objects: bytes) -> bool:
    """Return whether all events together have no more quotes and control characters than their layout asks for.

    Each has at least those, so when the sums agree, no text has one too many.
    """
    start, stop = int(places[0]), int(places[-1])
    count, messages = len(places) - 1, np.count_nonzero(data.is_message)
    texts = count - np.count_nonzero(data.is_object)
    inside = np.frombuffer(objects, dtype=np.uint8)
    expected = 10 * count + 2 * texts + 2 * messages + int(quotes.sum()) + np.count_nonzero(inside == _QUOTE)
    if np.count_nonzero(window.mark(_QUOTE, start, stop)) != expected:
        return False
    expected = 6 * count + 2 * messages + np.count_nonzero(inside < _FIRST_PRINTABLE)
    return bool(np.count_nonzero(window.mark_below(_FIRST_PRINTABLE, start, stop)) == expected)


def _judge_texts(window: Window, length: int, layout: _Layout, data: _Data, quotes: Offsets, known: Flags) -> None:
    """Find the events with a quote or control character too many, one by one."""
    places = np.flatnonzero(window.mark(_QUOTE, 0, length))
    known &= pretty_text.count_in(places, data.texts) == quotes
    places = np.flatnonzero(window.mark_below(_FIRST_PRINTABLE, 0, length))
    known &= pretty_text.count_in(places, layout.kinds) == 0
    known &= pretty_text.count_in(places, data.texts) == 0


def _judge_characters(whole: Bytes, store: Bytes, layout: _Layout, known: Flags, flags: NDArray[np.uint16]) -> None:
    """All text is UTF-8; characters that display as others are marked."""
    places = pretty_text.high_bytes(store)
    if not len(places):
        return
    if not pretty_text.is_utf8(whole, places):
        known[_events_of(layout, places)] = False
    flags[_events_of(layout, pretty_text.doubtful(whole, places))] |= DOUBT


def _mark_words(
    window: Window, length: int, escapes: pretty_text.Escapes, data: _Data, flags: NDArray[np.uint16]
) -> None:
    """Set the lanes of the words that messages say; the letter of an escape is no letter of a word."""
    for hits in find_words(window.store[:length], window.small[:length]):
        number = data.texts.of(hits.places)
        counts = (number >= 0) & (hits.places + hits.length <= data.texts.high[number])
        counts &= data.is_message[number] & ~escapes.are_escaped(hits.places)
        flags[number[counts]] |= np.uint16(LANE_FLAG[hits.lane])


def _events_of(layout: _Layout, places: Offsets) -> Offsets:
    """The events in which *places* lie, without those before the first or behind the last."""
    event = np.searchsorted(layout.begins, places, side="right") - 1
    return event[event >= 0]
