"""Bidirectional streams that an end gave up with an error."""

from atp_tui.engine.qlog.closing import Close, close_of_reset
from atp_tui.engine.qlog.fields import Data, is_bidirectional
from atp_tui.engine.qlog.judge.first import FirstEvents


class Resets:
    """The RESET_STREAM frames with an error that came instead of the end of a request or an answer.

    Unidirectional streams are left out: some protocols reset them whenever their data is too late to be of use.
    """

    def __init__(self) -> None:
        self.found = FirstEvents()
        self.first: Close | None = None

    def take(self, stream: int, frame: Data, by: str, event: int) -> None:
        """Take the first RESET_STREAM of a direction that has no end; *by* is the end that sent it."""
        close = close_of_reset(frame, by)
        if close is not None and is_bidirectional(stream):
            self.first = self.first or close
            self.found.add(event)
