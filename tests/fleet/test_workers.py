import os
import signal
import time
from collections.abc import Iterable

import pytest

from atp_tui.fleet.workers import KILLED, WorkerDiedError, Workers, batches


def double(items: list[int]) -> list[int]:
    """Work that kills its process at 13 and fails at 7."""
    if 13 in items:
        os.kill(os.getpid(), signal.SIGKILL)
    if 7 in items:
        raise ValueError("seven")
    return [item * 2 for item in items]


def sleepy(items: list[int]) -> list[int]:
    """Work that takes too long."""
    time.sleep(60)
    return items


def outcome(jobs: int, items: Iterable[int], size: int) -> tuple[dict[int, int], dict[int, str]]:
    """The results and the failures by item."""
    done: dict[int, int] = {}
    failed: dict[int, str] = {}
    for given, found in Workers[int, int](double, jobs).run(batches(items, size)):
        if isinstance(found, BaseException):
            failed.update(dict.fromkeys(given, f"{type(found).__name__}: {found}"))
        else:
            assert not set(given) & set(done)
            done.update(zip(given, found, strict=True))
    return done, failed


@pytest.mark.parametrize("jobs", [1, 2])
def test_all_items_are_worked_on_once(jobs: int) -> None:
    done, failed = outcome(jobs, (n for n in range(100) if n not in (7, 13)), 5)
    assert done == {n: 2 * n for n in range(100) if n not in (7, 13)}
    assert failed == {}


def test_an_item_that_raises_costs_itself_alone() -> None:
    done, failed = outcome(1, [1, 2, 7, 8, 9], 2)
    assert done == {1: 2, 2: 4, 8: 16, 9: 18}
    assert failed == {7: "ValueError: seven"}


def test_an_item_that_kills_its_worker_costs_itself_alone() -> None:
    done, failed = outcome(2, [n for n in range(60) if n != 7], 4)
    assert done == {n: 2 * n for n in range(60) if n not in (7, 13)}
    assert failed == {13: f"{WorkerDiedError.__name__}: {KILLED}"}


@pytest.mark.parametrize("jobs", [2])
def test_stopping_does_not_wait_for_what_is_on_its_way(jobs: int) -> None:
    begin = time.monotonic()
    workers = Workers[int, int](sleepy, jobs, is_stopped=lambda: time.monotonic() > begin + 2)
    assert list(workers.run(batches(range(100), 1))) == []
    assert time.monotonic() < begin + 40
