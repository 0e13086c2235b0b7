"""The place where two traces part, seen from both sides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeAlias

from atp_tui.engine.trace import BrokenEvent, TraceEvent

Event: TypeAlias = TraceEvent | BrokenEvent
"""An element of a trace."""

CONTEXT: Final = 4
"""Events that are shown before the place, and from it on for each side."""


@dataclass(frozen=True, slots=True)
class Divergence:
    """The first event in which two traces differ."""

    place: int
    """Its place in both traces, from 0."""
    before: tuple[Event, ...]
    """The last events that both have, the nearest last."""
    first: tuple[Event, ...]
    """The first trace from the place on; empty where it ends there."""
    second: tuple[Event, ...]
    """The second trace from the place on; empty where it ends there."""


def taken(events: Iterator[Event] | Iterable[Event], count: int = CONTEXT) -> tuple[Event, ...]:
    """Return the next few events."""
    return tuple(islice(events, count))
