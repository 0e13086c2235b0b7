"""The trace file as events, also where it is cut or damaged. Source: FORMAT.md section 5, "Trace events"."""

import codecs
import re
from collections.abc import Iterator
from typing import Final

import msgspec

from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.json_text import UTF_16, type_of
from atp_tui.engine.trace import BrokenEvent, TraceEvent

_TOKEN: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"|["\[\]{},]', re.DOTALL)
_SPACE: Final = b" \t\n\r"
_MARKS: Final = (codecs.BOM_UTF8, *UTF_16)
_SHOWN: Final = 40


def read_events(data: bytes) -> Iterator[TraceEvent | BrokenEvent]:
    """Yield the events of a trace in order, and a broken one for each element that is none.

    A trace that ends before its array does, or goes on after it, ends with a broken event that says so.
    """
    try:
        raws: Iterator[bytes | BrokenEvent] = map(bytes, msgspec.json.decode(data, type=list[msgspec.Raw]))
    except (msgspec.MsgspecError, RecursionError):
        raws = _split(data)
    for raw in raws:
        yield raw if isinstance(raw, BrokenEvent) else read_event(raw)


def read_event(raw: bytes) -> TraceEvent | BrokenEvent:
    """Return the event that an element of the array holds, or a broken one that says why it is none."""
    try:
        return TraceEvent.read(raw)
    except CrashpackError as error:
        return BrokenEvent(raw, error.expected, error.found)


def _split(data: bytes) -> Iterator[bytes | BrokenEvent]:
    """Yield the elements of an array of which not all is JSON, by brackets, strings and commas alone."""
    begin = len(data) - len(data.lstrip(_SPACE))
    if data[begin : begin + 1] != b"[":
        yield BrokenEvent(data[begin : begin + _SHOWN], "an array of events", _found(data, begin))
        return
    start, depth = begin + 1, 1
    for match in _TOKEN.finditer(data, start):
        token = match.group()
        if token in (b"[", b"{"):
            depth += 1
        elif token in (b"]", b"}"):
            depth -= 1
            if depth == 0:
                yield from _last_element(data, start, match)
                return
        elif token == b"," and depth == 1:
            yield data[start : match.start()].strip(_SPACE)
            start = match.end()
        elif token == b'"':
            break
    rest = data[start:].strip(_SPACE)
    yield BrokenEvent(rest, "the rest of the event and of the array", "the end of the file")


def _last_element(data: bytes, start: int, end: re.Match[bytes]) -> Iterator[bytes | BrokenEvent]:
    last = data[start : end.start()].strip(_SPACE)
    if last or data[:start].rstrip(_SPACE).endswith(b","):
        yield last
    if end.group() != b"]":
        yield BrokenEvent(end.group(), "']' at the end of the array", "'}'")
    elif data[end.end() :].strip(_SPACE):
        yield BrokenEvent(data[end.end() :][:_SHOWN], "nothing after the array", _found(data, end.end()))


def _found(data: bytes, position: int) -> str:
    rest = data[position : position + _SHOWN].strip(_SPACE)
    if rest.startswith(_MARKS) and not position:
        return "the byte order mark of UTF-8" if rest.startswith(codecs.BOM_UTF8) else "the byte order mark of UTF-16"
    try:
        return type_of[type(msgspec.json.decode(data))]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, KeyError):
        return repr(rest.decode("utf-8", "replace")) if rest else "nothing"
