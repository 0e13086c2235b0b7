"""Runs batches on any executor, so that every item ends: as a result, or as one that was lost.

No executor is trusted to repeat what it has lost. Where a worker dies, all that was on its way is run again, each item
alone; where one item alone ends a second worker, it is lost. A future that does not end in time counts as such a death.
"""

import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Generic, NamedTuple, Protocol, TypeAlias, TypeVar

from atp_tui.engine.errors import IoError

Result_co = TypeVar("Result_co", covariant=True)
Result = TypeVar("Result")

Items: TypeAlias = tuple[int, ...]

DEPTH: Final = 2
"""Batches that are on their way for each worker."""

DEATHS: Final = 2
"""Executions of an item after which it is lost."""

BARREN: Final = 3
"""Executors in a row that broke before anything ended, after which the campaign ends."""

ASKED_EVERY: Final = 0.1
"""Seconds after which it is asked again whether to stop."""


class AbortedError(Exception):
    """Nothing is waited for any more."""


class Loss(StrEnum):
    """Why an item was lost."""

    KILLED = "killed"
    TIMEOUT = "timeout"


class Work(Protocol[Result_co]):
    """What a worker calls; it can be pickled."""

    def __call__(self) -> Result_co:
        """Return what came of the batch."""


class Engine(Protocol):
    """An executor that is open."""

    @property
    def workers(self) -> int:
        """How many batches it runs at the same time."""

    def submit(self, work: Work[Result], /) -> "Future[Result]":
        """Have *work* called by a worker."""

    def close(self, *, is_whole: bool) -> None:
        """Let go of the workers; where not all is well, end those that were started for it."""


class Ended(NamedTuple, Generic[Result]):
    """Items that have ended."""

    items: Items
    result: Result | Loss


class _Sent(NamedTuple):
    items: Items
    deadline: float


@dataclass(slots=True)
class Driver(Generic[Result]):
    """Runs items in batches."""

    opened: Callable[[], Engine]
    """Opens an executor; called again when it has broken, or where it raises BrokenExecutor."""
    work: Callable[[Items], Work[Result]]
    """Returns what a worker calls for some items."""
    patience: float
    """Seconds in which a batch ends that a worker has begun."""
    is_stopped: Callable[[], bool] = lambda: False
    """When it says yes, nothing is begun any more."""
    is_abort: Callable[[], bool] = lambda: False
    """When it says yes, nothing is waited for any more."""
    _flight: dict["Future[Result]", _Sent] = field(default_factory=dict)
    _deaths: Counter[int] = field(default_factory=Counter)
    _suspects: deque[int] = field(default_factory=deque)
    _count: int = 0
    """What has ended."""

    def run(self, more: Callable[[], Items]) -> Iterator[Ended[Result]]:
        """Yield batches as they end, and each item that was lost.

        Args:
            more: Returns the next batch; an empty one where there is none.

        Raises:
            IoError: no executor takes or ends anything.
        """
        barren = 0
        while not self.is_stopped():
            before = self._count
            if (yield from self._on_one(more)) and not self._suspects:
                return
            barren = barren + 1 if self._count == before else 0
            if barren >= BARREN:
                raise IoError("", "the workers end before they have done anything", advice="look at what they print")

    def _on_one(self, more: Callable[[], Items]) -> Generator[Ended[Result], None, bool]:
        """As :meth:`run`, on one executor; returns whether it has done all that there is to do."""
        try:
            engine = self.opened()
        except BrokenExecutor:
            return False
        is_whole = False
        try:
            is_whole = yield from self._ended(engine, more)
        finally:
            self._flight.clear()
            engine.close(is_whole=is_whole)
        return is_whole

    def _ended(self, engine: Engine, more: Callable[[], Items]) -> Generator[Ended[Result], None, bool]:
        """As :meth:`run`, until the executor breaks: then all that was on its way is suspected.

        Returns whether nothing is left that the executor has to do.
        """
        while not self.is_abort():
            is_broken = not self.is_stopped() and not self._fill(engine, more)
            if not self._flight and not is_broken:
                return True
            ended, _ = wait(self._flight, timeout=0 if is_broken else ASKED_EVERY, return_when=FIRST_COMPLETED)
            for future in ended:
                items = self._flight.pop(future).items
                error = CancelledError() if future.cancelled() else future.exception()
                if error is None:
                    self._count += 1
                    yield Ended(items, future.result())
                else:
                    yield from self._suspected(items, Loss.KILLED)
                    is_broken = is_broken or isinstance(error, BrokenExecutor)
            late = [future for future, sent in self._flight.items() if time.monotonic() > sent.deadline]
            for future in late:
                future.cancel()
                yield from self._suspected(self._flight.pop(future).items, Loss.TIMEOUT)
            if is_broken or late:
                for sent in self._flight.values():
                    yield from self._suspected(sent.items, Loss.KILLED)
                return False
        return False

    def _suspected(self, items: Items, loss: Loss) -> Iterator[Ended[Result]]:
        for item in items:
            self._deaths[item] += 1
            # One that was alone is guilty; of several nobody knows which it was.
            if len(items) == 1 and self._deaths[item] >= DEATHS:
                self._count += 1
                yield Ended((item,), loss)
            else:
                self._suspects.append(item)

    def _fill(self, engine: Engine, more: Callable[[], Items]) -> bool:
        """Send suspects alone, one after the other, then as much as may be on its way; false where nothing is taken."""
        if self._suspects:
            return bool(self._flight) or self._sent(engine, (self._suspects.popleft(),), 1)
        while len(self._flight) < engine.workers * DEPTH:
            items = more()
            if not items:
                break
            if not self._sent(engine, items, DEPTH):
                return False
        return True

    def _sent(self, engine: Engine, items: Items, depth: int) -> bool:
        try:
            future = engine.submit(self.work(items))
        except BrokenExecutor:
            self._suspects.extend(items)
            return False
        self._flight[future] = _Sent(items, time.monotonic() + depth * self.patience)
        return True
