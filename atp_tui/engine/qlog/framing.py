"""Which framing a source has, decided by its content, and the records of the framings that are sequences.

Source: RFC 7464 for JSON-SEQ; draft-ietf-quic-qlog-main-schema-14 sections 5 and 11.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import msgspec

from atp_tui.engine.qlog.event import FaultKind, Framing
from atp_tui.engine.qlog.faults import Faults
from atp_tui.engine.qlog.window import MAX_LEVELS, MAX_VALUE, EndOfSource, TooDeepError, Window

PROBE: Final = 1 << 20
"""Bytes from the beginning that decide the framing."""

_LINES: Final = 50
"""Lines in which an event is looked for where the first is none."""

_CUT: Final = "record cut: the source ends inside of it"
_NO_JSON: Final = "no JSON record"
_TOO_DEEP: Final = f"more than {MAX_LEVELS} levels: not read from there on"
_TOO_LARGE: Final = f"record of more than {MAX_VALUE} bytes skipped"
_SEPARATOR: Final = b"\x1e"
_BEGINS_RECORD: Final = re.compile(rb"(?:^|\n)[ \t\r]*\x1e[ \t\r\n]*\{")
_decode_keys: Final = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_CONTAINER: Final = re.compile(rb'"(?:traces|events)"\s*:\s*\[')


RECORD: Final = 0
"""An item that is a record of a sequence: a header or an event."""
EVENT: Final = 1
"""An element of an array of events."""
HEADER: Final = 2
"""A member of the log itself, as an object of one key."""
TRACE: Final = 3
"""The beginning of a trace."""
TRACE_HEADER: Final = 4
"""A member of the trace, as an object of one key."""
TRACE_END: Final = 5
"""The end of a trace."""

Item = tuple[int, int, int, Any]
"""A part of a source: what it is, the byte offset and length of its JSON text, and a value.

The value is what the decoder made of a record or event, the text of a header, and None of what only begins or ends.
"""

Block = tuple[int, list[bytes], bool]
"""The offset of the first of some pieces of a source, the pieces, of which one separator is between two, and whether
it is the last block."""
Decode = Callable[[bytes, bool], object | None]
"""Turns a JSON text into a value, or None where it is no JSON; the flag asks for None unless it is surely an event."""


def framing_of(window: Window) -> Framing | None:
    """Return the framing of a source from its beginning, passing a byte order mark; None where it is blank."""
    window.hold(PROBE)
    if window.data.startswith(codecs.BOM_UTF8):
        window.at = len(codecs.BOM_UTF8)
    try:
        first = window.peek()
    except EndOfSource:
        return None
    window.hold(PROBE)
    probe = window.data[window.at : window.at + PROBE]
    if first == _SEPARATOR or (_SEPARATOR in probe and _BEGINS_RECORD.search(probe)):
        return Framing.SEQUENCE
    line, newline, rest = probe.partition(b"\n")
    keys = _keys(line)
    if keys is not None:
        is_whole = bool(keys & {"traces", "events"}) or not (keys & {"trace", "time"} or (newline and rest.strip()))
        return Framing.CONTAINED if is_whole else Framing.LINES
    if first == b"[" or _CONTAINER.search(probe):
        return Framing.CONTAINED
    if any({"time", "name"} <= (_keys(later) or set()) for later in rest.split(b"\n", _LINES)[:_LINES]):
        return Framing.LINES
    return Framing.VALUES if _is_followed(probe) else Framing.CONTAINED


def sequence(window: Window, framing: Framing, decode: Decode, faults: Faults) -> Iterator[Item]:
    """Yield the records of a source that is a sequence, and add a fault for each that is none."""
    if framing is Framing.VALUES:
        blocks = _values(window, faults)
    else:
        blocks = _blocks(window, _SEPARATOR if framing is Framing.SEQUENCE else b"\n", faults)
    for place, pieces, is_last in blocks:
        after = place
        for piece in pieces:
            text = piece.strip()
            start = after if piece.startswith(b"{") else after + len(piece) - len(piece.lstrip())
            after += len(piece) + 1
            if not text:
                continue
            value = decode(text, False)
            if value is not None:
                yield RECORD, start, len(text), value
                continue
            found = list(salvaged(start, text, decode))
            yield from found
            is_cut = is_last and not found and _is_open(text)
            faults.add(start, FaultKind.CUT if is_cut else FaultKind.DAMAGED, _CUT if is_cut else _NO_JSON)


def salvaged(offset: int, text: bytes, decode: Decode) -> Iterator[Item]:
    """Yield the events in a text that is no record, such as two records without a separator, line by line."""
    for line in text.split(b"\n"):
        window = Window((line if b"}" in line else b"",))
        try:
            while True:
                window.peek()
                begin = offset + window.offset
                found = window.value()
                value = decode(found, True) if found else None
                if not found or value is None:
                    break
                yield RECORD, begin, len(found), value
        except EndOfSource:
            pass
        offset += len(line) + 1


def _blocks(window: Window, separator: bytes, faults: Faults) -> Iterator[Block]:
    """The pieces between separators."""
    is_large = False
    while True:
        offset = window.offset
        *pieces, last = window.data[window.at :].split(separator)
        if pieces and is_large:
            offset += len(pieces.pop(0)) + 1
            is_large = False
        yield offset, _without_large(offset, pieces, faults), False
        window.at = len(window.data) - len(last)
        if len(last) > MAX_VALUE:
            if not is_large:
                faults.add(window.offset, FaultKind.LIMIT, _TOO_LARGE)
            is_large = True
        if is_large:
            window.at = len(window.data)
        if not window.more():
            break
    if not is_large:
        yield window.offset, [last], True


def _without_large(offset: int, pieces: list[bytes], faults: Faults) -> list[bytes]:
    """The pieces, with white space for those that are too large."""
    if max(map(len, pieces), default=0) <= MAX_VALUE:
        return pieces
    kept = []
    for piece in pieces:
        is_large = len(piece) > MAX_VALUE
        if is_large:
            faults.add(offset, FaultKind.LIMIT, _TOO_LARGE)
        kept.append(b" " * len(piece) if is_large else piece)
        offset += len(piece) + 1
    return kept


def _values(window: Window, faults: Faults) -> Iterator[Block]:
    """The JSON values one after another; what is no object is passed to the end of its line."""
    try:
        while True:
            first = window.peek()
            offset = window.offset
            text = window.value() if first == b"{" else b""
            if text is None:
                faults.add(offset, FaultKind.LIMIT, _TOO_LARGE)
            elif text:
                yield offset, [text], False
            else:
                faults.add(offset, FaultKind.DAMAGED, _NO_JSON)
                _pass_line(window)
    except TooDeepError:
        faults.add(window.offset, FaultKind.LIMIT, _TOO_DEEP)
    except EndOfSource:
        if window.at < len(window.data):
            yield window.offset, [window.data[window.at :]], True


def _pass_line(window: Window) -> None:
    while (end := window.data.find(b"\n", window.at)) < 0:
        window.at = len(window.data)
        if not window.more():
            raise EndOfSource
    window.at = end


def _is_open(text: bytes) -> bool:
    """Whether a text ends inside of a value."""
    try:
        Window((text,)).value()
    except EndOfSource:
        return True
    return False


def _is_followed(text: bytes) -> bool:
    """Whether another object follows the first value."""
    window = Window((text,))
    try:
        return window.peek() == b"{" and window.value() is not None and window.peek() == b"{"
    except EndOfSource:
        return False


def _keys(line: bytes) -> set[str] | None:
    try:
        return set(_decode_keys(line))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
