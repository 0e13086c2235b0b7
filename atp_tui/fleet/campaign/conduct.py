"""Conducts a campaign: chooses the runs, has them run, writes the results, and decides when to stop."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice, takewhile
from typing import Final

from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.statistics import good_turing
from atp_tui.fleet.campaign.executors import Opened, check_workers, require_same
from atp_tui.fleet.campaign.keep import keep_packs
from atp_tui.fleet.campaign.ledger import Ledger
from atp_tui.fleet.campaign.minimize import CauseSearch
from atp_tui.fleet.campaign.row import DONE, STOPPED
from atp_tui.fleet.campaign.rows import FAILED, Returned, RunRow
from atp_tui.fleet.campaign.spec import Spec
from atp_tui.fleet.campaign.worker import LONGEST, Batch
from atp_tui.fleet.connection import Fleet
from atp_tui.fleet.drive import DEATHS, AbortedError, Driver, Ended, Engine, Lost
from atp_tui.fleet.features import features_of, read_options
from atp_tui.fleet.influences import write_influences

FIRST_BATCH: Final = 2
"""Runs in a batch until the duration of a run is known."""

MOST: Final = 1_000
"""Most runs in a batch."""

GRACE: Final = 60.0
"""Seconds that a worker may need besides its runs: to start, and to return the results."""

ENOUGH: Final = 3.0
"""An estimate below P is only accepted after this many runs, divided by P, were judged."""


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
    """It ends when the estimated probability that the next run shows a new kind of failure is below this."""
    fail_fast: int | None = None
    """It ends when this many runs have failed."""
    keep: int = 4
    timeout: float = 60.0
    batch_seconds: float = 1.0
    has_canary: bool = True
    minimizes: bool = False
    """Whether the causes of the failures that are kept are searched for."""
    grace: float = GRACE


@dataclass(frozen=True, slots=True)
class Doing:
    """The progress of a campaign."""

    done: int
    """Runs that have a row."""
    share: float
    """From 0 to 1; 0 if unknown."""
    searched: int | None = None
    """Violations whose cause was searched for, once nothing else is left to do; None before."""


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
    """Run a campaign, or continue the one in the database.

    Args:
        fleet: The database, in *folder*.
        folder: Where packs are written; locked by the caller.
        spec: What is run.
        settings: How it is run, and when it ends.
        progress: Called after each batch.
        is_stopped: Polled; once it returns true, what is in flight is waited for and kept.
        is_abort: Polled; once it returns true, what is in flight is dropped.

    Raises:
        InvalidFormatError: the database has another campaign.
        IoError: something cannot be written, or the executor cannot be used.
    """
    ledger = Ledger.begin(fleet, spec, settings.runs)
    conductor = _Conductor(ledger, folder, settings, is_stopped, is_abort)
    try:
        _run(conductor, fleet, progress)
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


def _run(conductor: "_Conductor", fleet: Fleet, progress: Progress) -> None:
    """Run what is missing, and search for causes beside it."""
    outcomes = conductor.ledger.outcomes
    with CauseSearch(fleet.path, conductor.is_stopped) if conductor.settings.minimizes else nullcontext() as search:
        for is_kept in conductor.run():
            progress(Doing(outcomes.total(), conductor.share()))
            if search is not None and is_kept:
                search.wake()
        if search is not None:
            search.finish(lambda searched: progress(Doing(outcomes.total(), 1.0, searched)))


@dataclass
class _Conductor:
    ledger: Ledger
    folder: str
    settings: Settings
    is_stopped: Asked
    is_abort: Asked
    _begin: float = field(default_factory=time.monotonic)
    _again: deque[int] = field(default_factory=deque)
    """Runs of batches that ended early, before they came to them."""
    _wall: float | None = None
    """Mean seconds of a run in the last batch."""

    def run(self) -> Iterator[bool]:
        """Run what is missing, and yield after each write whether packs were kept."""
        new = takewhile(self._is_wanted, self.ledger.missing())
        settings = self.settings
        driver = Driver[int, Returned](
            opened=self._opened,
            work=self._batch,
            patience=LONGEST * settings.batch_seconds + settings.timeout + settings.grace,
            is_stopped=lambda: self.reason() is not None,
            is_abort=self.is_abort,
        )
        for ended in driver.run(lambda: self._more(new)):
            yield self._take(ended)

    def reason(self) -> Reason | None:
        """Return why nothing more is begun; None if something is."""
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
        """Return the share that is done, from 0 to 1; 0 if it is unknown."""
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

    def _more(self, new: Iterator[int]) -> tuple[int, ...]:
        size = FIRST_BATCH
        if self._wall is not None:
            size = max(1, min(MOST, int(self.settings.batch_seconds / max(self._wall, 1e-6))))
        again = [self._again.popleft() for _ in range(min(size, len(self._again)))]
        return (*again, *islice(new, size - len(again)))

    def _batch(self, items: tuple[int, ...]) -> Batch:
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

    def _take(self, ended: Ended[int, Returned]) -> bool:
        if isinstance(ended.result, Lost):
            self.ledger.write([_lost(self.ledger.spec, ended.items[0], ended.result)], {})
            return False
        returned = ended.result
        require_same([returned.facts])
        had = {row.number for row in returned.rows}
        self._again.extend(item for item in ended.items if item not in had)
        walls = [row.wall_us for row in returned.rows if row.wall_us is not None]
        if walls:
            self._wall = sum(walls) / len(walls) / 1_000_000
        packs = keep_packs(self.folder, returned, self.ledger.packs, self.settings.keep)
        self.ledger.write(returned.rows, packs)
        return bool(packs)


def _lost(spec: Spec, number: int, lost: Lost) -> RunRow:
    options = spec.options_of(number)
    features = features_of(read_options(options.as_json()))
    return RunRow(number, lost.how.value, spec.seed(number), options.scenario, features, attempts=DEATHS)
