"""One task of a fleet as a process of its own, to be measured: python -m benchmarks.fleet_tasks TASK PATH [RUNS].

Prints its own figures as JSON. Each task loads what it needs and no more, for what is loaded is measured too.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from atp_tui.fleet.database import Fleet, open_fleet
from atp_tui.fleet.queries import group_detail, group_page, sample_page, totals
from atp_tui.fleet.rows import GroupFilter, GroupOrder

PAGES: Final = 300
ROWS: Final = 50
STORM_SECONDS: Final = 10.0


def screen(path: str) -> dict[str, float]:
    """The first screen of a fleet, then a list of groups and pages of samples from anywhere."""
    begin = time.perf_counter()
    with open_fleet(path, read_only=True) as fleet:
        told = totals(fleet)
        rows = group_page(fleet, GroupOrder.IMPACT, GroupFilter(), 0, ROWS)
        first = time.perf_counter() - begin
        lists = [_seconds(lambda: _list(fleet)) for _ in range(20)]
        largest = max(rows, key=lambda row: row.runs)
        samples = group_detail(fleet, largest.id).samples
        pages = [
            _seconds(lambda each=each: sample_page(fleet, largest.id, each * 7_919 % max(samples - ROWS, 1), ROWS))  # type: ignore[misc]
            for each in range(PAGES)
        ]
        groups = [
            _seconds(lambda each=each: group_page(fleet, GroupOrder.IMPACT, GroupFilter(), each % told.groups, ROWS))  # type: ignore[misc]
            for each in range(PAGES)
        ]
    return {
        "runs": told.runs,
        "groups": told.groups,
        "samples": samples,
        "first screen ms": first * 1e3,
        "group list ms": _median(lists) * 1e3,
        "page ms": _median(pages) * 1e3,
        "slowest page ms": max(pages) * 1e3,
        "page of groups ms": _median(groups) * 1e3,
        "rss MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _list(fleet: Fleet) -> None:
    """List the groups as if the database had just changed."""
    fleet.listings.clear()
    group_page(fleet, GroupOrder.IMPACT, GroupFilter(), 0, ROWS)


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _median(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]


def storm(path: str) -> dict[str, float]:
    """A reader's pages while another process commits one batch after the other."""
    command = [sys.executable, "-m", "benchmarks.fleet_tasks", "write", path]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE)
    times: list[float] = []
    with open_fleet(path, read_only=True) as fleet:
        first = totals(fleet).runs
        end = time.monotonic() + STORM_SECONDS
        while time.monotonic() < end:
            times.append(
                _seconds(lambda: (totals(fleet), group_page(fleet, GroupOrder.IMPACT, GroupFilter(), 0, ROWS)))
            )
            time.sleep(0.005)
        written = totals(fleet).runs - first
    writer.terminate()
    writer.wait()
    times.sort()
    return {
        "reads": len(times),
        "p50 ms": times[len(times) // 2] * 1e3,
        "p99 ms": times[len(times) * 99 // 100] * 1e3,
        "slowest ms": times[-1] * 1e3,
        "rows/s written": written / STORM_SECONDS,
    }


def write(path: str) -> dict[str, float]:
    """Write run after run, a batch a transaction, until somebody ends it."""
    from atp_tui.engine.fingerprint import level_one
    from atp_tui.fleet.look import Looked, SeenViolation
    from atp_tui.fleet.paths import Paths
    from atp_tui.fleet.record import Recorder

    kinds = [level_one("transfer", f"type {chr(97 + each)}") for each in range(20)]
    seen = [SeenViolation("transfer", each.type, 2, each.fingerprint, each.title, each.write()) for each in kinds]
    number = 0
    with open_fleet(path) as fleet:
        while True:
            with fleet.writing() as db:
                recorder = Recorder(db, Paths(fleet.root), time.time_ns())
                for _ in range(500):
                    number += 1
                    name = os.fsencode(f"/storm/{os.getpid()}-{number}")
                    violations = (seen[number % 20],) if number % 3 == 0 else ()
                    looked = Looked(
                        name, 1, digest=name[-16:], outcome=bool(violations), build="storm", violations=violations
                    )
                    recorder.add(looked)
                recorder.finish()


def index(path: str) -> dict[str, float]:
    """An index of packs that are new, then of the same packs."""
    from atp_tui.fleet.index import IndexOptions
    from atp_tui.fleet.index import index as index_packs

    database = f"{path}.{os.getpid()}.db"
    options = IndexOptions(settle_ns=0, why=False, sound="none")
    try:
        with open_fleet(database, create=True) as fleet:
            begin = time.process_time()
            report = index_packs(fleet, [os.fsencode(path)], options)
            first = time.process_time() - begin
            again = []
            for _ in range(3):
                begin = time.process_time()
                index_packs(fleet, [os.fsencode(path)], options)
                again.append(time.process_time() - begin)
    finally:
        for suffix in ("", "-wal", "-shm"):
            Path(database + suffix).unlink(missing_ok=True)
    return {"packs": report.met, "new packs/s": report.met / first, "unchanged packs/s": report.met / _median(again)}


TASKS: Final[Mapping[str, Callable[[str], dict[str, float]]]] = MappingProxyType(
    {"screen": screen, "storm": storm, "write": write, "index": index}
)

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](sys.argv[2])))
