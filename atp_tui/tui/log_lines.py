"""A log file of the pack as rows: the lines of its writer, as they are."""

from rich.text import Text

from atp_tui.store.log_file import LogFile
from atp_tui.tui.text import pack_text


class LogLines:
    """The lines of a log file, none where it cannot be read."""

    def __init__(self, log: LogFile | None) -> None:
        self._log = log

    def count(self) -> int:
        """Return the number of lines."""
        return self._log.count() if self._log is not None else 0

    def line(self, index: int) -> Text:
        """Return a line."""
        return pack_text(self._log.line(index).decode("utf-8", "replace") if self._log is not None else "")

    def place(self, row: int) -> None:
        """Return None: a line of a log file is no event."""

    def is_ahead(self, row: int) -> bool:  # noqa: ARG002 - as above
        """Return False: all lines are known."""
        return False
