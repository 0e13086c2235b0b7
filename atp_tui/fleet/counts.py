"""What is counted of groups and of the fleet: changed in the transaction that changes the rows, and counted again.

:class:`Changes` collects what a batch adds and writes it once; :func:`recount` counts some groups from their rows.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from atp_tui.fleet.schema import OUTCOMES, SEARCHABLE, State

KNOWN: Final = -1
"""In ``grp_feature``: the runs of a group whose features are known."""

NEXT: Final = "next"
"""In ``tally``: the number of the last run of the scan, so that no number is given twice."""

FEATURED: Final = "runs with features"
UNSEARCHED: Final = "not looked into"
_STATES: Final = ("unread", "readable", "unreadable", "gone", "pruned")
_SOUND: Final = {None: "unexamined", 0: "not sound", 1: "sound"}

BITS: Final = 63
"""Features that a run can have."""


class BuildCount(NamedTuple):
    """The row of a group and a build in ``grp_build``, without its key."""

    runs: int
    violations: int
    first_ns: int
    last_ns: int


@dataclass(slots=True)
class Changes:
    """What a batch adds to the counts."""

    tally: Counter[str] = field(default_factory=Counter)
    builds: dict[tuple[int, int], BuildCount] = field(default_factory=dict)
    features: Counter[tuple[int, int]] = field(default_factory=Counter)
    featured: Counter[int] = field(default_factory=Counter)
    """Runs of the fleet by the bit of a feature."""
    samples: list[tuple[int, int]] = field(default_factory=list)
    """Groups with a pack that shows them."""
    lost: list[tuple[int, int]] = field(default_factory=list)
    """Groups with a pack that shows them no more."""
    taken: Counter[tuple[int, int, bool]] = field(default_factory=Counter)
    """Violations that have left a group and a build; the flag says that a run has left with them."""
    worst: dict[int, int] = field(default_factory=dict)
    """The highest rank of a severity by group."""

    def add_run(self, outcome: int, features: int | None) -> None:
        """Count a new run."""
        self.tally[outcome_name(outcome)] += 1
        if features is not None:
            self.tally[FEATURED] += 1
            self.featured.update(bits(features))

    def add_pack(self, state: int, sound: int | None, by: int = 1) -> None:
        """Count a pack in a state; with *by* -1 it is not in it any more."""
        self.tally[pack_name(state)] += by
        if state == State.READABLE:
            self.tally[_SOUND[sound]] += by

    def add_group(self, grp: int, build: int, severities: list[int], done_ns: int, features: int | None) -> None:
        """Count a run in one of its groups, with the severities of its violations there."""
        before = self.builds.get((grp, build))
        if before is None:
            self.builds[grp, build] = BuildCount(1, len(severities), done_ns, done_ns)
        else:
            self.builds[grp, build] = BuildCount(
                before.runs + 1,
                before.violations + len(severities),
                min(before.first_ns, done_ns),
                max(before.last_ns, done_ns),
            )
        self.worst[grp] = max(self.worst.get(grp, 0), *severities)
        if features is not None:
            self.features[grp, KNOWN] += 1
            self.features.update((grp, bit) for bit in bits(features))

    def add_violation(self, grp: int, build: int, severity: int) -> None:
        """Count a further violation of a run in one of its groups."""
        self.taken[grp, build, False] -= 1
        self.worst[grp] = max(self.worst.get(grp, 0), severity)

    def take_group(self, grp: int, build: int, features: int | None, *, is_run: bool) -> None:
        """Count a violation that has left a group, with its run where it was the last one there."""
        self.taken[grp, build, is_run] += 1
        if features is not None:
            self.features[grp, KNOWN] -= 1
            self.features.subtract((grp, bit) for bit in bits(features))

    def write(self, db: sqlite3.Connection) -> None:
        """Add it to the counts in the database."""
        db.executemany(
            "INSERT INTO tally VALUES (?, ?) ON CONFLICT (what) DO UPDATE SET count = count + excluded.count",
            [(what, by) for what, by in self.tally.items() if by],
        )
        db.executemany("UPDATE feature SET runs = runs + ?2 WHERE bit = ?1", self.featured.items())
        db.executemany(
            "INSERT INTO grp_feature VALUES (?, ?, ?)"
            " ON CONFLICT (grp, feature) DO UPDATE SET runs = runs + excluded.runs",
            [(grp, bit, by) for (grp, bit), by in self.features.items()],
        )
        db.executemany(
            "INSERT INTO grp_build VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (grp, build) DO UPDATE SET"
            " runs = runs + excluded.runs, violations = violations + excluded.violations,"
            " first_ns = min(first_ns, excluded.first_ns), last_ns = max(last_ns, excluded.last_ns)",
            [(*key, *count) for key, count in self.builds.items()],
        )
        db.executemany(
            "UPDATE grp SET runs = runs + ?2, violations = violations + ?3, severity = max(severity, ?6),"
            " first_ns = CASE WHEN runs THEN min(first_ns, ?4) ELSE ?4 END, last_ns = max(last_ns, ?5) WHERE id = ?1",
            [(grp, *count, self.worst[grp]) for (grp, _), count in self.builds.items()],
        )
        for (grp, build, is_run), count in self.taken.items():
            values = (count if is_run else 0, count, grp, build)
            for table in ("grp_build", "grp"):
                key = "grp = ?3 AND build = ?4" if table == "grp_build" else "id = ?3 AND ?4"
                db.execute(f"UPDATE {table} SET runs = runs - ?1, violations = violations - ?2 WHERE {key}", values)
        self._write_samples(db)

    def _write_samples(self, db: sqlite3.Connection) -> None:
        """Add samples at the end, and fill the place of one that is gone with the last one."""
        for grp, pack in self.lost:
            found = db.execute("SELECT place FROM sample WHERE pack = ? AND grp = ?", (pack, grp)).fetchone()
            if found is not None:
                sql = "UPDATE grp SET samples = samples - 1 WHERE id = ? RETURNING samples"
                last = db.execute(sql, (grp,)).fetchone()[0]
                db.execute("DELETE FROM sample WHERE grp = ? AND place = ?", (grp, found[0]))
                db.execute("UPDATE sample SET place = ? WHERE grp = ? AND place = ?", (found[0], grp, last))
        for grp, pack in self.samples:
            sql = "UPDATE grp SET samples = samples + 1 WHERE id = ? RETURNING samples"
            place = db.execute(sql, (grp,)).fetchone()[0] - 1
            db.execute("INSERT INTO sample VALUES (?, ?, ?)", (grp, place, pack))


def outcome_name(outcome: int) -> str:
    """Return the name of the count of an outcome."""
    return f"runs {OUTCOMES[outcome]}"


def pack_name(state: int) -> str:
    """Return the name of the count of packs in a state."""
    return f"packs {_STATES[state]}"


@lru_cache(maxsize=4096)
def bits(features: int) -> tuple[int, ...]:
    """Return the bits of a mask of features."""
    return tuple(bit for bit in range(features.bit_length()) if features >> bit & 1)


_RUNS: Final = (
    "SELECT v.campaign, v.number, count(*) AS n FROM violation v JOIN print p ON p.id = v.print"
    " WHERE p.grp = :grp GROUP BY v.campaign, v.number"
)


def builds_of(db: sqlite3.Connection, grp: int) -> list[tuple[int, ...]]:
    """Return the rows of a group in ``grp_build``, without the group, from its runs."""
    return db.execute(
        "SELECT r.build, count(*), sum(n), min(r.done_ns), max(r.done_ns)"
        f" FROM ({_RUNS}) JOIN run r USING (campaign, number) GROUP BY r.build ORDER BY r.build",
        {"grp": grp},
    ).fetchall()


def features_of(db: sqlite3.Connection, grp: int) -> list[tuple[int, int]]:
    """Return the rows of a group in ``grp_feature``, without the group, from its runs."""
    sql = f"SELECT r.features FROM ({_RUNS}) JOIN run r USING (campaign, number) WHERE r.features IS NOT NULL"
    return count_bits(mask for (mask,) in db.execute(sql, {"grp": grp}))


def count_bits(masks: Iterable[int]) -> list[tuple[int, int]]:
    """Return how many of some runs have each feature, and how many there are, from their masks."""
    import numpy as np

    table = np.fromiter(masks, np.int64)
    if not len(table):
        return []
    found = [(bit, int((table >> bit & 1).sum())) for bit in range(BITS)]
    return [(KNOWN, len(table)), *((bit, runs) for bit, runs in found if runs)]


def samples_of(db: sqlite3.Connection, grp: int) -> list[int]:
    """Return the packs that show a group, in the order in which they were met."""
    found = db.execute(
        f"SELECT k.id FROM ({_RUNS}) JOIN pack k USING (campaign, number) WHERE k.state = :state ORDER BY k.id",
        {"grp": grp, "state": State.READABLE},
    )
    return [pack for (pack,) in found]


def levels_of(db: sqlite3.Connection, grp: int) -> tuple[int, int]:
    """Return the highest rank of a severity, and the level, of the violations of a group."""
    found = db.execute(
        "SELECT max(v.severity), max(p.level) FROM print p JOIN violation v ON v.print = p.id WHERE p.grp = ?", (grp,)
    ).fetchone()
    return (found[0] or 0, found[1] or 1) if found else (0, 1)


def recount(db: sqlite3.Connection, groups: Iterable[int]) -> None:
    """Count some groups from their rows."""
    for grp in groups:
        for table in ("grp_build", "grp_feature", "sample"):
            db.execute(f"DELETE FROM {table} WHERE grp = ?", (grp,))
        builds = builds_of(db, grp)
        db.executemany("INSERT INTO grp_build VALUES (?, ?, ?, ?, ?, ?)", [(grp, *row) for row in builds])
        db.executemany("INSERT INTO grp_feature VALUES (?, ?, ?)", [(grp, *row) for row in features_of(db, grp)])
        packs = samples_of(db, grp)
        db.executemany("INSERT INTO sample VALUES (?, ?, ?)", ((grp, place, pack) for place, pack in enumerate(packs)))
        severity, level = levels_of(db, grp)
        first = min((row[3] for row in builds), default=0)
        last = max((row[4] for row in builds), default=0)
        totals = (sum(row[1] for row in builds), sum(row[2] for row in builds), len(packs))
        db.execute(
            "UPDATE grp SET runs = ?, violations = ?, samples = ?, severity = ?, level = ?, first_ns = ?, last_ns = ?"
            " WHERE id = ?",
            (*totals, severity, level, first, last, grp),
        )


def tally_of(db: sqlite3.Connection) -> dict[str, int]:
    """Return the counts of the fleet from its rows."""
    found = Counter[str]()
    for outcome, count in db.execute("SELECT outcome, count(*) FROM run GROUP BY outcome"):
        found[outcome_name(outcome)] += count
    for state, sound, count in db.execute("SELECT state, sound, count(*) FROM pack GROUP BY state, sound"):
        found[pack_name(state)] += count
        if state == State.READABLE:
            found[_SOUND[sound]] += count
    found[FEATURED] = db.execute("SELECT count(features) FROM run").fetchone()[0]
    found[UNSEARCHED] = db.execute("SELECT count(*) FROM violation WHERE search IN (?, ?)", SEARCHABLE).fetchone()[0]
    return {what: count for what, count in found.items() if count}
