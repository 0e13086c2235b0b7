"""The executors that a campaign may run on: processes of this machine, a cluster of Dask, or any by its factory."""

import importlib
import re
import time
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, wait
from functools import partial
from typing import Final, TypeAlias

from atp_tui.engine.errors import CrashpackError, InvalidFormatError, IoError
from atp_tui.fleet.campaign.rows import Facts
from atp_tui.fleet.campaign.worker import facts
from atp_tui.fleet.drive import ASKED_EVERY, AbortedError, Engine
from atp_tui.fleet.engines import OpenExecutor, processes
from atp_tui.lab.versions import lab_versions
from atp_tui.store.extras import how_to_install

Opened: TypeAlias = Callable[[], Engine]

MOST_WORKERS: Final = 1_024
CONNECT_SECONDS: Final = 10
PROBES: Final = 2
"""Questions per worker, for executors that do not list their workers: one worker may answer several."""

_FORMS: Final = "local:N, dask://HOST:PORT or package.module:factory"
_LOCAL: Final = re.compile(r"local:([0-9]{1,4})", re.ASCII)
_FACTORY: Final = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")


def executor_named(name: str) -> Opened:
    """Return a function that opens the executor that a text names.

    Args:
        name: ``local:N``, ``dask://HOST:PORT`` or ``package.module:factory``.

    Raises:
        InvalidFormatError: it is none of these.
    """
    local = _LOCAL.fullmatch(name)
    if local is not None and 1 <= int(local[1]) <= MOST_WORKERS:
        return partial(processes, int(local[1]))
    if name.startswith("dask://") and name.removeprefix("dask://"):
        return lambda: _dask(name.removeprefix("dask://"))
    if local is None and not name.startswith("local:") and _FACTORY.fullmatch(name):
        return lambda: _made(name)
    raise InvalidFormatError(_FORMS, repr(name), place="executor")


def require_same(found: Iterable[Facts]) -> None:
    """Require that workers have the versions of this process: others may give another trace for the same seed.

    Raises:
        IoError: one has other versions; the error lists all such workers.
    """
    here = tuple(lab_versions().items())
    other = [f"{each.worker} has {_difference(each, dict(here))}" for each in found if each.versions != here]
    if other:
        raise IoError("", f"workers with other versions: {'; '.join(other)}", advice="install the same everywhere")


def check_workers(engine: Engine, patience: float, is_abort: Callable[[], bool]) -> None:
    """Ask workers for their versions before anything is run; if they are refused, close the executor.

    Args:
        engine: The executor.
        patience: Seconds to wait for an answer.
        is_abort: Polled while waiting.

    Raises:
        AbortedError: *is_abort* said yes.
        BrokenExecutor: a worker has died; opening the executor again may help.
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
    """Asks a worker for its versions."""

    def __call__(self) -> Facts:
        return facts()


def _difference(found: Facts, here: dict[str, str]) -> str:
    there = dict(found.versions)
    names = [name for name in {**here, **there} if there.get(name) != here.get(name)]
    return ", ".join(f"{name} {there.get(name, 'none')}, not {here.get(name, 'none')}" for name in names)


def _made(name: str) -> Engine:
    """The executor that a factory returns.

    Raises:
        IoError: there is no such factory, or it fails, or what it returns takes no work.
    """
    module, _, factory = name.partition(":")
    try:
        found = OpenExecutor(lambda: _with_submit(getattr(importlib.import_module(module), factory)()))
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
    client = None
    try:
        client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        threads, found = client.nthreads(), client.run(facts)
        _require_workers(threads, place)
        require_same(found.values())
    except Exception as error:
        if client is not None:
            client.close()
        if isinstance(error, CrashpackError):
            raise
        raise IoError("a scheduler of Dask", f"{type(error).__name__}: {error}", file=place) from None

    def is_lost() -> bool:
        return str(client.status) != "running"

    return OpenExecutor(lambda: client.get_executor(pure=False), len(threads), client.close, is_lost)


def _require_workers(threads: dict[str, int], place: str) -> None:
    if not threads:
        raise IoError("workers", "none", file=place, advice="start some with 'dask worker --nthreads 1'")
    several = [f"{worker} has {count}" for worker, count in threads.items() if count > 1]
    if several:
        found = f"workers with several threads: {'; '.join(several)}"
        raise IoError(
            "", found, file=place, advice="start them with --nthreads 1, since runs of one process take turns"
        )
