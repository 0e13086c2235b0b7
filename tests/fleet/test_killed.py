"""An index that is killed at any commit loses the last batch alone, and the next one ends as if nothing had been."""

import os
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from atp_tui.fleet import index as indexing
from atp_tui.fleet.connection import Fleet
from atp_tui.fleet.database import open_fleet
from atp_tui.fleet.deeds import merge, set_status, undo
from atp_tui.fleet.queries import totals
from atp_tui.fleet.rows import Status
from tests.fleet_packs import QUICK, fleet_of, groups, index_at, make_pack, require_healthy

KILLED = -signal.SIGKILL


class _Dying:
    """A connection whose process is killed at a commit, before it or after it."""

    def __init__(self, db: sqlite3.Connection, countdown: list[int], *, is_after: bool) -> None:
        self._db, self._countdown, self._is_after = db, countdown, is_after

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a connection has
        return getattr(self._db, name)

    def commit(self) -> None:
        self._countdown[0] -= 1
        if self._countdown[0] < 0 and not self._is_after:
            os.kill(os.getpid(), signal.SIGKILL)
        self._db.commit()
        if self._countdown[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)


def _run(folder: Path, commits: int, *, is_after: bool) -> bool:
    """Index in a process that is killed at a commit; return whether it was."""
    child = os.fork()
    if child == 0:
        with open_fleet(str(folder), create=True) as fleet:
            fleet._db = _Dying(fleet._db, [commits], is_after=is_after)  # type: ignore[assignment]
            _work(fleet, folder)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == KILLED


def _work(fleet: Fleet, folder: Path) -> None:
    index_at(fleet, folder)
    found = groups(fleet)
    merge(fleet, found["quiescence"].id, found["obligation_leak"].id)
    set_status(fleet, found["quiescence"].id, Status.KNOWN, "seen")
    undo(fleet, 1)


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Packs that take several batches, one of which has changed and one of which is new."""
    monkeypatch.setattr(indexing, "COMMIT_EVERY", 4)
    monkeypatch.setattr(indexing, "AT_ONCE", 2)
    folder = tmp_path / "packs"
    for number in range(8):
        make_pack(
            folder / str(number), [("quiescence", "obligation_leak")[number % 2]], seed=number, build=f"b{number}"
        )
    with open_fleet(str(folder), create=True) as fleet:
        index_at(fleet, folder)
    make_pack(folder / "1", ["quiescence"], seed=50)
    make_pack(folder / "8", ["obligation_leak"], seed=8)
    shutil.rmtree(folder / "2")
    return folder


@contextmanager
def _copied(packs: Path, name: str) -> Iterator[Path]:
    folder = packs.parent / name
    shutil.copytree(packs, folder)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("is_after", [False, True])
def test_killed_at_each_commit(packs: Path, is_after: bool) -> None:
    commits = 0
    with _copied(packs, "whole") as folder:
        assert not _run(folder, 1_000, is_after=is_after)
        with open_fleet(str(folder)) as fleet:
            index_at(fleet, folder)
            expected = totals(fleet)
    while True:
        with _copied(packs, f"killed-{commits}") as folder:
            was_killed = _run(folder, commits, is_after=is_after)
            with open_fleet(str(folder)) as fleet:
                require_healthy(fleet)
                index_at(fleet, folder)
                require_healthy(fleet)
                # Which deeds were done is another matter: they are not done again.
                assert replace(totals(fleet), groups=0) == replace(expected, groups=0)
        if not was_killed:
            break
        commits += 1
    assert commits > 5


def test_a_database_that_was_deleted_is_made_again(tmp_path: Path) -> None:
    make_pack(tmp_path / "one")
    with fleet_of(tmp_path) as fleet:
        before = totals(fleet)
        for path in tmp_path.glob("fleet.db*"):
            path.unlink()
        with open_fleet(str(tmp_path), create=True) as again:
            index_at(again, tmp_path, options=QUICK)
            assert totals(again) == before
