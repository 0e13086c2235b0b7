"""A campaign that is killed at any commit, with or without its workers, ends as one that nothing disturbed."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from itertools import count
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest

from atp_tui.fleet.campaign.conduct import Settings, conduct
from atp_tui.fleet.campaign.directory import opened
from atp_tui.fleet.campaign.executors import executor_named
from tests.campaigns import SPEC, digest_in, fleet_in, inline, run, status_in
from tests.fleet_packs import require_healthy

RUNS = 6


class _Struck:
    """A connection at whose commits something is done, before them or after them."""

    def __init__(self, db: sqlite3.Connection, strike: Callable[[int], None], *, is_after: bool) -> None:
        self._db, self._strike, self._is_after = db, strike, is_after
        self._commits = count()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a connection has
        return getattr(self._db, name)

    def commit(self) -> None:
        number = next(self._commits)
        if not self._is_after:
            self._strike(number)
        self._db.commit()
        if self._is_after:
            self._strike(number)


def _conducted(folder: Path, settings: Settings, strike: Callable[[int], None], *, is_after: bool) -> int:
    """Run a campaign in a process and a group of its own; return how it ended."""
    child = os.fork()
    if child == 0:
        os.setsid()
        with opened(str(folder)) as fleet:
            fleet._db = _Struck(fleet._db, strike, is_after=is_after)  # type: ignore[assignment]
            conduct(fleet, str(folder), SPEC, settings)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, int]:
    """The digest of a campaign that nothing disturbs."""
    folder = tmp_path_factory.mktemp("undisturbed")
    run(folder, inline(runs=RUNS))
    return digest_in(folder)


def _killed_at(commit: int) -> Callable[[int], None]:
    def strike(number: int) -> None:
        if number == commit:
            os.killpg(0, signal.SIGKILL)

    return strike


def _healthy(folder: Path) -> None:
    with fleet_in(folder) as fleet:
        require_healthy(fleet)


def _until_not_killed(folder: Path, settings: Settings, *, is_after: bool) -> Iterator[Path]:
    """Yield a directory for each commit, after the kill at it."""
    for commit in count():
        place = folder / str(commit)
        place.mkdir(parents=True)
        code = _conducted(place, settings, _killed_at(commit), is_after=is_after)
        if code != -signal.SIGKILL:
            assert code == 0
            assert commit > 2
            return
        yield place


@pytest.mark.parametrize("is_after", [False, True])
def test_the_coordinator_is_killed_at_each_commit(tmp_path: Path, expected: tuple[str, int], *, is_after: bool) -> None:
    settings = inline(runs=RUNS, batch_seconds=0.01)
    for place in _until_not_killed(tmp_path, settings, is_after=is_after):
        if (place / "fleet.db").stat().st_size:
            _healthy(place)
        run(place, settings)
        assert digest_in(place) == expected


@pytest.mark.soak
@pytest.mark.parametrize("is_after", [False, True])
def test_all_are_killed_at_each_commit(tmp_path: Path, expected: tuple[str, int], *, is_after: bool) -> None:
    settings = inline(runs=RUNS, batch_seconds=0.01, executor=executor_named("local:2"))
    for place in _until_not_killed(tmp_path, settings, is_after=is_after):
        _healthy(place)
        run(place, inline(runs=RUNS))
        assert digest_in(place) == expected


@pytest.mark.soak
def test_a_worker_is_killed_at_each_commit(tmp_path: Path, expected: tuple[str, int]) -> None:
    settings = inline(runs=RUNS, batch_seconds=0.01, executor=executor_named("local:2"))

    def strike(_: int) -> None:
        for worker in active_children()[:1]:
            worker.kill()

    assert _conducted(tmp_path, settings, strike, is_after=True) == 0
    _healthy(tmp_path)
    # A run that was alone with two workers that were killed is recorded as killed, whoever killed them.
    status = status_in(tmp_path)
    assert status.judged + status.killed == RUNS
    if not status.killed:
        assert digest_in(tmp_path) == expected


def test_a_clock_that_is_set_back_changes_nothing(
    tmp_path: Path, expected: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    past = count(10**18, -(10**12))
    monkeypatch.setattr(time, "time_ns", lambda: next(past))
    run(tmp_path, inline(runs=RUNS, batch_seconds=0.01))
    assert digest_in(tmp_path) == expected
