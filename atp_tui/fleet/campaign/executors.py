"""The executors that a campaign may run on: processes of this machine, a cluster of Dask, or any by its factory."""

import importlib
import os
import re
import time
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from inspect import signature
from multiprocessing import active_children, get_context
from typing import Any, Final, TypeAlias

from atp_tui.engine.errors import CrashpackError, InvalidFormatError, IoError
from atp_tui.fleet.campaign.drive import ASKED_EVERY, AbortedError, Engine, Result, Work
from atp_tui.fleet.campaign.rows import Facts
from atp_tui.fleet.campaign.worker import facts
from atp_tui.lab.versions import lab_versions
from atp_tui.store.extras import how_to_install
from atp_tui.store.worker_process import begin_worker

Opened: TypeAlias = Callable[[], Engine]

MOST_WORKERS: Final = 1_024
CONNECT_SECONDS: Final = 10
PROBES: Final = 2
"""Questions for each worker of an executor that cannot be asked for its workers."""

_FORMS: Final = "local:N, dask://HOST:PORT or package.module:factory"
_LOCAL: Final = re.compile(r"local:([0-9]{1,4})", re.ASCII)
_FACTORY: Final = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")


def executor_named(name: str) -> Opened:
    """Return what opens the executor that a text names.

    Args:
        name: ``local:N``, ``dask://HOST:PORT`` or ``package.module:factory``.

    Raises:
        InvalidFormatError: it is none of these.
    """
    local = _LOCAL.fullmatch(name)
    if local is not None and 1 <= int(local[1]) <= MOST_WORKERS:
        return lambda: _local(int(local[1]))
    if name.startswith("dask://") and name.removeprefix("dask://"):
        return lambda: _dask(name.removeprefix("dask://"))
    if local is None and not name.startswith("local:") and _FACTORY.fullmatch(name):
        return lambda: _made(name)
    raise InvalidFormatError(_FORMS, repr(name), place="executor")


def require_same(found: Iterable[Facts]) -> None:
    """See to it that workers have the versions of this process: others may give another trace for the same seed.

    Raises:
        IoError: one has not; the error lists all of them.
    """
    here = tuple(lab_versions().items())
    other = [f"{each.worker} has {_difference(each, dict(here))}" for each in found if each.versions != here]
    if other:
        raise IoError("", f"workers with other versions: {'; '.join(other)}", advice="install the same everywhere")


def check_workers(engine: Engine, patience: float, is_abort: Callable[[], bool]) -> None:
    """Ask workers for their versions before anything is run, and let go of the executor where they are refused.

    Args:
        engine: The executor.
        patience: Seconds after which one that has not answered is not waited for.
        is_abort: Asked while it is waited for them.

    Raises:
        AbortedError: *is_abort* said yes.
        BrokenExecutor: a worker has died; another executor may be better.
        IoError: a worker has other versions, has not answered, or has answered with an exception.
    """
    try:
        require_same({answer.worker: answer for answer in _answers(engine, patience, is_abort)}.values())
    except BaseException:
        engine.close(is_whole=False)
        raise


def _answers(engine: Engine, patience: float, is_abort: Callable[[], bool]) -> list[Facts]:
    try:
        asked = [engine.submit(_Probe()) for _ in range(engine.workers * PROBES)]
        end = time.monotonic() + patience
        while wait(asked, timeout=ASKED_EVERY).not_done:
            _require_patience(end, patience, is_abort)
        return [future.result() for future in asked]
    except (AbortedError, BrokenExecutor, CrashpackError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever an executor raises
        words = f"a worker cannot run anything: {type(error).__name__}: {error}"
        raise IoError("", words, advice="look at what it prints, and whether this program is installed there") from None


def _require_patience(end: float, patience: float, is_abort: Callable[[], bool]) -> None:
    if is_abort():
        raise AbortedError
    if time.monotonic() > end:
        raise IoError("", f"a worker has not answered for {patience:g} s", advice="look at the executor")


class _Probe:
    """What asks a worker for its versions."""

    def __call__(self) -> Facts:
        return facts()


def _difference(found: Facts, here: dict[str, str]) -> str:
    there = dict(found.versions)
    names = [name for name in {**here, **there} if there.get(name) != here.get(name)]
    return ", ".join(f"{name} {there.get(name, 'none')}, not {here.get(name, 'none')}" for name in names)


def _call(work: Work[Result]) -> Result:
    return work()


class _Open:
    """An executor, and the processes that were started since it was made.

    Args:
        made: Makes it.
        workers: How many batches it runs at the same time; None where it says so itself, or else one for each core.
        let_go: Called at the end.
    """

    def __init__(
        self, made: Callable[[], Any], workers: int | None = None, let_go: Callable[[], object] = lambda: None
    ) -> None:
        self._others = set(active_children())
        self._executor, self._let_go = made(), let_go
        told = getattr(self._executor, "max_workers", getattr(self._executor, "_max_workers", None))
        self.workers = workers or (told if isinstance(told, int) and told > 0 else os.cpu_count() or 1)

    def submit(self, work: Work[Result], /) -> Future[Result]:
        future: Future[Result] = self._executor.submit(_call, work)
        return future

    def close(self, *, is_whole: bool) -> None:
        if not is_whole:
            # What nobody waits for must not keep the program from ending.
            for worker in set(active_children()) - self._others:
                worker.kill()
        if isinstance(self._executor, Executor):
            # Not every executor takes all that the interface says.
            knows_cancel = "cancel_futures" in signature(self._executor.shutdown).parameters
            self._executor.shutdown(wait=is_whole, **({"cancel_futures": True} if knows_cancel else {}))
        self._let_go()


def _local(workers: int) -> Engine:
    """Processes of this machine, which are not forked: a fork inherits threads, and what the lab has replaced."""
    spawn = get_context("spawn")
    return _Open(lambda: ProcessPoolExecutor(workers, mp_context=spawn, initializer=begin_worker), workers)


def _made(name: str) -> Engine:
    """The executor that a factory returns.

    Raises:
        IoError: there is no such factory, or it fails, or what it returns takes no work.
    """
    module, _, factory = name.partition(":")
    try:
        found = _Open(lambda: _with_submit(getattr(importlib.import_module(module), factory)()))
    except CrashpackError as error:
        raise error.within(name) from None
    except Exception as error:  # noqa: BLE001 - whatever the code that was named raises
        raise IoError("a factory of an executor", f"{type(error).__name__}: {error}", file=name) from None
    return found


def _with_submit(executor: object) -> object:
    if not callable(getattr(executor, "submit", None)):
        raise IoError("an object with the method submit", type(executor).__name__)
    return executor


def _dask(address: str) -> Engine:
    """A cluster of Dask, with one thread for each worker, since runs of one process take turns.

    Raises:
        IoError: Dask is not installed, no scheduler answers, or a worker has several threads or other versions.
    """
    place = f"dask://{address}"
    try:
        distributed = importlib.import_module("distributed")
    except ImportError:
        advice = f"install it: {how_to_install('dask')}"
        raise IoError("", "Dask is not installed", file=place, advice=advice) from None
    try:
        client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        threads, found = client.nthreads(), client.run(facts)
    except Exception as error:  # noqa: BLE001 - whatever the network or a worker raises
        raise IoError("a scheduler of Dask", f"{type(error).__name__}: {error}", file=place) from None
    try:
        _require_workers(threads, place)
        require_same(found.values())
    except CrashpackError:
        client.close()
        raise
    return _Open(lambda: client.get_executor(pure=False), len(threads), client.close)


def _require_workers(threads: dict[str, int], place: str) -> None:
    if not threads:
        raise IoError("workers", "none", file=place, advice="start some with 'dask worker --nthreads 1'")
    several = [f"{worker} has {count}" for worker, count in threads.items() if count > 1]
    if several:
        found = f"workers with several threads: {'; '.join(several)}"
        raise IoError(
            "", found, file=place, advice="start them with --nthreads 1, since runs of one process take turns"
        )
