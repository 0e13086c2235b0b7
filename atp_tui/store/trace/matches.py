"""Looking through the events of a lane for those that are wanted, in batches that can be shown at once."""

import time
from collections.abc import Callable, Iterator
from typing import Final, Protocol

from atp_tui.engine.trace import Lane
from atp_tui.store.trace.pages import Event

BATCH_SECONDS: Final = 0.05
"""How long a batch is gathered at the most before it is handed on."""

_LOOK_EVERY: Final = 64


class Rows(Protocol):
    """Events that can be gone through lane by lane."""

    def count(self, lane: Lane | None = None) -> int:
        """Return how many events a lane has, or the trace."""

    def at(self, place: int) -> Event:
        """Return the event at a place of the trace."""

    def place(self, lane: Lane | None, row: int) -> int:
        """Return the place in the trace of a row of a lane."""


def find(
    events: Rows, lane: Lane | None, is_wanted: Callable[[Event], bool], is_cancelled: Callable[[], bool]
) -> Iterator[tuple[list[int], int]]:
    """Yield the places of wanted events with the number of rows looked through so far, batch after batch.

    The last batch has looked through all rows; after a cancellation there is none.
    """
    count = events.count(lane)
    found: list[int] = []
    last = time.monotonic()
    for row in range(count):
        if row % _LOOK_EVERY == 0 and row:
            if is_cancelled():
                return
            if time.monotonic() - last > BATCH_SECONDS:
                yield found, row
                found = []
                last = time.monotonic()
        place = events.place(lane, row)
        if is_wanted(events.at(place)):
            found.append(place)
    yield found, count
