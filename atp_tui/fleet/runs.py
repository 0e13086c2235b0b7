"""Writes runs with their violations, and the tables of names that they refer to."""

import sqlite3
from typing import NamedTuple

from atp_tui.fleet.counts import UNSEARCHED, Changes
from atp_tui.fleet.features import FEATURES
from atp_tui.fleet.look import Looked
from atp_tui.fleet.prints import Prints
from atp_tui.fleet.schema import SEARCHABLE


class RunKey(NamedTuple):
    """What a run is known by."""

    campaign: int
    number: int


class Measured(NamedTuple):
    """What is known of a run of a campaign that a pack does not tell."""

    attempts: int = 1
    wall_us: int | None = None
    chain16: bytes | None = None
    """The first 16 bytes of the digest of its trace."""


class _Build(NamedTuple):
    id: int
    first_ns: int
    last_ns: int


class RunWriter:
    """Writes runs within one transaction.

    Args:
        db: The connection, in a transaction.
        prints: The fingerprints of the transaction.
        changes: Where what is counted is collected.
    """

    def __init__(self, db: sqlite3.Connection, prints: Prints, changes: Changes) -> None:
        self._db, self._prints, self._changes = db, prints, changes
        self._ids: dict[tuple[str, str], int] = {}
        self._bits = feature_bits(db)
        self._builds: dict[str, _Build] = {}

    def add(self, key: RunKey, run: Looked, search: int, measured: Measured = Measured()) -> None:  # noqa: B008 - frozen
        """Write a run that is new, with its violations.

        Args:
            key: The campaign and the number of the run.
            run: What is known of it.
            search: What comes of the search for the causes of its violations.
            measured: What is known beside that.
        """
        build = self._build(run.build, run.made_ns)
        features = None if run.features is None else self._mask(run.features)
        cell = self._id("cell", run.cell) if run.cell else None
        values = (*key, build, run.seed, cell, features, run.outcome, measured.attempts, run.events)
        self._db.execute(
            "INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, measured.wall_us, measured.chain16, run.made_ns),
        )
        self._changes.add_run(run.outcome, features)
        self._add_violations(key, run, build, features, search)

    def _add_violations(self, key: RunKey, run: Looked, build: int, features: int | None, search: int) -> None:
        rows: list[tuple[object, ...]] = []
        found: dict[int, list[int]] = {}
        for place, seen in enumerate(run.violations):
            base = self._prints.ensure(seen.fingerprint, seen.title, seen.parts)
            counts = self._prints.effective(base, features)
            kind = self._kind(seen.oracle, seen.type)
            rows.append((*key, place, kind, seen.severity, base, None, counts.id, search))
            found.setdefault(counts.grp, []).append(seen.severity)
        self._db.executemany("INSERT INTO violation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        if search in SEARCHABLE:
            self._changes.tally[UNSEARCHED] += len(rows)
        for grp, severities in found.items():
            self._changes.add_group(grp, build, severities, run.made_ns, features)

    def _build(self, label: str, made_ns: int) -> int:
        found = self._builds.get(label)
        if found is None or not found.first_ns <= made_ns <= found.last_ns:
            sql = (
                "INSERT INTO build (label, first_ns, last_ns) VALUES (?1, ?2, ?2) ON CONFLICT (label) DO UPDATE SET"
                " first_ns = min(first_ns, ?2), last_ns = max(last_ns, ?2) RETURNING id, first_ns, last_ns"
            )
            found = self._builds[label] = _Build(*self._db.execute(sql, (label, made_ns)).fetchone())
        return found.id

    def _id(self, table: str, label: str) -> int:
        found = self._ids.get((table, label))
        if found is None:
            self._db.execute(f"INSERT OR IGNORE INTO {table} (label) VALUES (?)", (label,))
            row = self._db.execute(f"SELECT id FROM {table} WHERE label = ?", (label,)).fetchone()
            found = self._ids[table, label] = int(row[0])
        return found

    def _kind(self, oracle: str, violation_type: str) -> int:
        found = self._ids.get((oracle, violation_type))
        if found is None:
            values = (oracle, violation_type)
            self._db.execute("INSERT OR IGNORE INTO kind (oracle, type) VALUES (?, ?)", values)
            row = self._db.execute("SELECT id FROM kind WHERE oracle = ? AND type = ?", values).fetchone()
            found = self._ids[oracle, violation_type] = int(row[0])
        return found

    def _mask(self, features: int) -> int:
        """The same features by the bits of this database."""
        if self._bits is None:
            return features
        return sum(1 << bit for place, bit in enumerate(self._bits) if bit is not None and features >> place & 1)


def feature_bits(db: sqlite3.Connection) -> list[int | None] | None:
    """Return the bit of each feature in a database, which is given those it lacks; None where all are as they are.

    A feature for which there is no room has none, and is not counted.
    """
    known = dict(db.execute("SELECT label, bit FROM feature").fetchall())
    for feature in FEATURES:
        bit = max(known.values(), default=-1) + 1
        if feature.label not in known and bit < 63:  # noqa: PLR2004 - a mask is a signed 64-bit integer
            db.execute("INSERT INTO feature VALUES (?, ?, ?, 0)", (bit, feature.option, feature.label))
            known[feature.label] = bit
    found = [known.get(feature.label) for feature in FEATURES]
    return None if found == list(range(len(FEATURES))) else found
