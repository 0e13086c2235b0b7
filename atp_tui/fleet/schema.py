"""The tables of a fleet's database. A text column is text of a pack or of a person, and hostile; a path is bytes.

A *run* is known by its campaign and its number there. A *pack* is a path that leads to a record of a run. A *violation*
belongs to a run and has a print for each level that was found; ``print`` is the one that counts: level 2 where it is
known, else level 1, divided by an option where somebody has split its group. ``grp`` of a print follows from the deeds.
The *mechanism* of a violation is known where its cause was found, and is the truth of a score alone: no fingerprint and
no group depends on it. All that is counted (``grp``, ``grp_build``, ``grp_feature``, ``sample``, ``tally`` and the run
counts of ``feature``) follows from runs, packs, violations and prints.
A *guard* is a run that shows whether the others can be trusted: a canary, or the same run once more; it is no run of
the campaign.
"""

from typing import Final

VERSION: Final = 1
"""The version of the schema, in ``PRAGMA user_version``."""

APPLICATION: Final = 0x41545046
"""``ATPF`` in ``PRAGMA application_id``, by which a database of a fleet is known from others."""

TABLES: Final[tuple[str, ...]] = (
    """CREATE TABLE build (
        id INTEGER PRIMARY KEY, label TEXT NOT NULL UNIQUE, first_ns INTEGER NOT NULL, last_ns INTEGER NOT NULL
    )""",
    """CREATE TABLE campaign (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, spec_json TEXT, spec_digest TEXT,
        state TEXT NOT NULL, started_ns INTEGER NOT NULL, ended_ns INTEGER
    )""",
    """CREATE TABLE run (
        campaign INTEGER NOT NULL, number INTEGER NOT NULL, build INTEGER NOT NULL, seed INTEGER, cell INTEGER,
        features INTEGER, outcome INTEGER NOT NULL, attempts INTEGER NOT NULL, events INTEGER, wall_us INTEGER,
        chain16 BLOB, done_ns INTEGER NOT NULL,
        PRIMARY KEY (campaign, number)
    ) WITHOUT ROWID""",
    """CREATE TABLE lab_error (
        campaign INTEGER NOT NULL, number INTEGER NOT NULL, exception TEXT NOT NULL, place TEXT NOT NULL,
        message TEXT NOT NULL,
        PRIMARY KEY (campaign, number)
    ) WITHOUT ROWID""",
    """CREATE TABLE guard (
        campaign INTEGER NOT NULL, kind TEXT NOT NULL, number INTEGER NOT NULL, is_met INTEGER NOT NULL,
        found TEXT NOT NULL, done_ns INTEGER NOT NULL,
        PRIMARY KEY (campaign, kind, number)
    ) WITHOUT ROWID""",
    "CREATE TABLE cell (id INTEGER PRIMARY KEY, label TEXT NOT NULL UNIQUE)",
    """CREATE TABLE feature (
        bit INTEGER PRIMARY KEY, option TEXT NOT NULL, label TEXT NOT NULL UNIQUE, runs INTEGER NOT NULL
    )""",
    "CREATE TABLE folder (id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE)",
    """CREATE TABLE pack (
        id INTEGER PRIMARY KEY, folder INTEGER NOT NULL, name BLOB NOT NULL, stamp INTEGER NOT NULL,
        state INTEGER NOT NULL, fault TEXT, campaign INTEGER, number INTEGER, digest BLOB, sound INTEGER,
        findings TEXT, role INTEGER NOT NULL, made_from INTEGER, seen_ns INTEGER NOT NULL,
        UNIQUE (folder, name)
    )""",
    "CREATE INDEX pack_digest ON pack (digest) WHERE digest IS NOT NULL",
    "CREATE INDEX pack_run ON pack (campaign, number) WHERE number IS NOT NULL",
    "CREATE INDEX pack_pending ON pack (id) WHERE stamp = 0 AND state < 3",
    "CREATE INDEX pack_unreadable ON pack (id) WHERE state = 2",
    "CREATE INDEX pack_unexamined ON pack (id) WHERE state = 1 AND sound IS NULL",
    """CREATE TABLE violation (
        campaign INTEGER NOT NULL, number INTEGER NOT NULL, place INTEGER NOT NULL, kind INTEGER NOT NULL,
        severity INTEGER NOT NULL, level1 INTEGER NOT NULL, level2 INTEGER, print INTEGER NOT NULL,
        search INTEGER NOT NULL,
        PRIMARY KEY (campaign, number, place)
    ) WITHOUT ROWID""",
    """CREATE TABLE mechanism (
        campaign INTEGER NOT NULL, number INTEGER NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL,
        PRIMARY KEY (campaign, number, place)
    ) WITHOUT ROWID""",
    "CREATE INDEX violation_print ON violation (print, campaign, number)",
    "CREATE INDEX violation_waiting ON violation (level1, campaign, number) WHERE search = 0",
    "CREATE TABLE kind (id INTEGER PRIMARY KEY, oracle TEXT NOT NULL, type TEXT NOT NULL, UNIQUE (oracle, type))",
    """CREATE TABLE print (
        id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE, version TEXT NOT NULL, level INTEGER NOT NULL,
        home INTEGER NOT NULL, grp INTEGER NOT NULL, parts_json TEXT NOT NULL, title TEXT NOT NULL,
        parent INTEGER, feature INTEGER, divided_by TEXT, cause_json TEXT, cause_written BLOB, cause_pack INTEGER
    )""",
    "CREATE INDEX print_grp ON print (grp)",
    "CREATE INDEX print_parent ON print (parent) WHERE parent IS NOT NULL",
    """CREATE TABLE edition (
        version TEXT NOT NULL, campaign INTEGER NOT NULL, number INTEGER NOT NULL, place INTEGER NOT NULL,
        level1 INTEGER NOT NULL, level2 INTEGER,
        PRIMARY KEY (version, campaign, number, place)
    ) WITHOUT ROWID""",
    """CREATE TABLE budget (
        level1 INTEGER NOT NULL, cell INTEGER NOT NULL, seen INTEGER NOT NULL, quiet INTEGER NOT NULL,
        PRIMARY KEY (level1, cell)
    ) WITHOUT ROWID""",
    """CREATE TABLE grp (
        id INTEGER PRIMARY KEY, title TEXT NOT NULL, born_status TEXT NOT NULL, born_note TEXT NOT NULL,
        born_after INTEGER, status TEXT NOT NULL, note TEXT NOT NULL, fixed_after INTEGER, severity INTEGER NOT NULL,
        level INTEGER NOT NULL, runs INTEGER NOT NULL, violations INTEGER NOT NULL, samples INTEGER NOT NULL,
        first_ns INTEGER NOT NULL, last_ns INTEGER NOT NULL, influence TEXT NOT NULL
    )""",
    """CREATE TABLE grp_build (
        grp INTEGER NOT NULL, build INTEGER NOT NULL, runs INTEGER NOT NULL, violations INTEGER NOT NULL,
        first_ns INTEGER NOT NULL, last_ns INTEGER NOT NULL,
        PRIMARY KEY (grp, build)
    ) WITHOUT ROWID""",
    """CREATE TABLE grp_feature (
        grp INTEGER NOT NULL, feature INTEGER NOT NULL, runs INTEGER NOT NULL, PRIMARY KEY (grp, feature)
    ) WITHOUT ROWID""",
    """CREATE TABLE sample (
        grp INTEGER NOT NULL, place INTEGER NOT NULL, pack INTEGER NOT NULL, PRIMARY KEY (grp, place)
    ) WITHOUT ROWID""",
    "CREATE INDEX sample_pack ON sample (pack)",
    """CREATE TABLE proof (
        grp INTEGER NOT NULL, build TEXT NOT NULL, verdict TEXT NOT NULL, done_ns INTEGER NOT NULL,
        PRIMARY KEY (grp, build)
    ) WITHOUT ROWID""",
    "CREATE TABLE tally (what TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE deed (
        number INTEGER PRIMARY KEY, at_ns INTEGER NOT NULL, what TEXT NOT NULL, args_json TEXT NOT NULL,
        undone_by INTEGER
    )""",
)
"""Every table and index, in the words in which it is created."""


class State:
    """What is known of a path: the numbers in ``pack.state``."""

    UNREAD: Final = 0
    """It is known by its path alone."""
    READABLE: Final = 1
    UNREADABLE: Final = 2
    GONE: Final = 3
    """It was there once."""
    PRUNED: Final = 4
    """It is no sample any more, by a person's wish."""


class Search:
    """What came of the search for the cause of a violation: the numbers in ``violation.search``."""

    WAITING: Final = 0
    """Nobody has decided whether to search."""
    FOUND: Final = 1
    """There is a minimal cause."""
    NOT_MINIMAL: Final = 2
    """The search ended before the cause was minimal."""
    REFUSED: Final = 3
    """The run cannot be repeated here."""
    LEFT_OUT: Final = 4
    """There were enough of its kind."""
    NOT_LAB: Final = 5
    """The pack is not one of the lab."""


OUTCOMES: Final = ("passed", "failed", "not_judged", "unknown", "lab_error", "timeout", "killed")
"""What became of a run; ``run.outcome`` is the place in this row."""

SEARCHABLE: Final = (Search.WAITING, Search.LEFT_OUT)
"""The violations of packs of the lab that nobody has looked into."""
