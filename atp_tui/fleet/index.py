"""Indexes packs: which there are, what they are, why they fail, and whether they are sound.

Each pass commits in batches and begins where it was left, so that a kill or a full disk loses the last batch alone.
"""

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from atp_tui.fleet.causes import search_causes
from atp_tui.fleet.connection import Fleet
from atp_tui.fleet.examine import examine
from atp_tui.fleet.indexing import IndexOptions, IndexProgress, IndexReport, Progress, Stopped
from atp_tui.fleet.influences import write_influences
from atp_tui.fleet.known import know
from atp_tui.fleet.look import Looked, look_all
from atp_tui.fleet.paths import Paths
from atp_tui.fleet.record import Recorder
from atp_tui.fleet.scan import UNKNOWN, below, outermost, stamp_of
from atp_tui.fleet.workers import Workers, batches

__all__ = ["IndexOptions", "IndexProgress", "IndexReport", "index"]

AT_ONCE: Final = 16
"""Packs that a worker is given at once."""

COMMIT_EVERY: Final = 500
"""Packs after which what was found is committed, at the latest."""

COMMIT_SECONDS: Final = 0.5
"""The same in seconds, so that others see it soon."""

REPLACED_LIMIT: Final = 5_000
"""Packs with another content than before that are written together; each time their groups are counted again."""


def index(
    fleet: Fleet,
    paths: Sequence[bytes],
    options: IndexOptions | None = None,
    progress: Progress = lambda _: None,
    is_stopped: Stopped = lambda: False,
) -> IndexReport:
    """Index the packs below some directories.

    Args:
        fleet: Where they are written to.
        paths: Directories, packs or records.
        options: What is done, and how.
        progress: Told how far it has come.
        is_stopped: Asked again and again; when it says yes, what was found so far is kept.

    Raises:
        IoError: the database cannot be written.
    """
    options = options or IndexOptions()
    report = IndexReport()
    roots = outermost(paths)
    know(fleet, roots, report, progress, is_stopped, options.now_ns)
    what(fleet, roots, options, report, progress, is_stopped)
    if options.why:
        search_causes(fleet, options, report, progress, is_stopped)
    if options.sound != "none":
        examine(fleet, options, report, progress, is_stopped)
    if not is_stopped() and (report.new or report.changed or report.searched):
        write_influences(fleet)
    report.was_stopped = is_stopped()
    return report


def what(
    fleet: Fleet, roots: Sequence[bytes], options: IndexOptions, report: IndexReport, progress: Progress, stop: Stopped
) -> None:
    """Read the packs that are new or have changed."""
    total = fleet.count("SELECT count(*) FROM pack WHERE stamp = 0 AND state < 3")
    batch = _Batch(fleet, options)
    done = 0
    workers = Workers[bytes, Looked](_Look(options.settle_ns), options.jobs, is_stopped=stop)
    for items, results in workers.run(batches(_pending(fleet, roots), AT_ONCE)):
        found = _failed(items, results) if isinstance(results, BaseException) else results
        done += len(items)
        report.unreadable += sum(bool(each.fault) for each in found)
        batch.add(found)
        progress(IndexProgress("what", done, max(total, done)))
    batch.finish()


def _failed(paths: list[bytes], error: BaseException) -> list[Looked]:
    """The packs of a batch that ended with an error; they are only read again once they have changed."""
    words = str(error) or type(error).__name__
    return [Looked(path, stamp_of(path) or UNKNOWN, words) for path in paths]


@dataclass(frozen=True, slots=True)
class _Look:
    """What a worker is sent to do."""

    settle_ns: int

    def __call__(self, paths: list[bytes]) -> list[Looked]:
        return look_all(paths, self.settle_ns)


class _Batch:
    """What was found and is not yet written."""

    def __init__(self, fleet: Fleet, options: IndexOptions) -> None:
        self._fleet, self._options = fleet, options
        self._found: list[Looked] = []
        self._replaced: list[Looked] = []
        self._since = time.monotonic()

    def add(self, found: list[Looked]) -> None:
        """Add what was found, and write it when there is enough."""
        self._found += found
        if len(self._found) >= COMMIT_EVERY or time.monotonic() - self._since >= COMMIT_SECONDS:
            self.write()
        if len(self._replaced) >= REPLACED_LIMIT:
            self._replace()

    def write(self) -> None:
        """Write what was found, but for what takes the place of another."""
        if self._found:
            with self._fleet.writing() as db:
                recorder = Recorder(db, Paths(self._fleet.root), self._options.now_ns())
                waiting = [looked for looked in self._found if not recorder.add(looked)]
                recorder.finish()
            self._replaced += waiting
            self._found = []
        self._since = time.monotonic()

    def finish(self) -> None:
        """Write all that is left."""
        self.write()
        self._replace()

    def _replace(self) -> None:
        if self._replaced:
            with self._fleet.writing() as db:
                recorder = Recorder(db, Paths(self._fleet.root), self._options.now_ns())
                for looked in self._replaced:
                    recorder.replace(looked)
                recorder.finish()
            self._replaced = []


def _pending(fleet: Fleet, roots: Sequence[bytes]) -> Iterator[bytes]:
    """The paths of the packs that have to be read, each once."""
    paths = Paths(fleet.root)
    inside = below(roots)
    last = 0
    while rows := fleet.rows(
        "SELECT k.id, f.path, k.name FROM pack k JOIN folder f ON f.id = k.folder"
        " WHERE k.stamp = 0 AND k.state < 3 AND k.id > ? ORDER BY k.id LIMIT 1000",
        (last,),
    ):
        last = rows[-1][0]
        found = (paths.whole(folder, name) for _, folder, name in rows)
        yield from (path for path in found if (os.path.join(path, b"")).startswith(inside))
