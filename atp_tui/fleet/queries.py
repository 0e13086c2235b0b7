"""What is asked of a fleet by its screen and its reports: each answer costs the rows that it returns.

Everything is checked, since a database may come from anybody: a value of another type raises InvalidFormatError.
"""

from typing import Final

import msgspec

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.fleet.connection import AGAIN, Fleet, Row, natural, whole
from atp_tui.fleet.influences import influences_of
from atp_tui.fleet.listing import listing
from atp_tui.fleet.rows import Cause, GroupDetail, GroupFilter, GroupOrder, GroupRow, Proof, Status, Totals
from atp_tui.fleet.samples import SEARCHES, group_of_pack, sample_of, sample_page, unreadable_page
from atp_tui.fleet.values import checked, parts_of, severity_of, text, whole_or_none

__all__ = [
    "SEARCHES",
    "build_labels",
    "group_count",
    "group_detail",
    "group_of_pack",
    "group_page",
    "group_place",
    "groups_named",
    "sample_of",
    "sample_page",
    "totals",
    "unreadable_page",
    "written_cause",
]

_COLUMNS: Final = "id, title, status, severity, runs, violations, first_ns, last_ns, level, note, influence"


def totals(fleet: Fleet) -> Totals:
    """Return how many runs and packs a fleet has."""
    with fleet.reading():
        tally = {str(what): max(whole(count), 0) for what, count in fleet.rows("SELECT what, count FROM tally")}
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
        builds.setdefault(grp, []).append((text(label), natural(runs)))
    proofs = {row[0]: row[1] for row in verdicts}
    found = {row[0]: _group(row, tuple(builds.get(row[0], ())), proofs.get(row[0]), judged) for row in rows}
    return tuple(found[number] for number in numbers if number in found)


def _group(row: Row, builds: tuple[tuple[str, int], ...], proof: object, judged: int) -> GroupRow:
    number, title, status, severity, runs, violations, first, last, level, note, influence = row
    return GroupRow(
        id=whole(number),
        title=text(title),
        status=checked(Status, status),
        severity=severity_of(severity),
        runs=natural(runs),
        violations=natural(violations),
        rate=min(natural(runs) / judged, 1.0) if judged else 0.0,
        builds=builds,
        first_ns=whole(first),
        last_ns=whole(last),
        level=whole(level),
        proof=Proof.NOT_RUN if proof is None else checked(Proof, proof),
        note=text(note),
        influence=text(influence),
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
        if not rows[0].violations:
            found = f"group {group}, whose violations are in other groups now"
            raise InvalidFormatError("a group with violations", found, file=fleet.path)
        prints = fleet.rows("SELECT fingerprint, parts_json FROM print WHERE grp = ? ORDER BY level DESC, id", (group,))
        samples = fleet.count("SELECT samples FROM grp WHERE id = ?", (group,))
        if not prints:
            raise InvalidFormatError("a fingerprint of the group", "none", file=fleet.path, advice=AGAIN)
        cause = _cause(fleet, group)
        influences = influences_of(fleet, group)
    return GroupDetail(
        row=rows[0],
        prints=tuple(text(row[0]) for row in prints),
        parts=parts_of(prints[0][1]),
        cause=cause,
        samples=samples,
        influences=influences.certain,
        options_tested=influences.tested,
    )


_CAUSE: Final = (
    "FROM print WHERE grp = ? AND cause_json IS NOT NULL"
    " ORDER BY level DESC, parent IS NOT NULL, length(cause_written), id LIMIT 1"
)


class _CauseText(msgspec.Struct):
    decisions: tuple[str, ...]
    of: int
    tries: int
    is_minimal: bool


def _cause(fleet: Fleet, group: int) -> Cause | None:
    """The smallest of the causes that were found of the prints of a group."""
    row = fleet.one(f"SELECT cause_json, cause_pack {_CAUSE}", (group,))
    if not row:
        return None
    try:
        told = msgspec.json.decode(text(row[0]), type=_CauseText)
    except msgspec.MsgspecError as error:
        raise InvalidFormatError("a cause in the database", str(error), advice=AGAIN) from None
    return Cause(told.decisions, told.of, told.tries, told.is_minimal, whole_or_none(row[1]))


def build_labels(fleet: Fleet) -> tuple[str, ...]:
    """Return the labels of the builds, the oldest first."""
    return tuple(text(row[0]) for row in fleet.rows("SELECT label FROM build ORDER BY first_ns, id"))


def written_cause(fleet: Fleet, group: int) -> bytes | None:
    """Return the decisions of the cause of a group as lines of JSON, with which it can be run again; None without one.

    They are those of :attr:`GroupDetail.cause`, and as hostile as any file.
    """
    row = fleet.one(f"SELECT cause_written {_CAUSE}", (group,))
    return row[0] if row and isinstance(row[0], bytes) else None
