"""How well groups agree with the mechanisms behind what was grouped.

All figures come from the table of how many members each group shares with each mechanism, so that time and memory are
linear in the number of members, not in that of their pairs.
Sources: Bagga and Baldwin (1998), "Algorithms for scoring coreference chains", for B-cubed; Amigó et al. (2009),
"A comparison of extrinsic clustering evaluation metrics", for the others.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from math import comb


@dataclass(frozen=True, slots=True)
class GroupingScore:
    """The agreement of groups with mechanisms; shares are from 0 to 1, and 1 where nothing is divided."""

    members: int
    groups: int
    mechanisms: int
    pair_precision: float
    """Of the pairs of members of one group, the share that has one mechanism."""
    pair_recall: float
    """Of the pairs of members of one mechanism, the share that is in one group."""
    b3_precision: float
    """Of the group of a member, the share that has its mechanism; the mean over the members."""
    b3_recall: float
    """Of the mechanism of a member, the share that is in its group; the mean over the members."""
    purity: float
    """The share of members whose mechanism is the most frequent one of their group."""

    @property
    def b3_f(self) -> float:
        """The harmonic mean of B-cubed precision and recall."""
        total = self.b3_precision + self.b3_recall
        return 2 * self.b3_precision * self.b3_recall / total if total else 0.0

    @property
    def groups_per_mechanism(self) -> float:
        """How many groups there are for each mechanism; 1 where there is none."""
        return _share(self.groups, self.mechanisms)


def score_of(pairs: Iterable[tuple[Hashable, Hashable]]) -> GroupingScore:
    """Return how well groups agree with mechanisms.

    Args:
        pairs: The group and the mechanism of each member.
    """
    cells = Counter(pairs)
    groups: Counter[Hashable] = Counter()
    mechanisms: Counter[Hashable] = Counter()
    largest: dict[Hashable, int] = {}
    for (group, mechanism), count in cells.items():
        groups[group] += count
        mechanisms[mechanism] += count
        largest[group] = max(largest.get(group, 0), count)
    members = cells.total()
    agreeing = _pairs(cells.values())
    return GroupingScore(
        members=members,
        groups=len(groups),
        mechanisms=len(mechanisms),
        pair_precision=_share(agreeing, _pairs(groups.values())),
        pair_recall=_share(agreeing, _pairs(mechanisms.values())),
        b3_precision=_share(sum(count * count / groups[group] for (group, _), count in cells.items()), members),
        b3_recall=_share(sum(count * count / mechanisms[one] for (_, one), count in cells.items()), members),
        purity=_share(sum(largest.values()), members),
    )


def _pairs(counts: Iterable[int]) -> int:
    return sum(comb(count, 2) for count in counts)


def _share(part: float, whole: int) -> float:
    return part / whole if whole else 1.0
