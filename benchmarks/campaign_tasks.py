"""One task of a campaign as a process of its own: python -m benchmarks.campaign_tasks TASK SPEC FOLDER RUNS.

Its processes are waited for, so that their CPU time counts as that of the task. Prints figures as JSON.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from types import MappingProxyType
from typing import Final

from atp_tui.fleet.campaign.conduct import Settings, conduct
from atp_tui.fleet.campaign.directory import opened
from atp_tui.fleet.campaign.executors import executor_named
from atp_tui.fleet.campaign.spec import Spec, read_spec
from atp_tui.fleet.campaign.status import table_digest
from atp_tui.fleet.drive import Driver, Lost
from atp_tui.fleet.engines import processes
from atp_tui.lab.run import run_transfer
from tests.dask_cluster import cluster

WORKERS: Final = 2
POISON: Final = 4_321
AT_ONCE: Final = 16

Said = Mapping[str, object]


def _transfers(spec: Spec, first: int, runs: int) -> None:
    for number in range(first, runs, WORKERS):
        run_transfer(spec.options_of(number), with_qlogs=False)


def bare(spec: Spec, _folder: Path, runs: int) -> Said:
    """Transfers in processes that do nothing else."""
    context = get_context("spawn")
    workers = [context.Process(target=_transfers, args=(spec, first, runs)) for first in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return {}


def campaign(executor: str, spec: Spec, folder: Path, runs: int) -> Said:
    """A campaign; of one that was killed, the rest."""
    with opened(str(folder)) as fleet:
        conduct(fleet, str(folder), spec, Settings(executor_named(executor), runs=runs))
        digest, rows = table_digest(fleet)
    return {"digest": digest, "rows": rows}


def dask(spec: Spec, folder: Path, runs: int) -> Said:
    """A campaign on a cluster of its own."""
    with cluster(folder.with_name(f"{folder.name}-cluster"), WORKERS) as found:
        return campaign(found.executor, spec, folder, runs)


@dataclass(frozen=True, slots=True)
class _Poisoned:
    """Work that writes which items it was given, and that the poison kills."""

    log: Path
    items: tuple[int, ...]

    def __call__(self) -> int:
        if POISON in self.items:
            with self.log.open("a") as file:
                file.write("x")
            os.kill(os.getpid(), signal.SIGKILL)
        return len(self.items)


def poison(_spec: Spec, folder: Path, runs: int) -> Said:
    """Items that do nothing, one of which kills its worker."""
    folder.mkdir(parents=True)
    source = iter(range(runs))
    driver = Driver[int, int](partial(processes, WORKERS), partial(_Poisoned, folder / "log"))
    lost: list[int] = []
    done = 0
    for items, result in driver.run(lambda: tuple(islice(source, AT_ONCE))):
        if isinstance(result, Lost):
            lost += items
        else:
            done += result
    return {"lost": lost, "done": done, "executions": len((folder / "log").read_text())}


TASKS: Final[Mapping[str, Callable[[Spec, Path, int], Said]]] = MappingProxyType(
    {
        "bare": bare,
        "serial": partial(campaign, "concurrent.futures:ThreadPoolExecutor"),
        "local:2": partial(campaign, "local:2"),
        "local:8": partial(campaign, "local:8"),
        "dask": dask,
        "poison": poison,
    }
)

if __name__ == "__main__":
    name, spec_path, place, count = sys.argv[1:]
    print(json.dumps(TASKS[name](read_spec(spec_path), Path(place), int(count))))
