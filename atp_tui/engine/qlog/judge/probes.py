"""PATH_CHALLENGE frames and their responses. Source: RFC 9000, section 8.2."""

from typing import Final

from atp_tui.engine.qlog.fields import PathName

MOST_CHALLENGES: Final = 100
"""Challenges without a response that are kept."""


class Challenges:
    """The challenges that one end sent and that are not answered, on one connection."""

    def __init__(self) -> None:
        self.count = 0
        self.open: dict[tuple[PathName | None, str], int] = {}
        """The event of each, by path and data."""
        self.is_crowded = False

    def ask(self, path: PathName | None, data: str, event: int) -> None:
        """Take a challenge."""
        self.count += 1
        if len(self.open) < MOST_CHALLENGES:
            self.open[path, data] = event
        else:
            self.is_crowded = True

    def answer(self, data: str) -> None:
        """Take a response, which validates the path of its challenge whatever challenges were sent before it.

        A response without data answers all challenges. Challenges of an unknown path are on the path of each other.
        """
        asked = {path for path, asked in self.open if asked == data or not data}
        self.open = {key: event for key, event in self.open.items() if key[0] not in asked}

    def answer_exactly(self, data: str) -> None:
        """Take a response to the one challenge with its data, or to all where it has no data."""
        self.open = {key: event for key, event in self.open.items() if data and key[1] not in {data, ""}}

    def overdue(self, last: int) -> tuple[int, ...]:
        """Return the events of open challenges up to the event *last*."""
        return tuple(event for event in self.open.values() if event <= last)
