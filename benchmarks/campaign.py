"""Campaigns: CPU time over that of bare transfers, kills, any executor, a poison item, and the estimate of the unseen.

CPU time a run is the slope between two numbers of runs, so that the start of processes is in neither. The estimate of
Good and Turing is compared with the runs that follow, over shuffles of the runs of one campaign.
"""

import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.statistics import good_turing
from atp_tui.fleet.database import open_fleet
from benchmarks.measure import HERE, table
from benchmarks.targets import Figures, Target

FEW, MANY = 100, 400
"""Runs between which the slope is taken."""
ROUNDS: Final = 3
KILLS: Final = 20
KILLED_RUNS: Final = 200
DIGEST_RUNS: Final = 100
POISON_RUNS: Final = 10_000
SWARM_RUNS: Final = 600
SAMPLE: Final = 400
SHUFFLES: Final = 200

SPEC: Final = """
[scenarios]
clean = 1

[faults]
heavy-loss = {0}
lost-finished = {0}
flipped-bit = {0}
torn-journal = {0}
reordered-journal = {0}
stuck-operation = {0}
unshielded-cleanup = {0}
split-outcome = {0}

[options]
size = {{min = 12_000, max = 60_000}}
block_size = [10_240, 20_480]
loss = [0.0, 0.01, 0.03, 0.08]
repair = [0.1, 0.3, 1.0, 2.0]
"""


class Place:
    """A directory with a specification, in which tasks are run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.spec = folder / "spec.toml"
        self.spec.write_text(SPEC.format(0.1))
        self._made = 0

    def new(self) -> Path:
        """Return a directory that does not exist."""
        self._made += 1
        return self._folder / str(self._made)

    def start(self, name: str, folder: Path, runs: int) -> "subprocess.Popen[bytes]":
        """Start a task of :mod:`campaign_tasks` as a group of processes."""
        command = [sys.executable, "-m", "benchmarks.campaign_tasks", name, str(self.spec), str(folder), str(runs)]
        return subprocess.Popen(
            command, cwd=HERE.parent, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def task(self, name: str, runs: int, folder: Path | None = None) -> tuple[float, Mapping[str, Any]]:
        """Run a task; return its CPU seconds with those of its processes, and what it said."""
        process = self.start(name, folder or self.new(), runs)
        said = process.stdout.read() if process.stdout else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{name} ended with {process.returncode}")
        return usage.ru_utime + usage.ru_stime, json.loads(said)


def _slopes(place: Place) -> dict[str, float]:
    """CPU seconds a run, by the median of some rounds."""
    found: dict[str, list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        for name in ("bare", "local:2", "dask"):
            few, many = (place.task(name, runs)[0] for runs in (FEW, MANY))
            found[name].append((many - few) / (MANY - FEW))
    return {name: statistics.median(each) for name, each in found.items()}


def _rows(folder: Path) -> int:
    try:
        with open_fleet(str(folder), read_only=True) as fleet:
            return fleet.count("SELECT count(*) FROM run")
    except CrashpackError:
        return 0


def _killed(place: Place) -> tuple[Mapping[str, Any], str]:
    """A campaign that was killed again and again: what it said at the end, and the digest of one without kills."""
    folder = place.new()
    for kill in range(1, KILLS + 1):
        process = place.start("local:2", folder, KILLED_RUNS)
        goal = KILLED_RUNS * kill // (KILLS + 1)
        while process.poll() is None and _rows(folder) < goal:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    return place.task("local:2", KILLED_RUNS, folder)[1], place.task("local:2", KILLED_RUNS)[1]["digest"]


def _kinds(folder: Path) -> list[frozenset[int]]:
    """The kinds of failure of each run."""
    with open_fleet(str(folder), read_only=True) as fleet:
        kinds: dict[int, set[int]] = {number: set() for (number,) in fleet.rows("SELECT number FROM run")}
        for number, kind in fleet.rows("SELECT number, level1 FROM violation"):
            kinds[number].add(kind)
    return [frozenset(found) for found in kinds.values()]


def _errors(runs: Sequence[frozenset[int]]) -> list[float]:
    """Estimate less measured probability of a new kind, for each shuffle."""
    dice, found = random.Random(1), []  # noqa: S311 - an order, no secret
    for _ in range(SHUFFLES):
        order = dice.sample(runs, len(runs))
        seen = Counter(kind for kinds in order[:SAMPLE] for kind in kinds)
        estimate = good_turing(sum(times == 1 for times in seen.values()), SAMPLE)
        rest = order[SAMPLE:]
        found.append(estimate - sum(bool(kinds - seen.keys()) for kinds in rest) / len(rest))
    return found


def measured(folder: Path) -> Figures:
    """Measure in a directory."""
    place = Place(folder)
    slopes = _slopes(place)
    pool, dask = (slopes[name] / slopes["bare"] for name in ("local:2", "dask"))
    said, undisturbed = _killed(place)
    digests = {place.task(name, DIGEST_RUNS)[1]["digest"] for name in ("serial", "local:2", "local:8", "dask")}
    poison = place.task("poison", POISON_RUNS)[1]
    swarm = place.new()
    place.task("local:2", SWARM_RUNS, swarm)
    runs = _kinds(swarm)
    errors = _errors(runs)
    mean, bias = statistics.fmean(map(abs, errors)), statistics.fmean(errors)
    rows = [
        ["CPU a run: bare, pool, Dask", ", ".join(f"{each * 1e3:.1f} ms" for each in slopes.values())],
        [
            f"{KILLS} kills of the tree",
            f"{said['rows']} of {KILLED_RUNS} runs, same digest: {said['digest'] == undisturbed}",
        ],
        ["digests of serial, 2 and 8 processes, Dask", f"{len(digests)} different"],
        [
            f"poison item in {POISON_RUNS:,}",
            f"lost {poison['lost']}, {poison['executions']} executions, {poison['done']:,} done",
        ],
        ["kinds of failure", f"{len(frozenset().union(*runs))} in {len(runs)} runs"],
        [f"Good-Turing after {SAMPLE} runs, {SHUFFLES} shuffles", f"mean absolute error {mean:.3f}, bias {bias:+.3f}"],
    ]
    targets = [
        Target("campaign on processes, CPU over bare transfers", pool, 1 / 0.95),
        Target("campaign on Dask, CPU over bare transfers", dask, 1 / 0.90),
        Target(
            f"runs lost or doubled by {KILLS} kills",
            abs(KILLED_RUNS - said["rows"]) + (said["digest"] != undisturbed),
            0,
        ),
        Target("different digests of four executors", len(digests), 1),
        Target("executions of a poison item", poison["executions"], 2),
        Target("items that a poison item costs", POISON_RUNS - poison["done"], 1),
        Target("Good-Turing, mean absolute error", mean, 0.03),
        Target("Good-Turing, bias", abs(bias), 0.01),
    ]
    return Figures(table(("what", "found"), rows), targets)


def main() -> Figures:
    """Measure."""
    folder = Path(tempfile.mkdtemp())
    try:
        return measured(folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    figures = main()
    print(figures.text)
    for target in figures.targets:
        print(f"{target.what}: {target.found:.3g}, at most {target.at_most:.3g}: {target.verdict}")
