"""The elements of a trace's array, one after the other, exactly and from anywhere between two of them.

This is the way for every file: broken, cut, with strings over many lines or of many megabytes. It gives what
:func:`atp_tui.engine.trace_text.read_events` gives, but reads in parts and holds at most one event.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from atp_tui.engine.trace import BrokenEvent, TraceEvent
from atp_tui.engine.trace_text import read_event, read_events
from atp_tui.store.trace.file import MAX_EVENT, READ, TraceFile

SPACE: Final = b" \t\n\r"
SHOWN: Final = 40

_NOT_SPACE: Final = re.compile(rb"[^ \t\n\r]")
_TOKEN: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"|["\[\]{},]', re.DOTALL)
_STRING_REST: Final = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_ENDS_ELEMENT: Final = frozenset({b",", b"]", b"}"})
_DEEPER: Final = MappingProxyType({b"[": 1, b"{": 1, b"]": -1, b"}": -1})
_FIRST_READ: Final = 1 << 12
_SMALL_READ: Final = 1 << 16


class Element(NamedTuple):
    """One element of the array, or what stands in the place of one."""

    start: int
    """Where it begins in the file."""
    stop: int
    """Where it ends."""
    after: int
    """Where the next begins, white space included; the size of the file when there is none."""
    broken: BrokenEvent | None
    """What the end of the array says when the array does not end as it should."""


@dataclass(slots=True)
class _State:
    """Between two tokens of the array."""

    start: int
    depth: int = 1
    in_string: bool = False
    follows_comma: bool = False


def array_start(trace: TraceFile) -> int | None:
    """Return the place behind the bracket that begins the array, or None where none does."""
    begin = first_not_space(trace, 0)
    return begin + 1 if trace.read(begin, 1) == b"[" else None


def no_array(trace: TraceFile) -> BrokenEvent:
    """Return what a file that holds no array of events is told as."""
    begin = first_not_space(trace, 0)
    data = trace.read(0, MAX_EVENT) if trace.size <= MAX_EVENT else trace.read(begin, _SMALL_READ)
    event = next(read_events(data), None)
    return event if isinstance(event, BrokenEvent) else BrokenEvent(data[:SHOWN], "an array of events", "another file")


def elements(trace: TraceFile, place: int, *, follows_comma: bool) -> Iterator[Element]:
    """Yield the elements of the array from *place* on, which is where one begins or white space before it.

    Args:
        trace: The file.
        place: A place behind the first bracket or behind a comma between two elements.
        follows_comma: Whether a comma stands before it.
    """
    state = _State(place, follows_comma=follows_comma)
    at, length = place, _FIRST_READ
    while window := trace.read(at, length):
        begin, length = at, min(length * 2, READ)
        at += _leave_string(state, window)
        if state.in_string:
            if at == begin:
                break
            continue
        for match in _TOKEN.finditer(window, at - begin):
            token = match.group()
            if token == b'"':
                state.in_string = True
                at = begin + match.end()
                break
            if state.depth == 1 and token in _ENDS_ELEMENT:
                yield from _element(trace, state, begin + match.start(), token)
                if token != b",":
                    return
                state.start, state.follows_comma = begin + match.end(), True
            else:
                state.depth += _DEEPER.get(token, 0)
        else:
            at = begin + len(window)
    yield _rest(trace, state.start)


def read_element(trace: TraceFile, element: Element) -> TraceEvent | BrokenEvent:
    """Return the event that an element holds."""
    if element.broken is not None:
        return element.broken
    length = element.stop - element.start
    if length > MAX_EVENT:
        return BrokenEvent(
            trace.read(element.start, SHOWN), f"an event of at most {MAX_EVENT} bytes", f"{length} bytes"
        )
    return read_event(trace.read(element.start, length))


def first_not_space(trace: TraceFile, place: int) -> int:
    """Return the first place from *place* on where no white space stands, the end of the file where there is none."""
    while window := trace.read(place, _SMALL_READ):
        if match := _NOT_SPACE.search(window):
            return place + match.start()
        place += len(window)
    return place


def _leave_string(state: _State, window: bytes) -> int:
    """Go to the end of the string in which a window begins, if it does, and return how many bytes that is."""
    if not state.in_string:
        return 0
    match = _STRING_REST.match(window)
    end = match.end() if match else 0
    if window[end : end + 1] != b'"':
        return end
    state.in_string = False
    return end + 1


def _element(trace: TraceFile, state: _State, stop: int, token: bytes) -> Iterator[Element]:
    """The element that ends before *token*, and what is to be said of the end of the array."""
    start, end = _stripped(trace, state.start, stop)
    if token == b",":
        yield Element(start, end, stop + 1, None)
        return
    if start < end or state.follows_comma:
        yield Element(start, end, trace.size, None)
    if token == b"}":
        yield Element(stop, stop + 1, trace.size, next(read_events(b"[}")))  # type: ignore[arg-type]
    elif first_not_space(trace, stop + 1) < trace.size:
        yield Element(stop + 1, trace.size, trace.size, _after_array(trace, stop + 1))


def _after_array(trace: TraceFile, place: int) -> BrokenEvent | None:
    """What stands behind the array, which is more than white space."""
    tail = trace.read(place, SHOWN)
    last = list(read_events(b"[]" + (tail if tail.strip(SPACE) else tail + b".")))[-1]
    return last if isinstance(last, BrokenEvent) else None


def _rest(trace: TraceFile, place: int) -> Element:
    """The element in which the file ends."""
    start, stop = _stripped(trace, place, trace.size)
    data = trace.read(start, min(stop - start, MAX_EVENT))
    broken = BrokenEvent(data, "the rest of the event and of the array", "the end of the file")
    return Element(start, stop, trace.size, broken)


def _stripped(trace: TraceFile, start: int, stop: int) -> tuple[int, int]:
    """The part without the white space around it."""
    start = min(first_not_space(trace, start), stop)
    while start < stop:
        low = max(start, stop - _SMALL_READ)
        kept = trace.read(low, stop - low).rstrip(SPACE)
        if kept:
            return start, low + len(kept)
        stop = low
    return start, stop
