"""A fleet of many runs, with the rows that a campaign writes: python -m benchmarks.fleet_rows RUNS FILE."""

import sqlite3
import sys
from pathlib import Path
from typing import Final

from atp_tui.engine.fingerprint import level_one
from atp_tui.fleet.counts import count_bits, recount, tally_of
from atp_tui.fleet.database import Fleet, open_fleet
from atp_tui.fleet.prints import Prints
from atp_tui.fleet.runs import feature_bits

GROUPS: Final = 300
BUILDS: Final = 3
KEPT: Final = 4
"""Packs that are kept of each group and build."""

_NUMBERS: Final = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)"

_VIOLATIONS: Final = (
    # The square of a number between 0 and 1 is small more often than large, so a few groups have most of the runs.
    f"{_NUMBERS}, chosen AS (SELECT i, (i * 40503) % 1000003 / 1000003.0 AS share FROM n WHERE i % ?5 = 0)"
    " INSERT INTO violation"
    " SELECT 1, i, ?3, 1, 1 + i % 2, 1 + (?4 + CAST(share * share * ?2 AS INTEGER)) % ?2, NULL, 0, 4 FROM chosen"
)


def fill(fleet: Fleet, runs: int, groups: int = GROUPS, *, all_packs: bool = False) -> None:
    """Write *runs* runs of which a third has failed, a third of these with two violations.

    Args:
        fleet: An empty one.
        runs: How many.
        groups: How many fingerprints they have; a few of them have most of the runs.
        all_packs: Whether the pack of each failed run is there, not of some alone.
    """
    with fleet.writing() as db:
        feature_bits(db)
        prints = Prints(db)
        for number in range(groups):
            parts = level_one("transfer", f"type {_word(number)}")
            prints.ensure(parts.fingerprint, parts.title, parts.write())
        db.execute("INSERT INTO kind VALUES (1, 'transfer', 'type')")
        db.execute("INSERT INTO campaign VALUES (1, 'night', 'campaign', '{}', '', 'open', 0, NULL)")
        db.executemany("INSERT INTO build VALUES (?, ?, ?, ?)", [(n, f"build {n}", n, n) for n in range(1, BUILDS + 1)])
        db.execute("INSERT INTO folder VALUES (1, CAST('campaign/packs' AS BLOB))")
        db.execute(
            f"{_NUMBERS} INSERT INTO run SELECT 1, i, 1 + i % {BUILDS}, i * 7919, 1 + i % 20,"
            " (i * 2654435761) & 0x1FFFFFFFFFF, i % 3 = 0, 1, 2000 + i % 900, 65000, randomblob(16),"
            " 1795882931634475427 + i * 1000 FROM n",
            (runs,),
        )
        for place, (shift, share) in enumerate(((0, 3), (7, 9))):
            db.execute(_VIOLATIONS, (runs, groups, place, shift, share))
        db.execute("UPDATE violation SET print = level1")
        _packs(db, all_packs=all_packs)
        recount(db, [group for (group,) in db.execute("SELECT id FROM grp").fetchall()])
        db.executemany("INSERT INTO tally VALUES (?, ?)", tally_of(db).items())
        masks = count_bits(mask for (mask,) in db.execute("SELECT features FROM run"))
        db.executemany("UPDATE feature SET runs = ?2 WHERE bit = ?1", masks[1:])


def _packs(db: sqlite3.Connection, *, all_packs: bool) -> None:
    places = (
        "SELECT v.campaign, v.number, row_number() OVER (PARTITION BY v.print, r.build ORDER BY v.number) AS place"
        " FROM violation v JOIN run r USING (campaign, number)"
    )
    chosen = f"SELECT DISTINCT campaign, number FROM ({places}) WHERE place <= {1 << 40 if all_packs else KEPT}"
    db.execute(
        "INSERT INTO pack (folder, name, stamp, state, campaign, number, digest, role, seen_ns)"
        f" SELECT 1, CAST('run-' || number AS BLOB), 1, 1, campaign, number, randomblob(16), 0, 0 FROM ({chosen})"
    )


def _word(number: int) -> str:
    """A number in letters, since digits are no part of a fingerprint."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


if __name__ == "__main__":
    Path(sys.argv[2]).unlink(missing_ok=True)
    with open_fleet(sys.argv[2], create=True) as made:
        fill(made, int(sys.argv[1]))
