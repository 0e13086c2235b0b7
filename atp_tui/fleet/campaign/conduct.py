"""Conducts a campaign: it chooses the runs, has them run, writes what came of them, and knows when to stop."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice, takewhile
from typing import Final

from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.statistics import good_turing
from atp_tui.fleet.campaign.drive import DEATHS, AbortedError, Driver, Ended, Engine, Items, Loss
from atp_tui.fleet.campaign.executors import Opened, check_workers, require_same
from atp_tui.fleet.campaign.keep import keep_packs
from atp_tui.fleet.campaign.ledger import DONE, STOPPED, Ledger
from atp_tui.fleet.campaign.rows import FAILED, Returned, RunRow
from atp_tui.fleet.campaign.spec import Spec
from atp_tui.fleet.campaign.worker import LONGEST, Batch
from atp_tui.fleet.connection import Fleet
from atp_tui.fleet.features import features_of, read_options
from atp_tui.fleet.influences import write_influences

FIRST_BATCH: Final = 2
"""Runs of a batch as long as nobody knows how long one takes."""

MOST: Final = 1_000
"""Runs that a batch has at most."""

GRACE: Final = 60.0
"""Seconds that a worker may need beside its runs: to start, and to send what came of them."""

ENOUGH: Final = 3.0
"""The probability of a new kind is only believed to be below P after so many divided by P judged runs."""


class Reason(StrEnum):
    """Why a campaign ended."""

    RUNS = "all runs are done"
    SECONDS = "its time is over"
    NO_NEW = "a new kind of failure is improbable enough"
    FAIL_FAST = "enough runs have failed"
    INTERRUPTED = "it was interrupted"


@dataclass(frozen=True, slots=True)
class Settings:
    """How a campaign is run; none of it changes what a run shows."""

    executor: Opened
    runs: int | None = None
    seconds: float | None = None
    until_new: float | None = None
    """It ends when the probability that the next run shows a new kind of failure is estimated to be less."""
    fail_fast: int | None = None
    """It ends when so many runs have failed."""
    keep: int = 4
    timeout: float = 60.0
    batch_seconds: float = 1.0
    has_canary: bool = True
    grace: float = GRACE


@dataclass(frozen=True, slots=True)
class Doing:
    """How far a campaign is."""

    done: int
    """Runs that it has."""
    share: float
    """How much of it is done, from 0 to 1, where that is known."""


Progress = Callable[[Doing], object]
Asked = Callable[[], bool]


def conduct(
    fleet: Fleet,
    folder: str,
    spec: Spec,
    settings: Settings,
    progress: Progress = lambda _: None,
    is_stopped: Asked = lambda: False,
    is_abort: Asked = lambda: False,
) -> Reason:
    """Run a campaign, or go on with the one in the database.

    Args:
        fleet: The database, in *folder*.
        folder: Where packs are written; locked by the caller.
        spec: What is run.
        settings: How, and how long.
        progress: Told after each batch.
        is_stopped: Asked again and again; when it says yes, what is on its way is waited for and kept.
        is_abort: The same; when it says yes, what is on its way is given up.

    Raises:
        InvalidFormatError: the database has another campaign.
        IoError: something cannot be written, or the executor cannot be used.
    """
    ledger = Ledger.begin(fleet, spec, settings.runs)
    conductor = _Conductor(ledger, folder, settings, is_stopped, is_abort)
    try:
        for _ in conductor.run():
            progress(Doing(ledger.outcomes.total(), conductor.share()))
    except AbortedError:
        pass
    except BaseException:
        with suppress(CrashpackError):
            ledger.end(STOPPED)
        raise
    reason = conductor.reason() or Reason.RUNS
    ledger.end(STOPPED if reason is Reason.INTERRUPTED else DONE)
    write_influences(fleet)
    return reason


@dataclass
class _Conductor:
    ledger: Ledger
    folder: str
    settings: Settings
    is_stopped: Asked
    is_abort: Asked
    _begin: float = field(default_factory=time.monotonic)
    _again: deque[int] = field(default_factory=deque)
    """Runs of batches that took too long to come to them."""
    _wall: float | None = None
    """Seconds that a run takes, of late."""

    def run(self) -> Iterator[None]:
        """Run what is missing; yields after each write."""
        new = takewhile(self._is_wanted, self.ledger.missing())
        settings = self.settings
        driver = Driver[Returned](
            opened=self._opened,
            work=self._batch,
            patience=LONGEST * settings.batch_seconds + settings.timeout + settings.grace,
            is_stopped=lambda: self.reason() is not None,
            is_abort=self.is_abort,
        )
        for ended in driver.run(lambda: self._more(new)):
            self._take(ended)
            yield

    def reason(self) -> Reason | None:
        """Return why nothing more is begun, None where something is."""
        settings, ledger = self.settings, self.ledger
        if self.is_stopped():
            return Reason.INTERRUPTED
        if settings.runs is not None and ledger.outcomes.total() >= settings.runs:
            return Reason.RUNS
        if settings.seconds is not None and time.monotonic() - self._begin >= settings.seconds:
            return Reason.SECONDS
        if settings.fail_fast is not None and ledger.outcomes[FAILED] >= settings.fail_fast:
            return Reason.FAIL_FAST
        if settings.until_new is not None and self._is_complete(settings.until_new):
            return Reason.NO_NEW
        return None

    def share(self) -> float:
        """Return how much is done, from 0 to 1; 0 where nobody can know it."""
        runs = self.ledger.outcomes.total() / self.settings.runs if self.settings.runs else 0.0
        seconds = (time.monotonic() - self._begin) / self.settings.seconds if self.settings.seconds else 0.0
        return min(max(runs, seconds), 1.0)

    def _is_complete(self, probability: float) -> bool:
        judged = self.ledger.judged
        return judged >= ENOUGH / probability and good_turing(self.ledger.singletons, judged) < probability

    def _is_wanted(self, number: int) -> bool:
        return self.settings.runs is None or number < self.settings.runs

    def _opened(self) -> Engine:
        engine = self.settings.executor()
        check_workers(engine, self.settings.grace, self.is_abort)
        return engine

    def _more(self, new: Iterator[int]) -> Items:
        size = FIRST_BATCH
        if self._wall is not None:
            size = max(1, min(MOST, int(self.settings.batch_seconds / max(self._wall, 1e-6))))
        again = [self._again.popleft() for _ in range(min(size, len(self._again)))]
        return (*again, *islice(new, size - len(again)))

    def _batch(self, items: Items) -> Batch:
        settings = self.settings
        full = frozenset(each for each, packs in self.ledger.packs.items() if packs >= settings.keep)
        return Batch(
            self.ledger.spec,
            items,
            settings.timeout,
            settings.batch_seconds,
            settings.has_canary,
            full,
            settings.keep,
        )

    def _take(self, ended: Ended[Returned]) -> None:
        if isinstance(ended.result, Loss):
            self.ledger.write([_lost(self.ledger.spec, ended.items[0], ended.result)], {})
            return
        returned = ended.result
        require_same([returned.facts])
        had = {row.number for row in returned.rows}
        self._again.extend(item for item in ended.items if item not in had)
        walls = [row.wall_us for row in returned.rows if row.wall_us is not None]
        if walls:
            self._wall = sum(walls) / len(walls) / 1_000_000
        packs = keep_packs(self.folder, returned, self.ledger.packs, self.settings.keep)
        self.ledger.write(returned.rows, packs)


def _lost(spec: Spec, number: int, loss: Loss) -> RunRow:
    options = spec.options_of(number)
    features = features_of(read_options(options.as_json()))
    return RunRow(number, loss.value, spec.seed(number), options.scenario, features, attempts=DEATHS)
