"""Many checks together: means inside a group, sums between groups. Source: EVIDENCE.md, "Many checks together".

Checks of one group look at the same thing, so multiplying their Bayes factors would count it twice. A mean of Bayes
factors is a Bayes factor again however the checks depend on each other: over clean packs its mean is 1. Between
groups the factors multiply, which holds as far as the groups look at different things.

The product compares "every group broke" with "none did", so that one broken group among silent ones gives a factor
far below 1. The mean over the groups compares "one group broke, any" with "none did"; it stands beside the product.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from atp_tui.engine.evidence import DEFAULT_PRIOR, EvidenceStrength, posterior, sentence
from atp_tui.engine.ledger import LedgerEntry
from atp_tui.engine.oracle.checks import ATP_CHECK_OF
from atp_tui.engine.oracle.weighed import WeighedCheck

COMBINING: Final = (
    "checks of one group look at the same thing, so the mean of their Bayes factors counts; "
    "between groups the log10 add up"
)
"""The sentence that stands beside every combined factor."""

ONE_GROUP: Final = "one of the groups broke"
EVERY_GROUP: Final = "every group broke"
NOT_EVERY: Final = "so not every group broke, but the violations are certain"
"""What explains a combined factor against, of a run in which a check fired."""


@dataclass(frozen=True, slots=True)
class GroupEvidence:
    """What the checks of one group weigh together."""

    group: str
    """Name of the group; an invariant that no check of the table has is a group by itself."""
    invariants: tuple[str, ...]
    """The violation types of its checks, in the order of the ledger."""
    log10_bf: float
    """log10 of the mean of their Bayes factors."""


@dataclass(frozen=True, slots=True)
class CombinedEvidence:
    """What all checks of a ledger weigh together."""

    groups: tuple[GroupEvidence, ...]
    """In the order in which the ledger first names them."""
    log10_bf: float
    """The sum over the groups; 0 where no check ran."""

    @property
    def log10_any(self) -> float:
        """log10 of the mean over the groups, that one of them broke, whichever; 0 where no check ran."""
        return log10_mean([group.log10_bf for group in self.groups]) if self.groups else 0.0

    @property
    def sentence(self) -> str:
        """The combined factor as a plain sentence."""
        return sentence(self.log10_bf, broke=EVERY_GROUP, held="none did")

    @property
    def any_sentence(self) -> str:
        """The mean over the groups as a plain sentence."""
        return sentence(self.log10_any, broke=ONE_GROUP, held="none did")

    @property
    def strength(self) -> EvidenceStrength:
        """The combined factor in a word."""
        return EvidenceStrength.from_log10_bf(self.log10_bf)

    def posterior(self, prior: float = DEFAULT_PRIOR) -> float:
        """Return what the combined factor makes of a probability before any evidence.

        Raises:
            InvalidFormatError: the prior does not lie between 0 and 1, both excluded.
        """
        return posterior(self.log10_bf, prior)

    def posterior_any(self, prior: float = DEFAULT_PRIOR) -> float:
        """Return what the mean over the groups makes of it; errors as for :meth:`posterior`."""
        return posterior(self.log10_any, prior)


def combine(entries: Iterable[LedgerEntry], checks: Mapping[str, WeighedCheck] = ATP_CHECK_OF) -> CombinedEvidence:
    """Return what the entries of a ledger weigh together; *checks* are those that may have written them."""
    members: dict[str, list[LedgerEntry]] = {}
    for entry in entries:
        check = checks.get(entry.evidence.invariant)
        members.setdefault(str(check.group) if check else entry.evidence.invariant, []).append(entry)
    groups = tuple(
        GroupEvidence(
            group=name,
            invariants=tuple(entry.evidence.invariant for entry in group),
            log10_bf=log10_mean([entry.evidence.bayes_factor.log10_bf for entry in group]),
        )
        for name, group in members.items()
    )
    return CombinedEvidence(groups, math.fsum(group.log10_bf for group in groups))


def log10_mean(logs: Sequence[float]) -> float:
    """Return log10 of the mean of the numbers whose log10 are given; at least one must be given."""
    most = max(logs)
    # Powers of the distances to the largest stay in range where the powers themselves would not.
    return most + math.log10(math.fsum(10 ** (log - most) for log in logs) / len(logs))
