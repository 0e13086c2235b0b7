"""Probe timeouts in a row. Source: RFC 9002, section 6.2."""

from typing import Final

from atp_tui.engine.qlog.fields import Data, pto_count, text
from atp_tui.engine.qlog.judge.first import FirstEvents

STORM: Final = 3
"""Probe timeouts in a row from which on it counts as a storm: the timer has doubled twice."""


class Timeouts:
    """Counts probe timeouts in a row, as stated or by the expirations of the timer."""

    def __init__(self) -> None:
        self.is_stated = False
        """Whether the log states probe timeouts at all."""
        self.most = 0
        self.storms = FirstEvents()
        """Events at which the count was :data:`STORM` or more."""
        self._run = 0

    def take_count(self, data: Data, event: int) -> None:
        """Take an event that states the count."""
        count = pto_count(data)
        if count is not None:
            self.is_stated = True
            self._take(count, event)

    def take_timer(self, data: Data, event: int) -> None:
        """Take an event of the timer of loss detection."""
        if text(data.get("timer_type")).lower() == "pto":
            self.is_stated = True
            if text(data.get("event_type")).lower() == "expired":
                self._run += 1
                self._take(self._run, event)

    def take_progress(self) -> None:
        """Take that packets were acknowledged, which begins the count again."""
        self._run = 0

    def _take(self, count: int, event: int) -> None:
        self.most = max(self.most, count)
        if count >= STORM:
            self.storms.add(event)
