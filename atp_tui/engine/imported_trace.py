"""The trace and the three logs of an imported log as bytes, made while its events come.

The bytes are those that :mod:`atp_tui.engine.pack_format` gives for the same events, at the speed of a million events.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

import msgspec

from atp_tui.engine.artifacts import TRACE
from atp_tui.engine.pack_format import LOG_OF
from atp_tui.engine.source_table import TABLE, U32_MAX, pack_entry
from atp_tui.engine.trace import LANE_WORDS, PATH_KINDS, Lane, escape_breaks, small_letters

_END: Final = "\n]"
_EMPTY: Final = "[]"
_LANES: Final = tuple(LOG_OF)
"""The lanes, by whose places here the logs are known; an enumeration is slow as a key."""
_WORDS: Final = tuple(tuple(LANE_WORDS[lane]) for lane in _LANES)
_PATH: Final = _LANES.index(Lane.PATH)
_SAME_DIGITS: Final = bytes.maketrans(b"123456789", b"0" * 9)
"""Makes messages that differ in their digits alone the same; a digit stays one, since it parts the words around it."""
_NUMBER_WIDTH: Final = 100_000
"""The number of an event from which on it needs no zeros before it in a log."""
MOST_SHAPES: Final = 4096
"""Shapes that are kept."""

_json: Final = msgspec.json.Encoder().encode


class _Shape(NamedTuple):
    """What all messages have in common that are of one kind and differ in their digits alone.

    No digit changes the lanes, or whether something has to be escaped.
    """

    start: str
    """The JSON between the time of an event and the text of its message."""
    is_plain: bool
    """Whether the message is its own JSON."""
    is_printable: bool
    """Whether the line in a log is printable as it is."""
    logs: tuple[Callable[[str], None], ...]
    """What takes the line in the log of each lane."""


def _quoted(text: str) -> str:
    return _json(text).decode()


def _is_plain(text: str) -> bool:
    """Whether nothing in a text has to be escaped in JSON."""
    return text.isascii() and text.isprintable() and '"' not in text and "\\" not in text


def _lanes(kind: str, message: str) -> list[int]:
    """The places of the lanes of an event."""
    said = small_letters(message)
    return [
        lane
        for lane, words in enumerate(_WORDS)
        if (lane == _PATH and kind in PATH_KINDS) or any(word in said for word in words)
    ]


class ImportedTrace:
    """The files that grow with the events of one connection."""

    def __init__(self) -> None:
        self.count = 0
        """Events so far."""
        self.last_time = 0
        """The latest time so far, in nanoseconds."""
        self._texts: dict[str, list[str]] = {name: [] for name in (TRACE, *LOG_OF.values())}
        self._table: list[bytes] = []
        self._trace = self._texts[TRACE].append
        self._logs = [self._texts[LOG_OF[lane]].append for lane in _LANES]
        self._begun: set[str] = set()
        """The logs that have a line."""
        self._shapes: dict[tuple[str, bytes], _Shape] = {}

    def add(self, time: int, kind: str, message: str, offset: int, length: int, log: int = 0) -> None:
        """Add an event.

        Args:
            time: Nanoseconds since the first event, u64.
            kind: Its kind.
            message: What it says.
            offset: The byte of its record in the log.
            length: The bytes of the record.
            log: The number of the log.
        """
        number = self.count
        key = (kind, message.encode().translate(_SAME_DIGITS))
        start, is_plain, is_printable, logs = self._shapes.get(key) or self._shape(key, message)
        self._trace(
            f'{"," if number else "["}\n  {{\n    "seq": {number},\n    "time": {time},\n{start}'
            f'{message if is_plain else _quoted(message)[1:-1]}"\n    }}\n  }}'
        )
        self._table.append(pack_entry(offset, min(length, U32_MAX), log))
        if logs:
            shown = number if number >= _NUMBER_WIDTH else f"{number:06d}"
            line = f"{shown} {time} {kind} {message}"
            if not is_printable:
                line = escape_breaks(line)
            for add in logs:
                add(line)
        self.count = number + 1
        self.last_time = max(self.last_time, time)

    def _shape(self, key: tuple[str, bytes], message: str) -> _Shape:
        """The shape of a message that was not seen yet, or not for long."""
        kind = key[0]
        start = f'    "kind": {_quoted(kind)},\n    "data": {{\n      "Message": "'
        logs = tuple(self._logs[lane] for lane in _lanes(kind, message))
        if len(self._shapes) >= MOST_SHAPES:
            self._shapes.clear()
        self._shapes[key] = shape = _Shape(start, _is_plain(message), f"{kind}{message}".isprintable(), logs)
        return shape

    def take(self) -> dict[str, bytes]:
        """Return what was added to each file since the last time, and forget it."""
        taken = {name: self._joined(name, parts).encode() for name, parts in self._texts.items() if parts}
        if self._table:
            taken[TABLE] = b"".join(self._table)
        for parts in self._texts.values():
            parts.clear()
        self._table.clear()
        return taken

    def _joined(self, name: str, parts: list[str]) -> str:
        """The parts of a file as one text: those of a log are its lines."""
        if name == TRACE:
            return "".join(parts)
        text = "\n".join(parts)
        if name in self._begun:
            return f"\n{text}"
        self._begun.add(name)
        return text

    def end(self) -> None:
        """Add the end of the trace."""
        self._trace(_END if self.count else _EMPTY)
