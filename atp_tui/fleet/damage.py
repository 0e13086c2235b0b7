"""Finds what a database of a fleet cannot have: values of another type, which SQLite keeps, and rows that lead nowhere.

It is slow on a large database, so it is asked only by the doctor, and where something has failed on a value.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from atp_tui.fleet.counts import BITS, KNOWN
from atp_tui.fleet.schema import OUTCOMES, Search, State

_TYPES: Final[Mapping[str, str]] = MappingProxyType({"INTEGER": "integer", "TEXT": "text", "BLOB": "blob"})
"""What ``typeof`` returns for a value of a column that was declared so."""

_RANGES: Final[Mapping[tuple[str, str], tuple[int, int]]] = MappingProxyType(
    {
        ("run", "outcome"): (0, len(OUTCOMES) - 1),
        ("run", "features"): (0, (1 << BITS) - 1),
        ("pack", "state"): (State.UNREAD, State.PRUNED),
        ("pack", "sound"): (0, 1),
        ("pack", "role"): (0, 1),
        ("violation", "severity"): (0, 3),
        ("violation", "search"): (Search.WAITING, Search.NOT_LAB),
        ("print", "level"): (1, 2),
        ("print", "feature"): (0, BITS - 1),
        ("feature", "bit"): (0, BITS - 1),
        ("grp_feature", "feature"): (KNOWN, BITS - 1),
    }
)
"""The least and the most of the columns that hold a code."""


def wrong_values(db: sqlite3.Connection) -> Iterator[str]:
    """Yield each column that has a value of another type, or a code that there is not, as a phrase.

    Args:
        db: The connection to a database with the tables of :mod:`atp_tui.fleet.schema`.
    """
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    for table in tables:
        for _, column, declared, is_required, _, is_key in db.execute(f"PRAGMA table_info({table})").fetchall():
            condition = f"typeof({column}) <> '{_TYPES[declared]}'"
            if not is_required and not is_key:
                condition += f" AND {column} IS NOT NULL"
            bounds = _RANGES.get((table, column))
            if bounds is not None:
                condition = f"({condition}) OR {column} NOT BETWEEN {bounds[0]} AND {bounds[1]}"
            if db.execute(f"SELECT 1 FROM {table} WHERE {condition} LIMIT 1").fetchone():
                expected = declared.lower() if bounds is None else f"a number from {bounds[0]} to {bounds[1]}"
                yield f"{table}.{column} has another value than {expected}"


ORPHANS: Final = (
    (
        "violations of runs that are not there",
        "violation v LEFT JOIN run r USING (campaign, number)",
        "r.number IS NULL",
    ),
    (
        "violations with a fingerprint that is not there",
        "violation v LEFT JOIN print p ON p.id = v.print",
        "p.id IS NULL",
    ),
    ("fingerprints of groups that are not there", "print p LEFT JOIN grp g ON g.id = p.grp", "g.id IS NULL"),
    (
        "packs of runs that are not there",
        "pack k LEFT JOIN run r ON r.campaign = k.campaign AND r.number = k.number",
        "k.number IS NOT NULL AND r.number IS NULL",
    ),
    (
        "violations that are not counted by their level",
        "violation v JOIN print p ON p.id = v.print",
        "p.parent IS NULL AND v.print <> coalesce(v.level2, v.level1)",
    ),
)
"""Rows that refer to nothing: what they are, where, and by which condition they are known."""


def orphans(db: sqlite3.Connection) -> Iterator[tuple[str, int]]:
    """Yield what refers to nothing, as a phrase, with how many there are."""
    for what, tables, condition in ORPHANS:
        count = db.execute(f"SELECT count(*) FROM {tables} WHERE {condition}").fetchone()[0]
        if count:
            yield what, count
