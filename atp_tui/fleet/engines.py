"""Executors with the processes that they start, and the two that need nothing: spawned processes, and one thread."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from inspect import signature
from multiprocessing import active_children, get_context
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from multiprocessing.resource_tracker import ensure_running
from typing import Any, Final, cast

from atp_tui.fleet.drive import Engine, Result, Work
from atp_tui.machine.processors import cores
from atp_tui.store.worker_process import begin_worker

LAST_SECONDS: Final = 10.0
"""Seconds in which workers that have nothing left to do must end."""


class OpenExecutor:
    """An executor, and the processes that were started since it was made.

    Args:
        made: Makes it.
        workers: How many batches it runs at the same time; None for what it says itself, or else one per core.
        release: Called at the end.
        is_lost: Returns whether the connection to the workers is lost.
        waits: Whether closing always waits for what is running: a thread cannot be killed.
    """

    def __init__(
        self,
        made: Callable[[], Any],
        workers: int | None = None,
        release: Callable[[], object] = lambda: None,
        is_lost: Callable[[], bool] = lambda: False,
        *,
        waits: bool = False,
    ) -> None:
        self._others = set(active_children())
        self._executor, self._release, self._is_lost, self._waits = made(), release, is_lost, waits
        told = getattr(self._executor, "max_workers", getattr(self._executor, "_max_workers", None))
        self.workers = workers or (told if isinstance(told, int) and told > 0 else cores())

    def submit(self, work: Work[Result], /) -> Future[Result]:
        """Have *work* called by a worker."""
        future: Future[Result] = self._executor.submit(_call, work)
        return future

    def is_lost(self) -> bool:
        """Return whether it is known that nothing in flight will end."""
        return self._is_lost()

    def close(self, *, is_whole: bool) -> None:
        """Release the workers; unless *is_whole*, kill those that were started for it."""
        workers = set(active_children()) - self._others
        if not is_whole:
            # A worker that nobody waits for must not keep the program from ending.
            _kill(workers)
        if isinstance(self._executor, Executor):
            # Not every executor accepts all arguments of the interface.
            has_cancel = "cancel_futures" in signature(self._executor.shutdown).parameters
            arguments = {"cancel_futures": True} if has_cancel else {}
            self._executor.shutdown(wait=(is_whole and not workers) or self._waits, **arguments)
        if is_whole:
            # A worker that is killed with the lock of the queue leaves the others waiting for it for ever.
            _kill(_alive_after(workers, LAST_SECONDS))
        self._release()


def processes(workers: int) -> Engine:
    """Open processes of this machine, spawned and not forked: a fork inherits threads, and what the lab replaces."""
    spawn = get_context("spawn")
    return OpenExecutor(lambda: ProcessPoolExecutor(workers, mp_context=spawn, initializer=begin_worker), workers)


def thread() -> Engine:
    """Open one thread of this process."""
    return OpenExecutor(lambda: ThreadPoolExecutor(1), 1, waits=True)


def prepare() -> None:
    """Start the process on which worker processes depend.

    It inherits stderr by its descriptor, which a screen that captures what is printed does not have; so it is started
    before the screen.
    """
    ensure_running()


def _kill(workers: Iterable[BaseProcess]) -> None:
    for worker in workers:
        worker.kill()


def _alive_after(workers: Iterable[BaseProcess], seconds: float) -> list[BaseProcess]:
    """Return the processes that have not ended within some seconds."""
    left = {worker.sentinel: worker for worker in workers}
    end = time.monotonic() + seconds
    while left and (seconds := end - time.monotonic()) > 0:
        for sentinel in wait(list(left), seconds):
            del left[cast("int", sentinel)]
    return list(left.values())


def _call(work: Work[Result]) -> Result:
    return work()
