"""Runs a function over many items in worker processes, so that an item that kills its worker costs itself alone."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import active_children, get_context
from multiprocessing.resource_tracker import ensure_running
from typing import Final, Generic, TypeVar

from atp_tui.store.worker_process import begin_worker

Item = TypeVar("Item")
Result = TypeVar("Result")

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
    in_flight: int = 3
    """Batches that are on their way for each worker."""
    is_stopped: Callable[[], bool] = lambda: False
    _flight: dict[Future[list[Result]], list[Item]] = field(default_factory=dict)
    _deaths: Counter[Item] = field(default_factory=Counter)
    _suspects: deque[Item] = field(default_factory=deque)

    def run(self, more: Callable[[], list[Item]]) -> Iterator[tuple[list[Item], list[Result] | BaseException]]:
        """Yield batches with their results, or with what was raised in place of them, in the order in which they end.

        Where *is_stopped* says yes, nothing more is begun, and what is on its way is dropped.

        Args:
            more: Returns the next batch; an empty one where there is none, or none before another one has ended.
        """
        while True:
            others = set(active_children())
            pool = self._pool()
            is_whole = False
            try:
                yield from self._ended(pool, more)
                is_whole = not self.is_stopped()
            finally:
                self._flight.clear()
                if not is_whole:
                    # What nobody waits for must not keep the program from ending.
                    for worker in set(active_children()) - others:
                        worker.terminate()
                pool.shutdown(cancel_futures=True)
            if not is_whole or not self._suspects:
                return

    def _ended(
        self, pool: Executor, more: Callable[[], list[Item]]
    ) -> Iterator[tuple[list[Item], list[Result] | BaseException]]:
        """As :meth:`run`, until the pool breaks: then all that were on their way are suspects."""
        while not self.is_stopped():
            self._fill(pool, more)
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
                yield from self._suspected([*broken, *(item for items in self._flight.values() for item in items)])
                return

    def _suspected(self, items: list[Item]) -> Iterator[tuple[list[Item], list[Result] | BaseException]]:
        for item in items:
            self._deaths[item] += 1
            # One that was alone is guilty; of several nobody knows which it was.
            if len(items) == 1 and self._deaths[item] >= DEATHS:
                yield [item], WorkerDiedError(KILLED)
            else:
                self._suspects.append(item)

    def _fill(self, pool: Executor, more: Callable[[], list[Item]]) -> None:
        """Send suspects alone, one after the other, and then as many batches as may be on their way."""
        if self._suspects:
            if not self._flight:
                item = self._suspects.popleft()
                self._flight[pool.submit(self.work, [item])] = [item]
            return
        while len(self._flight) < self.jobs * self.in_flight and (items := more()):
            self._flight[pool.submit(self.work, items)] = items

    def _pool(self) -> Executor:
        if self.jobs == 1:
            return ThreadPoolExecutor(1)
        return ProcessPoolExecutor(self.jobs, mp_context=get_context("spawn"), initializer=begin_worker)


def prepare() -> None:
    """Start the process on which worker processes depend.

    It inherits stderr by its descriptor, which a screen that captures what is printed does not have; so it is started
    before the screen.
    """
    ensure_running()


def batches(items: Iterable[Item], size: int) -> Callable[[], list[Item]]:
    """Return what gives the next *size* items each time that it is called, fewer at the end, then none."""
    source = iter(items)
    return lambda: list(islice(source, size))
