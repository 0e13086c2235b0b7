"""A named fact that differs between two sides, and the place where two traces part."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple, TypeAlias

from atp_tui.engine.trace import BrokenEvent, TraceEvent

Event: TypeAlias = TraceEvent | BrokenEvent
"""An element of a trace."""

CONTEXT: Final = 4
"""Events that are shown before the place, and from it on for each side."""


class Difference(NamedTuple):
    """One fact on which two sides do not agree."""

    name: str
    first: str | None
    """What the first side says; None where it says nothing."""
    second: str | None


def differences(first: Mapping[str, str], second: Mapping[str, str]) -> tuple[Difference, ...]:
    """Return the facts on which two sides do not agree, in the order of the first, then those of the second alone."""
    names = dict.fromkeys([*first, *second])
    told = (Difference(name, first.get(name), second.get(name)) for name in names)
    return tuple(found for found in told if found.first != found.second)


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
