"""Two fleets compared: which groups are new, regressed, gone or known, and which of that is proved.

Counting proves little: a group that 3 of 1,000 runs show and none of the next 1,000 may well be there still (p = 0.12).
Running its cause on the other build is a proof, so a proof decides where there is one, and a count only where its p is
small. Neither side need have searched for the cause of each run: a run without one may be of any group with the same
fingerprint of level 1, so there a count says nothing.
"""

import enum
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from atp_tui.engine.record import Severity
from atp_tui.engine.statistics import fisher
from atp_tui.fleet.rows import Proof, SampleRow, Status

CERTAIN: Final = 0.05
"""The p up to which a count says something."""

_PROVED: Final = MappingProxyType({Proof.PASSES: "passes", Proof.OTHER: "leads to another failure"})
"""What a cause does on a build that does not have the fault."""


class Change(enum.StrEnum):
    """What became of a group; the value is the word in reports."""

    NEW = "new"
    REGRESSED = "regressed"
    NOT_PROVED = "not proved new"
    UNDECIDED = "undecided"
    GONE = "gone"
    KNOWN = "known"

    @property
    def fails(self) -> bool:
        """Whether it is a reason for a job to fail."""
        return self in (Change.NEW, Change.REGRESSED)


@dataclass(frozen=True, slots=True)
class SideGroup:
    """A group as one side has it."""

    id: int
    title: str
    status: Status
    severity: Severity
    runs: int
    fingerprints: tuple[str, ...]
    sample: SampleRow | None
    """A pack that shows it, the one with its smallest cause where there is one."""
    kinds: tuple[str, ...] = ()
    """The fingerprints of level 1 of its violations."""
    is_searched: bool = True
    """Whether it has a cause: a group that has none is all runs of its kind that were not looked into."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two fleets."""

    name: str
    runs: int
    """Runs that were judged."""
    groups: tuple[SideGroup, ...]


@dataclass(frozen=True, slots=True)
class _Kinds:
    """The fingerprints of level 1 that a side shows, with a cause and without."""

    side: Side
    shown: frozenset[tuple[str, bool]]

    @classmethod
    def of(cls, side: Side) -> "_Kinds":
        return cls(side, frozenset((kind, each.is_searched) for each in side.groups for kind in each.kinds))

    def doubt(self, groups: Sequence[SideGroup]) -> str:
        """Why runs of this side may be of groups that it does not show, or not only of those; empty if none may be."""
        for searched, words in ((True, "was not searched for"), (False, "was searched for, as theirs was not")):
            kinds = ((kind, not searched) for each in groups if each.is_searched is searched for kind in each.kinds)
            if not self.shown.isdisjoint(kinds):
                return f"{self.side.name} has runs with the same fingerprint of level 1 whose cause {words}"
        return ""


@dataclass(frozen=True, slots=True)
class Compared:
    """A group of one side or both."""

    change: Change
    title: str
    severity: Severity
    fingerprints: tuple[str, ...]
    base: tuple[SideGroup, ...]
    new: tuple[SideGroup, ...]
    words: str
    """Why it is what it is said to be."""

    @property
    def runs(self) -> tuple[int, int]:
        """Runs of the base and of the new side that show it."""
        return sum(each.runs for each in self.base), sum(each.runs for each in self.new)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two fleets come to beside each other."""

    base: Side
    new: Side
    groups: tuple[Compared, ...]
    """The new ones first, then in the order of :class:`Change`; of each kind the worst first."""

    def of(self, change: Change) -> tuple[Compared, ...]:
        """Return the groups of which this became."""
        return tuple(each for each in self.groups if each.change is change)


Verify = Callable[[SideGroup, bool], Proof]
"""Runs the cause of a group again, on the base where the flag is true, else on the new build."""


def not_run(_group: SideGroup, _on_base: bool) -> Proof:
    """Prove nothing."""
    return Proof.NOT_RUN


def compare(base: Side, new: Side, verify: Verify = not_run) -> Comparison:
    """Return what became of every group, in time linear to their fingerprints.

    Args:
        base: What was before.
        new: What is now.
        verify: Asked once for each group that only one of them has.
    """
    sides = (_Kinds.of(base), _Kinds.of(new))
    found = [_compared(sides, ones, others, verify) for ones, others in _joined(base.groups, new.groups)]
    order = list(Change)
    found.sort(key=lambda each: (order.index(each.change), -each.severity.rank, -sum(each.runs), each.title))
    return Comparison(base, new, tuple(found))


def _joined(
    base: Sequence[SideGroup], new: Sequence[SideGroup]
) -> Iterable[tuple[tuple[SideGroup, ...], tuple[SideGroup, ...]]]:
    """The groups of both sides that have a fingerprint in common, directly or through others."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = name = parent[parent[name]]
        return name

    for group in (*base, *new):
        first = group.fingerprints[0]
        for name in group.fingerprints:
            parent[root(name)] = root(first)
    sets: Mapping[str, tuple[list[SideGroup], list[SideGroup]]] = defaultdict(lambda: ([], []))
    for number, groups in enumerate((base, new)):
        for group in groups:
            sets[root(group.fingerprints[0])][number].append(group)
    return ((tuple(ones), tuple(others)) for ones, others in sets.values())


def _compared(
    sides: tuple[_Kinds, _Kinds], ones: tuple[SideGroup, ...], others: tuple[SideGroup, ...], verify: Verify
) -> Compared:
    base, new = sides
    if ones and others:
        fixed = any(each.status in (Status.FIXED, Status.REGRESSED) for each in (*ones, *others))
        change, words = (Change.REGRESSED, "it was fixed") if fixed else (Change.KNOWN, _both(sides, ones, others))
    elif others:
        change, words = _appeared(base, new, others, verify)
    else:
        change, words = _vanished(base, new, ones, verify)
    both = (*others, *ones)
    worst = max(both, key=lambda each: each.severity.rank)
    names = tuple(dict.fromkeys(name for each in both for name in each.fingerprints))
    return Compared(change, both[0].title, worst.severity, names, ones, others, words)


def _appeared(before: _Kinds, now: _Kinds, groups: tuple[SideGroup, ...], verify: Verify) -> tuple[Change, str]:
    """What a group is that only the new side shows."""
    base, new = before.side, now.side
    proof = verify(groups[0], True)
    if proof is Proof.FAILS:
        return Change.KNOWN, f"its cause fails on {base.name} too"
    if words := _PROVED.get(proof):
        return Change.NEW, f"its cause {words} on {base.name}"
    if any(each.status is Status.REGRESSED for each in groups):
        return Change.REGRESSED, "it was fixed"
    if doubt := before.doubt(groups):
        return Change.UNDECIDED, doubt
    p = fisher(_seen(groups, new), new.runs, 0, base.runs)
    if p <= CERTAIN:
        return Change.NEW, f"{_counts(groups, new, base)}: p {_p(p)}"
    return Change.NOT_PROVED, f"{_counts(groups, new, base)}: p {_p(p)}, too few runs to say"


def _vanished(before: _Kinds, now: _Kinds, groups: tuple[SideGroup, ...], verify: Verify) -> tuple[Change, str]:
    """What a group is that only the base shows."""
    base, new = before.side, now.side
    proof = verify(groups[0], False)
    if proof is Proof.FAILS:
        return Change.KNOWN, f"no run of {new.name} shows it, but its cause still fails there"
    if words := _PROVED.get(proof):
        return Change.GONE, f"its cause {words} on {new.name}"
    if doubt := now.doubt(groups):
        return Change.UNDECIDED, doubt
    p = fisher(_seen(groups, base), base.runs, 0, new.runs)
    doubt = "" if p <= CERTAIN else ", too few runs to say"
    return Change.GONE, f"not seen, {_counts(groups, base, new)}: p {_p(p)}{doubt}"


def _both(sides: tuple[_Kinds, _Kinds], ones: tuple[SideGroup, ...], others: tuple[SideGroup, ...]) -> str:
    """What is said of a group that both sides show: whether it is seen more or less often now."""
    if doubt := next(filter(None, (each.doubt((*ones, *others)) for each in sides)), ""):
        return f"both show it; how often is not known: {doubt}"
    base, new = (each.side for each in sides)
    before, now = _seen(ones, base), _seen(others, new)
    more = fisher(now, new.runs, before, base.runs)
    less = fisher(before, base.runs, now, new.runs)
    if min(more, less) > CERTAIN:
        return "both show it"
    word, p = ("more", more) if more < less else ("less", less)
    return f"both show it, {word} often now: {before:,} of {base.runs:,} runs, now {now:,} of {new.runs:,}: p {_p(p)}"


def _seen(groups: tuple[SideGroup, ...], side: Side) -> int:
    """Runs of a side that show groups; one that shows several counts for each, so no more than there are."""
    return min(sum(each.runs for each in groups), side.runs)


def _counts(groups: tuple[SideGroup, ...], shown: Side, other: Side) -> str:
    return f"{_seen(groups, shown):,} of {shown.runs:,} runs of {shown.name}, 0 of {other.runs:,} of {other.name}"


def _p(p: float) -> str:
    return f"{p:.2g}" if p >= 0.001 else "< 0.001"  # noqa: PLR2004 - three digits say enough
