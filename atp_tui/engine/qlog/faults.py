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

    def add(self, offset: int, kind: FaultKind, words: str) -> None:
        """Add a fault at a byte of the source."""
        self.count += 1
        if len(self.kept) < MAX_FAULTS:
            self.kept.append(LogFault(offset, words, kind))
