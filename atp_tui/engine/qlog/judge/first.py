"""The first events of many: what a violation names of its events."""

from typing import Final

MOST_EVENTS: Final = 100
"""Event numbers that a violation names."""


class FirstEvents:
    """Counts occurrences, and keeps the numbers of the events of the first ones."""

    __slots__ = ("count", "events")

    def __init__(self) -> None:
        self.count = 0
        self.events: list[int] = []

    def add(self, *events: int) -> None:
        """Add one occurrence with its events."""
        self.count += 1
        if len(self.events) < MOST_EVENTS:
            self.events.extend(events)

    @property
    def shown(self) -> tuple[int, ...]:
        """The events that are kept, at most :data:`MOST_EVENTS`."""
        return tuple(self.events[:MOST_EVENTS])
