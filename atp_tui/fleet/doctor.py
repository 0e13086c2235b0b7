"""Whether a fleet's database says of itself what its rows say, and the same put right.

All that is counted follows from runs, packs, violations and prints. A program that was killed leaves no difference,
since counts are written with their rows; a failing disk may, or whoever wrote the file.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from atp_tui.engine.errors import IoError
from atp_tui.fleet.connection import Fleet
from atp_tui.fleet.counts import (
    KNOWN,
    NEXT,
    builds_of,
    count_bits,
    features_of,
    levels_of,
    recount,
    samples_of,
    tally_of,
)
from atp_tui.fleet.damage import orphans, wrong_values
from atp_tui.fleet.groups import refold
from atp_tui.fleet.prints import new_group

LISTED: Final = 1_000
"""Differences that are listed one by one."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that the database says, and that is not so."""

    what: str
    """What it is about, as a phrase."""
    stored: str
    counted: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong with a database."""

    damage: tuple[str, ...]
    """What SQLite says of its pages, or else the columns with values of another type; empty where it is whole."""
    differences: tuple[Difference, ...]
    """The first of them."""
    count: int
    """How many differences there are."""
    is_repaired: bool

    @property
    def is_healthy(self) -> bool:
        """Whether nothing was wrong."""
        return not self.damage and not self.count


def diagnose(fleet: Fleet, *, repair: bool = False, progress: Callable[[float], object] = lambda _: None) -> Diagnosis:
    """Return what is wrong with a database.

    Args:
        fleet: The database.
        repair: Whether what is counted is written again from the rows, where it differs and the file is whole.
        progress: Told how much is done, from 0 to 1.

    Raises:
        IoError: it cannot be read, or not be repaired.
    """
    damage = _damage(fleet)
    if damage:
        return Diagnosis(damage, (), 0, is_repaired=False)
    if not repair:
        with fleet.reading_rows() as db:
            found, count = _collected(_differences(db, progress))
        return Diagnosis((), found, count, is_repaired=False)
    with fleet.writing() as db:
        found, count = _collected(_differences(db, progress))
        if count:
            _restore(db)
            refold(db)
            recount(db, [group for (group,) in db.execute("SELECT id FROM grp ORDER BY id").fetchall()])
            _write_totals(db)
    return Diagnosis((), found, count, is_repaired=bool(count))


def _damage(fleet: Fleet) -> tuple[str, ...]:
    try:
        with fleet.reading_rows() as db:
            pages = tuple(str(row[0]) for row in db.execute("PRAGMA integrity_check(100)") if row[0] != "ok")
            return pages or tuple(wrong_values(db))
    except IoError as error:
        return (error.found,)


def _collected(found: Iterable[Difference]) -> tuple[tuple[Difference, ...], int]:
    listed: list[Difference] = []
    count = 0
    for difference in found:
        count += 1
        if len(listed) < LISTED:
            listed.append(difference)
    return tuple(listed), count


def _differences(db: sqlite3.Connection, progress: Callable[[float], object]) -> Iterator[Difference]:
    yield from _references(db)
    yield from _totals(db)
    groups = [group for (group,) in db.execute("SELECT id FROM grp ORDER BY id")]
    for done, group in enumerate(groups):
        yield from _group(db, group)
        progress(done / len(groups))


def _references(db: sqlite3.Connection) -> Iterator[Difference]:
    return (Difference(what, str(count), "0") for what, count in orphans(db))


def _restore(db: sqlite3.Connection) -> None:
    """Drop rows that refer to nothing, and count violations by their level again."""
    db.execute("DELETE FROM violation WHERE (campaign, number) NOT IN (SELECT campaign, number FROM run)")
    db.execute("DELETE FROM violation WHERE level1 NOT IN (SELECT id FROM print)")
    db.execute(
        "UPDATE pack SET campaign = NULL, number = NULL, digest = NULL, stamp = 0"
        " WHERE number IS NOT NULL AND (campaign, number) NOT IN (SELECT campaign, number FROM run)"
    )
    db.execute("UPDATE violation SET level2 = NULL WHERE level2 NOT IN (SELECT id FROM print)")
    db.execute(
        "UPDATE violation SET print = coalesce(level2, level1)"
        " WHERE print NOT IN (SELECT id FROM print WHERE parent IS NOT NULL)"
    )
    for (home,) in db.execute("SELECT DISTINCT home FROM print WHERE home NOT IN (SELECT id FROM grp)").fetchall():
        group = new_group(db, db.execute("SELECT title FROM print WHERE home = ?", (home,)).fetchone()[0])
        db.execute("UPDATE print SET home = ?, grp = ? WHERE home = ?", (group, group, home))


def _totals(db: sqlite3.Connection) -> Iterator[Difference]:
    stored = {
        what: count for what, count in db.execute("SELECT what, count FROM tally WHERE what <> ?", (NEXT,)) if count
    }
    yield from _compared("", stored, tally_of(db))
    bits = dict(db.execute("SELECT bit, runs FROM feature"))
    yield from _compared("runs with the feature ", {bit: runs for bit, runs in bits.items() if runs}, _features(db))


def _features(db: sqlite3.Connection) -> dict[int, int]:
    masks = db.execute("SELECT features FROM run WHERE features IS NOT NULL")
    return {bit: runs for bit, runs in count_bits(mask for (mask,) in masks) if bit != KNOWN}


def _group(db: sqlite3.Connection, group: int) -> Iterator[Difference]:
    name = f"group {group}: "
    stored = db.execute("SELECT build, runs, violations, first_ns, last_ns FROM grp_build WHERE grp = ?", (group,))
    builds = builds_of(db, group)
    yield from _compared(f"{name}build ", {row[0]: row[1:] for row in stored}, {row[0]: row[1:] for row in builds})
    kept = dict(db.execute("SELECT feature, runs FROM grp_feature WHERE grp = ?", (group,)))
    yield from _compared(
        f"{name}feature ", {bit: runs for bit, runs in kept.items() if runs}, dict(features_of(db, group))
    )
    packs = [pack for (pack,) in db.execute("SELECT pack FROM sample WHERE grp = ? ORDER BY pack", (group,))]
    places = db.execute("SELECT count(*), coalesce(max(place) + 1, 0) FROM sample WHERE grp = ?", (group,)).fetchone()
    counted = samples_of(db, group)
    if packs != counted:
        yield Difference(f"{name}samples", str(len(packs)), str(len(counted)))
    elif places[0] != places[1]:
        yield Difference(f"{name}places of samples", str(places[1]), str(places[0]))
    sql = "SELECT runs, violations, samples, severity, level, first_ns, last_ns FROM grp WHERE id = ?"
    row = db.execute(sql, (group,)).fetchone()
    sums = (sum(each[1] for each in builds), sum(each[2] for each in builds), len(counted), *levels_of(db, group))
    times = (min((each[3] for each in builds), default=0), max((each[4] for each in builds), default=0))
    if builds and row != (*sums, *times):
        yield Difference(f"{name}summary", str(row), str((*sums, *times)))
    elif not builds and row[:3] != sums[:3]:
        yield Difference(f"{name}summary", str(row[:3]), str(sums[:3]))


def _compared(name: str, stored: Mapping[Any, object], counted: Mapping[Any, object]) -> Iterator[Difference]:
    for key in {**stored, **counted}:
        if stored.get(key) != counted.get(key):
            yield Difference(f"{name}{key}", str(stored.get(key, "nothing")), str(counted.get(key, "nothing")))


def _write_totals(db: sqlite3.Connection) -> None:
    db.execute("DELETE FROM tally WHERE what <> ?", (NEXT,))
    db.executemany("INSERT INTO tally VALUES (?, ?)", tally_of(db).items())
    db.execute("UPDATE feature SET runs = 0")
    db.executemany("UPDATE feature SET runs = ?2 WHERE bit = ?1", _features(db).items())
