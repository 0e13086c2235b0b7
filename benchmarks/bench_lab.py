"""How fast the lab runs transfers: medians of processor and wall time, in this process, on one core.

Run it from a checkout that has the extra ``lab``: ``python benchmarks/bench_lab.py [RUNS]``.
"""

import statistics
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

from atp_tui.lab.options import LabOptions
from atp_tui.lab.pack import crashpack_of
from atp_tui.lab.run import LabRun, run_transfer
from atp_tui.lab.scenario import SCENARIOS

RUNS = 30
"""Runs of which the median is taken."""


class Case(NamedTuple):
    """One thing that is measured."""

    name: str
    run: Callable[[int], LabRun]
    runs: int


class Figures(NamedTuple):
    """What was measured."""

    cpu_s: float
    wall_s: float
    events: int
    lab_s: float


def cases(runs: int) -> tuple[Case, ...]:
    """What is measured: small transfers with and without what goes into a pack, and big ones."""
    clean, lossy = SCENARIOS["clean"], SCENARIOS["lossy-race"]

    def packed(seed: int) -> LabRun:
        run = run_transfer(clean.options(seed))
        crashpack_of(run).files()
        return run

    def forced(seed: int) -> LabRun:
        return run_transfer(clean.options(seed), decisions=(), with_qlogs=False)

    return (
        Case("60 KB, outcome alone", lambda seed: run_transfer(clean.options(seed), with_qlogs=False), runs),
        Case("60 KB, no outside decisions", forced, runs),
        Case("60 KB, with connection logs", lambda seed: run_transfer(clean.options(seed)), runs),
        Case("60 KB, to the files of a pack", packed, runs),
        Case("60 KB, three paths, 5 % loss", lambda seed: run_transfer(lossy.options(seed), with_qlogs=False), runs),
        Case("10 MB, three paths", lambda seed: run_transfer(big(seed), with_qlogs=False), max(runs // 10, 1)),
    )


def big(seed: int) -> LabOptions:
    """Return the options of a transfer of 10 MB over three paths in blocks of 64 KiB."""
    return LabOptions(seed=seed, size=10_000_000, block_size=65_536, paths=3, deadline_s=600.0)


def measure(case: Case) -> Figures:
    """Run a case and return the medians."""
    found = []
    for seed in range(case.runs):
        cpu, wall = time.process_time(), time.perf_counter()
        run = case.run(seed)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        if set(run.digests.stored) != {run.digests.sent}:
            sys.exit(f"{case.name}: seed {seed} did not deliver")
        found.append(Figures(cpu, wall, len(run.written), run.time_ns / 1e9))
    return Figures(*(statistics.median(column) for column in zip(*found, strict=True)))


def main() -> None:
    """Measure every case and print a table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    run_transfer(LabOptions(size=1000))
    print(f"{'case':32} {'runs':>4} {'cpu ms':>9} {'wall ms':>9} {'per cpu s':>9} {'events':>8} {'lab s':>7}")
    for case in cases(runs):
        figures = measure(case)
        print(
            f"{case.name:32} {case.runs:4} {figures.cpu_s * 1e3:9.1f} {figures.wall_s * 1e3:9.1f} "
            f"{1 / figures.cpu_s:9.1f} {figures.events:8.0f} {figures.lab_s:7.2f}"
        )


if __name__ == "__main__":
    main()
