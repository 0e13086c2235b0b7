"""A digest chain over a trace, by which two runs are compared and the place where they part is found."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from atp_tui.engine.trace import TraceEvent

EVERY: Final = 1_024
"""Events between two checkpoints."""

_START: Final = hashlib.sha256(b"atp-tui trace chain 1").digest()


class Chain(NamedTuple):
    """The checkpoints of a trace: each digest covers the one before it and the events between them."""

    checkpoints: tuple[str, ...]
    """SHA-256 in hex after each 1,024 events, and after the last event."""
    events: int

    @property
    def digest(self) -> str:
        """The digest that covers the whole trace."""
        return self.checkpoints[-1]

    def write(self) -> str:
        """Return the chain as one line of text."""
        return " ".join(self.checkpoints)


def chain_of(events: Sequence[TraceEvent]) -> Chain:
    """Return the digest chain of a trace."""
    link, checkpoints = _START, []
    for start in range(0, max(len(events), 1), EVERY):
        link = hashlib.sha256(link + _lines(events[start : start + EVERY])).digest()
        checkpoints.append(link.hex())
    return Chain(tuple(checkpoints), len(events))


def parting(first: Chain, second: Chain) -> int | None:
    """Return the number of the first stretch of 1,024 events in which two traces differ, None where they are equal.

    After the first checkpoint that differs all others do, so the place is found by bisection.
    """
    if first == second:
        return None
    low, high = 0, min(len(first.checkpoints), len(second.checkpoints))
    while low < high:
        middle = (low + high) // 2
        if first.checkpoints[middle] == second.checkpoints[middle]:
            low = middle + 1
        else:
            high = middle
    return low


def _lines(events: Iterable[TraceEvent]) -> bytes:
    return b"".join(event.raw + b"\n" for event in events)
