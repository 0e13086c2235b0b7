"""The logs compared with the events of their lanes while the trace is read, without rendering the lines.

A line consists mostly of bytes of the trace: the digits of seq and time, the kind, the text of the message. So these
are compared where they are, eight bytes at a time, for all events of a window at once. From the first window on in
which they differ, or in which an event does not have the format's own layout, the lines are left to be rendered.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from numpy.typing import NDArray

from atp_tui.engine.survey import LogComparison
from atp_tui.engine.trace import SEQ_WIDTH, Lane
from atp_tui.engine.trace_text import read_event
from atp_tui.store.trace.arrays import np
from atp_tui.store.trace.display_lines import plain_line, unescaped
from atp_tui.store.trace.event_layout import KIND, SEQ, TIME
from atp_tui.store.trace.facts import DOUBT, LANE_FLAG, Batch
from atp_tui.store.trace.fast_scan import PrettyEvents
from atp_tui.store.trace.fast_text import Regions
from atp_tui.store.trace.object_shapes import TEXT_ROOM, Shape
from atp_tui.store.trace.scan import TraceScan, raw_of
from atp_tui.store.trace.words import SLACK, Bytes, Flags, Offsets, Window

_SPACE: Final = ord(" ")
_NEWLINE: Final = ord("\n")
_QUOTE: Final = ord('"')
_ROW: Final = 64
_WORD: Final = 8
_MASKS: Final = np.tril(np.full((_ROW + 1, _ROW), 0xFF, dtype=np.uint8), -1).view(np.uint64)
"""For each number of bytes up to a row, which bytes of the row these are."""

_ZEROS: Final = np.frombuffer(b"0" * SEQ_WIDTH + bytes(SLACK), dtype=np.uint8)
_UNESCAPED: Final = np.zeros(256, dtype=np.bool_)
_UNESCAPED[list(b'"\\/')] = True
"""The characters that a line has without the backslash before them."""


class LogLines:
    """Compares logs with the lines of the lanes as far as that goes without making these.

    Args:
        comparisons: The log of each lane.
    """

    def __init__(self, comparisons: Mapping[Lane, LogComparison]) -> None:
        self.comparisons = comparisons
        self.events = 0
        """How many events were looked at."""
        self.since: dict[Lane, int] = {}
        """The event from which on the lines of a lane are left to be made, for the lanes that have such."""

    def left(self) -> dict[Lane, LogComparison]:
        """Return the lanes that have lines left to be made and no difference yet."""
        return {
            lane: comparison
            for lane, comparison in self.comparisons.items()
            if lane in self.since and comparison.difference is None
        }

    def take(self, scan: TraceScan, batch: Batch) -> None:
        """Compare the lines of the events that were read last."""
        lanes = [lane for lane in self.comparisons if lane not in self.since]
        if lanes:
            lines = None if scan.pretty is None else _Lines.of(scan.window, scan.pretty)
            for lane in lanes:
                if lines is None or not _agree(scan.window, lines, LANE_FLAG[lane], self.comparisons[lane]):
                    self.since[lane] = self.events
        self.events += len(batch.flags)


class _Lines(NamedTuple):
    """What the lines of the events of a window consist of."""

    found: PrettyEvents
    shown: Regions
    """What stands for data, in the window."""
    shapes: Offsets
    """The number of the shape of the data, -1 where it is no object."""
    saved: Offsets
    """How many bytes data has that a line has not: white space of an object, backslashes of a message."""
    is_escaped: Flags
    """Which messages have such backslashes."""
    is_alone: Flags
    """Which lines have to be made, each by itself."""

    @classmethod
    def of(cls, window: Window, found: PrettyEvents) -> "_Lines":
        """Return the lines of events."""
        layout = found.layout
        low = np.where(layout.is_message, layout.texts.low, layout.data.low)
        high = np.where(layout.is_message, layout.texts.high, layout.data.high)
        shapes, saved = np.full(len(low), -1), np.zeros(len(low), dtype=np.int64)
        shapes[found.objects] = found.judged.numbers
        for number, shape in enumerate(found.judged.shapes):
            saved[shapes == number] = sum(map(len, shape.parts)) - sum(map(len, shape.shown))
        is_alone = ~found.is_plain | (found.flags & np.uint16(DOUBT) != 0) | (layout.is_object & (shapes < 0))
        places = found.escapes.places
        texts = layout.texts.of(places)
        is_alone[texts[(texts >= 0) & ~layout.is_message[texts]]] = True
        escaped = texts[(texts >= 0) & layout.is_message[texts] & _UNESCAPED[window.store[places + 1]]]
        saved += np.bincount(escaped, minlength=len(low))
        is_escaped = np.zeros_like(is_alone)
        is_escaped[escaped] = True
        return cls(found, Regions(low, high), shapes, saved, is_escaped, is_alone)


def _agree(window: Window, lines: _Lines, flag: int, comparison: LogComparison) -> bool:
    """Return whether the lines of one lane are next in a log, each with its end, and pass over them if so."""
    members = np.flatnonzero(lines.found.flags & np.uint16(flag))
    if not len(members):
        return True
    made = _made(window, lines, members)
    sizes = _sizes(lines, members)
    for number, line in made.items():
        sizes[number] = len(line)
    ends = np.cumsum(sizes + 1)
    total = int(ends[-1])
    log = comparison.ahead(total)
    if len(log) < total:
        return False
    store = np.zeros(total + SLACK, dtype=np.uint8)
    store[:total] = np.frombuffer(log, dtype=np.uint8)
    starts = ends - sizes - 1
    if not (store[ends - 1] == _NEWLINE).all():
        return False
    if any(not log.startswith(line, int(starts[number])) for number, line in made.items()):
        return False
    plain = np.flatnonzero(~lines.is_alone[members])
    if not _plain_agree(window, lines, members[plain], store, starts[plain]):
        return False
    comparison.skip(total, len(members))
    return True


def _made(window: Window, lines: _Lines, members: Offsets) -> dict[int, bytes]:
    """The lines that have to be made, by their number among the members."""
    made = {}
    for number in np.flatnonzero(lines.is_alone[members]).tolist():
        event = int(members[number])
        raw = raw_of(window, lines.found, event) or b""
        is_plain = lines.found.is_plain[event] and not lines.found.flags[event] & DOUBT
        line = plain_line(raw) if is_plain else None
        made[number] = read_event(raw).line.encode() if line is None else line
    return made


def _sizes(lines: _Lines, members: Offsets) -> Offsets:
    """How long the lines of some events are that need not be made."""
    layout = lines.found.layout
    seq = (layout.clocks - layout.begins)[members] - len(SEQ) - len(TIME)
    time = (layout.kinds.low - layout.clocks)[members] - len(KIND)
    rest = layout.kinds.high - layout.kinds.low + lines.shown.high - lines.shown.low - lines.saved
    sizes: Offsets = np.maximum(seq, SEQ_WIDTH) + time + rest[members] + 3
    return sizes


def _plain_agree(window: Window, lines: _Lines, events: Offsets, log: Bytes, at: Offsets) -> bool:
    """Return whether the lines of some events are at some places of a log."""
    layout = lines.found.layout
    begins, clocks = layout.begins[events] + len(SEQ), layout.clocks[events]
    seq = clocks - len(TIME) - begins
    zeros = np.maximum(SEQ_WIDTH - seq, 0)
    if zeros.any() and not _same(_ZEROS, np.zeros_like(at), log, at, zeros):
        return False
    at = at + zeros
    kinds = Regions(layout.kinds.low[events], layout.kinds.high[events])
    for low, size in ((begins, seq), (clocks, kinds.low - len(KIND) - clocks), (kinds.low, kinds.high - kinds.low)):
        if not _same(window.store, low, log, at, size):
            return False
        at = at + size
        if not (log[at] == _SPACE).all():
            return False
        at = at + 1
    shapes, is_escaped = lines.shapes[events], lines.is_escaped[events]
    copied, escaped = np.flatnonzero((shapes < 0) & ~is_escaped), np.flatnonzero(is_escaped)
    low, size = lines.shown.low[events], (lines.shown.high - lines.shown.low)[events]
    messages = Regions(low[escaped], low[escaped] + size[escaped])
    shown = Regions(at[escaped], at[escaped] + size[escaped] - lines.saved[events[escaped]])
    is_same = _same(window.store, low[copied], log, at[copied], size[copied])
    if not (is_same and _messages_agree(window, messages, log, shown)):
        return False
    for number, shape in enumerate(lines.found.judged.shapes):
        some = np.flatnonzero(shapes == number)
        if not _object_agrees(window, shape, low[some], log, at[some]):
            return False
    return True


def _messages_agree(window: Window, messages: Regions, log: Bytes, lines: Regions) -> bool:
    """Return whether messages are at some places of a log, without the backslashes of quotes and the like."""
    regions = zip(*(each.tolist() for each in (*messages, *lines)), strict=True)
    return all(
        unescaped(bytes(window.memory[low:high])) == log[begin:end].tobytes() for low, high, begin, end in regions
    )


def _object_agrees(window: Window, shape: Shape, low: Offsets, log: Bytes, at: Offsets) -> bool:
    """Return whether objects of one shape are at some places of a log, without their white space."""
    for number, (part, shown) in enumerate(zip(shape.parts, shape.shown, strict=True)):
        if number:
            size = window.distance(low, _QUOTE, TEXT_ROOM)
            if not _same(window.store, low, log, at, size):
                return False
            low, at = low + size, at + size
        if not _has(log, at, shown):
            return False
        low, at = low + len(part), at + len(shown)
    return True


def _has(store: Bytes, places: Offsets, text: bytes) -> bool:
    """Return whether a text is at all places of an array, which has room for a row behind them."""
    for begin in range(0, len(text), _ROW):
        part = text[begin : begin + _ROW]
        width = -(-len(part) // _WORD) * _WORD
        different = _rows(store, places + begin, width)
        different ^= np.frombuffer(part.ljust(width, b"\0"), dtype=np.uint64)
        different &= _MASKS[len(part), : width // _WORD]
        if different.any():
            return False
    return True


def _same(first: Bytes, first_at: Offsets, second: Bytes, second_at: Offsets, sizes: Offsets) -> bool:
    """Return whether the bytes at all places of two arrays are the same; each has room for a row behind them."""
    while len(sizes):
        width = min(-(-int(sizes.max()) // _WORD) * _WORD, _ROW)
        if not width:
            return True
        different = _rows(first, first_at, width)
        different ^= _rows(second, second_at, width)
        # Most columns are as wide in all lines, which one mask serves.
        widths = np.minimum(sizes, width) if sizes.min() < sizes.max() else min(int(sizes[0]), width)
        different &= _MASKS[widths, : width // _WORD]
        if different.any():
            return False
        more = np.flatnonzero(sizes > width)
        first_at, second_at, sizes = first_at[more] + width, second_at[more] + width, sizes[more] - width
    return True


def _rows(store: Bytes, places: Offsets, width: int) -> NDArray[np.uint64]:
    """The bytes at each place, as rows of words."""
    view = np.ndarray((len(store) - width + 1,), f"V{width}", buffer=store, strides=(1,))
    return view[places].view(np.uint64).reshape(-1, width // _WORD)
