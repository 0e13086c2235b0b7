"""Many events at once as the bytes of the trace and the logs: the same bytes as one by one, several times faster.

Source: FORMAT.md section 5.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from atp_tui.engine.json_text import MAX_DEPTH, with_few_escapes
from atp_tui.engine.trace import (
    LANE_WORDS,
    MESSAGE_START,
    NO_SEQ,
    PATH_KINDS,
    SEQ_WIDTH,
    Lane,
    RawFields,
    TraceEvent,
    display_line,
    fields_of,
    is_u64,
    lanes_of,
)

BATCH: Final = 1 << 17
"""Bytes of events that are processed together; a larger event is processed alone."""
_SHALLOW: Final = 2 * MAX_DEPTH
"""Bytes up to which an event cannot have too many levels."""
_ESCAPED: Final = (b"\\", b"\x7f")
_ESCAPED_WIDE: Final = ("\x85".encode(), "\u2028".encode(), "\u2029".encode())
"""What a line of a log has in another form than compact JSON."""
_WORDS: Final = {lane: tuple(word.encode() for word in words) for lane, words in LANE_WORDS.items()}
_PATH_TOKENS: Final = frozenset(b'"%b"' % kind.encode() for kind in PATH_KINDS)
_MESSAGE_END: Final = b'"}'
_MESSAGE_QUOTES: Final = MESSAGE_START.count(b'"') + _MESSAGE_END.count(b'"')
_NO_SEQ: Final = NO_SEQ.encode()


class _LaneLog(NamedTuple):
    """The log of one lane, while lines are added."""

    add: Callable[[bytes], None]
    is_path_log: bool
    """Whether the kind alone can put an event into it."""
    words: tuple[bytes, ...]
    """The words of the lane that occur in the batch."""


_decode_events: Final = msgspec.json.Decoder(list[RawFields]).decode


class EventBatch(NamedTuple):
    """Some events in order."""

    text: bytes
    """The array of them, in JSON without white space and with only the escapes that the format has."""
    events: Sequence[RawFields]

    @classmethod
    def of(cls, raws: Iterable[bytes]) -> "EventBatch":
        """Return events that were read, each given as its :attr:`TraceEvent.raw`."""
        return cls._decoded(_array(raws))

    @classmethod
    def read(cls, raws: Sequence[bytes]) -> "EventBatch":
        """Return the events that values in valid JSON hold; errors as for :meth:`TraceEvent.read`."""
        if max(map(len, raws), default=0) <= _SHALLOW:
            try:
                text = msgspec.json.format(_array(raws), indent=-1)
                return cls._decoded(with_few_escapes(text))
            except (msgspec.MsgspecError, UnicodeEncodeError):
                pass
        return cls.of([TraceEvent.read(raw).raw for raw in raws])

    @classmethod
    def _decoded(cls, text: bytes) -> "EventBatch":
        return cls(text, _decode_events(text))

    @property
    def elements(self) -> bytes:
        """The events as :func:`elements_of` gives them."""
        return _elements(self.text)

    def lines(self, lanes: Iterable[Lane]) -> dict[Lane, list[bytes]]:
        """Return the display lines of the events of some lanes, in UTF-8."""
        lines: dict[Lane, list[bytes]] = {lane: [] for lane in lanes}
        small = self.text.lower()
        logs = [
            _LaneLog(found.append, lane is Lane.PATH, tuple(word for word in _WORDS[lane] if word in small))
            for lane, found in lines.items()
        ]
        may_differ = _may_differ(self.text)
        for event in self.events:
            kind, data = bytes(event.kind), bytes(event.data)
            if may_differ and (_may_differ(data) or _may_differ(kind)):
                _add_decoded(event, lines)
            elif adding := _logs_of(kind, message := _message(data), logs):
                line = _line(event, kind, (data or b"-") if message is None else message)
                for add in adding:
                    add(line)
        return lines


def batches_of(raws: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Yield texts in lists of a bounded size, in order."""
    held: list[bytes] = []
    size = 0
    for raw in raws:
        held.append(raw)
        size += len(raw)
        if size >= BATCH:
            yield held
            held, size = [], 0
    if held:
        yield held


def elements_of(raws: Iterable[bytes]) -> bytes:
    """Return events in the layout of a trace, as they stand between the brackets of its array.

    Args:
        raws: The :attr:`TraceEvent.raw` of each, of one at least.
    """
    return _elements(_array(raws))


def _elements(array: bytes) -> bytes:
    return msgspec.json.format(array, indent=2)[1:-2]


def _array(raws: Iterable[bytes]) -> bytes:
    return b"[%b]" % b",".join(raws)


def _message(data: bytes) -> bytes | None:
    """The text of a message as it stands, where nothing in it is escaped."""
    if data.startswith(MESSAGE_START) and data.endswith(_MESSAGE_END) and data.count(b'"') == _MESSAGE_QUOTES:
        return data[len(MESSAGE_START) : -len(_MESSAGE_END)]
    return None


def _may_differ(text: bytes) -> bool:
    """Whether a part of compact JSON may have another form in the line of a log."""
    if any(mark in text for mark in _ESCAPED):
        return True
    return not text.isascii() and any(mark in text for mark in _ESCAPED_WIDE)


def _logs_of(kind: bytes, message: bytes | None, logs: Sequence[_LaneLog]) -> list[Callable[[bytes], None]]:
    """What adds a line to each log to which an event belongs."""
    is_path = kind in _PATH_TOKENS
    if message is None:
        return [add for add, is_path_log, _ in logs if is_path_log] if is_path else []
    said = message.lower()
    found = []
    for add, is_path_log, words in logs:
        if is_path_log and is_path:
            found.append(add)
            continue
        for word in words:
            if word in said:
                found.append(add)
                break
    return found


def _line(event: RawFields, kind: bytes, data: bytes) -> bytes:
    """The line of an event in which nothing is escaped."""
    seq, time = bytes(event.seq), bytes(event.time)
    seq = seq.rjust(SEQ_WIDTH, b"0") if is_u64(seq) else _NO_SEQ
    time = time if is_u64(time) else b"-"
    kind = kind[1:-1] if kind.startswith(b'"') else b"-"
    return b"%b %b %b %b" % (seq, time, kind, data)


def _add_decoded(event: RawFields, lines: dict[Lane, list[bytes]]) -> None:
    fields = fields_of(event)
    for lane in lanes_of(fields):
        if lane in lines:
            lines[lane].append(display_line(fields).encode())
