"""Runs a function over many items in worker processes, so that an item that kills its worker costs itself alone."""

import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from multiprocessing.resource_tracker import ensure_running
from typing import Final, Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

IN_FLIGHT: Final = 3
"""Batches that are on their way for each worker."""

DEATHS: Final = 2
"""How many workers an item may kill before nobody tries it again."""

KILLED: Final = f"{DEATHS} worker processes died while they read it"

_ASKED_EVERY: Final = 0.2
"""Seconds after which it is asked again whether to stop."""


class WorkerDiedError(Exception):
    """An item killed its worker each time that it was tried."""


@dataclass(slots=True)
class Workers(Generic[Item, Result]):
    """Runs *work* over batches of items.

    With one job all happens in this process, in a thread of its own.
    """

    work: Callable[[list[Item]], list[Result]]
    jobs: int = 1
    batch: int = 1
    is_stopped: Callable[[], bool] = lambda: False
    _flight: dict[Future[list[Result]], list[Item]] = field(default_factory=dict)
    _deaths: Counter[Item] = field(default_factory=Counter)

    def run(self, items: Iterable[Item]) -> Iterator[tuple[list[Item], list[Result] | BaseException]]:
        """Yield batches with their results, or with what was raised in place of them, in the order in which they end.

        Where *is_stopped* says yes, nothing more is begun, and what is on its way is dropped.
        """
        source = iter(items)
        suspects: deque[Item] = deque()
        while True:
            pool = self._pool()
            try:
                yield from self._ended(pool, source, suspects)
                if self.is_stopped() or not suspects:
                    return
            finally:
                self._flight.clear()
                pool.shutdown(wait=self.jobs == 1, cancel_futures=True)

    def _ended(
        self, pool: Executor, source: Iterator[Item], suspects: deque[Item]
    ) -> Iterator[tuple[list[Item], list[Result] | BaseException]]:
        """As :meth:`run`, until the pool breaks: then all that were on their way are suspects."""
        while not self.is_stopped():
            self._fill(pool, source, suspects)
            if not self._flight:
                return
            ended, _ = wait(self._flight, timeout=_ASKED_EVERY, return_when=FIRST_COMPLETED)
            broken: list[Item] = []
            for future in ended:
                items = self._flight.pop(future)
                error = future.exception()
                if isinstance(error, BrokenProcessPool):
                    broken += items
                else:
                    yield items, future.result() if error is None else error
            if broken:
                yield from self._suspected(
                    [*broken, *(item for items in self._flight.values() for item in items)], suspects
                )
                return

    def _suspected(
        self, items: list[Item], suspects: deque[Item]
    ) -> Iterator[tuple[list[Item], list[Result] | BaseException]]:
        for item in items:
            self._deaths[item] += 1
            # One that was alone is guilty; of several nobody knows which it was.
            if len(items) == 1 and self._deaths[item] >= DEATHS:
                yield [item], WorkerDiedError(KILLED)
            else:
                suspects.append(item)

    def _fill(self, pool: Executor, source: Iterator[Item], suspects: deque[Item]) -> None:
        """Send suspects alone, one after the other, and then as many batches as may be on their way."""
        if suspects:
            if not self._flight:
                item = suspects.popleft()
                self._flight[pool.submit(self.work, [item])] = [item]
            return
        while len(self._flight) < self.jobs * IN_FLIGHT and (items := list(islice(source, self.batch))):
            self._flight[pool.submit(self.work, items)] = items

    def _pool(self) -> Executor:
        if self.jobs == 1:
            return ThreadPoolExecutor(1)
        return ProcessPoolExecutor(self.jobs, mp_context=get_context("spawn"), initializer=_begin_worker)


def prepare() -> None:
    """Start the process on which worker processes depend.

    It inherits stderr by its descriptor, which a screen that captures what is printed does not have; so it is started
    before the screen.
    """
    ensure_running()


def _begin_worker() -> None:
    """Leave Ctrl+C to the parent, and end when it ends, however it does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
