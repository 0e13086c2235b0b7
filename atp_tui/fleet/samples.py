"""What is asked of the packs of a fleet."""

import os
from typing import Final

from atp_tui.fleet.connection import Fleet, Row, whole
from atp_tui.fleet.paths import Paths
from atp_tui.fleet.rows import PackViolation, SampleRow, UnreadableRow
from atp_tui.fleet.values import parts_of, severity_of, text, whole_or_none

SEARCHES: Final = (
    "nobody has searched for the cause",
    "the cause was found",
    "a cause was found that is not minimal",
    "the run cannot be repeated here",
    "not searched: enough of its kind were",
    "not a pack of the lab",
)
"""What came of the search for a cause, by the number in ``violation.search``."""

_ROLES: Final = ("sample", "minimized")

_SAMPLE: Final = (
    "SELECT k.id, f.path, k.name, b.label, r.seed, k.sound, k.role, r.events, k.seen_ns FROM pack k"
    " JOIN folder f ON f.id = k.folder JOIN run r USING (campaign, number) JOIN build b ON b.id = r.build"
)


def sample_page(fleet: Fleet, group: int, offset: int, limit: int) -> tuple[SampleRow, ...]:
    """Return some of the packs that show a group, in the order in which they were met; negative *limit*: all."""
    stop = offset + limit if limit >= 0 else 1 << 62
    rows = fleet.rows(
        f"{_SAMPLE} JOIN sample s ON s.pack = k.id WHERE s.grp = ? AND s.place >= ? AND s.place < ? ORDER BY s.place",
        (group, offset, stop),
    )
    paths = Paths(fleet.root)
    return tuple(_sample(paths, row) for row in rows)


def sample_of(fleet: Fleet, pack: int) -> SampleRow | None:
    """Return a pack by its number, None where it is not known or shows no run."""
    row = fleet.one(f"{_SAMPLE} WHERE k.id = ?", (pack,))
    return _sample(Paths(fleet.root), row) if row else None


def _sample(paths: Paths, row: Row) -> SampleRow:
    number, folder, name, build, seed, sound, role, events, seen = row
    return SampleRow(
        pack=whole(number),
        path=paths.whole(folder, name),
        build=text(build),
        seed=None if seed is None else whole(seed) % (1 << 64),
        sound=None if sound is None else bool(whole(sound)),
        role=_ROLES[bool(whole(role))],
        events=whole_or_none(events),
        seen_ns=whole(seen),
    )


def unreadable_page(fleet: Fleet, offset: int, limit: int) -> tuple[UnreadableRow, ...]:
    """Return some of the paths that cannot be read, in the order in which they were met; negative *limit*: all."""
    rows = fleet.rows(
        "SELECT k.id, f.path, k.name, k.fault, k.seen_ns FROM pack k JOIN folder f ON f.id = k.folder"
        " WHERE k.state = 2 ORDER BY k.id LIMIT ? OFFSET ?",
        (limit, offset),
    )
    paths = Paths(fleet.root)
    return tuple(
        UnreadableRow(whole(pack), paths.whole(folder, name), text(fault or ""), whole(seen))
        for pack, folder, name, fault, seen in rows
    )


def group_of_pack(fleet: Fleet, path: bytes) -> tuple[PackViolation, ...] | None:
    """Return the violations of a pack with their groups, None where the pack is not in the database.

    Args:
        fleet: The database.
        path: Its path, with or without links on the way to it.
    """
    folder, name = os.path.split(os.path.realpath(path))
    sql = "SELECT k.campaign, k.number FROM pack k JOIN folder f ON f.id = k.folder WHERE f.path = ? AND k.name = ?"
    with fleet.reading():
        key = fleet.one(sql, (Paths(fleet.root).kept(folder), name))
        if not key:
            return None
        rows = fleet.rows(
            "SELECT v.place, n.oracle, n.type, v.severity, g.id, g.title, p.fingerprint, p.level, p.parts_json,"
            " v.search FROM violation v JOIN kind n ON n.id = v.kind JOIN print p ON p.id = v.print"
            " JOIN grp g ON g.id = p.grp WHERE v.campaign = ? AND v.number = ? ORDER BY v.place",
            key,
        )
    return tuple(_violation(row) for row in rows)


def _violation(row: Row) -> PackViolation:
    place, oracle, kind, severity, group, title, fingerprint, level, parts, search = row
    return PackViolation(
        place=whole(place),
        oracle=text(oracle),
        violation_type=text(kind),
        severity=severity_of(severity),
        group=whole(group),
        title=text(title),
        fingerprint=text(fingerprint),
        level=whole(level),
        parts=parts_of(parts),
        search=SEARCHES[whole(search)] if 0 <= whole(search) < len(SEARCHES) else "",
    )
