"""A fleet in memory, for tests of the screens that need no database."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.record import Severity
from atp_tui.fleet.rows import (
    Cause, DeedRow, GroupDetail, GroupFilter, GroupOrder, GroupRow, Influence, Part, Proof, SampleRow, Status, Totals,
)

TOTALS = Totals(
    runs=41872, passed=29310, failed=12519, not_judged=0, unknown=0, lab_errors=31, timeouts=0, killed=12,
    packs=2219, readable=2204, unreadable=15, unread=0, sound=2190, not_sound=3, unexamined=11,
    groups=5, not_looked_into=118, builds=3,
)
BUILDS = ("7d8f", "a11c", "26a1")
DAY = 86_400 * 10**9


def group(number: int, title: str, severity: Severity = Severity.HIGH, runs: int = 10, **more: object) -> GroupRow:
    row = GroupRow(
        id=number, title=title, status=Status.NEW, severity=severity, runs=runs, violations=runs + 3, rate=runs / 41872,
        builds=(("26a1", runs),), first_ns=20_000 * DAY, last_ns=20_600 * DAY, level=2, proof=Proof.FAILS,
        note="", influence="",
    )
    return replace(row, **more)


GROUPS = (
    group(1, "journal_consistency: + PowerCut", runs=312, influence="torn-journal x41.0"),
    group(2, "quiescence: deliver pending; + BlockShort RepairSpent; - OutcomesReported", Severity.MEDIUM, 1904,
          status=Status.REGRESSED, builds=(("7d8f", 880), ("26a1", 1024)), influence="repair=0.1 x3.1"),
    group(3, "manifest_integrity", Severity.CRITICAL, 8410, status=Status.KNOWN, influence="flipped-bit x92.0",
          builds=(("7d8f", 2800), ("a11c", 2790), ("26a1", 2820)), note="hardware of rack 7"),
    group(4, "path_consistency: + PathDark", Severity.MEDIUM, 3, builds=(("7d8f", 3),), proof=Proof.OTHER),
    group(5, "loser_drain", Severity.LOW, 40, status=Status.MUTED, proof=Proof.NOT_RUN, level=1),
)


def detail_of(row: GroupRow) -> GroupDetail:
    return GroupDetail(
        row, ("v1/2:9f2ab31c00112233", "v1/2:77aa0011ffee2233"),
        (Part("oracle", "lab", "journal"), Part("type", row.title.split(":")[0], "journal"),
         Part("pending", "deliver", "transfer.atp-trace"), Part("events new", "BlockShort RepairSpent", "minimized run"),
         Part("events gone", "OutcomesReported", "minimized run")),
        Cause(("power cut on replica 0 at record 2",), 251, 9, True, 1) if row.level == 2 else None,
        12,
        (Influence("torn-journal", 312, 1000, 0, 3000, 0.284, 0.341, 0.0, 0.001),
         Influence("heavy-loss", 1, 900, 200, 3000, 0.0, 0.006, 0.06, 0.08),
         Influence("paths", 10, 100, 100, 1000, 0.05, 0.17, 0.08, 0.12)),
        38,
    )


@dataclass
class MemoryFleet:
    groups: list[GroupRow] = field(default_factory=lambda: list(GROUPS))
    all_totals: Totals = TOTALS
    path: str = "nightly/fleet.db"
    why_read_only: str = ""
    version: int = 0
    asked: list[tuple[int, int]] = field(default_factory=list)
    packs: list[bytes] = field(default_factory=lambda: [b"packs/sample_%04d" % n for n in range(12)])

    def totals(self):
        return replace(self.all_totals, groups=len(self.groups))

    def builds(self):
        return BUILDS

    def _listed(self, which: GroupFilter) -> list[GroupRow]:
        return [g for g in self.groups if g.status in which.statuses and which.text.lower() in (g.title + g.note).lower()
                and (which.build is None or which.build in dict(g.builds))]

    def _sorted(self, order, which):
        keys = {
            GroupOrder.IMPACT: lambda g: (list(Severity).index(g.severity), -g.runs, g.id),
            GroupOrder.RUNS: lambda g: (-g.runs, g.id), GroupOrder.TITLE: lambda g: (g.title, g.id),
            GroupOrder.LAST_SEEN: lambda g: (-g.last_ns, g.id), GroupOrder.FIRST_SEEN: lambda g: (-g.first_ns, g.id),
            GroupOrder.STATUS: lambda g: (list(Status).index(g.status), g.id),
        }
        return sorted(self._listed(which), key=keys[order])

    def group_count(self, which):
        return len(self._listed(which))

    def group_page(self, order, which, offset, limit):
        self.asked.append((offset, limit))
        return tuple(self._sorted(order, which)[offset:offset + limit])

    def group_place(self, order, which, group):
        ids = [g.id for g in self._sorted(order, which)]
        return ids.index(group) if group in ids else None

    def detail(self, group):
        for g in self.groups:
            if g.id == group:
                return detail_of(g)
        raise InvalidFormatError("a group", f"no group {group}")

    def samples(self, group, offset, limit):
        rows = [SampleRow(n, path, "26a1", 12345678901234567 + n, [True, None, False][n % 3], "minimized" if n == 0 else "sample", 2856, 20_600 * DAY)
                for n, path in enumerate(self.packs)]
        return tuple(rows[offset:offset + limit])

    def unreadable(self, offset, limit):
        return ((b"packs/broken", "expected a crashpack, found an empty directory"), (b"packs/\xff\x1b[2Jx", "manifest: expected JSON, found \x1b[2J"))[offset:offset + limit]

    def deeds(self, offset, limit):
        return ()[offset:offset + limit]
