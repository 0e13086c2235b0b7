"""The kinds of external decisions in words, and the order in which a search takes them."""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from atp_tui.lab.decision import Decision, Fired


def counted_kinds(decisions: Iterable[msgspec.Struct]) -> tuple[str, ...]:
    """Return each kind with its count, sorted by kind: ``2 delayed``, ``1 fault torn-journal``, ``30 lost``."""
    kinds = Counter(kind_of(decision) for decision in decisions)
    return tuple(f"{count} {kind}" for kind, count in sorted(kinds.items()))


def counted_phrase(decisions: Sequence[msgspec.Struct], total: int) -> str:
    """Return how many decisions of so many these are, with their kinds: ``30 of 31 external decisions: 30 lost``."""
    counts = ", ".join(counted_kinds(decisions))
    return f"{len(decisions)} of {total} external decisions" + (f": {counts}" if counts else "")


def kind_of(decision: msgspec.Struct) -> str:
    """Return the kind of a decision in words: ``lost``, ``delayed``, ``fault torn-journal``."""
    return f"fault {decision.fault}" if isinstance(decision, Fired) else str(decision.__struct_config__.tag)


def faults_first(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return decisions with the faults first.

    What comes late is cut first, and of two causes a fault that has a name is the better one to keep.
    """
    return tuple(sorted(decisions, key=lambda decision: not isinstance(decision, Fired)))
