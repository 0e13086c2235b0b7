"""A log that is one JSON document: its traces, headers and events, split without decoding the whole.

An element is first guessed to end where the bytes between two elements next occur, as they did between the last two.
Only an element that decodes is taken, and an object or array that decodes is whole, so a guess can be wrong but not
the result. Where a guess fails, the brackets are counted.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from atp_tui.engine.qlog.event import FaultKind
from atp_tui.engine.qlog.faults import Faults
from atp_tui.engine.qlog.framing import EVENT, HEADER, TRACE, TRACE_END, TRACE_HEADER, Decode, Item
from atp_tui.engine.qlog.window import MAX_LEVELS, MAX_VALUE, EndOfSource, TooDeepError, Window

_KEY: Final = re.compile(rb'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_FIRST_KEY: Final = re.compile(rb'\{[ \t\n\r]*+"[a-z_]++"[ \t\n\r]*+:|\[')
_TAIL: Final = re.compile(rb"\}[ \t\n\r]*+\]$|[\]}]$")
_GAP: Final = re.compile(rb"[ \t\n\r]*+,[ \t\n\r]*+")
_STRAY: Final = re.compile(rb"[}:]++")
_BLANK_ARRAYS: Final = frozenset({b"[]", b"{}"})
_NOTHING: Final = (b"", 0, 0)
_ARRAY_START: Final = re.compile(rb'"(?:events|traces)"[ \t\n\r]*+:[ \t\n\r]*+\[')
_NEXT: Final = re.compile(
    rb',[ \t\n\r]*+(?=\{[ \t\n\r]*+"(?:time|relative_time|delta_time|name|data|group_id|category|path)")'
    rb"|\}[ \t\n\r]*+\][ \t\n\r]*+,[ \t\n\r]*+(?=\[)"
)
"""What is between two events, for a place to go on at after damage."""

_MAX_KEY: Final = 1 << 16
_GUESS: Final = 1 << 16
"""Bytes in which the end of an element is guessed."""
_MAX_BETWEEN: Final = 512
"""Bytes from the end of an element to behind the first key of the next, to be guessed by."""
_TRIES: Final = 100
"""Places that are tried after damage."""
_PATIENCE: Final = 16
"""How many bytes are looked at again in damaged parts, for each byte of the source and for the first megabyte."""

_CUT_EVENT: Final = "record cut: the source ends inside of it"
_CUT_LOG: Final = "log cut: the source ends before the document does"
_NO_EVENT: Final = "no JSON where an event is expected"
_NO_HEADER: Final = "no JSON where a member of the log is expected"
_BEHIND: Final = "text after the end of the document"
_TOO_DAMAGED: Final = "too much damage: not read from there on"
_TOO_DEEP: Final = f"more than {MAX_LEVELS} levels: not read from there on"
_TOO_LARGE: Final = f"value of more than {MAX_VALUE} bytes skipped"


class _NothingLeftError(Exception):
    """No more events follow damage."""


class _TooDamagedError(Exception):
    """Looking for more events would take too long."""


class Document:
    """Splits one document into its parts; see :mod:`~atp_tui.engine.qlog.framing`."""

    def __init__(self, window: Window, decode: Decode, faults: Faults) -> None:
        self._window = window
        self._decode = decode
        self._faults = faults
        self._between = _NOTHING
        """The bytes between two elements with some of both, how many are of the first, and how many of none."""
        self._wasted = 0

    def parts(self) -> Iterator[Item]:
        """Yield the parts in order; a fault is added for what is none."""
        window = self._window
        try:
            token = window.peek()
            if token in (b"[", b"{"):
                window.at += 1
            yield from self._events() if token == b"[" else self._members(HEADER)
        except _NothingLeftError:
            return
        except _TooDamagedError:
            self._faults.add(window.offset, FaultKind.LIMIT, _TOO_DAMAGED)
            return
        except TooDeepError:
            self._faults.add(window.offset, FaultKind.LIMIT, _TOO_DEEP)
            return
        except EndOfSource:
            is_inside = window.at < len(window.data)
            self._faults.add(window.offset, FaultKind.CUT, _CUT_EVENT if is_inside else _CUT_LOG)
            return
        yield from self._behind()

    def _members(self, part: int) -> Iterator[Item]:
        """The members of the log or of a trace, from behind its opening bracket to behind its closing one."""
        window = self._window
        while (token := window.peek()) != b"}":
            if token == b",":
                window.pass_commas()
                continue
            start = window.offset
            key = self._key() if token == b'"' else None
            opener = window.peek() if key is not None else b""
            if key == b"events" and opener == b"[":
                window.at += 1
                yield from self._events()
            elif key == b"traces" and opener == b"[" and part is HEADER:
                window.at += 1
                yield from self._traces()
            elif key == b"trace" and opener == b"{" and part is HEADER:
                yield from self._trace()
            elif key is None or opener in b"]},:":
                self._faults.add(start, FaultKind.DAMAGED, _NO_HEADER)
                self._pass_damage()
            else:
                yield from self._member(part, key, start)
        window.at += 1

    def _key(self) -> bytes | None:
        """Pass a key and its colon."""
        window = self._window
        window.hold(_MAX_KEY)
        match = _KEY.match(window.data, window.at)
        if match is None:
            if len(window.data) - window.at < _MAX_KEY and b'"' not in window.data[window.at + 1 :]:
                raise EndOfSource
            return None
        window.at = match.end()
        if window.peek() != b":":
            return None
        window.at += 1
        return match[1]

    def _member(self, part: int, key: bytes, start: int) -> Iterator[Item]:
        value = self._window.value()
        if value is None:
            self._faults.add(start, FaultKind.LIMIT, _TOO_LARGE)
        else:
            yield part, start, self._window.offset - start, b'{"' + key + b'":' + value + b"}"

    def _traces(self) -> Iterator[Item]:
        window = self._window
        while (token := window.peek()) != b"]":
            if token == b",":
                window.pass_commas()
            elif token == b"{":
                yield from self._trace()
            else:
                self._faults.add(window.offset, FaultKind.DAMAGED, _NO_HEADER)
                if token in b"}:" or not window.value():
                    window.at += 1
        window.at += 1

    def _trace(self) -> Iterator[Item]:
        window = self._window
        yield TRACE, window.offset, 0, None
        window.at += 1
        yield from self._members(TRACE_HEADER)
        yield TRACE_END, window.offset, 0, None

    def _pass_damage(self) -> None:
        """Go on at the next array of events or traces."""
        window = self._window
        while (match := _ARRAY_START.search(window.data, window.at)) is None:
            window.at = max(window.at, len(window.data) - _MAX_BETWEEN)
            if not window.more():
                raise _NothingLeftError
        window.at = match.start()

    def _events(self) -> Iterator[Item]:
        """The elements of an array of events, from behind its opening bracket to behind its closing one."""
        window = self._window
        self._between = _NOTHING
        while (token := window.peek()) != b"]":
            if token == b",":
                window.pass_commas()
                continue
            yield from self._guessed()
            yield from self._element()
        window.at += 1

    def _guessed(self) -> Iterator[Item]:
        """The elements at the place, as long as their ends are guessed."""
        window, decode = self._window, self._decode
        between, tail, gap = self._between
        if not between:
            return
        data, base, at = window.data, window.base, window.at
        while (place := data.find(between, at, at + _GUESS)) >= 0:
            stop = place + tail
            value = decode(data[at:stop], False)
            if value is None:
                return
            yield EVENT, base + at, stop - at, value
            at = window.at = stop + gap

    def _element(self) -> Iterator[Item]:
        """The element at the place, by its brackets; or none and a fault, and the place where to go on."""
        window, start = self._window, self._window.offset
        try:
            end = window.value_end()
        except EndOfSource:
            if not self._is_resumed(MAX_VALUE):
                raise
            self._faults.add(start, FaultKind.DAMAGED, _NO_EVENT)
            return
        text = b"" if end is None else window.data[window.at : end]
        value = self._decode(text, False) if text else None
        if value is not None:
            window.at += len(text)
            yield EVENT, start, len(text), value
            self._learn(text)
        elif text in _BLANK_ARRAYS:
            window.at += len(text)
        elif self._is_resumed(MAX_VALUE if end is None else len(text)):
            self._faults.add(start, FaultKind.DAMAGED, _NO_EVENT)
        elif end is None:
            self._faults.add(start, FaultKind.LIMIT, _TOO_LARGE)
            window.skip_value()
        else:
            self._faults.add(start, FaultKind.DAMAGED, _NO_EVENT)
            window.at += len(text)
            self._pass_stray()

    def _pass_stray(self) -> None:
        """Pass the brackets and colons at the place that close or separate nothing."""
        window = self._window
        while match := _STRAY.match(window.data, window.at):
            window.at = match.end()
            if window.at < len(window.data) or not window.more():
                return

    def _learn(self, text: bytes) -> None:
        """Remember what is between the element just passed and the next."""
        window = self._window
        window.hold(_MAX_BETWEEN)
        gap = _GAP.match(window.data, window.at)
        tail = _TAIL.search(text, max(0, len(text) - _MAX_BETWEEN))
        head = _FIRST_KEY.match(window.data, gap.end()) if gap else None
        if gap and tail and head:
            self._between = tail[0] + gap[0] + head[0], len(tail[0]), len(gap[0])

    def _is_resumed(self, size: int) -> bool:
        """Go to the next place within so many bytes where an event begins, and return whether there is one."""
        window = self._window
        window.hold(size + _GUESS)
        stop = min(window.at + size, len(window.data))
        self._spend(stop - window.at)
        for match in islice(_NEXT.finditer(window.data, window.at + 1, stop), _TRIES):
            ahead = Window((window.data[match.end() : match.end() + _GUESS],))
            try:
                text = ahead.value()
            except EndOfSource:
                text = None
            self._spend(_GUESS if text is None else len(text))
            if text and self._decode(text, True) is not None:
                window.at = match.end()
                return True
        return False

    def _spend(self, size: int) -> None:
        self._wasted += size
        if self._wasted > _PATIENCE * (1 << 20) + _PATIENCE * self._window.offset:
            raise _TooDamagedError

    def _behind(self) -> Iterator[Item]:
        """The events behind the end of the document, which a second thread may have written."""
        window = self._window
        try:
            window.peek()
            self._faults.add(window.offset, FaultKind.DAMAGED, _BEHIND)
            while True:
                start, token = window.offset, window.peek()
                text = window.value() if token in (b"{", b"[") else None
                if text is None:
                    window.at += token not in (b"{", b"[")
                elif (value := self._decode(text, True)) is not None:
                    yield EVENT, start, len(text), value
        except EndOfSource:
            return
