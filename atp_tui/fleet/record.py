"""Writes what was taken from packs: runs, packs, violations, fingerprints and all that is counted of them."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from atp_tui.fleet.counts import NEXT, UNSEARCHED, Changes, recount
from atp_tui.fleet.features import FEATURES
from atp_tui.fleet.groups import note_regressions
from atp_tui.fleet.look import CHANGING, VANISHED, Looked
from atp_tui.fleet.paths import Paths
from atp_tui.fleet.prints import Print, Prints
from atp_tui.fleet.schema import SEARCHABLE, Search, State

SCAN: Final = "scan"
"""The campaign of the packs that were found on disk, by name and by kind."""

_PACK: Final = ("stamp", "state", "fault", "campaign", "number", "digest", "sound", "role", "seen_ns")
_INSERT_PACK: Final = f"INSERT INTO pack ({', '.join(_PACK)}, folder, name) VALUES (?{', ?' * (len(_PACK) + 1)})"
_UPDATE_PACK: Final = f"UPDATE pack SET {', '.join(f'{name} = ?' for name in _PACK)} WHERE id = ?"
_RUN_OF: Final = "SELECT campaign, number FROM pack WHERE digest = ? AND number IS NOT NULL LIMIT 1"

_FAULT_LIMIT: Final = 2_000
"""Characters of what is wrong with a pack that are kept."""


class Known(NamedTuple):
    """The row of a pack, as far as it may change."""

    id: int
    state: int
    sound: int | None
    digest: bytes | None
    campaign: int | None
    number: int | None


class _Build(NamedTuple):
    id: int
    first_ns: int
    last_ns: int


class Recorder:
    """Writes within one transaction.

    Args:
        db: The connection, in a transaction.
        paths: How paths are written.
        now_ns: What time it is.
    """

    def __init__(self, db: sqlite3.Connection, paths: Paths, now_ns: int) -> None:
        self._db, self._paths, self._now = db, paths, now_ns
        self._prints = Prints(db)
        self._changes = Changes()
        self._ids: dict[tuple[str, str], int] = {}
        self._bits = feature_bits(db)
        self._builds: dict[str, _Build] = {}
        self._last: int | None = None
        self.recounted: set[int] = set()
        """Groups from which something was taken away, which are counted again."""

    def add(self, looked: Looked) -> bool:
        """Write what was taken from a pack; return false for one that takes another's place, which must wait.

        What takes something away has its groups counted again, which is only done once for many.
        """
        known = self._known(looked.path)
        if looked.fault == CHANGING:
            return True
        if looked.fault == VANISHED:
            if known is not None:
                self.set_state(known, State.GONE)
            return True
        if known is not None and known.digest is not None and looked.digest not in (b"", known.digest):
            return False
        self._put(looked, known)
        return True

    def replace(self, looked: Looked) -> None:
        """Write what was taken from a pack whose place had another one before."""
        known = self._known(looked.path)
        if known is not None:
            self.leave(known)
            known = known._replace(digest=None, sound=None)
        self._put(looked, known)

    def leave(self, known: Known) -> None:
        """Take a pack from its run; a run of a scan that no path shows any more, for it was another one, is removed."""
        key = (known.campaign, known.number)
        self.recounted.update(self._groups(key))
        others = self._db.execute("SELECT count(*) FROM pack WHERE campaign = ? AND number = ?", key).fetchone()[0]
        self._db.execute("UPDATE pack SET campaign = NULL, number = NULL, digest = NULL WHERE id = ?", (known.id,))
        if others == 1 and known.campaign == self._campaign():
            self._remove_run(key)

    def finish(self) -> None:
        """Write the counts."""
        if self._last is not None:
            self._db.execute("INSERT OR REPLACE INTO tally VALUES (?, ?)", (NEXT, self._last))
        self._changes.write(self._db)
        recount(self._db, sorted(self.recounted))
        note_regressions(self._db, sorted({grp for grp, _ in self._changes.builds}))

    def add_unread(self, folder: bytes, names: Sequence[bytes]) -> None:
        """Write down packs of a folder of which no more than the name is known."""
        number = self._paths.folder(self._db, folder)
        found = self._db.executemany(
            "INSERT OR IGNORE INTO pack (folder, name, stamp, state, role, seen_ns) VALUES (?, ?, 0, ?, 0, ?)",
            [(number, name, State.UNREAD, self._now) for name in names],
        )
        self._changes.add_pack(State.UNREAD, None, found.rowcount)

    def look_again(self, number: int) -> None:
        """Let a pack that has changed be read by the next pass; one that was not there any more is back."""
        known = self.by_number(number)
        if known is not None and known.state in (State.GONE, State.PRUNED):
            self.set_state(known, State.UNREAD)
        self._db.execute("UPDATE pack SET stamp = 0 WHERE id = ?", (number,))

    def by_number(self, number: int) -> Known | None:
        """Return the row of a pack, None where there is none."""
        sql = "SELECT id, state, sound, digest, campaign, number FROM pack WHERE id = ?"
        row = self._db.execute(sql, (number,)).fetchone()
        return Known(*row) if row else None

    def set_state(self, known: Known, state: int) -> None:
        """Change the state of a pack: it has vanished, or nobody wants it as a sample."""
        self._changes.add_pack(known.state, known.sound, -1)
        self._changes.add_pack(state, known.sound)
        if known.state == State.READABLE:
            self.recounted.update(self._groups((known.campaign, known.number)))
        self._db.execute("UPDATE pack SET state = ? WHERE id = ?", (state, known.id))

    def _known(self, path: bytes) -> Known | None:
        row = self._db.execute(
            "SELECT id, state, sound, digest, campaign, number FROM pack WHERE folder = ? AND name = ?",
            self._paths.split(self._db, path),
        ).fetchone()
        return Known(*row) if row else None

    def _put(self, looked: Looked, known: Known | None) -> None:
        is_same = known is not None and known.state == State.READABLE and known.digest == looked.digest
        if is_same and known is not None:
            self._db.execute("UPDATE pack SET stamp = ? WHERE id = ?", (looked.stamp, known.id))
            return
        if looked.fault:
            run = (known.campaign, known.number, known.digest) if known else (None, None, None)
            self._put_pack(looked, known, State.UNREADABLE, None, run)
            return
        row = self._db.execute(_RUN_OF, (looked.digest,)).fetchone()
        key = tuple(row) if row else self._new_run(looked)
        sound = known.sound if known is not None and known.digest == looked.digest else None
        pack = self._put_pack(looked, known, State.READABLE, sound, (*key, looked.digest))
        if looked.violations:
            self._changes.samples += [(grp, pack) for grp in self._groups(key)]

    def _put_pack(
        self, looked: Looked, known: Known | None, state: int, sound: int | None, run: tuple[object, ...]
    ) -> int:
        values = (looked.stamp, state, looked.fault[:_FAULT_LIMIT] or None, *run, sound, looked.role, self._now)
        self._changes.add_pack(state, sound)
        if known is None:
            place = self._paths.split(self._db, looked.path)
            return int(self._db.execute(_INSERT_PACK, (*values, *place)).lastrowid or 0)
        self._changes.add_pack(known.state, known.sound, -1)
        if known.state == State.READABLE:
            self.recounted.update(self._groups((known.campaign, known.number)))
        self._db.execute(_UPDATE_PACK, (*values, known.id))
        return known.id

    def _new_run(self, looked: Looked) -> tuple[int, int]:
        campaign = self._campaign()
        if self._last is None:
            row = self._db.execute("SELECT count FROM tally WHERE what = ?", (NEXT,)).fetchone()
            self._last = row[0] if row else 0
        self._last = number = self._last + 1
        build = self._build(looked.build, looked.made_ns)
        features = None if looked.features is None else self._mask(looked.features)
        cell = self._id("cell", looked.cell) if looked.cell else None
        self._db.execute(
            "INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, NULL, NULL, ?)",
            (campaign, number, build, looked.seed, cell, features, looked.outcome, looked.events, looked.made_ns),
        )
        self._changes.add_run(looked.outcome, features)
        self._add_violations((campaign, number), looked, build, features)
        return campaign, number

    def _add_violations(self, key: tuple[int, int], looked: Looked, build: int, features: int | None) -> None:
        search = Search.WAITING if looked.is_lab else Search.NOT_LAB
        rows: list[tuple[object, ...]] = []
        found: dict[int, list[int]] = {}
        for place, seen in enumerate(looked.violations):
            base = self._prints.ensure(seen.fingerprint, seen.title, seen.parts)
            counts = self._prints.effective(base, features)
            kind = self._kind(seen.oracle, seen.type)
            rows.append((*key, place, kind, seen.severity, base, None, counts.id, search))
            found.setdefault(counts.grp, []).append(seen.severity)
        self._db.executemany("INSERT INTO violation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        if search in SEARCHABLE:
            self._changes.tally[UNSEARCHED] += len(rows)
        for grp, severities in found.items():
            self._changes.add_group(grp, build, severities, looked.made_ns, features)

    def _remove_run(self, key: tuple[int | None, int | None]) -> None:
        outcome, features = self._db.execute(
            "SELECT outcome, features FROM run WHERE campaign = ? AND number = ?", key
        ).fetchone()
        waiting = self._db.execute(
            "SELECT count(*) FROM violation WHERE campaign = ? AND number = ? AND search IN (?, ?)",
            (*key, *SEARCHABLE),
        ).fetchone()[0]
        gone = Changes()
        gone.add_run(outcome, features)
        gone.tally[UNSEARCHED] += waiting
        self._changes.tally.subtract(gone.tally)
        self._changes.featured.subtract(gone.featured)
        for table in ("violation", "mechanism", "edition", "run"):
            self._db.execute(f"DELETE FROM {table} WHERE campaign = ? AND number = ?", key)

    def _groups(self, key: Sequence[int | None]) -> list[int]:
        found: Iterable[Print] = (
            self._prints.by_id(number)
            for (number,) in self._db.execute("SELECT print FROM violation WHERE campaign = ? AND number = ?", key)
        )
        return sorted({each.grp for each in found})

    def _campaign(self) -> int:
        found = self._ids.get(("campaign", SCAN))
        if found is None:
            row = self._db.execute("SELECT id FROM campaign WHERE name = ?", (SCAN,)).fetchone()
            if row is None:
                values = (SCAN, SCAN, "open", self._now)
                sql = "INSERT INTO campaign (name, kind, state, started_ns) VALUES (?, ?, ?, ?)"
                row = (self._db.execute(sql, values).lastrowid,)
            found = self._ids["campaign", SCAN] = int(row[0])
        return found

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
