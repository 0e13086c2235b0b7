"""The faults of a log, of which the first are kept and all are counted."""

from typing import Final

from atp_tui.engine.qlog.event import FaultKind, LogFault

MAX_FAULTS: Final = 1000
"""Faults that are kept one by one."""


class Faults:
    """Collects faults while a log is read."""

    def __init__(self) -> None:
        self.kept: list[LogFault] = []
        self.count = 0
        self.is_cut = False
        """Whether the source ends too early."""
        self.has_error_trace = False
        """Whether the writer states that it could not include a trace."""

    def add(self, offset: int, kind: FaultKind, words: str) -> None:
        """Add a fault at a byte of the source."""
        self.count += 1
        self.is_cut = self.is_cut or kind is FaultKind.CUT
        self.has_error_trace = self.has_error_trace or kind is FaultKind.TRACE
        if len(self.kept) < MAX_FAULTS:
            self.kept.append(LogFault(offset, words, kind))
