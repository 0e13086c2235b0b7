"""A fleet in memory for tests of panes, and a small one on disk for tests of screens."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.record import Severity
from atp_tui.fleet.campaign.status import CampaignStatus, ErrorGroup, GuardCount
from atp_tui.fleet.database import open_fleet
from atp_tui.fleet.index import index
from atp_tui.fleet.indexing import IndexOptions
from atp_tui.fleet.rows import (
    Cause,
    DeedRow,
    GroupDetail,
    GroupFilter,
    GroupOrder,
    GroupRow,
    Influence,
    Part,
    Proof,
    SampleRow,
    Status,
    Totals,
    UnreadableRow,
)
from atp_tui.tui.fleet_view import FleetView
from tests.explorer import PACKS

BUILDS: Final = ("7d8f", "a11c", "26a1")
DAY: Final = 86_400 * 10**9

TOTALS: Final = Totals(
    runs=41_872,
    passed=29_310,
    failed=12_519,
    not_judged=0,
    unknown=0,
    lab_errors=31,
    timeouts=0,
    killed=12,
    packs=2_219,
    readable=2_204,
    unreadable=2,
    unread=13,
    sound=2_190,
    not_sound=3,
    unexamined=11,
    groups=5,
    not_looked_into=118,
    builds=3,
)

CAMPAIGN: Final = CampaignStatus(
    name="nightly",
    spec_digest="0" * 64,
    build="26a1",
    state="running",
    runs=50_000,
    passed=29_310,
    failed=12_519,
    lab_errors=31,
    killed=12,
    timeouts=0,
    not_yet=8_128,
    canary=GuardCount(84, 0, "", 20_600 * DAY),
    determinism=GuardCount(0, 0, "", None),
    kinds=11,
    singletons=3,
    errors=(
        ErrorGroup("KeyError", "atp_tui/lab/x.py:3", 30, 118, "'three'"),
        ErrorGroup("Index\x1bError", "atp_tui/lab/y.py:5", 1, 9, "no"),
    ),
    lost=(),
)


def group(number: int, title: str, severity: Severity = Severity.HIGH, runs: int = 10, **more: Any) -> GroupRow:  # noqa: ANN401 - any field
    """Return a group."""
    row = GroupRow(
        id=number,
        title=title,
        status=Status.NEW,
        severity=severity,
        runs=runs,
        violations=runs + 3,
        rate=runs / 41_872,
        builds=(("26a1", runs),),
        first_ns=20_000 * DAY,
        last_ns=20_600 * DAY,
        level=2,
        proof=Proof.FAILS,
        note="",
        influence="",
    )
    return replace(row, **more)


GROUPS: Final = (
    group(1, "journal_consistency: + PowerCut", runs=312, influence="torn-journal x41"),
    group(
        2,
        "quiescence: deliver pending; + BlockShort RepairSpent; - OutcomesReported",
        Severity.MEDIUM,
        1_904,
        status=Status.REGRESSED,
        builds=(("7d8f", 880), ("26a1", 1_024)),
    ),
    group(
        3,
        "manifest_integrity",
        Severity.CRITICAL,
        8_410,
        status=Status.KNOWN,
        builds=(("7d8f", 2_800), ("a11c", 2_790), ("26a1", 2_820)),
        note="hardware of rack 7",
    ),
    group(4, "path_consistency: + PathDark", Severity.MEDIUM, 3, builds=(("7d8f", 3),), proof=Proof.OTHER),
    group(5, "loser_drain", Severity.LOW, 40, status=Status.MUTED, proof=Proof.NOT_RUN, level=1),
)

CAUSE: Final = Cause(("power cut on replica 0 at record 2",), 251, 9, is_minimal=True, pack=1)
PARTS: Final = (
    Part("oracle", "lab", "journal"),
    Part("violation type", "quiescence", "journal"),
    Part("pending operation", "deliver", "transfer.atp-trace"),
    Part("new event", "BlockShort", "minimized run"),
)
TRIGGER: Final = Influence("torn-journal", 312, 1_000, 0, 3_000, 0.284, 0.341, 0.0, 0.001)
SUPPRESSOR: Final = Influence("heavy-loss", 1, 900, 200, 3_000, 0.0, 0.006, 0.06, 0.08)
UNCERTAIN: Final = Influence("paths", 10, 100, 100, 1_000, 0.05, 0.17, 0.08, 0.12)


def detail_of(row: GroupRow, **more: Any) -> GroupDetail:  # noqa: ANN401 - any field
    """Return all that is known of a group."""
    detail = GroupDetail(
        row=row,
        prints=("v1/2:9f2ab31c00112233", "v1/2:77aa0011ffee2233"),
        parts=PARTS,
        cause=CAUSE if row.level > 1 else None,
        samples=12,
        influences=(TRIGGER, SUPPRESSOR, UNCERTAIN),
        options_tested=38,
    )
    return replace(detail, **more)


def sample(number: int, **more: Any) -> SampleRow:  # noqa: ANN401 - any field
    """Return a sample."""
    row = SampleRow(
        pack=number,
        path=b"/packs/sample_%04d" % number,
        build="26a1",
        seed=number,
        sound=(True, False, None)[number % 3],
        role="sample" if number else "minimized",
        events=2_856,
        seen_ns=20_600 * DAY,
    )
    return replace(row, **more)


_KEYS: Final[dict[GroupOrder, Callable[[GroupRow], Any]]] = {
    GroupOrder.IMPACT: lambda row: (-list(Severity).index(row.severity), -row.runs, row.id),
    GroupOrder.RUNS: lambda row: (-row.runs, row.id),
    GroupOrder.TITLE: lambda row: (row.title, row.id),
}


class MemoryFleet(FleetView):
    """A fleet of a few groups that counts which pages are asked of it."""

    path = "nightly/fleet.db"
    why_read_only = ""
    version = 0

    def __init__(self, groups: tuple[GroupRow, ...] = GROUPS, totals: Totals = TOTALS) -> None:
        self.groups = list(groups)
        self.all_totals = totals
        self.asked: list[tuple[int, int]] = []
        self.fault = ""
        self.campaign: CampaignStatus | None = None

    def close(self) -> None:
        """Nothing is open."""

    def builds(self) -> tuple[str, ...]:
        """Return three builds."""
        return BUILDS

    def _listed(self, order: GroupOrder, which: GroupFilter) -> list[GroupRow]:
        if self.fault:
            raise InvalidFormatError("a fleet", self.fault)
        text = which.text.lower()
        found = [
            row
            for row in self.groups
            if row.status in which.statuses
            and text in f"{row.title} {row.note}".lower()
            and (which.build is None or which.build in dict(row.builds))
        ]
        return sorted(found, key=_KEYS[order])

    def group_count(self, which: GroupFilter) -> int:
        """Return how many there are."""
        return len(self._listed(GroupOrder.RUNS, which))

    def group_page(self, order: GroupOrder, which: GroupFilter, offset: int, limit: int) -> tuple[GroupRow, ...]:
        """Return some of them."""
        self.asked.append((offset, limit))
        return tuple(self._listed(order, which)[offset : offset + limit])

    def group_place(self, order: GroupOrder, which: GroupFilter, group: int) -> int | None:
        """Return the place of one."""
        numbers = [row.id for row in self._listed(order, which)]
        return numbers.index(group) if group in numbers else None

    def group_detail(self, group: int) -> GroupDetail:
        """Return one."""
        for row in self.groups:
            if row.id == group:
                return detail_of(row)
        raise InvalidFormatError("a group of the fleet", f"none with the number {group}")

    def samples(self, group: int, offset: int, limit: int) -> tuple[SampleRow, ...]:  # noqa: ARG002 - of every group
        """Return samples."""
        return tuple(sample(number) for number in range(offset, min(12, offset + limit)))

    def unreadable(self, offset: int, limit: int) -> tuple[UnreadableRow, ...]:
        """Return two packs."""
        rows = (
            UnreadableRow(1, b"/packs/broken", "expected a crashpack, found an empty directory", 0),
            UnreadableRow(2, b"/packs/\xff\x1b[2J", "manifest: expected JSON, found \x1b[2J", 0),
        )
        return rows[offset : offset + limit]

    def deeds(self, offset: int, limit: int) -> tuple[DeedRow, ...]:
        """Return one that was undone, and one that was not."""
        rows = (
            DeedRow(2, 20_600 * DAY, "status", "set group 3 to known", None),
            DeedRow(1, 20_600 * DAY, "merge", "merged group 9 into group 3", 3),
        )
        return rows[offset : offset + limit]

    def totals_aside(self) -> Totals:
        """Return the totals, with the groups as they are now."""
        return replace(self.all_totals, groups=len(self.groups))

    def campaign_aside(self) -> CampaignStatus | None:
        """Return the campaign, if there is one."""
        return self.campaign

    def detail_aside(self, group: int, samples: int) -> tuple[GroupDetail, tuple[SampleRow, ...]]:
        """Return one group."""
        return self.group_detail(group), self.samples(group, 0, samples)


def small_fleet(directory: Path) -> str:
    """Index three packs into a database in a directory; return its path."""
    path = str(directory / "fleet.db")
    packs = [str(PACKS / name).encode() for name in ("clean", "five-violations", "damaged")]
    with open_fleet(path, create=True) as fleet:
        index(fleet, packs, IndexOptions(why=False, sound="none", settle_ns=0))
    return path
