"""The first pass of an index: which packs there are, which are new, and which have changed or vanished."""

from collections.abc import Callable, Sequence
from typing import Final

from atp_tui.fleet.connection import Fleet
from atp_tui.fleet.indexing import IndexProgress, IndexReport, Progress
from atp_tui.fleet.look import Looked
from atp_tui.fleet.paths import Paths
from atp_tui.fleet.record import Recorder
from atp_tui.fleet.scan import UNKNOWN, Met, stamp_of, walk
from atp_tui.fleet.schema import State

NOT_A_PACK: Final = 1
"""The stamp of a directory that cannot be read: no pass looks at it again, the walk does."""

_FEW: Final = 8
"""So many packs are looked up one by one."""

_Row = tuple[int, int, int]
"""Number, stamp and state of a pack."""


class _Knower:
    """Compares what is met with what is known."""

    def __init__(self, fleet: Fleet, report: IndexReport, now_ns: Callable[[], int]) -> None:
        self._fleet, self._report, self._now = fleet, report, now_ns
        self._paths = Paths(fleet.root)
        self._met = bytearray(fleet.count("SELECT max(id) FROM pack") + 1)
        self._folder: bytes | None = None
        self._known: dict[bytes, _Row] = {}

    def take(self, met: Met) -> None:
        """Take in some packs of a folder; the database is only written to where something is new or has changed."""
        known = self._rows(met)
        new, changed = [], []
        for name, stamp in met.packs.items():
            row = known.get(name)
            if row is None:
                new.append(name)
                continue
            self._met[row[0]] = 1
            if row[1] != stamp or row[2] == State.GONE:
                changed.append(row)
        self._report.met += len(met.packs)
        faults = {name: words for name, words in met.faults.items() if self._is_news(known, name)}
        self._report.unreadable += len(faults)
        if new or changed or faults:
            self._write(met.folder, new, changed, faults)

    def _is_news(self, known: dict[bytes, _Row], name: bytes) -> bool:
        row = known.get(name)
        if row is not None:
            self._met[row[0]] = 1
        return row is None or row[1:] != (NOT_A_PACK, State.UNREADABLE)

    def _rows(self, met: Met) -> dict[bytes, _Row]:
        """What is known of the packs of a folder: all of it, or that of the few."""
        folder = self._paths.kept(met.folder)
        sql = "SELECT name, id, stamp, state FROM pack WHERE folder = (SELECT id FROM folder WHERE path = ?)"
        names = [*met.packs, *met.faults]
        if met.folder != self._folder and len(names) <= _FEW:
            found = [row for name in names for row in self._fleet.rows(f"{sql} AND name = ?", (folder, name))]
            return {row[0]: row[1:] for row in found}
        if met.folder != self._folder:
            self._folder = met.folder
            self._known = {row[0]: row[1:] for row in self._fleet.rows(sql, (folder,))}
        return self._known

    def _write(self, folder: bytes, new: list[bytes], changed: list[_Row], faults: dict[bytes, str]) -> None:
        with self._fleet.writing() as db:
            recorder = Recorder(db, Paths(self._fleet.root), self._now())
            recorder.add_unread(folder, new)
            for number, _, _ in changed:
                recorder.look_again(number)
            for name, words in faults.items():
                recorder.add(Looked(folder.rstrip(b"/") + b"/" + name, NOT_A_PACK, words))
            recorder.finish()
        self._report.new += len(new)
        # One that was new when it was read last is read again, changed or not.
        self._report.changed += sum(stamp != UNKNOWN for _, stamp, _ in changed)

    def miss(self, roots: Sequence[bytes], is_stopped: Callable[[], bool]) -> None:
        """Find the packs below some directories that were not met, and are not there any more."""
        inside = tuple(root.rstrip(b"/") + b"/" for root in roots)
        gone: list[int] = []
        last = 0
        while not is_stopped() and (
            rows := self._fleet.rows(
                "SELECT k.id, f.path, k.name FROM pack k JOIN folder f ON f.id = k.folder"
                " WHERE k.id > ? AND k.state < 3 ORDER BY k.id LIMIT 10000",
                (last,),
            )
        ):
            last = rows[-1][0]
            for number, folder, name in rows:
                if number < len(self._met) and not self._met[number]:
                    path = self._paths.whole(folder, name)
                    if (path + b"/").startswith(inside) and stamp_of(path) is None:
                        gone.append(number)
        self._lose(gone)

    def _lose(self, gone: list[int]) -> None:
        if not gone:
            return
        with self._fleet.writing() as db:
            recorder = Recorder(db, Paths(self._fleet.root), self._now())
            for number in gone:
                known = recorder.by_number(number)
                if known is not None and known.state < State.GONE:
                    recorder.set_state(known, State.GONE)
            recorder.finish()
        self._report.gone += len(gone)


def know(
    fleet: Fleet,
    roots: Sequence[bytes],
    report: IndexReport,
    progress: Progress,
    is_stopped: Callable[[], bool],
    now_ns: Callable[[], int],
) -> None:
    """Write down the packs below some directories; what they are is for the next pass."""
    knower = _Knower(fleet, report, now_ns)
    for met in walk(roots, is_stopped):
        knower.take(met)
        progress(IndexProgress("known", report.met, None))
    if not is_stopped():
        knower.miss(roots, is_stopped)
