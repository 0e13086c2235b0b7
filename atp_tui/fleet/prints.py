"""Fingerprints in the database: each has a home group, and the group that it is in now."""

import sqlite3
from typing import NamedTuple

from atp_tui.fleet.rows import Status


class Print(NamedTuple):
    """A fingerprint, as far as the one who writes violations must know it."""

    id: int
    grp: int
    level: int
    divided_by: str | None
    """The option by which somebody has divided its violations."""


class Prints:
    """The prints that a transaction needs, each read once; a transaction has its own."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._known: dict[int, Print] = {}
        self._ids: dict[str, int] = {}
        self._children: dict[int, list[tuple[int, int]]] = {}

    def by_id(self, number: int) -> Print:
        """Return a print."""
        found = self._known.get(number)
        if found is None:
            row = self._db.execute("SELECT id, grp, level, divided_by FROM print WHERE id = ?", (number,)).fetchone()
            found = self._known[number] = Print(*row)
        return found

    def ensure(self, fingerprint: str, title: str, parts: str, like: int | None = None) -> int:
        """Return the number of a fingerprint, which is given a home group where it is new.

        Args:
            fingerprint: Version, level and hash.
            title: Its parts as a line.
            parts: Its parts as JSON.
            like: The group from which a new home takes status and note: that of its level 1.
        """
        number = self._ids.get(fingerprint)
        if number is None:
            row = self._db.execute("SELECT id FROM print WHERE fingerprint = ?", (fingerprint,)).fetchone()
            number = self._ids[fingerprint] = row[0] if row else self._new(fingerprint, title, parts, like)
        return number

    def _new(self, fingerprint: str, title: str, parts: str, like: int | None) -> int:
        version, _, level = fingerprint.partition(":")[0].partition("/")
        grp = new_group(self._db, title, like)
        sql = (
            "INSERT INTO print (fingerprint, version, level, home, grp, parts_json, title) VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        found = self._db.execute(sql, (fingerprint, version, int(level), grp, grp, parts, title))
        if level != "1":
            self._db.execute("UPDATE grp SET level = ? WHERE id = ?", (int(level), grp))
        return int(found.lastrowid or 0)

    def effective(self, base: int, features: int | None) -> Print:
        """Return the print that counts for a violation with the print *base*, in a run with such features."""
        found = self.by_id(base)
        while found.divided_by is not None and features is not None:
            child = next((child for bit, child in self._children_of(found) if features >> bit & 1), None)
            if child is None:
                break
            found = self.by_id(child)
        return found

    def _children_of(self, parent: Print) -> list[tuple[int, int]]:
        found = self._children.get(parent.id)
        if found is None:
            found = self._children[parent.id] = self._db.execute(
                "SELECT p.feature, p.id FROM print p JOIN feature f ON f.bit = p.feature"
                " WHERE p.parent = ? AND f.option = ?",
                (parent.id, parent.divided_by),
            ).fetchall()
        return found


def new_group(db: sqlite3.Connection, title: str, like: int | None = None) -> int:
    """Make an empty group and return its number; status and note are those of the group *like*, if there is one."""
    row = db.execute("SELECT status, note, fixed_after FROM grp WHERE id = ?", (like,)).fetchone()
    found = db.execute(
        "INSERT INTO grp (title, born_status, born_note, born_after, status, note, fixed_after, severity, level, runs,"
        " violations, samples, first_ns, last_ns, influence)"
        " VALUES (?1, ?2, ?3, ?4, ?2, ?3, ?4, 0, 1, 0, 0, 0, 0, 0, '')",
        (title, *(row or (Status.NEW.value, "", None))),
    )
    return int(found.lastrowid or 0)
