"""What people do to the groups: an append-only list, each entry of which can be undone at any time.

A deed and all that follows from it are written in one transaction. Each function returns the number of its deed.
"""

import sqlite3
import time
from typing import Final

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.fleet.connection import Fleet, Row, whole
from atp_tui.fleet.editions import Renew, add_edition
from atp_tui.fleet.fold import (
    BY_LEVEL,
    Deed,
    Merge,
    SetNote,
    SetStatus,
    Split,
    Undo,
    Upgrade,
    read_deed,
    write_deed,
)
from atp_tui.fleet.groups import active_version, refold
from atp_tui.fleet.prints import new_group
from atp_tui.fleet.rows import DeedRow, Status
from atp_tui.fleet.values import text, whole_or_none

WORDS_LIMIT: Final = 10_000
"""Characters that a person may write about a group."""

_ORDERED: Final = "SELECT number, at_ns, what, args_json, undone_by FROM deed"


def merge(fleet: Fleet, into: int, other: int) -> int:
    """Put all violations of the group *other* into the group *into*.

    Raises:
        InvalidFormatError: there is no such group, or both are the same.
        IoError: the database cannot be written; so for all functions here.
    """
    if into == other:
        raise InvalidFormatError("two groups", f"group {into} twice", advice="choose another group")
    with fleet.writing() as db:
        _require_group(db, into)
        _require_group(db, other)
        return _do(db, Merge(into, other))


def split(fleet: Fleet, group: int, by: str) -> int:
    """Split a group.

    Args:
        fleet: The database.
        group: The group.
        by: ``level2``, and each fingerprint becomes a group; or an option, and each of its ranges does.

    Raises:
        InvalidFormatError: there is no such group or option, or the group has only one fingerprint.
    """
    with fleet.writing() as db:
        _require_group(db, group)
        to = _by_level(db, group) if by == BY_LEVEL else _by_option(db, group, by)
        return _do(db, Split(group, by, to))


def _by_level(db: sqlite3.Connection, group: int) -> tuple[tuple[int, int], ...]:
    """A group for each print: the one that it came from where that is free, else a new one."""
    prints = db.execute("SELECT id, home, title FROM print WHERE grp = ? ORDER BY home <> ?, id", (group, group))
    rows = prints.fetchall()
    if len(rows) < 2:  # noqa: PLR2004 - there is nothing to split
        raise InvalidFormatError("a group with several fingerprints", "one", place=f"group {group}")
    taken = {group}
    found = []
    for number, home, title in rows[1:]:
        is_free = home not in taken and not db.execute("SELECT 1 FROM print WHERE grp = ? LIMIT 1", (home,)).fetchone()
        target = home if is_free else new_group(db, title, group)
        taken.add(target)
        found.append((number, target))
    return tuple(found)


def _by_option(db: sqlite3.Connection, group: int, option: str) -> tuple[tuple[int, int], ...]:
    """A new group for each range of an option."""
    rows = db.execute("SELECT bit, label FROM feature WHERE option = ? ORDER BY bit", (option,)).fetchall()
    if not rows:
        known = [name for (name,) in db.execute("SELECT DISTINCT option FROM feature ORDER BY bit")]
        raise InvalidFormatError(f"{BY_LEVEL} or an option ({', '.join(known)})", repr(option), place="by")
    title = db.execute("SELECT title FROM grp WHERE id = ?", (group,)).fetchone()[0]
    return tuple((bit, new_group(db, f"{title} ({label})", group)) for bit, label in rows)


def set_status(fleet: Fleet, group: int, status: Status, words: str = "") -> int:
    """Say how a group stands; *words*, if there are any, become its note.

    Raises:
        InvalidFormatError: there is no such group, the status is one that only the program sets, or there are too
            many words.
    """
    if status is Status.REGRESSED:
        raise InvalidFormatError("new, known, muted or fixed", status.value, place="status")
    _require_short(words)
    with fleet.writing() as db:
        _require_group(db, group)
        newest = db.execute("SELECT coalesce(max(id), 0) FROM build").fetchone()[0]
        return _do(db, SetStatus(group, status, words, newest))


def set_note(fleet: Fleet, group: int, note: str) -> int:
    """Write a note about a group; an empty one removes what was written.

    Raises:
        InvalidFormatError: there is no such group, or the note is too long.
    """
    _require_short(note)
    with fleet.writing() as db:
        _require_group(db, group)
        return _do(db, SetNote(group, note))


def upgrade(fleet: Fleet, version: str, renew: Renew) -> int:
    """Let the fingerprints of another version count; :func:`preview_upgrade` says what that would change.

    A new fingerprint joins the group in which most of its violations are.

    Raises:
        InvalidFormatError: they count already.
    """
    with fleet.writing() as db:
        before = active_version(db)
        if version == before:
            raise InvalidFormatError("another version of fingerprints", version, place="version")
        add_edition(fleet, db, version, before, renew)
        return _do(db, Upgrade(version, before))


def undo(fleet: Fleet, number: int | None = None) -> DeedRow:
    """Undo a deed and return it; undoing an undo does the deed again.

    Args:
        fleet: The database.
        number: The deed; by default the last one that was not undone.

    Raises:
        InvalidFormatError: there is no such deed, or it was undone before.
    """
    with fleet.writing() as db:
        if number is None:
            last = "SELECT max(number) FROM deed WHERE undone_by IS NULL AND what <> 'undo'"
            number = db.execute(last).fetchone()[0]
            if number is None:
                raise InvalidFormatError("a deed that can be undone", "none")
        row = db.execute(f"{_ORDERED} WHERE number = ?", (number,)).fetchone()
        if row is None:
            raise InvalidFormatError("a deed", f"none with the number {number}")
        if row[4] is not None:
            raise InvalidFormatError("a deed that was not undone", f"{number}, which {row[4]} has undone")
        again = read_deed(row[3])
        if isinstance(again, Undo):
            db.execute("UPDATE deed SET undone_by = NULL WHERE number = ?", (again.deed,))
        undoing = _append(db, Undo(number))
        db.execute("UPDATE deed SET undone_by = ? WHERE number = ?", (undoing, number))
        refold(db)
    return deed(fleet, number)


def deed(fleet: Fleet, number: int) -> DeedRow:
    """Return a deed.

    Raises:
        InvalidFormatError: there is none with that number.
    """
    row = fleet.one(f"{_ORDERED} WHERE number = ?", (number,))
    if not row:
        raise InvalidFormatError("a deed", f"none with the number {number}", file=fleet.path)
    return _row(row)


def deed_page(fleet: Fleet, offset: int, limit: int) -> tuple[DeedRow, ...]:
    """Return some deeds, the newest first; with a negative *limit* all from *offset* on."""
    rows = fleet.rows(f"{_ORDERED} ORDER BY number DESC LIMIT ? OFFSET ?", (limit, offset))
    return tuple(_row(row) for row in rows)


def _row(row: Row) -> DeedRow:
    number, at_ns, what, args, undone_by = row
    return DeedRow(whole(number), whole(at_ns), text(what), _words(read_deed(text(args))), whole_or_none(undone_by))


def _words(done: Deed) -> str:
    """A deed as a sentence without an end."""
    match done:
        case Merge():
            words = f"merged group {done.other} into group {done.into}"
        case Split():
            words = f"split group {done.group} by {'fingerprint' if done.by == BY_LEVEL else done.by}"
        case SetStatus():
            words = f"set group {done.group} to {done.status.value}{f': {done.words}' if done.words else ''}"
        case SetNote():
            words = f"note of group {done.group}: {done.note or 'removed'}"
        case Upgrade():
            words = f"upgraded the fingerprints from {done.before} to {done.version}"
        case Undo():
            words = f"undid change {done.deed}"
    return words


def _do(db: sqlite3.Connection, done: Deed) -> int:
    number = _append(db, done)
    refold(db)
    return number


def _append(db: sqlite3.Connection, done: Deed) -> int:
    what = type(done).__struct_config__.tag
    sql = "INSERT INTO deed (at_ns, what, args_json) VALUES (?, ?, ?)"
    return int(db.execute(sql, (time.time_ns(), what, write_deed(done))).lastrowid or 0)


def _require_group(db: sqlite3.Connection, group: int) -> None:
    if not db.execute("SELECT 1 FROM print WHERE grp = ? LIMIT 1", (group,)).fetchone():
        raise InvalidFormatError("a group of the fleet", f"none with the number {group}", place="group")


def _require_short(words: str) -> None:
    if len(words) > WORDS_LIMIT:
        raise InvalidFormatError(f"at most {WORDS_LIMIT} characters", f"{len(words)}", place="words")
