"""A log file of the pack as rows: the lines of its writer, as they are."""

from rich.text import Text

from atp_tui.store.log_file import LogFile
from atp_tui.tui.words import pack_text


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

    def width(self) -> int:
        """Return no width: the lines drawn tell it."""
        return 0
