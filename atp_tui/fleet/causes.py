"""The third pass of an index: why runs of the lab fail. It searches for causes and moves violations to level 2."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from atp_tui.fleet.budget import Candidate, Chooser
from atp_tui.fleet.connection import Fleet
from atp_tui.fleet.counts import UNSEARCHED
from atp_tui.fleet.indexing import IndexOptions, IndexProgress, IndexReport, Progress, Stopped
from atp_tui.fleet.prints import Prints
from atp_tui.fleet.regroup import Regrouper
from atp_tui.fleet.schema import Search
from atp_tui.fleet.search import Searched, SearchTask, search
from atp_tui.fleet.workers import Workers

_SAME: Final = "campaign = ? AND number = ? AND kind = ? AND level1 = ? AND search IN (0, 4)"
"""The violations of a candidate."""


def search_causes(
    fleet: Fleet, options: IndexOptions, report: IndexReport, progress: Progress, is_stopped: Stopped
) -> None:
    """Search for the causes of violations that wait for it; where the lab is not installed, they go on waiting."""
    from atp_tui.lab.errors import LabMissingError
    from atp_tui.lab.requested_options import require_libraries

    try:
        require_libraries()
    except LabMissingError:
        return
    chooser = Chooser(fleet)
    work = _Search(options.max_tries, is_stopped if options.jobs == 1 else None)
    workers = Workers[SearchTask, Searched](work, options.jobs, 1, is_stopped)
    for done, (tasks, results) in enumerate(workers.run(chooser.more), 1):
        if is_stopped():
            break
        found = [Searched(Search.REFUSED)] if isinstance(results, BaseException) else results
        with fleet.writing() as db:
            _write(db, chooser, tasks[0], found[0])
        report.searched = done
        progress(IndexProgress("why", done, None))
    if not is_stopped():
        with fleet.writing() as db:
            _leave_out(db, chooser)


@dataclass(frozen=True, slots=True)
class _Search:
    """What a worker is sent to do."""

    max_tries: int
    is_stopped: Callable[[], bool] | None

    def __call__(self, tasks: list[SearchTask]) -> list[Searched]:
        return [search(task, self.max_tries, self.is_stopped) for task in tasks]


def _write(db: sqlite3.Connection, chooser: Chooser, task: SearchTask, found: Searched) -> None:
    """Write what came of a search, with what was decided about others until then."""
    candidate = chooser.candidates[task]
    is_new = False
    if found.fingerprint:
        is_new = _find(db, candidate, found)
    else:
        _fail(db, candidate, found)
    chooser.ended(task, is_new=is_new)
    _leave_out(db, chooser, candidate)


def _find(db: sqlite3.Connection, candidate: Candidate, found: Searched) -> bool:
    """Move violations to the group of their level 2; return whether no violation of the same level 1 was there."""
    prints = Prints(db)
    group = prints.by_id(candidate.level1).grp
    level2 = prints.ensure(found.fingerprint, found.title, found.parts, group)
    known = "SELECT 1 FROM violation WHERE print = ? AND level1 = ? LIMIT 1"
    is_new = db.execute(known, (level2, candidate.level1)).fetchone() is None
    rows = db.execute(f"SELECT place FROM violation WHERE {_SAME} ORDER BY place", candidate[:4]).fetchall()
    regrouper = Regrouper(db, prints)
    regrouper.move((candidate.campaign, candidate.number), [place for (place,) in rows], level2, Search.FOUND)
    db.executemany(
        "INSERT OR REPLACE INTO mechanism VALUES (?, ?, ?, ?)",
        [(candidate.campaign, candidate.number, place, found.mechanism) for (place,) in rows],
    )
    regrouper.changes.tally[UNSEARCHED] -= len(rows)
    regrouper.finish()
    _keep_cause(db, level2, candidate, found)
    return is_new


def _fail(db: sqlite3.Connection, candidate: Candidate, found: Searched) -> None:
    sql = f"UPDATE violation SET search = ? WHERE {_SAME}"
    count = db.execute(sql, (found.state, *candidate[:4])).rowcount
    db.execute("UPDATE tally SET count = count - ? WHERE what = ?", (count, UNSEARCHED))
    if found.cause:
        _keep_cause(db, candidate.level1, candidate, found)


def _keep_cause(db: sqlite3.Connection, number: int, candidate: Candidate, found: Searched) -> None:
    """Write a cause to a print that has none, or a larger one."""
    pack = "SELECT min(id) FROM pack WHERE campaign = ? AND number = ? AND state = 1"
    db.execute(
        "UPDATE print SET cause_json = ?1, cause_written = ?2, cause_pack = ?3 WHERE id = ?4"
        " AND (cause_written IS NULL OR length(cause_written) > length(?2))",
        (found.cause, found.written, db.execute(pack, candidate[:2]).fetchone()[0], number),
    )


def _leave_out(db: sqlite3.Connection, chooser: Chooser, candidate: Candidate | None = None) -> None:
    """Write the violations that nobody searches, and the budgets."""
    db.executemany(
        f"UPDATE violation SET search = ? WHERE {_SAME}",
        [(Search.LEFT_OUT, *each[:4]) for each in chooser.left_out],
    )
    chains = {each.chain for each in chooser.left_out} | ({candidate.chain} if candidate else set())
    db.executemany(
        "INSERT OR REPLACE INTO budget VALUES (?, ?, ?, ?)", [(*chain, *chooser.spent[chain]) for chain in chains]
    )
    chooser.left_out.clear()
