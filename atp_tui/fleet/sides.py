"""The two sides of a comparison, read from fleets, and the runs that prove what became of a group."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.fleet.compare import Side, SideGroup
from atp_tui.fleet.connection import Fleet, whole
from atp_tui.fleet.kept import kept_cause, run_kept
from atp_tui.fleet.queries import group_count, group_detail, group_page, sample_page
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
    runs, kinds = build_runs(fleet), _kinds(fleet)
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
            group = SideGroup(row.id, row.title, row.status, row.severity, shown, prints, sample)
            level_one = {kind for each in prints for kind in kinds.get(each, (each,))}
            is_searched = not kinds.keys().isdisjoint(prints)
            groups.append(replace(group, kinds=tuple(sorted(level_one)), is_searched=is_searched))
    return Side(name, sum(runs.values()) if build is None else runs[build], tuple(groups))


def build_runs(fleet: Fleet) -> dict[str, int]:
    """Return how many judged runs each build has, by its label, the oldest build first."""
    rows = fleet.rows(
        "SELECT b.label, count(r.number) FROM build b LEFT JOIN run r ON r.build = b.id AND r.outcome IN (?, ?)"
        " GROUP BY b.id ORDER BY b.first_ns, b.id",
        (OUTCOMES.index("passed"), OUTCOMES.index("failed")),
    )
    return {str(label): whole(count) for label, count in rows}


def _kinds(fleet: Fleet) -> dict[str, set[str]]:
    """The fingerprints of level 1 of the violations of each fingerprint of level 2."""
    sql = (
        "SELECT two.fingerprint, one.fingerprint FROM"
        " (SELECT DISTINCT level2, level1 FROM violation WHERE level2 IS NOT NULL)"
        " JOIN print two ON two.id = level2 JOIN print one ON one.id = level1"
    )
    found: dict[str, set[str]] = {}
    for two, one in fleet.rows(sql):
        found.setdefault(str(two), set()).add(str(one))
    return found


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
        result = run_kept(found, self.python if on_base else None)
        if result.why:
            self.refusals.append(f"{group.title}: {result.why}")
        return result.proof
