"""Writes what was taken from packs: runs, packs, violations, fingerprints and all that is counted of them."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from atp_tui.fleet.counts import NEXT, UNSEARCHED, Changes, recount
from atp_tui.fleet.groups import note_regressions
from atp_tui.fleet.look import CHANGING, VANISHED, Looked
from atp_tui.fleet.paths import Paths
from atp_tui.fleet.prints import Print, Prints
from atp_tui.fleet.runs import Measured, RunKey, RunWriter
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
        self._runs = RunWriter(db, self._prints, self._changes)
        self._scan: int | None = None
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

    def add_run(self, key: RunKey, run: Looked, measured: Measured, pack: Looked | None = None) -> bool:
        """Write a run of a campaign and return true, or return false where the campaign has it.

        Args:
            key: The campaign and the number of the run.
            run: What is known of it; nothing of a pack is used.
            measured: The rest of what is known of it.
            pack: What was taken from its pack, with which causes can be searched for; None where none was kept.
        """
        if self._db.execute("SELECT 1 FROM run WHERE campaign = ? AND number = ?", key).fetchone():
            return False
        self._runs.add(key, run, Search.LEFT_OUT if pack is None else Search.WAITING, measured)
        if pack is not None:
            known = self._known(pack.path)
            if known is not None:
                # A scan has met the pack first and has taken it for a run of its own.
                self.leave(known)
                known = known._replace(digest=None, sound=None)
            self._put_readable(pack, known, key)
        return True

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
        self._put_readable(looked, known, RunKey(*row) if row else self._new_run(looked))

    def _put_readable(self, looked: Looked, known: Known | None, key: RunKey) -> None:
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

    def _new_run(self, looked: Looked) -> RunKey:
        if self._last is None:
            row = self._db.execute("SELECT count FROM tally WHERE what = ?", (NEXT,)).fetchone()
            self._last = row[0] if row else 0
        self._last += 1
        key = RunKey(self._campaign(), self._last)
        search = Search.WAITING if looked.is_lab else Search.NOT_LAB
        self._runs.add(key, looked, search)
        return key

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
        if self._scan is None:
            row = self._db.execute("SELECT id FROM campaign WHERE name = ?", (SCAN,)).fetchone()
            if row is None:
                values = (SCAN, SCAN, "open", self._now)
                sql = "INSERT INTO campaign (name, kind, state, started_ns) VALUES (?, ?, ?, ?)"
                row = (self._db.execute(sql, values).lastrowid,)
            self._scan = int(row[0])
        return self._scan
