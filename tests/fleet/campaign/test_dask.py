"""Campaigns on a real cluster of Dask: a scheduler and its workers as processes on the loopback interface."""

import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from atp_tui.engine.errors import CrashpackError
from atp_tui.fleet.campaign.executors import executor_named
from atp_tui.fleet.campaign.spec import Spec, read_spec
from tests.campaigns import digest_in, fleet_in, inline, run, status_in
from tests.dask_cluster import Cluster, cluster
from tests.fleet_packs import require_healthy
from tests.program import PROGRAM

RUNS = 30
SPEC = """
build = "b1"
[scenarios]
clean = 2
flipped-bit = 1
[faults]
torn-journal = 0.2
[options]
size = [2000, 3000]
block_size = 2048
"""

Process = subprocess.Popen[bytes]
Digest = tuple[str, int]


@pytest.fixture(scope="module")
def spec_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("spec") / "spec.toml"
    path.write_text(SPEC)
    return path


@pytest.fixture(scope="module")
def spec(spec_path: Path) -> Spec:
    return read_spec(str(spec_path))


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory, spec: Spec) -> Digest:
    """The digest of the same runs, one after the other in this process."""
    folder = tmp_path_factory.mktemp("serial")
    run(folder, inline(runs=RUNS), spec)
    return digest_in(folder)


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("dask") / "cluster") as found:
        yield found


def started(spec_path: Path, folder: Path, executor: str, *, runs: int = RUNS) -> Process:
    options = ("-o", str(folder), "--executor", executor, "--runs", str(runs), "--batch-seconds", "0.1")
    command = [*PROGRAM, "campaign", "run", str(spec_path), *options]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def rows(folder: Path) -> int:
    try:
        return digest_in(folder)[1]
    except CrashpackError:
        return 0


def wait_for_rows(process: Process, folder: Path, wanted: int) -> None:
    while process.poll() is None and rows(folder) < wanted:
        time.sleep(0.02)


def test_a_cluster_gives_the_same_table(dask: Cluster, spec_path: Path, tmp_path: Path, serial: Digest) -> None:
    process = started(spec_path, tmp_path / "fleet", dask.executor)
    _, told = process.communicate(timeout=120)
    assert (process.returncode, told) == (1, b"")
    assert digest_in(tmp_path / "fleet") == serial
    assert status_in(tmp_path / "fleet").is_trusted


@pytest.mark.soak
@pytest.mark.parametrize("workers", [2, 8])
def test_any_number_of_processes_gives_the_same_table(tmp_path: Path, spec: Spec, serial: Digest, workers: int) -> None:
    run(tmp_path, inline(executor=executor_named(f"local:{workers}"), runs=RUNS, batch_seconds=0.1), spec)
    assert digest_in(tmp_path) == serial


@pytest.mark.soak
def test_ten_kills_give_the_same_table(dask: Cluster, spec_path: Path, tmp_path: Path, serial: Digest) -> None:
    """Workers and the program take turns; each kill comes after further rows."""
    folder = tmp_path / "fleet"
    kills: Counter[str] = Counter()
    process = started(spec_path, folder, dask.executor)
    for number in range(10):
        wait_for_rows(process, folder, 2 * number + 1)
        if number % 2:
            dask.kill_worker()
            dask.wait_for(2)
            kills["worker"] += 1
        else:
            process.kill()
            _, told = process.communicate()
            assert process.returncode == -signal.SIGKILL, told
            kills["program"] += 1
            process = started(spec_path, folder, dask.executor)
    _, told = process.communicate(timeout=300)
    assert process.returncode == 1, told
    assert kills == {"worker": 5, "program": 5}
    assert digest_in(folder) == serial
    with fleet_in(folder) as fleet:
        require_healthy(fleet)


@pytest.mark.soak
def test_a_scheduler_that_dies_ends_the_campaign_and_another_continues_it(
    spec_path: Path, spec: Spec, tmp_path: Path
) -> None:
    folder = tmp_path / "fleet"
    with cluster(tmp_path / "first", 1) as first:
        process = started(spec_path, folder, first.executor, runs=1_000_000)
        wait_for_rows(process, folder, 1)
        assert first.scheduler is not None
        first.scheduler.kill()
        _, told = process.communicate(timeout=120)
    assert process.returncode == 4
    assert b"expected a scheduler of Dask, found " in told.splitlines()[-1]
    wanted = rows(folder) + 8
    with cluster(tmp_path / "second", 1) as second:
        _, told = started(spec_path, folder, second.executor, runs=wanted).communicate(timeout=120)
    run(tmp_path / "serial", inline(runs=wanted), spec)
    assert digest_in(folder) == digest_in(tmp_path / "serial"), told
    assert status_in(folder).judged == wanted


@pytest.mark.soak
def test_workers_with_several_threads_or_other_versions_are_refused(spec_path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "sitecustomize.py").write_text(
        "from atp_tui.fleet.campaign import worker\nworker.lab_versions = lambda: {'lab': '0'}\n"
    )
    for number, (threads, environment, words) in enumerate(
        (
            (8, {}, b"workers with several threads: "),
            (1, {"PYTHONPATH": f"{other}:{Path(__file__).parents[3]}"}, b"workers with other versions: "),
        )
    ):
        with cluster(tmp_path / str(number), 1, threads, **environment) as found:
            process = started(spec_path, tmp_path / "fleet", found.executor)
            _, told = process.communicate(timeout=60)
        assert process.returncode == 4
        assert words in told
        assert len(told.splitlines()) == 1
        assert rows(tmp_path / "fleet") == 0
