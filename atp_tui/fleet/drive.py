"""Runs batches on any executor, so that every item ends: with a result, or as one that was lost.

No executor is trusted to repeat what it has lost. If a worker dies or raises, everything that was in flight with it is
run again, each item alone; an item that alone ends a second worker is lost. A future that does not end in time counts
as such a death.
"""

import math
import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Hashable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from atp_tui.engine.errors import IoError

Item = TypeVar("Item", bound=Hashable)
Result_co = TypeVar("Result_co", covariant=True)
Result = TypeVar("Result")

DEPTH: Final = 2
"""Batches in flight for each worker, unless another number is given."""

DEATHS: Final = 2
"""Executions of an item after which it is lost."""

BARREN: Final = 3
"""Executors in a row that break before anything has ended, after which the driver gives up."""

ASKED_EVERY: Final = 0.1
"""Seconds between two checks whether to stop."""


class AbortedError(Exception):
    """The caller asked not to wait any longer."""


class Loss(StrEnum):
    """How an item was lost."""

    KILLED = "killed"
    TIMEOUT = "timeout"


class Lost(NamedTuple):
    """What an item that was lost has in place of a result."""

    how: Loss
    raised: BaseException | None = None
    """What its worker raised; None where the worker died or did not answer."""


class Work(Protocol[Result_co]):
    """What a worker calls; it can be pickled."""

    def __call__(self) -> Result_co:
        """Return the result of the batch."""


class Engine(Protocol):
    """An open executor."""

    @property
    def workers(self) -> int:
        """How many batches it runs at the same time."""

    def submit(self, work: Work[Result], /) -> "Future[Result]":
        """Have *work* called by a worker."""

    def is_lost(self) -> bool:
        """Return whether it is known that nothing in flight will end, such as without a connection to the workers."""

    def close(self, *, is_whole: bool) -> None:
        """Release the workers; unless *is_whole*, kill those that were started for it."""


class Ended(NamedTuple, Generic[Item, Result]):
    """Items that have ended; several of them with one result, or one that was lost."""

    items: tuple[Item, ...]
    result: Result | Lost


class _Sent(NamedTuple, Generic[Item]):
    items: tuple[Item, ...]
    deadline: float


@dataclass(slots=True)
class Driver(Generic[Item, Result]):
    """Runs items in batches."""

    opened: Callable[[], Engine]
    """Opens an executor; called again if that breaks, or if this raises BrokenExecutor."""
    work: Callable[[tuple[Item, ...]], Work[Result]]
    """Returns what a worker calls for some items."""
    patience: float = math.inf
    """Seconds within which a batch must end once a worker has begun it."""
    is_stopped: Callable[[], bool] = lambda: False
    """Once it returns true, nothing more is begun."""
    is_abort: Callable[[], bool] = lambda: False
    """Once it returns true, nothing is waited for."""
    depth: int = DEPTH
    _flight: dict["Future[Result]", _Sent[Item]] = field(default_factory=dict)
    _deaths: Counter[Item] = field(default_factory=Counter)
    _suspects: deque[Item] = field(default_factory=deque)
    _count: int = 0
    """Batches and lost items that have ended."""

    def run(self, more: Callable[[], tuple[Item, ...]]) -> Iterator[Ended[Item, Result]]:
        """Yield batches as they end, and each item that was lost.

        Args:
            more: Returns the next batch; an empty one if there is none, or none before another one has ended.

        Raises:
            IoError: no executor accepts or ends anything.
        """
        barren = 0
        while not self.is_stopped():
            before = self._count
            if (yield from self._on_one(more)) and not self._suspects:
                return
            barren = barren + 1 if self._count == before else 0
            if barren >= BARREN:
                raise IoError("", "the workers end before they have done anything", advice="look at what they print")

    def _on_one(self, more: Callable[[], tuple[Item, ...]]) -> Generator[Ended[Item, Result], None, bool]:
        """As :meth:`run`, on one executor; returns whether everything is done."""
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

    def _ended(
        self, engine: Engine, more: Callable[[], tuple[Item, ...]]
    ) -> Generator[Ended[Item, Result], None, bool]:
        """As :meth:`run`, until the executor breaks: then everything in flight is suspected.

        Returns whether the executor has nothing left to do.
        """
        while not self.is_abort():
            is_broken = engine.is_lost() or (not self.is_stopped() and not self._fill(engine, more))
            if not self._flight and not is_broken:
                return True
            ended, _ = wait(self._flight, timeout=0 if is_broken else ASKED_EVERY, return_when=FIRST_COMPLETED)
            broken: list[Item] = []
            for future in ended:
                items = self._flight.pop(future).items
                error = CancelledError() if future.cancelled() else future.exception()
                if error is None:
                    self._count += 1
                    yield Ended(items, future.result())
                elif isinstance(error, BrokenExecutor) or engine.is_lost():
                    broken += items
                else:
                    yield from self._suspected(items, Lost(Loss.KILLED, error))
            late = [future for future, sent in self._flight.items() if time.monotonic() > sent.deadline]
            for future in late:
                future.cancel()
                yield from self._suspected(self._flight.pop(future).items, Lost(Loss.TIMEOUT))
            if is_broken or broken or late:
                broken += (item for sent in self._flight.values() for item in sent.items)
                if engine.is_lost():
                    # Without a connection no item is to blame.
                    self._suspects.extend(broken)
                else:
                    yield from self._suspected(tuple(broken), Lost(Loss.KILLED))
                return False
        return False

    def _suspected(self, items: tuple[Item, ...], lost: Lost) -> Iterator[Ended[Item, Result]]:
        for item in items:
            self._deaths[item] += 1
            # An item that was alone is guilty; of several, nobody knows which one it was.
            if len(items) == 1 and self._deaths[item] >= DEATHS:
                self._count += 1
                yield Ended((item,), lost)
            else:
                self._suspects.append(item)

    def _fill(self, engine: Engine, more: Callable[[], tuple[Item, ...]]) -> bool:
        """Send suspects, one at a time, then as many batches as may be in flight; false if one is not accepted."""
        if self._suspects:
            return bool(self._flight) or self._sent(engine, (self._suspects.popleft(),), 1)
        while len(self._flight) < engine.workers * self.depth:
            items = more()
            if not items:
                break
            if not self._sent(engine, items, self.depth):
                return False
        return True

    def _sent(self, engine: Engine, items: tuple[Item, ...], depth: int) -> bool:
        try:
            future = engine.submit(self.work(items))
        except Exception:  # noqa: BLE001 - executors raise errors of their own once they are broken or closed
            self._suspects.extend(items)
            return False
        self._flight[future] = _Sent(items, time.monotonic() + depth * self.patience)
        return True
