"""One pass over a trace: how many events, in which lanes, and whether the three logs are what the filters give.

The trace and the logs are given piece by piece, so that neither has to be held as a whole. Source: FORMAT.md section 8.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from atp_tui.engine.json_ambiguity import Oddity, is_odd, oddity
from atp_tui.engine.lines import shown
from atp_tui.engine.trace import BrokenEvent, Lane, TraceEvent, display_line, lanes_of

_SHOWN: Final = 1_000
"""Bytes of a line of a log that are looked at, where the filter gives a shorter one."""

MAX_BROKEN: Final = 100
"""Broken events that are told one by one; the rest is counted."""


@dataclass(frozen=True, slots=True)
class LogDifference:
    """The first line on which a log is not what the filter gives."""

    line: int
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class TraceSurvey:
    """What one pass over a trace has shown."""

    events: int
    """Elements of the trace, broken ones included."""
    lanes: Mapping[Lane, int]
    """Events of each lane."""
    broken: tuple[tuple[int, BrokenEvent], ...]
    """The first broken events with their places in the trace, from 0."""
    broken_count: int
    is_own_format: bool
    """Whether every event has the fields of version 1 and no others."""
    differences: Mapping[Lane, LogDifference | None]
    """For each lane whose log was given, the first difference or None."""
    odd: tuple[tuple[int, Oddity], ...] = ()
    """The first events that other readers may take otherwise, with their places in the trace."""
    odd_count: int = 0


class LogComparison:
    """Compares the lines that a filter gives with a log, one after the other, up to the first difference.

    Of the log no more is held than what it is compared with, whatever its lines.

    Args:
        log: The log file as chunks of bytes, in any cut: lines joined by newline, none at the end, none when empty.
    """

    def __init__(self, log: Iterable[bytes]) -> None:
        self._chunks = iter(log)
        self._held = b""
        self._has_line: bool | None = None
        """Whether another line begins here; None at the beginning, where that is not known."""
        self._number = 0
        self.difference: LogDifference | None = None
        """The first difference so far."""

    def add(self, line: bytes) -> None:
        """Compare the next line that the filter gives, in UTF-8."""
        if self.difference is None:
            found = self._next(max(len(line), _SHOWN))
            self._number += 1
            if found != line:
                self.difference = LogDifference(self._number, _line(line), _line(found))

    def extend(self, lines: list[bytes]) -> None:
        """Compare the next lines that the filter gives; the same as adding each."""
        if self.difference is not None or not lines:
            return
        wanted = b"\n".join(lines) + b"\n"
        if self.ahead(len(wanted)) == wanted:
            self.skip(len(wanted), len(lines))
        else:
            for line in lines:
                self.add(line)

    def ahead(self, size: int) -> bytes:
        """Return so many bytes that are next in the log, fewer where it ends before."""
        self._hold(size)
        return self._held[:size]

    def skip(self, size: int, lines: int) -> None:
        """Pass over so many bytes that are next, which are so many lines as the filter gives them, with their ends."""
        self._held = self._held[size:]
        self._number += lines
        self._has_line = True

    def finish(self) -> LogDifference | None:
        """Return the first difference, or None where the log is all that the filter gives and no more."""
        if self.difference is None:
            found = self._next(_SHOWN)
            if found is not None:
                self.difference = LogDifference(self._number + 1, "the end", _line(found))
        return self.difference

    def _hold(self, size: int) -> None:
        """Read on until so many bytes are held, or to the end."""
        parts = [self._held]
        size -= len(self._held)
        while size > 0 and (chunk := next(self._chunks, None)) is not None:
            parts.append(chunk)
            size -= len(chunk)
        self._held = b"".join(parts)

    def _next(self, most: int) -> bytes | None:
        """The next line, of one that is longer than *most* bytes so many and one more, None behind the last."""
        self._hold(most + 1)
        if not (bool(self._held) if self._has_line is None else self._has_line):
            return None
        line, newline, rest = self._held.partition(b"\n")
        self._has_line = bool(newline)
        self._held = rest
        return line[: most + 1]


def survey_trace(events: Iterable[TraceEvent | BrokenEvent], logs: Mapping[Lane, Iterable[bytes]]) -> TraceSurvey:
    """Return what a pass over *events* shows; *logs* are the log files as chunks of bytes, in any cut."""
    count, broken_count, is_own_format = 0, 0, True
    lanes = dict.fromkeys(Lane, 0)
    broken: list[tuple[int, BrokenEvent]] = []
    odd: list[tuple[int, Oddity]] = []
    odd_count = 0
    comparisons = {lane: LogComparison(log) for lane, log in logs.items()}
    for event in events:
        if isinstance(event, BrokenEvent):
            broken_count += 1
            if len(broken) < MAX_BROKEN:
                broken.append((count, cut(event)))
        else:
            if is_odd(event.raw) and (found_odd := oddity(event.raw)):
                odd_count += 1
                odd += [(count, found_odd)] if len(odd) < MAX_BROKEN else []
            is_own_format = is_own_format and event.is_own_format
            fields = event.fields
            found = lanes_of(fields)
            for lane in found:
                lanes[lane] += 1
                if lane in comparisons:
                    comparisons[lane].add(display_line(fields).encode())
        count += 1
    differences = {lane: comparison.finish() for lane, comparison in comparisons.items()}
    return TraceSurvey(count, lanes, tuple(broken), broken_count, is_own_format, differences, tuple(odd), odd_count)


def cut(event: BrokenEvent) -> BrokenEvent:
    """Return a broken event with no more of its bytes than are told."""
    return replace(event, raw=event.raw[:_SHOWN])


def _line(line: bytes | None) -> str:
    return "the end" if line is None else shown(line.decode("utf-8", "replace"))
