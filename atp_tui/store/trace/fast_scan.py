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

from numpy.typing import NDArray

from atp_tui.engine.trace import Lane
from atp_tui.store.trace import fast_text as pretty_text
from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.event_layout import Layout, layout_of
from atp_tui.store.trace.facts import DOUBT, LANE_FLAG, ODD, PLAIN, SCHEDULER, TIMED
from atp_tui.store.trace.lane_words import find_words
from atp_tui.store.trace.object_shapes import Judged, Shapes
from atp_tui.store.trace.words import Bytes, Flags, Offsets, Window, Words, few_places

_BACKSLASH: Final = ord("\\")
_FIRST_PRINTABLE: Final = 0x20
_NEWLINE: Final = ord("\n")
_BRACE: Final = ord("{")
_QUOTE: Final = ord('"')
_INDENT: Final = 2


class PrettyEvents(NamedTuple):
    """What was found in a window, event by event."""

    places: Offsets
    """Where each begins in the window, and after the last one where the next begins."""
    flags: NDArray[np.uint16]
    times: Words
    is_known: Flags
    """Whether flags and times are right; other events have to be decoded."""
    layout: Layout
    is_plain: Flags
    """Which events were known without being decoded."""
    escapes: pretty_text.Escapes
    objects: Offsets
    """The events whose data is an object."""
    judged: Judged
    """What is known of these objects."""


def scan(window: Window, length: int, shapes: Shapes) -> PrettyEvents | None:
    """Return the events in the first *length* bytes of a window, but for the last, or None where there are none.

    Args:
        window: The bytes.
        length: How many of them there are.
        shapes: The shapes of objects, kept from window to window.
    """
    store = window.store[:length]
    places = begins(window, length)
    if len(places) < 2:  # noqa: PLR2004 - an event and the one behind it
        return None
    layout = layout_of(window, places)
    flags = layout.path * np.uint16(LANE_FLAG[Lane.PATH]) + np.uint16(TIMED)
    flags |= (layout.scheduler & ~layout.is_message) * np.uint16(SCHEDULER)
    known = layout.fits.copy()
    objects = np.flatnonzero(layout.is_object)
    judged = shapes.judge(window, pretty_text.Regions(layout.data.low[objects], layout.data.high[objects]))
    known[objects] = judged.valid
    flags[objects] |= judged.odd * np.uint16(ODD)
    escapes = pretty_text.escapes(few_places(window.mark(_BACKSLASH, 0, length)))
    quotes = _judge_escapes(store, escapes, layout, known)
    if not (known.all() and _totals_agree(window, places, layout, quotes, judged)):
        _judge_texts(window, length, layout, quotes, known)
        _judge_objects(window, length, layout, objects, judged, known)
    _judge_characters(window.store, store, layout, known, flags)
    _mark_words(window, escapes, layout, flags)
    flags |= known * np.uint16(PLAIN)
    return PrettyEvents(places, flags, layout.times, known, layout, known.copy(), escapes, objects, judged)


def begins(window: Window, length: int) -> Offsets:
    """Return where a line begins with two characters and a brace; most of these begin an event."""
    return window.pairs(_NEWLINE, _BRACE, _INDENT + 1, length) + 1


def _judge_escapes(store: Bytes, escapes: pretty_text.Escapes, layout: Layout, known: Flags) -> Offsets:
    """Find events with escapes that must be decoded, and return how many escaped quotes each text has.

    Texts may have the short escapes; no other escape is taken, and none outside of a text.
    """
    faults = pretty_text.judge(store, escapes, layout.texts)
    known[faults.doubtful] = False
    known[_events_of(layout, faults.outside)] = False
    return faults.quotes


def _totals_agree(window: Window, places: Offsets, layout: Layout, quotes: Offsets, judged: Judged) -> bool:
    """Return whether all events together have no more quotes and control characters than their layout asks for.

    Each has at least those, so when the sums agree, no text has one too many.
    """
    start, stop = int(places[0]), int(places[-1])
    count, messages = len(places) - 1, int(np.count_nonzero(layout.is_message))
    texts = count - int(np.count_nonzero(layout.is_object))
    expected = 10 * count + 2 * texts + 2 * messages + int(quotes.sum()) + int(judged.quotes.sum())
    if np.count_nonzero(window.mark(_QUOTE, start, stop)) != expected:
        return False
    expected = 6 * count + 2 * messages + int(judged.controls.sum())
    return bool(np.count_nonzero(window.mark_below(_FIRST_PRINTABLE, start, stop)) == expected)


def _judge_texts(window: Window, length: int, layout: Layout, quotes: Offsets, known: Flags) -> None:
    """Find the events with a quote or control character too many, one by one."""
    places = np.flatnonzero(window.mark(_QUOTE, 0, length))
    known &= pretty_text.count_in(places, layout.texts) == quotes
    places = np.flatnonzero(window.mark_below(_FIRST_PRINTABLE, 0, length))
    known &= pretty_text.count_in(places, layout.kinds) == 0
    known &= pretty_text.count_in(places, layout.texts) == 0


def _judge_objects(window: Window, length: int, layout: Layout, objects: Offsets, judged: Judged, known: Flags) -> None:
    """Find the objects with a control character too many, one by one."""
    places = np.flatnonzero(window.mark_below(_FIRST_PRINTABLE, 0, length))
    regions = pretty_text.Regions(layout.data.low[objects], layout.data.high[objects])
    known[objects] &= pretty_text.count_in(places, regions) == judged.controls


def _judge_characters(whole: Bytes, store: Bytes, layout: Layout, known: Flags, flags: NDArray[np.uint16]) -> None:
    """All text is UTF-8; characters that display as others are marked."""
    places = pretty_text.high_bytes(store)
    if not len(places):
        return
    if not pretty_text.is_utf8(whole, places):
        known[_events_of(layout, places)] = False
    flags[_events_of(layout, pretty_text.doubtful(whole, places))] |= DOUBT


def _mark_words(window: Window, escapes: pretty_text.Escapes, layout: Layout, flags: NDArray[np.uint16]) -> None:
    """Set the lanes of the words that messages say; the letter of an escape is no letter of a word."""
    messages = np.flatnonzero(layout.is_message)
    texts = pretty_text.Regions(layout.texts.low[messages], layout.texts.high[messages])
    for hits in find_words(window, texts):
        counts = ~escapes.are_escaped(hits.places)
        flags[messages[hits.texts[counts]]] |= np.uint16(LANE_FLAG[hits.lane])


def _events_of(layout: Layout, places: Offsets) -> Offsets:
    """The events in which *places* lie, without those before the first or behind the last."""
    event = np.searchsorted(layout.begins, places, side="right") - 1
    return event[event >= 0]
