"""Which events of a trace match: a typed query, relation to a violation, a range of simulated time, or all at once."""

from dataclasses import dataclass
from typing import Final

from atp_tui.engine.query import Query
from atp_tui.engine.relevance import Relevance
from atp_tui.engine.trace import BrokenEvent, TraceEvent, display_line

_SURE: Final = frozenset(range(0x20, 0x7F)) - frozenset(b'"\\')
"""Characters that stand in the JSON of an event as they are, unless somebody escaped them."""

ALL: Final = Query()
"""The query that every line satisfies."""


@dataclass(frozen=True, slots=True)
class EventFilter:
    """The conditions that an event must meet, all of them."""

    query: Query = ALL
    relevance: Relevance | None = None
    span: tuple[int, int] | None = None
    """Simulated times in nanoseconds from which and up to which, the end excluded."""
    hides_scheduler: bool = False
    """Whether events that report scheduling alone are not wanted."""

    @property
    def is_all(self) -> bool:
        """Whether every event is wanted."""
        return not self.query.terms and self.relevance is None and self.span is None and not self.hides_scheduler

    @property
    def needles(self) -> tuple[bytes, ...]:
        """Texts in small letters of which every wanted event's bytes hold at least one; empty where none is sure."""
        if self.query.needle:
            return (self.query.needle,)
        if self.relevance is None:
            return ()
        texts = [text.lower().encode() for text in (*self.relevance.words, *sorted(self.relevance.kinds))]
        return tuple(texts) if all(text and _SURE.issuperset(text) for text in texts) else ()

    def holds(self, event: TraceEvent | BrokenEvent) -> bool:
        """Return whether an event is wanted; a broken one has no time and is relevant to nothing."""
        if isinstance(event, BrokenEvent):
            return self.relevance is None and self.span is None and self.query.matches(event.line, None)
        if self.hides_scheduler and event.is_scheduler:
            return False
        fields = event.fields
        if self.span is not None and not (fields.time is not None and self.span[0] <= fields.time < self.span[1]):
            return False
        if self.relevance is not None and not self.relevance.holds(fields):
            return False
        return not self.query.terms or self.query.matches(display_line(fields), fields.kind)
