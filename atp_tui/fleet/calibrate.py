"""A calibration on the same driver as campaigns: in this process, or in several."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final

from atp_tui.fleet.drive import Driver, Lost
from atp_tui.fleet.engines import processes, thread
from atp_tui.lab.calibrate import FEWEST, Calibration, Counts, Measured, measure
from atp_tui.lab.errors import LabError

AT_ONCE: Final = 8
"""Runs that a worker is given at once: about half a second."""

WORTH_IT: Final = 4 * AT_ONCE
"""Runs for which starting another process pays."""


def calibrate(
    runs: int,
    *,
    seed: int = 0,
    jobs: int = 1,
    progress: Callable[[float], object] = lambda _: None,
    is_stopped: Callable[[], bool] = lambda: False,
    is_abort: Callable[[], bool] = lambda: False,
) -> Calibration:
    """Run transfers, healthy and faulty ones in turn, and count how often each check fires.

    The same runs and seed give the same counts with any number of jobs.

    Args:
        runs: How many; at least 2.
        seed: The seed of the first run, u64; each further run has the next.
        jobs: Processes at most; with one, or few runs, all happens in this process.
        progress: Called with the share that is done.
        is_stopped: Polled; once it returns true, the runs in flight are waited for, and what was counted is returned.
        is_abort: Polled; once it returns true, the runs in flight are dropped.

    Raises:
        LabError: fewer than two runs are wanted, or a run does not come to its end.
        IoError: workers cannot be started.
    """
    if runs < FEWEST:
        raise LabError(f"at least {FEWEST} runs, one healthy and one faulty", str(runs), place="runs")
    jobs = min(jobs, runs // WORTH_IT)
    driver = Driver[int, list[Measured]](
        opened=thread if jobs <= 1 else partial(processes, jobs),
        work=partial(_Work, seed),
        is_stopped=is_stopped,
        is_abort=is_abort,
    )
    counts, done = Counts(), 0
    for measured in _measured(driver, runs):
        counts.add(measured)
        done += 1
        progress(done / runs)
    return counts.calibration(is_stopped=done < runs)


def _measured(driver: Driver[int, list[Measured]], runs: int) -> Iterator[Measured]:
    numbers = iter(range(runs))
    for ended in driver.run(lambda: tuple(islice(numbers, AT_ONCE))):
        if isinstance(ended.result, Lost):
            raise ended.result.raised or LabError(
                "a run that ends", "one that kills its process", place=f"run {ended.items[0]}"
            )
        yield from ended.result


@dataclass(frozen=True, slots=True)
class _Work:
    """What a worker is sent to do."""

    seed: int
    numbers: tuple[int, ...]

    def __call__(self) -> list[Measured]:
        return [measure(number, self.seed) for number in self.numbers]
