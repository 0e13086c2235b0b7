"""The two sides of a comparison, read from fleets, and the runs that prove what became of a group."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from atp_tui.engine.errors import CrashpackError, InvalidFormatError
from atp_tui.fleet.compare import Side, SideGroup
from atp_tui.fleet.connection import Fleet, whole
from atp_tui.fleet.queries import group_count, group_detail, group_page, sample_of, sample_page
from atp_tui.fleet.rows import GroupFilter, GroupOrder, Proof, Status
from atp_tui.fleet.schema import OUTCOMES

_ALL = frozenset(Status)
_PAGE = 500


def side_of(fleet: Fleet, name: str, build: str | None = None) -> Side:
    """Return a fleet, or what one build of it shows, as a side of a comparison.

    Args:
        fleet: The fleet.
        name: What it is called in reports.
        build: Label of the build; None for all.

    Raises:
        InvalidFormatError: the fleet has no such build.
    """
    runs = build_runs(fleet)
    if build is not None and build not in runs:
        raise InvalidFormatError(f"one of the builds {', '.join(runs) or '(none)'}", build, file=fleet.path)
    which = GroupFilter(statuses=_ALL, build=build)
    groups: list[SideGroup] = []
    for start in range(0, group_count(fleet, which), _PAGE):
        for row in group_page(fleet, GroupOrder.IMPACT, which, start, _PAGE):
            samples = sample_page(fleet, row.id, 0, 1)
            shown = row.runs if build is None else dict(row.builds).get(build, 0)
            sample = samples[0] if samples else None
            prints = group_detail(fleet, row.id).prints
            groups.append(SideGroup(row.id, row.title, row.status, row.severity, shown, prints, sample))
    return Side(name, sum(runs.values()) if build is None else runs[build], tuple(groups))


def build_runs(fleet: Fleet) -> dict[str, int]:
    """Return how many judged runs each build has, by its label, the oldest build first."""
    rows = fleet.rows(
        "SELECT b.label, count(r.number) FROM build b LEFT JOIN run r ON r.build = b.id AND r.outcome IN (?, ?)"
        " GROUP BY b.id ORDER BY b.first_ns, b.id",
        (OUTCOMES.index("passed"), OUTCOMES.index("failed")),
    )
    return {str(label): whole(count) for label, count in rows}


class KeptCause(NamedTuple):
    """A cause that can be run again."""

    path: bytes
    """The pack whose options and seeds the run has."""
    oracle: str
    violation_type: str
    decisions: bytes
    """Lines of decisions.jsonl."""


def kept_cause(fleet: Fleet, group: int) -> KeptCause | None:
    """Return the smallest cause of a group whose pack is still known, None where there is none."""
    rows = fleet.rows(
        "SELECT p.cause_written, p.cause_pack, k.oracle, k.type FROM print p"
        " JOIN violation v ON v.print = p.id JOIN kind k ON k.id = v.kind"
        " WHERE p.grp = ? AND p.cause_written IS NOT NULL GROUP BY p.id ORDER BY length(p.cause_written), p.id",
        (group,),
    )
    for decisions, pack, oracle, violation_type in rows:
        sample = sample_of(fleet, pack)
        if sample is not None and isinstance(decisions, bytes):
            return KeptCause(sample.path, str(oracle), str(violation_type), decisions)
    return None


@dataclass
class Prover:
    """Runs the cause of a group again on the build that does not show it.

    Args:
        base: The fleet of the base.
        new: The fleet of the new side.
        python: The Python with the build of the base; None where the lab that is installed takes its place.
        progress: Told of each group that is run.
    """

    base: Fleet
    new: Fleet
    python: str | None = None
    progress: Callable[[str], None] = lambda _: None
    refusals: list[str] = field(default_factory=list)
    """Why causes could not be run, one sentence for each group."""

    def __call__(self, group: SideGroup, on_base: bool) -> Proof:
        """Return what the cause of a group gives on the other build."""
        found = kept_cause(self.new if on_base else self.base, group.id)
        if found is None:
            self.refusals.append(f"{group.title}: no cause was found that could be run")
            return Proof.NOT_RUN
        self.progress(group.title)
        from atp_tui.rerun.kept_cause import run_cause, run_cause_with
        from atp_tui.store.open import open_pack

        try:
            pack = open_pack(os.fsdecode(found.path))
            if on_base and self.python is not None:
                signature = run_cause_with(self.python, pack, found.decisions)
            else:
                signature = run_cause(pack, found.decisions)
        except CrashpackError as error:
            self.refusals.append(f"{group.title}: {error}")
            return Proof.NOT_RUN
        if (found.oracle, found.violation_type) in signature:
            return Proof.FAILS
        return Proof.OTHER if signature else Proof.PASSES
