"""The last pass of an index: whether packs are sound, those of the worst groups first."""

import os
from collections.abc import Iterator
from typing import Final, NamedTuple

from atp_tui.engine.errors import CrashpackError
from atp_tui.fleet.connection import Fleet
from atp_tui.fleet.counts import Changes
from atp_tui.fleet.indexing import IndexOptions, IndexProgress, IndexReport, Progress, Stopped
from atp_tui.fleet.paths import Paths
from atp_tui.fleet.scan import stamp_of
from atp_tui.fleet.schema import State
from atp_tui.fleet.workers import Workers, batches
from atp_tui.store.open import open_pack
from atp_tui.store.pack import examine_pack

SAMPLES: Final = 4
"""Packs of each group that are examined where only some are."""

AT_ONCE: Final = 4
"""Packs that a worker is given at once."""


class Examined(NamedTuple):
    """Whether a pack is sound."""

    path: bytes
    stamp: int
    """Its stamp before it was read; 0 where it has changed meanwhile."""
    is_sound: bool
    failed: str
    """The names of the checks that failed, or why it cannot be read."""


def examine_all(paths: list[bytes]) -> list[Examined]:
    """Return whether packs are sound."""
    return [_examine(path) for path in paths]


def _examine(path: bytes) -> Examined:
    stamp = stamp_of(path) or 0
    try:
        findings = examine_pack(open_pack(os.fsdecode(path), keeps_index=False)).findings
    except CrashpackError as error:
        return Examined(path, stamp, is_sound=False, failed=str(error))
    failed = sorted({finding.check for finding in findings if finding.ok is False})
    return Examined(path, stamp if stamp_of(path) == stamp else 0, is_sound=not failed, failed=", ".join(failed))


def examine(fleet: Fleet, options: IndexOptions, report: IndexReport, progress: Progress, is_stopped: Stopped) -> None:
    """Examine packs that nobody has examined."""
    workers = Workers[bytes, Examined](examine_all, options.jobs, is_stopped=is_stopped)
    chosen = _chosen(fleet, is_all=options.sound == "all")
    total = (
        fleet.count("SELECT count(*) FROM pack WHERE state = 1 AND sound IS NULL") if options.sound == "all" else None
    )
    done = 0
    for paths, results in workers.run(batches(chosen, AT_ONCE)):
        words = str(results)
        found = (
            [Examined(path, stamp_of(path) or 0, is_sound=False, failed=words) for path in paths]
            if isinstance(results, BaseException)
            else results
        )
        _write(fleet, found)
        done += len(paths)
        report.examined = done
        progress(IndexProgress("sound", done, total))


def _chosen(fleet: Fleet, *, is_all: bool) -> Iterator[bytes]:
    """The packs to examine, each once."""
    paths = Paths(fleet.root)
    groups = fleet.rows("SELECT id FROM grp WHERE violations > 0 ORDER BY severity DESC, runs DESC, id")
    begun: set[int] = set()
    path_of = "SELECT k.id, f.path, k.name FROM pack k JOIN folder f ON f.id = k.folder"
    for (group,) in groups:
        sql = f"{path_of} JOIN sample s ON s.pack = k.id WHERE s.grp = ? AND s.place < ?"
        rows = fleet.rows(f"{sql} AND k.state = 1 AND k.sound IS NULL", (group, SAMPLES))
        for number, folder, name in rows:
            if number not in begun:
                begun.add(number)
                yield paths.whole(folder, name)
    last = 0
    while is_all and (
        rows := fleet.rows(
            f"{path_of} WHERE k.state = 1 AND k.sound IS NULL AND k.id > ? ORDER BY k.id LIMIT 1000", (last,)
        )
    ):
        last = rows[-1][0]
        yield from (paths.whole(folder, name) for number, folder, name in rows if number not in begun)


def _write(fleet: Fleet, found: list[Examined]) -> None:
    """Write what was found of packs that have not changed since they were indexed."""
    with fleet.writing() as db:
        paths, changes = Paths(fleet.root), Changes()
        for each in found:
            row = db.execute(
                "SELECT id, sound FROM pack WHERE folder = ? AND name = ? AND state = ? AND stamp IN (0, ?)",
                (*paths.split(db, each.path), State.READABLE, each.stamp),
            ).fetchone()
            if row is None or not each.stamp:
                continue
            changes.add_pack(State.READABLE, row[1], -1)
            changes.add_pack(State.READABLE, int(each.is_sound))
            values = (int(each.is_sound), each.failed[:2_000] or None, row[0])
            db.execute("UPDATE pack SET sound = ?, findings = ? WHERE id = ?", values)
        changes.write(db)
