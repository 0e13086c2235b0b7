"""Campaigns of tiny transfers, and executors for them that fail in known ways."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from atp_tui.fleet.campaign import worker
from atp_tui.fleet.campaign.conduct import Reason, Settings, conduct
from atp_tui.fleet.campaign.directory import opened
from atp_tui.fleet.campaign.spec import Spec, spec_of
from atp_tui.fleet.campaign.status import CampaignStatus, status, table_digest
from atp_tui.fleet.database import Fleet, open_fleet
from atp_tui.fleet.drive import Result, Work
from atp_tui.lab.options import LabOptions
from atp_tui.lab.run import LabRun, run_transfer
from tests.fleet_packs import require_healthy

TINY: Final = {
    "build": "b1",
    "scenarios": {"clean": 2, "flipped-bit": 1},
    "faults": {"torn-journal": 0.2},
    "options": {"size": [2_000, 3_000], "block_size": 2_048},
}
"""A specification of transfers of one or two blocks."""

SPEC: Final = spec_of(TINY)

POISON: Final = 5
"""The seed of the run that fails in the executors below."""


class Inline:
    """An executor that runs everything at once, in this process."""

    def __init__(self, workers: int = 1) -> None:
        self.workers = workers
        self.batches = 0

    def submit(self, work: Work[Result], /) -> Future[Result]:
        future: Future[Result] = Future()
        self.batches += hasattr(work, "numbers")
        try:
            future.set_result(work())
        except Exception as error:  # noqa: BLE001 - as every executor does it
            future.set_exception(error)
        return future

    def is_lost(self) -> bool:
        return False

    def close(self, *, is_whole: bool) -> None:
        """Nothing is to be closed."""


class Endless(Inline):
    """An executor whose futures never end where the seed is the poison."""

    def submit(self, work: Work[Result], /) -> Future[Result]:
        if POISON in getattr(work, "numbers", ()):
            return Future()
        return super().submit(work)


def inline(**changes: Any) -> Settings:  # noqa: ANN401 - the fields of the settings
    """Settings for runs in this process."""
    return Settings(**{"executor": Inline, **changes})


def run(folder: Path, settings: Settings, spec: Spec = SPEC, is_stopped: Callable[[], bool] = lambda: False) -> Reason:
    """Run a campaign, and see that its counts agree with its rows."""
    with opened(str(folder)) as fleet:
        reason = conduct(fleet, str(folder), spec, settings, is_stopped=is_stopped)
        require_healthy(fleet)
        return reason


@contextmanager
def fleet_in(folder: Path) -> Iterator[Fleet]:
    """The database of a campaign."""
    with open_fleet(str(folder), read_only=True) as fleet:
        yield fleet


def status_in(folder: Path) -> CampaignStatus:
    """The status of a campaign that does not run."""
    with fleet_in(folder) as fleet:
        return status(fleet, is_running=False)


def digest_in(folder: Path) -> tuple[str, int]:
    """The digest of the runs of a campaign."""
    with fleet_in(folder) as fleet:
        return table_digest(fleet)


def pool(initializer: Callable[[], None]) -> Executor:
    """Two processes in which something is done first."""
    return ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=initializer)


def _instead(ended: Callable[[], object]) -> None:
    def run_or(options: LabOptions, **named: Any) -> LabRun:  # noqa: ANN401 - those of the real one
        if options.seed == POISON and options.size != 5_120:
            with Path(os.environ["EXECUTIONS"]).open("a") as file:
                file.write("x")
            ended()
        return run_transfer(options, **named)

    worker.run_transfer = run_or  # type: ignore[attr-defined]


def _poison() -> None:
    _instead(lambda: os.kill(os.getpid(), signal.SIGKILL))


def _hang() -> None:
    _instead(lambda: time.sleep(600))


def poisoned() -> Executor:
    """Workers that the poison kills."""
    return pool(_poison)


def hanging() -> Executor:
    """Workers that the poison stops for ever."""
    return pool(_hang)


def _age() -> None:
    worker.lab_versions = lambda: {"lab": "0", "trio": "0.1"}  # type: ignore[attr-defined]


def outdated() -> Executor:
    """Workers with other versions."""
    return pool(_age)


def threads() -> Executor:
    """One thread of this process."""
    return ThreadPoolExecutor(1)
