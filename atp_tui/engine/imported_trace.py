"""The trace and the three logs of an imported log as bytes, made while its events come.

The bytes are those that :mod:`atp_tui.engine.pack_format` gives for the same events, at the speed of a million events.
"""

from typing import Final

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

_json: Final = msgspec.json.Encoder().encode


def _quoted(text: str) -> str:
    """A text as JSON; most texts need no escape, and then nothing has to look for one."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return _json(text).decode()


def _lanes(said: str) -> list[int]:
    """The places of the lanes of a message whose ASCII letters are small."""
    lanes = []
    for lane, words in enumerate(_WORDS):
        for word in words:
            if word in said:
                lanes.append(lane)
                break
    return lanes


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
        self._begun = [False] * len(_LANES)

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
        self._trace(
            f'{"," if number else "["}\n  {{\n    "seq": {number},\n    "time": {time},\n    "kind": {_quoted(kind)},\n'
            f'    "data": {{\n      "Message": {_quoted(message)}\n    }}\n  }}'
        )
        self._table.append(pack_entry(offset, min(length, U32_MAX), log))
        lanes = _lanes(small_letters(message))
        if kind in PATH_KINDS and _PATH not in lanes:
            lanes.append(_PATH)
        if lanes:
            line = f"{number:06d} {time} {kind} {message}"
            if not line.isprintable():
                line = escape_breaks(line)
            for lane in lanes:
                self._logs[lane](f"\n{line}" if self._begun[lane] else line)
                self._begun[lane] = True
        self.count = number + 1
        self.last_time = max(self.last_time, time)

    def take(self) -> dict[str, bytes]:
        """Return what was added to each file since the last time, and forget it."""
        taken = {name: "".join(parts).encode() for name, parts in self._texts.items() if parts}
        if self._table:
            taken[TABLE] = b"".join(self._table)
        for parts in self._texts.values():
            parts.clear()
        self._table.clear()
        return taken

    def end(self) -> None:
        """Add the end of the trace."""
        self._trace(_END if self.count else _EMPTY)
