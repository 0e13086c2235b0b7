"""Differences of two sides, as text and as JSON."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeAlias

from atp_tui.cells import cell_len, padded
from atp_tui.clean import CleanText, clean
from atp_tui.engine.diff.model import Difference, Divergence, Event
from atp_tui.engine.trace import BrokenEvent

Sides: TypeAlias = tuple[str, str]
"""What the two sides are called."""

NOTHING: Final = "nothing"
"""What stands for a side that does not tell."""

_SHOWN: Final = 160


def event_text(event: Event) -> str:
    """Return an event as its display line, a broken one as what is wrong with it."""
    if isinstance(event, BrokenEvent):
        return f"broken: expected {event.expected}, found {event.found}"
    return event.line


def divergence_lines(divergence: Divergence, sides: Sides) -> Iterator[CleanText]:
    """Yield the place where two traces part, from both sides."""
    for event in divergence.before:
        yield clean(f"      both: {event_text(event)}", _SHOWN)
    width = max(map(cell_len, sides))
    for name, events in zip(sides, (divergence.first, divergence.second), strict=True):
        for event in events:
            yield clean(f"    {padded(name, width, right=True)}: {event_text(event)}", _SHOWN)
        if not events:
            yield clean(f"    {padded(name, width, right=True)}: the end of the trace")


def divergence_object(divergence: Divergence | None, sides: Sides) -> dict[str, Any] | None:
    """Return the place where two traces part as a JSON value; ``event`` counts from 0."""
    if divergence is None:
        return None
    return {
        "event": divergence.place,
        "before": [event_text(event) for event in divergence.before],
        sides[0]: [event_text(event) for event in divergence.first],
        sides[1]: [event_text(event) for event in divergence.second],
    }


def difference_objects(found: Iterable[Difference], sides: Sides) -> list[dict[str, str | None]]:
    """Return differences as JSON values."""
    return [difference_object(each, sides) for each in found]


def difference_object(found: Difference, sides: Sides) -> dict[str, str | None]:
    """Return one difference as a JSON value."""
    return {"name": found.name, sides[0]: found.first, sides[1]: found.second}
