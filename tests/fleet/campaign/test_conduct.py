import errno
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from atp_tui.engine.errors import InvalidFormatError, IoError
from atp_tui.fleet.campaign import ledger
from atp_tui.fleet.campaign import worker as working
from atp_tui.fleet.campaign.conduct import Reason, conduct
from atp_tui.fleet.campaign.directory import opened
from atp_tui.fleet.campaign.executors import executor_named
from atp_tui.fleet.campaign.spec import spec_of
from atp_tui.fleet.connection import Fleet
from atp_tui.fleet.drive import Result, Work
from atp_tui.fleet.index import IndexOptions, index
from atp_tui.fleet.queries import totals
from atp_tui.lab.options import LabOptions
from atp_tui.lab.run import LabRun, run_transfer
from atp_tui.lab.versions import lab_versions
from tests.campaigns import POISON, SPEC, TINY, Endless, Inline, digest_in, fleet_in, inline, run, status_in
from tests.faulty_disk import FaultyDisk, on_disk
from tests.fleet_packs import require_healthy

RUNS = 8

pytestmark = pytest.mark.usefixtures("remembered_runs")


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, int]:
    """The digest of a campaign that nothing disturbs."""
    folder = tmp_path_factory.mktemp("undisturbed")
    assert run(folder, inline(runs=RUNS)) is Reason.RUNS
    return digest_in(folder)


def test_the_same_runs_with_two_workers_in_batches_of_any_size(tmp_path: Path, expected: tuple[str, int]) -> None:
    settings = inline(executor=executor_named("local:2"), runs=RUNS, batch_seconds=0.3, keep=0, has_canary=False)
    assert run(tmp_path, settings) is Reason.RUNS
    assert digest_in(tmp_path) == expected
    assert expected[1] == RUNS


def test_the_digest_changes_with_a_row(tmp_path: Path, expected: tuple[str, int]) -> None:
    run(tmp_path, inline(runs=RUNS))
    with opened(str(tmp_path)) as fleet, fleet.writing() as db:
        db.execute("UPDATE run SET chain16 = x'00' WHERE number = 3")
    assert digest_in(tmp_path) != expected


def test_the_same_line_goes_on(tmp_path: Path, expected: tuple[str, int]) -> None:
    engines: list[Inline] = []

    def engine() -> Inline:
        engines.append(Inline())
        return engines[-1]

    for runs in (5, 5, RUNS, RUNS):
        assert run(tmp_path, inline(executor=engine, runs=runs)) is Reason.RUNS
    assert digest_in(tmp_path) == expected
    assert [bool(each.batches) for each in engines] == [True, True]
    assert status_in(tmp_path).state == "done"


def test_only_what_is_missing_is_run(tmp_path: Path) -> None:
    run(tmp_path, inline(runs=RUNS, keep=0))
    with opened(str(tmp_path)) as fleet:
        with fleet.writing() as db:
            for table in ("violation", "run"):
                db.execute(f"DELETE FROM {table} WHERE number IN (0, 3, 4, 7)")  # noqa: S608 - own words
        ledger_of = ledger.Ledger.begin(fleet, SPEC, RUNS)
        assert [number for number, _ in zip(ledger_of.missing(), range(6), strict=False)] == [0, 3, 4, 7, 8, 9]


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"first_seed": 1}, "expected the specification of the campaign that is there, "),
        ({"build": "b2"}, "build: expected the build 'b1', found 'b2'; use another directory"),
    ],
)
def test_another_specification_or_build_is_refused(tmp_path: Path, other: dict[str, Any], words: str) -> None:
    run(tmp_path, inline(runs=1))
    before = digest_in(tmp_path)
    with pytest.raises(InvalidFormatError) as caught:
        run(tmp_path, inline(runs=2), spec_of({**TINY, **other}))
    assert words in str(caught.value)
    assert digest_in(tmp_path) == before


def test_other_versions_of_the_lab_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path, inline(runs=1))
    versions = lab_versions()
    monkeypatch.setattr(ledger, "lab_versions", lambda: {**versions, "trio": "9"})
    with pytest.raises(
        InvalidFormatError, match=f"the versions of its first runs, trio {versions['trio']}, found trio 9"
    ):
        run(tmp_path, inline(runs=2))


def test_workers_with_other_versions_are_refused(tmp_path: Path) -> None:
    with pytest.raises(IoError, match=r"workers with other versions: .* has lab 0, not "):
        run(tmp_path, inline(executor=executor_named("tests.campaigns:outdated"), runs=2))
    assert digest_in(tmp_path)[1] == 0


def test_a_fleet_has_the_runs_while_they_are_written(tmp_path: Path) -> None:
    seen: list[int] = []
    with opened(str(tmp_path)) as fleet:

        def look(_: object) -> None:
            with fleet_in(tmp_path) as other:
                seen.append(totals(other).runs)

        conduct(fleet, str(tmp_path), SPEC, inline(runs=6), look)
    assert seen == sorted(seen)
    assert seen[0] < seen[-1] == 6


def test_few_packs_of_each_kind_are_kept_and_indexed_as_they_are(tmp_path: Path) -> None:
    run(tmp_path, inline(runs=RUNS, keep=1))
    packs = list((tmp_path / "packs").iterdir())
    status = status_in(tmp_path)
    assert 1 <= len(packs) <= status.kinds
    with opened(str(tmp_path)) as fleet:
        before = totals(fleet)
        index(fleet, [os.fsencode(tmp_path)], IndexOptions(settle_ns=0, why=False, sound="all"))
        after = totals(fleet)
        require_healthy(fleet)
    assert (after.runs, after.readable, after.sound) == (before.runs, len(packs), len(packs))
    run(tmp_path, inline(runs=2 * RUNS, keep=1))
    assert len(list((tmp_path / "packs").iterdir())) <= status_in(tmp_path).kinds


def test_a_scan_that_meets_a_pack_first_gives_it_back(tmp_path: Path) -> None:
    run(tmp_path / "one", inline(runs=RUNS))
    (tmp_path / "two").mkdir()
    (tmp_path / "one" / "packs").rename(tmp_path / "two" / "packs")
    with opened(str(tmp_path / "two")) as fleet:
        index(fleet, [os.fsencode(tmp_path / "two")], IndexOptions(settle_ns=0, why=False, sound="none"))
        assert totals(fleet).runs > 0
    run(tmp_path / "two", inline(runs=RUNS))
    with fleet_in(tmp_path / "two") as fleet:
        assert totals(fleet).runs == RUNS


def test_enough_failures_end_it(tmp_path: Path) -> None:
    assert run(tmp_path, inline(runs=1_000, fail_fast=2, batch_seconds=0.01)) is Reason.FAIL_FAST
    status = status_in(tmp_path)
    assert status.failed >= 2
    assert status.not_yet == 1_000 - status.passed - status.failed


def test_time_that_is_over_ends_it(tmp_path: Path) -> None:
    assert run(tmp_path, inline(seconds=0.2, batch_seconds=0.01)) is Reason.SECONDS
    status = status_in(tmp_path)
    assert status.not_yet == 0
    assert status.runs == status.judged > 0


def test_a_new_kind_that_is_improbable_ends_it(tmp_path: Path) -> None:
    spec = spec_of({**TINY, "faults": {}})
    assert run(tmp_path, inline(until_new=0.3, batch_seconds=0.01), spec) is Reason.NO_NEW
    status = status_in(tmp_path)
    # Without a single failure the estimate is 0 after the first run, which proves nothing.
    assert status.judged >= 10
    assert status.new_kind < 0.3


def test_a_wish_to_stop_keeps_what_is_done(tmp_path: Path, expected: tuple[str, int]) -> None:
    asked = count()
    assert (
        run(tmp_path, inline(runs=RUNS, batch_seconds=0.01), is_stopped=lambda: next(asked) > 1) is Reason.INTERRUPTED
    )
    status = status_in(tmp_path)
    assert status.state == "stopped"
    assert 0 < status.judged < RUNS
    assert run(tmp_path, inline(runs=RUNS)) is Reason.RUNS
    assert digest_in(tmp_path) == expected


def _executions(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Callable[[], int]:
    file = folder / "executions"
    monkeypatch.setenv("EXECUTIONS", str(file))
    return lambda: len(file.read_text())


@pytest.mark.soak
def test_the_seed_that_kills_its_worker_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executions = _executions(monkeypatch, tmp_path)
    folder = tmp_path / "campaign"
    run(folder, inline(executor=executor_named("tests.campaigns:poisoned"), runs=RUNS))
    status = status_in(folder)
    assert (status.killed, status.judged, status.not_yet) == (1, RUNS - 1, 0)
    assert [(lost.outcome, lost.number, lost.seed) for lost in status.lost] == [("killed", POISON, POISON)]
    assert executions() <= 2


@pytest.mark.soak
def test_a_run_that_never_ends_is_a_timeout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executions = _executions(monkeypatch, tmp_path)
    folder = tmp_path / "campaign"
    settings = inline(
        executor=executor_named("tests.campaigns:hanging"), runs=8, timeout=1.0, grace=8.0, batch_seconds=0.05, keep=0
    )
    assert run(folder, settings) is Reason.RUNS
    status = status_in(folder)
    assert (status.timeouts, status.judged) == (1, 7)
    assert executions() <= 2


def test_futures_that_never_end_are_timeouts(tmp_path: Path) -> None:
    run(tmp_path, inline(executor=Endless, runs=RUNS, timeout=0.02, batch_seconds=0.02, grace=0.1))
    status = status_in(tmp_path)
    assert [(lost.outcome, lost.number) for lost in status.lost if lost.number == POISON] == [("timeout", POISON)]
    assert status.runs == RUNS
    assert status.not_yet == 0


def test_faults_of_the_lab_are_grouped_by_exception_and_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(options: LabOptions, **named: Any) -> LabRun:  # noqa: ANN401 - those of the real one
        if options.seed in (2, 7):
            raise IndexError(f"seed {options.seed}")
        if options.seed == 3:
            raise KeyError("three")
        return run_transfer(options, **named)

    monkeypatch.setattr(working, "run_transfer", faulty)
    run(tmp_path, inline(runs=RUNS))
    status = status_in(tmp_path)
    assert (status.lab_errors, status.judged) == (3, RUNS - 3)
    assert [(each.exception, each.runs, each.first, each.message) for each in status.errors] == [
        ("IndexError", 2, 2, "seed 2"),
        ("KeyError", 1, 3, "'three'"),
    ]
    with fleet_in(tmp_path) as fleet:
        assert totals(fleet).lab_errors == 3


class _Full:
    """A connection to a disk that is full at a commit."""

    def __init__(self, db: sqlite3.Connection, after: int) -> None:
        self._db, self._left = db, after

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a connection has
        return getattr(self._db, name)

    def commit(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise sqlite3.OperationalError("database or disk is full")
        self._db.commit()


def _conduct(fleet: Fleet, folder: Path) -> None:
    conduct(fleet, str(folder), SPEC, inline(runs=RUNS, batch_seconds=0.01))


@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_database_on_a_full_disk_loses_nothing_that_was_committed(
    tmp_path: Path, expected: tuple[str, int], after: int
) -> None:
    with opened(str(tmp_path)) as fleet:
        fleet._db = _Full(fleet._db, after)  # type: ignore[assignment]
        with pytest.raises(IoError, match="no space left on device"):
            _conduct(fleet, tmp_path)
    run(tmp_path, inline(runs=RUNS))
    assert digest_in(tmp_path) == expected


def test_a_pack_on_a_full_disk_is_not_written_in_half(tmp_path: Path, expected: tuple[str, int]) -> None:
    with opened(str(tmp_path)) as fleet:
        (tmp_path / "packs").mkdir()
        with on_disk(FaultyDisk(5, errno.ENOSPC, lasts=True)), pytest.raises(IoError, match="no space left on device"):
            _conduct(fleet, tmp_path)
    assert list((tmp_path / "packs").iterdir()) == []
    run(tmp_path, inline(runs=RUNS))
    assert digest_in(tmp_path) == expected


class _Twice(Inline):
    """An executor that runs everything twice, as clusters may."""

    def submit(self, work: Work[Result], /) -> Future[Result]:
        super().submit(work)
        return super().submit(work)


def test_a_run_that_is_executed_twice_is_one_row(tmp_path: Path, expected: tuple[str, int]) -> None:
    run(tmp_path, inline(executor=_Twice, runs=RUNS))
    assert digest_in(tmp_path) == expected


_CAMPAIGN = """
import sys
from tests.campaigns import SPEC, inline
from atp_tui.fleet.campaign.conduct import conduct
from atp_tui.fleet.campaign.directory import opened
from atp_tui.fleet.campaign.executors import executor_named
if __name__ == "__main__":
    with opened(sys.argv[1]) as fleet:
        settings = inline(executor=executor_named("local:2"), runs=int(sys.argv[2]), batch_seconds=0.1)
        conduct(fleet, sys.argv[1], SPEC, settings)
"""


def _started(folder: Path, runs: int) -> "subprocess.Popen[bytes]":
    script = folder.parent / "campaign.py"
    script.write_text(_CAMPAIGN)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    return subprocess.Popen([sys.executable, str(script), str(folder), str(runs)], env=environment)


def _rows(folder: Path) -> int:
    try:
        return digest_in(folder)[1]
    except (IoError, InvalidFormatError):
        return 0


def _children(parent: int) -> list[int]:
    """The worker processes of a process, on systems that have /proc."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            stat = (each / "stat").read_text().rpartition(")")[2].split()
            is_worker = b"spawn_main" in (each / "cmdline").read_bytes()
        except OSError:
            continue
        if int(stat[1]) == parent and is_worker:
            found.append(int(each.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("goals", [(2, RUNS), pytest.param((1, 2, 3, 4, 5, 6, RUNS), marks=pytest.mark.soak)])
def test_kills_of_worker_and_coordinator_lose_and_double_nothing(
    tmp_path: Path, expected: tuple[str, int], goals: tuple[int, ...]
) -> None:
    folder = tmp_path / "campaign"
    killed: Counter[str] = Counter()
    for goal in goals:
        process = _started(folder, RUNS)
        while process.poll() is None and _rows(folder) < goal:
            workers = _children(process.pid)
            if not killed["worker"] and workers and _rows(folder):
                os.kill(workers[0], signal.SIGKILL)
                killed["worker"] += 1
            time.sleep(0.02)
        if goal == RUNS:
            assert process.wait() == 0
            break
        process.kill()
        killed["coordinator"] += process.wait() == -signal.SIGKILL
        assert status_in(folder).state == "killed"
    assert killed["coordinator"] >= 1
    assert digest_in(folder) == expected
    with fleet_in(folder) as fleet:
        require_healthy(fleet)
        assert totals(fleet).killed == 0
