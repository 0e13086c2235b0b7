"""A ledger in a line. Source: EVIDENCE.md, "Many checks together"."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from atp_tui.engine.evidence import EvidenceStrength
from atp_tui.engine.ledger import LedgerEntry

_STRONGLY: Final = frozenset({EvidenceStrength.STRONG, EvidenceStrength.VERY_STRONG})
_FOR: Final = _STRONGLY | {EvidenceStrength.POSITIVE}


@dataclass(frozen=True, slots=True)
class EvidenceSummary:
    """How many entries of a ledger speak for a violation, and how strongly."""

    counts: Mapping[EvidenceStrength, int]
    """The number of entries of every strength, from Against to VeryStrong."""

    @classmethod
    def of(cls, entries: Iterable[LedgerEntry]) -> "EvidenceSummary":
        """Return the summary of a ledger's entries."""
        found = [entry.evidence.bayes_factor.strength for entry in entries]
        return cls(MappingProxyType({strength: found.count(strength) for strength in EvidenceStrength}))

    @property
    def entries(self) -> int:
        """The number of entries."""
        return sum(self.counts.values())

    @property
    def for_violation(self) -> int:
        """Entries that speak for a violation: Positive and up."""
        return sum(count for strength, count in self.counts.items() if strength in _FOR)

    @property
    def strongly(self) -> int:
        """Entries that speak strongly for a violation: Strong and up."""
        return sum(count for strength, count in self.counts.items() if strength in _STRONGLY)

    @property
    def line(self) -> str:
        """The summary on one line."""
        words = ", ".join(
            f"{self.counts[strength]} {strength}" for strength in reversed(EvidenceStrength) if self.counts[strength]
        )
        told = f"{self.for_violation} of {self.entries} speak for a violation, {self.strongly} of them strongly"
        return f"{told} ({words})" if words else "nothing was checked"
