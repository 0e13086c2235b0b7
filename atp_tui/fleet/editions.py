"""Fingerprints of several versions of the same violations, of which those of one version count at a time.

Those that count are in ``violation``. As soon as there is a second version, those of all versions are in ``edition``
too, so that an upgrade can be undone without a pack being read.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from atp_tui.engine.fingerprint import Parts
from atp_tui.fleet.connection import Fleet, Row
from atp_tui.fleet.prints import Prints

AT_ONCE: Final = 1_000


class Key(NamedTuple):
    """A violation."""

    campaign: int
    number: int
    place: int


class NewPrints(NamedTuple):
    """The fingerprints of a violation in another version."""

    one: Parts
    two: Parts | None


Renew = Callable[[Key, str, str | None], NewPrints | None]
"""Returns the fingerprints of a violation in another version, from its parts of levels 1 and 2 as JSON; None where they
cannot be told, and its fingerprints stay as they are."""


class Join(NamedTuple):
    """A fingerprint that would put several groups together."""

    title: str
    groups: tuple[int, ...]


class Parting(NamedTuple):
    """A fingerprint of a group whose violations would have several ones."""

    group: int
    fingerprint: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UpgradePreview:
    """What would change with another version of the fingerprints."""

    joins: tuple[Join, ...]
    partings: tuple[Parting, ...]
    violations: int
    """Those whose fingerprint would be another one."""


def preview_upgrade(fleet: Fleet, renew: Renew) -> UpgradePreview:
    """Return what an upgrade would change; nothing is written."""
    titles: dict[str, str] = {}
    groups: dict[str, set[int]] = defaultdict(set)
    parts: dict[tuple[int, str], set[str]] = defaultdict(set)
    changed = 0
    for key, row in _violations(fleet):
        found = renew(key, row[3], row[4])
        if found is None:
            continue
        now = found.two or found.one
        changed += now.fingerprint != row[5]
        titles[now.fingerprint] = now.title
        groups[now.fingerprint].add(row[6])
        parts[row[6], row[5]].add(now.fingerprint)
    joins = [Join(titles[each], tuple(sorted(met))) for each, met in groups.items() if len(met) > 1]
    partings = [
        Parting(group, before, tuple(sorted(titles[each] for each in after)))
        for (group, before), after in parts.items()
        if len(after) > 1
    ]
    return UpgradePreview(tuple(sorted(joins)), tuple(sorted(partings)), changed)


def _violations(fleet: Fleet) -> Iterator[tuple[Key, Row]]:
    """Every violation with the parts of its levels, its print and its group."""
    last: Row = (-1, -1, -1)
    while rows := fleet.rows(
        "SELECT v.campaign, v.number, v.place, a.parts_json, b.parts_json, p.fingerprint, p.grp, a.home,"
        " coalesce(b.home, a.home) FROM violation v JOIN print a ON a.id = v.level1"
        " LEFT JOIN print b ON b.id = v.level2 JOIN print p ON p.id = v.print"
        " WHERE (v.campaign, v.number, v.place) > (?, ?, ?) ORDER BY v.campaign, v.number, v.place LIMIT ?",
        (*last, AT_ONCE),
    ):
        last = rows[-1][:3]
        for row in rows:
            yield Key(*row[:3]), row


def add_edition(fleet: Fleet, db: sqlite3.Connection, version: str, before: str, renew: Renew) -> None:
    """Write the fingerprints of another version beside those that count, in a transaction.

    A new fingerprint is at home where most of its violations are.
    """
    db.execute(
        "INSERT OR IGNORE INTO edition SELECT ?, campaign, number, place, level1, level2 FROM violation", (before,)
    )
    db.execute("CREATE TEMP TABLE renewed (campaign, number, place, one, two)")
    try:
        parts, homes = _renewed(fleet, db, renew)
        for fingerprint, found in parts.items():
            home = max(homes[fingerprint].items(), key=lambda item: (item[1], -item[0]))[0]
            db.execute(
                "INSERT OR IGNORE INTO print (fingerprint, version, level, home, grp, parts_json, title)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (fingerprint, version, found.level, home, home, found.write(), found.title),
            )
        db.execute(
            "INSERT OR REPLACE INTO edition SELECT ?, r.campaign, r.number, r.place, a.id, b.id FROM renewed r"
            " JOIN print a ON a.fingerprint = r.one LEFT JOIN print b ON b.fingerprint = r.two",
            (version,),
        )
    finally:
        db.execute("DROP TABLE renewed")


def _renewed(fleet: Fleet, db: sqlite3.Connection, renew: Renew) -> tuple[dict[str, Parts], dict[str, Counter[int]]]:
    parts: dict[str, Parts] = {}
    homes: dict[str, Counter[int]] = defaultdict(Counter)
    for key, row in _violations(fleet):
        found = renew(key, row[3], row[4])
        if found is None:
            continue
        for each, home in ((found.one, row[7]), (found.two, row[8])):
            if each is not None:
                parts[each.fingerprint] = each
                homes[each.fingerprint][home] += 1
        two = found.two.fingerprint if found.two else None
        db.execute("INSERT INTO renewed VALUES (?, ?, ?, ?, ?)", (*key, found.one.fingerprint, two))
    return parts, homes


def use_version(db: sqlite3.Connection, version: str) -> set[int]:
    """Let the fingerprints of a version count, in a transaction; return the groups that have changed with it."""
    moved = db.execute(
        "SELECT e.level1, e.level2, e.campaign, e.number, e.place, v.print, r.features FROM edition e"
        " JOIN violation v USING (campaign, number, place) JOIN run r USING (campaign, number)"
        " WHERE e.version = ? AND (e.level1 <> v.level1 OR e.level2 IS NOT v.level2)",
        (version,),
    )
    prints = Prints(db)
    changed: set[int] = set()
    for one, two, campaign, number, place, before, features in moved.fetchall():
        after = prints.effective(one if two is None else two, features)
        changed |= {prints.by_id(before).grp, after.grp}
        db.execute(
            "UPDATE violation SET level1 = ?, level2 = ?, print = ? WHERE campaign = ? AND number = ? AND place = ?",
            (one, two, after.id, campaign, number, place),
        )
    return changed
