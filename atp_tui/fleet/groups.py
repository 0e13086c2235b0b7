"""Brings the groups in the database to what the deeds come to."""

import sqlite3
import time
from collections.abc import Iterable
from typing import Final

from atp_tui.fleet.connection import Fleet, Row
from atp_tui.fleet.counts import recount
from atp_tui.fleet.editions import use_version
from atp_tui.fleet.fold import Deed, Folded, PrintRow, Told, Upgrade, fold, read_deed
from atp_tui.fleet.rows import Proof, Status

BASE: Final = "v1"
"""The version of fingerprints that counts where nobody has chosen another."""


def active_deeds(db: sqlite3.Connection) -> list[Deed]:
    """Return the deeds that were not undone, in order."""
    rows = db.execute("SELECT args_json FROM deed WHERE undone_by IS NULL ORDER BY number")
    return [read_deed(text) for (text,) in rows]


def refold(db: sqlite3.Connection) -> set[int]:
    """Let the deeds take effect; return the groups whose counts have changed with it, counted again."""
    deeds = active_deeds(db)
    changed = use_version(db, _version(db, deeds))
    folded = _folded(db, deeds)
    while folded.wanted:
        for parent, bit, group in folded.wanted:
            _make_part(db, parent, bit, group)
        folded = _folded(db, deeds)
    changed |= _divide(db, folded)
    changed |= _move(db, folded)
    recount(db, sorted(changed))
    _tell(db, folded)
    return changed


def _folded(db: sqlite3.Connection, deeds: list[Deed]) -> Folded:
    prints = [PrintRow(*row) for row in db.execute("SELECT id, home, parent, feature FROM print ORDER BY id")]
    born = {
        group: Told(status, note, fixed_after)
        for group, status, note, fixed_after in db.execute("SELECT id, born_status, born_note, born_after FROM grp")
        if status != Status.NEW.value or note
    }
    return fold(prints, born, deeds)


def active_version(db: sqlite3.Connection) -> str:
    """Return the version of the fingerprints that count."""
    return _version(db, active_deeds(db))


def _version(db: sqlite3.Connection, deeds: list[Deed]) -> str:
    """The version that counts: the last one that somebody has chosen, or the one before all of them."""
    chosen = [deed for deed in deeds if isinstance(deed, Upgrade)]
    if chosen:
        return chosen[-1].version
    first = db.execute("SELECT args_json FROM deed WHERE what = 'upgrade' ORDER BY number LIMIT 1").fetchone()
    found = read_deed(first[0]) if first else None
    return found.before if isinstance(found, Upgrade) else BASE


def _make_part(db: sqlite3.Connection, parent: int, bit: int, group: int) -> None:
    """Make the print for the violations of another print in runs with a feature."""
    label = db.execute("SELECT label FROM feature WHERE bit = ?", (bit,)).fetchone()
    db.execute(
        "INSERT INTO print (fingerprint, version, level, home, grp, parts_json, title, parent, feature)"
        " SELECT fingerprint || '?' || ?, version, level, ?, ?, parts_json, title, id, ? FROM print WHERE id = ?",
        (label[0] if label else bit, group, group, bit, parent),
    )


def _divide(db: sqlite3.Connection, folded: Folded) -> set[int]:
    """Divide the violations of prints by an option, or put them together again."""
    changed: set[int] = set()
    before = dict(db.execute("SELECT id, divided_by FROM print WHERE divided_by IS NOT NULL"))
    for each in sorted(set(before) | set(folded.divided), reverse=True):
        option = folded.divided.get(each)
        if before.get(each) == option:
            continue
        changed |= _gather(db, each)
        db.execute("UPDATE print SET divided_by = ? WHERE id = ?", (option, each))
    for each, option in sorted(folded.divided.items()):
        if before.get(each) != option:
            changed |= _part(db, each, option)
    return changed


def _gather(db: sqlite3.Connection, parent: int) -> set[int]:
    """Give the violations of all parts of a print back to it."""
    tree = (
        "WITH RECURSIVE tree (id) AS (VALUES (?1) UNION SELECT p.id FROM print p JOIN tree t ON p.parent = t.id)"
        " SELECT id FROM tree"
    )
    changed = _groups(db, f"SELECT grp FROM print WHERE id IN ({tree})", parent)
    db.execute(f"UPDATE violation SET print = ?1 WHERE print IN ({tree} WHERE id <> ?1)", (parent,))
    return changed


def _part(db: sqlite3.Connection, parent: int, option: str) -> set[int]:
    """Give the violations of a print to its parts."""
    parts = db.execute(
        "SELECT p.id, p.feature FROM print p JOIN feature f ON f.bit = p.feature WHERE p.parent = ? AND f.option = ?",
        (parent, option),
    ).fetchall()
    for child, bit in parts:
        db.execute(
            "UPDATE violation SET print = ?1 WHERE print = ?2 AND (SELECT features >> ?3 & 1 FROM run"
            " WHERE run.campaign = violation.campaign AND run.number = violation.number)",
            (child, parent, bit),
        )
    return _groups(db, "SELECT grp FROM print WHERE id = ?1 OR parent = ?1", parent)


def _groups(db: sqlite3.Connection, sql: str, number: int) -> set[int]:
    return {group for (group,) in db.execute(sql, (number,))}


def _move(db: sqlite3.Connection, folded: Folded) -> set[int]:
    """Put the prints into their groups."""
    changed: set[int] = set()
    moved: list[Row] = []
    for each, before in db.execute("SELECT id, grp FROM print"):
        after = folded.groups[each]
        if after != before:
            changed |= {before, after}
            moved.append((after, each))
    db.executemany("UPDATE print SET grp = ? WHERE id = ?", moved)
    return changed


def _tell(db: sqlite3.Connection, folded: Folded) -> None:
    """Write what is said of the groups; one that was fixed and is seen on a later build is regressed."""
    db.execute(
        "UPDATE grp SET status = born_status, note = born_note, fixed_after = born_after"
        " WHERE status <> born_status OR note <> born_note OR fixed_after IS NOT born_after"
    )
    db.executemany(
        "UPDATE grp SET status = ?, note = ?, fixed_after = ? WHERE id = ?",
        [(*told, group) for group, told in folded.told.items()],
    )
    note_regressions(db)


def note_regressions(db: sqlite3.Connection, groups: Iterable[int] | None = None) -> None:
    """Tell of the groups that were fixed, or of some of them, which are seen on a build that was not known then."""
    sql = (
        "UPDATE grp SET status = ? WHERE status = ? AND EXISTS"
        " (SELECT 1 FROM grp_build b WHERE b.grp = grp.id AND b.build > grp.fixed_after)"
    )
    values = (Status.REGRESSED.value, Status.FIXED.value)
    if groups is None:
        db.execute(sql, values)
    else:
        db.executemany(f"{sql} AND id = ?", [(*values, group) for group in groups])


def set_proof(fleet: Fleet, group: int, build: str, proof: Proof) -> None:
    """Write what came of running the cause of a group on a build.

    Raises:
        IoError: the database cannot be written.
    """
    with fleet.writing() as db:
        sql = "INSERT OR REPLACE INTO proof VALUES (?, ?, ?, ?)"
        db.execute(sql, (group, build, proof.value, time.time_ns()))
