"""Places visited among the events, to go back to and forward again."""

from dataclasses import dataclass
from typing import Final

from atp_tui.engine.relevance import Relevance
from atp_tui.engine.trace import Lane

MOST: Final = 200
"""Visits that are kept; the oldest are forgotten."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What the events pane shows, and where its cursor is."""

    place: int | None = None
    """The place in the trace of the event under the cursor."""
    lane: Lane | None = None
    query_text: str = ""
    chosen: Relevance | None = None
    """What bears on the violation whose events are shown."""
    chosen_name: str = ""
    span: tuple[int, int] | None = None
    """The range of lab time, in nanoseconds, the end excluded."""
    alone: bool = True
    """Whether the events that are meant stand alone."""


class Visits:
    """Two stacks, as browsers have them: what lies behind and, after a step back, what lies ahead."""

    def __init__(self) -> None:
        self._behind: list[Visit] = []
        self._ahead: list[Visit] = []

    def leave(self, visit: Visit) -> None:
        """Remember where a jump began; what lay ahead is forgotten."""
        if visit.place is None:
            return
        self._ahead.clear()
        if self._behind[-1:] != [visit]:
            self._behind.append(visit)
            del self._behind[:-MOST]

    def back(self, here: Visit) -> Visit | None:
        """Return the visit before *here*, or None where there is none."""
        return _stepped(here, self._behind, self._ahead)

    def forward(self, here: Visit) -> Visit | None:
        """Return the visit from which a step back led *here*, or None where there is none."""
        return _stepped(here, self._ahead, self._behind)


def _stepped(here: Visit, source: list[Visit], target: list[Visit]) -> Visit | None:
    """Take the first visit from *source* that is another one than *here*, which goes to *target*."""
    while source:
        found = source.pop()
        if found != here:
            if here.place is not None:
                target.append(here)
            return found
    return None
