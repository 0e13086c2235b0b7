"""The trace and the three logs of an imported log as bytes, made while its events come.

The bytes are those that :mod:`atp_tui.engine.pack_format` gives for the same events, at the speed of a million events.
"""

import re
from functools import lru_cache
from typing import Final

import msgspec

from atp_tui.engine.artifacts import TRACE
from atp_tui.engine.pack_format import LOG_OF
from atp_tui.engine.source_table import TABLE, pack_entry
from atp_tui.engine.trace import LANE_WORDS, PATH_KINDS, Lane, escape_breaks, small_letters

END: Final = b"\n]"
"""The end of a trace that has events."""
EMPTY: Final = b"[]"
"""A trace without events."""

_EVENT: Final = (
    b'%b\n  {\n    "seq": %d,\n    "time": %d,\n    "kind": %b,\n    "data": {\n      "Message": %b\n    }\n  }'
)
_SAYS: Final = tuple((lane, re.compile("|".join(map(re.escape, words))).search) for lane, words in LANE_WORDS.items())
_ANY: Final = re.compile("|".join(re.escape(word) for words in LANE_WORDS.values() for word in words)).search
_KINDS: Final = 1_024

_json: Final = msgspec.json.Encoder().encode


@lru_cache(_KINDS)
def _kind(kind: str) -> tuple[bytes, bool]:
    """A kind as JSON, and whether the kind alone is a reason for the path log."""
    return _json(kind), kind in PATH_KINDS


class ImportedTrace:
    """The files that grow with the events of one connection."""

    def __init__(self) -> None:
        self.count = 0
        """Events so far."""
        self.last_time = 0
        """The latest time so far, in nanoseconds."""
        self.grown: dict[str, list[bytes]] = {name: [] for name in (TRACE, *LOG_OF.values(), TABLE)}
        """What was added to each file and not yet taken, by its name."""
        self._trace, self._table = self.grown[TRACE].append, self.grown[TABLE].append
        self._logs = {lane: self.grown[name].append for lane, name in LOG_OF.items()}
        self._begun: set[Lane] = set()

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
        number, (name, is_path) = self.count, _kind(kind)
        self._trace(_EVENT % (b"," if number else b"[", number, time, name, _json(message)))
        self._table(pack_entry(offset, min(length, 2**32 - 1), log))
        said = small_letters(message)
        if is_path or _ANY(said):
            line = escape_breaks(f"{number:06d} {time} {kind} {message}").encode()
            for lane, says in _SAYS:
                if says(said) or (is_path and lane is Lane.PATH):
                    self._logs[lane](b"\n" + line if lane in self._begun else line)
                    self._begun.add(lane)
        self.count = number + 1
        self.last_time = max(self.last_time, time)

    def take(self) -> dict[str, bytes]:
        """Return what was added to each file since the last time, and forget it."""
        taken = {name: b"".join(parts) for name, parts in self.grown.items() if parts}
        for parts in self.grown.values():
            parts.clear()
        return taken

    def end(self) -> None:
        """Add the end of the trace."""
        self._trace(END if self.count else EMPTY)
