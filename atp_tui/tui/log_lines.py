"""A log file of the pack as rows: the lines of its writer, as they are."""

from collections.abc import Iterable

from rich.text import Text

from atp_tui.tui.words import pack_text


class LogLines:
    """The lines of a log file."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        data = b"".join(chunks)
        self._lines = data.split(b"\n") if data else []

    def count(self) -> int:
        """Return the number of lines."""
        return len(self._lines)

    def line(self, index: int) -> Text:
        """Return a line."""
        return pack_text(self._lines[index].decode("utf-8", "replace"))

    def width(self) -> int:
        """Return no width: the lines drawn tell it."""
        return 0
