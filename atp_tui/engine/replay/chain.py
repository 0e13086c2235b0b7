"""A digest chain over a trace, by which two runs are compared and the place where they part is found.

Each digest covers the one before it and the 1,024 events between them, so after the first that differs all others do,
and the first is found by bisection.
"""

import hashlib
from collections.abc import Iterable
from itertools import islice
from typing import Final, NamedTuple

from atp_tui.engine.diff.model import CONTEXT, Divergence, Event

EVERY: Final = 1_024
"""Events between two checkpoints."""

_START: Final = hashlib.sha256(b"atp-tui trace chain 1").digest()


class TraceChain(NamedTuple):
    """The checkpoints of a trace."""

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


def chain_of(events: Iterable[Event]) -> TraceChain:
    """Return the digest chain of a trace, which is gone through once and never held."""
    link, checkpoints, count = _START, [], 0
    left = iter(events)
    while block := tuple(islice(left, EVERY)):
        link = hashlib.sha256(link + b"".join(event.raw + b"\n" for event in block)).digest()
        checkpoints.append(link.hex())
        count += len(block)
    return TraceChain(tuple(checkpoints) or (hashlib.sha256(_START).hexdigest(),), count)


def parting(first: TraceChain, second: TraceChain) -> int | None:
    """Return the number of the first block of 1,024 events in which two traces differ, None where they are equal."""
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


def first_divergence(
    first: Iterable[Event], second: Iterable[Event], chains: tuple[TraceChain, TraceChain]
) -> Divergence | None:
    """Return the first event in which two traces differ, None where their chains are equal.

    Args:
        first: One trace; it may be gone through more than once.
        second: The other trace, likewise.
        chains: Their digest chains.
    """
    block = parting(*chains)
    if block is None:
        return None
    start = max(block * EVERY - CONTEXT, 0)
    ones, others = (tuple(islice(iter(trace), start, (block + 1) * EVERY + CONTEXT)) for trace in (first, second))
    shorter = min(len(ones), len(others))
    inside = next((at for at in range(shorter) if ones[at].raw != others[at].raw), shorter)
    return Divergence(
        place=start + inside,
        before=ones[max(inside - CONTEXT, 0) : inside],
        first=ones[inside : inside + CONTEXT],
        second=others[inside : inside + CONTEXT],
    )
