"""What is asked of a fleet by its screen and its reports: each answer costs the rows that it returns.

Everything is checked, since a database may come from anybody: a value of another type raises InvalidFormatError.
"""

import os
from collections.abc import Callable
from typing import Any, Final, TypeVar

import msgspec

from atp_tui.engine.errors import CrashpackError, InvalidFormatError
from atp_tui.engine.fingerprint import Parts
from atp_tui.engine.record import Severity
from atp_tui.fleet.connection import AGAIN, Fleet, Row
from atp_tui.fleet.influences import influences_of
from atp_tui.fleet.listing import listing
from atp_tui.fleet.paths import Paths
from atp_tui.fleet.rows import (
    Cause,
    GroupDetail,
    GroupFilter,
    GroupOrder,
    GroupRow,
    PackViolation,
    Part,
    Proof,
    SampleRow,
    Status,
    Totals,
    UnreadableRow,
)

_Value = TypeVar("_Value")

SEARCHES: Final = (
    "nobody has searched for the cause",
    "the cause was found",
    "a cause was found that is not minimal",
    "the run cannot be repeated here",
    "not searched: enough of its kind were",
    "not a pack of the lab",
)
"""What came of the search for a cause, by the number in ``violation.search``."""

_SEVERITIES: Final = tuple(Severity)
_ROLES: Final = ("sample", "minimized")
_COLUMNS: Final = "id, title, status, severity, runs, violations, first_ns, last_ns, level, note, influence"


def totals(fleet: Fleet) -> Totals:
    """Return how many runs and packs a fleet has."""
    with fleet.reading():
        tally = {str(what): max(_int(count), 0) for what, count in fleet.rows("SELECT what, count FROM tally")}
        groups = fleet.count("SELECT count(*) FROM grp WHERE violations > 0")
        builds = fleet.count("SELECT count(*) FROM build")
    outcomes = {
        name: tally.get(f"runs {word}", 0)
        for name, word in (
            *((word, word) for word in ("passed", "failed", "not_judged", "unknown", "killed")),
            ("lab_errors", "lab_error"),
            ("timeouts", "timeout"),
        )
    }
    packs = {word: tally.get(f"packs {word}", 0) for word in ("readable", "unreadable", "unread")}
    return Totals(
        runs=sum(outcomes.values()),
        packs=sum(packs.values()),
        **outcomes,
        **packs,
        sound=tally.get("sound", 0),
        not_sound=tally.get("not sound", 0),
        unexamined=tally.get("unexamined", 0),
        groups=groups,
        not_looked_into=tally.get("not looked into", 0),
        builds=builds,
    )


def group_count(fleet: Fleet, which: GroupFilter) -> int:
    """Return how many groups a filter lets through."""
    return len(listing(fleet, GroupOrder.IMPACT, which))


def group_place(fleet: Fleet, order: GroupOrder, which: GroupFilter, group: int) -> int | None:
    """Return the place of a group in a list, None where it is not in it."""
    try:
        return listing(fleet, order, which).index(group)
    except ValueError:
        return None


def group_page(fleet: Fleet, order: GroupOrder, which: GroupFilter, offset: int, limit: int) -> tuple[GroupRow, ...]:
    """Return some groups of a list; with a negative *limit* all from *offset* on."""
    groups = listing(fleet, order, which)
    return _groups(fleet, list(groups[offset:] if limit < 0 else groups[offset : offset + limit]))


def groups_named(fleet: Fleet, name: str) -> tuple[int, ...]:
    """Return the groups that a text names: one by its number, or those with a fingerprint that begins so."""
    if name.isascii() and name.isdigit() and len(name) < 16:  # noqa: PLR2004 - digits of a number that SQLite has
        return tuple(row[0] for row in fleet.rows("SELECT id FROM grp WHERE id = ?", (int(name),)))
    sql = (
        "SELECT DISTINCT grp FROM print WHERE substr(fingerprint, 1, ?2) = ?1"
        " OR substr(fingerprint, instr(fingerprint, ':') + 1, ?2) = ?1 ORDER BY grp"
    )
    return tuple(row[0] for row in fleet.rows(sql, (name, len(name)))) if name else ()


def _groups(fleet: Fleet, numbers: list[int]) -> tuple[GroupRow, ...]:
    """The rows of some groups, in the order of their numbers in the list."""
    with fleet.reading():
        marks = ", ".join(map(str, numbers))
        rows = fleet.rows(f"SELECT {_COLUMNS} FROM grp WHERE id IN ({marks})")
        shown = fleet.rows(
            "SELECT g.grp, b.label, g.runs FROM grp_build g JOIN build b ON b.id = g.build"
            f" WHERE g.grp IN ({marks}) ORDER BY b.first_ns, b.id"
        )
        verdicts = fleet.rows(f"SELECT grp, verdict FROM proof WHERE grp IN ({marks}) ORDER BY done_ns")
        judged = fleet.count("SELECT sum(count) FROM tally WHERE what IN ('runs passed', 'runs failed')")
    builds: dict[int, list[tuple[str, int]]] = {}
    for grp, label, runs in shown:
        builds.setdefault(grp, []).append((_text(label), _int(runs)))
    proofs = {row[0]: row[1] for row in verdicts}
    found = {row[0]: _group(row, tuple(builds.get(row[0], ())), proofs.get(row[0]), judged) for row in rows}
    return tuple(found[number] for number in numbers if number in found)


def _group(row: Row, builds: tuple[tuple[str, int], ...], proof: object, judged: int) -> GroupRow:
    number, title, status, severity, runs, violations, first, last, level, note, influence = row
    return GroupRow(
        id=_int(number),
        title=_text(title),
        status=_checked(Status, status),
        severity=_severity(severity),
        runs=_int(runs),
        violations=_int(violations),
        rate=min(_int(runs) / judged, 1.0) if judged else 0.0,
        builds=builds,
        first_ns=_int(first),
        last_ns=_int(last),
        level=_int(level),
        proof=Proof.NOT_RUN if proof is None else _checked(Proof, proof),
        note=_text(note),
        influence=_text(influence),
    )


def group_detail(fleet: Fleet, group: int) -> GroupDetail:
    """Return all that there is to say of a group.

    Raises:
        InvalidFormatError: there is no such group.
    """
    with fleet.reading():
        rows = _groups(fleet, [group])
        if not rows:
            raise InvalidFormatError("a group of the fleet", f"none with the number {group}", file=fleet.path)
        prints = fleet.rows("SELECT fingerprint, parts_json FROM print WHERE grp = ? ORDER BY level DESC, id", (group,))
        samples = fleet.count("SELECT samples FROM grp WHERE id = ?", (group,))
        cause = _cause(fleet, group)
        found = influences_of(fleet, group)
    return GroupDetail(
        row=rows[0],
        prints=tuple(_text(row[0]) for row in prints),
        parts=_parts(prints[0][1]) if prints else (),
        cause=cause,
        samples=samples,
        influences=found.certain,
        options_tested=found.tested,
    )


class _CauseText(msgspec.Struct):
    decisions: tuple[str, ...]
    of: int
    tries: int
    is_minimal: bool


def _cause(fleet: Fleet, group: int) -> Cause | None:
    """The smallest of the causes that were found of the prints of a group."""
    rows = fleet.rows(
        "SELECT cause_json, cause_pack FROM print WHERE grp = ? AND cause_json IS NOT NULL"
        " ORDER BY length(cause_written), id LIMIT 1",
        (group,),
    )
    if not rows:
        return None
    try:
        told = msgspec.json.decode(_text(rows[0][0]), type=_CauseText)
    except msgspec.MsgspecError as error:
        raise InvalidFormatError("a cause in the database", str(error), advice=AGAIN) from None
    return Cause(told.decisions, told.of, told.tries, told.is_minimal, rows[0][1])


def _parts(text: object) -> tuple[Part, ...]:
    """The parts of a fingerprint; those of a version that this program does not know are not shown."""
    try:
        return tuple(Part(*row) for row in Parts.read(_text(text)).rows)
    except CrashpackError:
        return ()


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
        pack=_int(number),
        path=_path(paths, folder, name),
        build=_text(build),
        seed=None if seed is None else _int(seed) % (1 << 64),
        sound=None if sound is None else bool(_int(sound)),
        role=_ROLES[bool(_int(role))],
        events=None if events is None else _int(events),
        seen_ns=_int(seen),
    )


def build_labels(fleet: Fleet) -> tuple[str, ...]:
    """Return the labels of the builds, the oldest first."""
    return tuple(_text(row[0]) for row in fleet.rows("SELECT label FROM build ORDER BY first_ns, id"))


def unreadable_page(fleet: Fleet, offset: int, limit: int) -> tuple[UnreadableRow, ...]:
    """Return some of the paths that cannot be read, in the order in which they were met; negative *limit*: all."""
    rows = fleet.rows(
        "SELECT k.id, f.path, k.name, k.fault, k.seen_ns FROM pack k JOIN folder f ON f.id = k.folder"
        " WHERE k.state = 2 ORDER BY k.id LIMIT ? OFFSET ?",
        (limit, offset),
    )
    paths = Paths(fleet.root)
    return tuple(
        UnreadableRow(_int(pack), _path(paths, folder, name), _text(fault or ""), _int(seen))
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
        place=_int(place),
        oracle=_text(oracle),
        violation_type=_text(kind),
        severity=_severity(severity),
        group=_int(group),
        title=_text(title),
        fingerprint=_text(fingerprint),
        level=_int(level),
        parts=_parts(parts),
        search=SEARCHES[_int(search)] if 0 <= _int(search) < len(SEARCHES) else "",
    )


def _int(value: Any) -> int:  # noqa: ANN401 - whatever the database has
    if not isinstance(value, int):
        raise InvalidFormatError("a whole number in the database", type(value).__name__, advice=AGAIN)
    return value


def _text(value: Any) -> str:  # noqa: ANN401 - whatever the database has
    if not isinstance(value, str):
        raise InvalidFormatError("a text in the database", type(value).__name__, advice=AGAIN)
    return value


def _path(paths: Paths, folder: object, name: object) -> bytes:
    if not isinstance(folder, bytes) or not isinstance(name, bytes):
        raise InvalidFormatError("a path in the database", type(name).__name__, advice=AGAIN)
    return paths.whole(folder, name)


def _severity(rank: object) -> Severity:
    return _checked(lambda value: _SEVERITIES[value] if value >= 0 else _SEVERITIES[len(_SEVERITIES)], rank)


def _checked(read: Callable[[Any], _Value], value: object) -> _Value:
    try:
        return read(value)
    except (ValueError, TypeError, IndexError):
        raise InvalidFormatError("a word of a fleet in the database", repr(value), advice=AGAIN) from None
