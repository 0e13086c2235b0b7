"""The kinds of external decisions in words, and the order in which a search takes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from atp_tui.lab.decision import Decision


def counted_kinds(decisions: Iterable[Decision]) -> tuple[str, ...]:
    """Return each kind with its count, sorted by kind: ``2 delayed``, ``1 fault torn-journal``, ``30 lost``."""
    kinds = Counter(kind_of(decision) for decision in decisions)
    return tuple(f"{count} {kind}" for kind, count in sorted(kinds.items()))


def kind_of(decision: Decision) -> str:
    """Return the kind of a decision in words: ``lost``, ``delayed``, ``fault torn-journal``."""
    from atp_tui.lab.decision import Fired

    return f"fault {decision.fault}" if isinstance(decision, Fired) else str(decision.__struct_config__.tag)


def faults_first(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return decisions with the faults first.

    What comes late is cut first, and of two causes a fault that has a name is the better one to keep.
    """
    from atp_tui.lab.decision import Fired

    return tuple(sorted(decisions, key=lambda decision: not isinstance(decision, Fired)))
