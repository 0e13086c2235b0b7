"""Moves single violations from one group to another, at the cost of those violations alone."""

import sqlite3
from typing import Final

from atp_tui.fleet.counts import Changes, recount
from atp_tui.fleet.groups import note_regressions
from atp_tui.fleet.prints import Prints
from atp_tui.fleet.schema import State

_OTHERS: Final = (
    "SELECT v.severity FROM violation v JOIN print p ON p.id = v.print"
    " WHERE v.campaign = ? AND v.number = ? AND p.grp = ?"
)


class Regrouper:
    """Moves violations within one transaction.

    A group is only counted again where it loses its first or last run, or its last violation of the worst severity.
    """

    def __init__(self, db: sqlite3.Connection, prints: Prints) -> None:
        self._db, self._prints = db, prints
        self.changes = Changes()
        self._recounted: set[int] = set()

    def move(self, key: tuple[int, int], places: list[int], level2: int, search: int) -> None:
        """Give violations of a run a print of level 2."""
        sql = "SELECT build, done_ns, features FROM run WHERE campaign = ? AND number = ?"
        build, done_ns, features = self._db.execute(sql, key).fetchone()
        after = self._prints.effective(level2, features)
        for place in places:
            sql = "SELECT print FROM violation WHERE campaign = ? AND number = ? AND place = ?"
            before = self._prints.by_id(self._db.execute(sql, (*key, place)).fetchone()[0]).grp
            if before != after.grp:
                self._leave(before, key, place, build, done_ns, features)
            self._db.execute(
                "UPDATE violation SET level2 = ?, print = ?, search = ?"
                " WHERE campaign = ? AND number = ? AND place = ?",
                (level2, after.id, search, *key, place),
            )
            if before != after.grp:
                self._enter(after.grp, key, place, build, done_ns, features)

    def _leave(
        self, grp: int, key: tuple[int, int], place: int, build: int, done_ns: int, features: int | None
    ) -> None:
        """Take one violation, which is still there, from a group."""
        rows = self._db.execute(_OTHERS, (*key, grp)).fetchall()
        severity = self._severity(key, place)
        is_last = len(rows) == 1
        self.changes.take_group(grp, build, features if is_last else None, is_run=is_last)
        if is_last:
            self.changes.lost += [(grp, pack) for pack in self._packs(key)]
        bounds = self._db.execute(
            "SELECT b.first_ns, b.last_ns, g.severity FROM grp_build b JOIN grp g ON g.id = b.grp"
            " WHERE b.grp = ? AND b.build = ?",
            (grp, build),
        ).fetchone()
        is_bound = bounds is None or done_ns <= bounds[0] or done_ns >= bounds[1]
        if is_bound or (severity >= bounds[2] and not self._has_others(grp, key, severity)):
            self._recounted.add(grp)

    def _enter(
        self, grp: int, key: tuple[int, int], place: int, build: int, done_ns: int, features: int | None
    ) -> None:
        """Add one violation, which is there by now, to a group."""
        severity = self._severity(key, place)
        if len(self._db.execute(_OTHERS, (*key, grp)).fetchall()) > 1:
            self.changes.add_violation(grp, build, severity)
            return
        self.changes.add_group(grp, build, [severity], done_ns, features)
        self.changes.samples += [(grp, pack) for pack in self._packs(key)]

    def _severity(self, key: tuple[int, int], place: int) -> int:
        sql = "SELECT severity FROM violation WHERE campaign = ? AND number = ? AND place = ?"
        return int(self._db.execute(sql, (*key, place)).fetchone()[0])

    def _has_others(self, grp: int, key: tuple[int, int], severity: int) -> bool:
        sql = (
            "SELECT 1 FROM print p JOIN violation v ON v.print = p.id WHERE p.grp = ? AND v.severity = ?"
            " AND (v.campaign, v.number) <> (?, ?) LIMIT 1"
        )
        return self._db.execute(sql, (grp, severity, *key)).fetchone() is not None

    def _packs(self, key: tuple[int, int]) -> list[int]:
        sql = "SELECT id FROM pack WHERE campaign = ? AND number = ? AND state = ? ORDER BY id"
        return [pack for (pack,) in self._db.execute(sql, (*key, State.READABLE))]

    def finish(self) -> None:
        """Write the counts."""
        self.changes.write(self._db)
        recount(self._db, sorted(self._recounted))
        note_regressions(self._db, sorted({grp for grp, _ in self.changes.builds}))
