import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

import pytest

from atp_tui.engine.errors import IoError
from atp_tui.fleet.drive import DEPTH, Driver, Engine, Loss, Lost, Result, Work
from atp_tui.fleet.engines import processes, thread

Items = tuple[int, ...]

POISON = 13


@dataclass(frozen=True)
class Double:
    """Work that kills its process at the poison."""

    items: Items

    def __call__(self) -> list[int]:
        if POISON in self.items:
            os.kill(os.getpid(), signal.SIGKILL)
        return [item * 2 for item in self.items]


@dataclass
class Engines:
    """Executors that end a batch as they are told to, and count what they do."""

    ends: Callable[[Items, "Future[list[int]]"], object]
    workers: int = 2
    opened: int = 0
    closed: list[bool] = field(default_factory=list)
    executions: Counter[int] = field(default_factory=Counter)
    flight: list["Future[list[int]]"] = field(default_factory=list)
    most: int = 0
    lost: bool = False

    def open(self) -> Engine:
        self.opened += 1
        self.flight.clear()
        return self

    def submit(self, work: Work[Result], /) -> "Future[Result]":
        items: Items = getattr(work, "items", ())
        future: Future[list[int]] = Future()
        self.executions.update(items)
        self.flight = [*(each for each in self.flight if not each.done()), future]
        self.most = max(self.most, len(self.flight))
        self.ends(items, future)
        return future  # type: ignore[return-value]

    def is_lost(self) -> bool:
        return self.lost

    def close(self, *, is_whole: bool) -> None:
        self.closed.append(is_whole)


def well(items: Items, future: "Future[list[int]]") -> None:
    future.set_result([item * 2 for item in items])


def run(engines: Engines, count: int, size: int = 3, patience: float = 60.0) -> dict[int, int | Loss]:
    """The results by item; each must come once."""
    source = iter(range(count))
    driver = Driver[int, list[int]](engines.open, Double, patience)
    return taken(driver, lambda: tuple(islice(source, size)))


def taken(driver: Driver[int, list[int]], more: Callable[[], Items]) -> dict[int, int | Loss]:
    found: dict[int, int | Loss] = {}
    for ended in driver.run(more):
        assert not set(ended.items) & set(found)
        if isinstance(ended.result, Lost):
            found.update(dict.fromkeys(ended.items, ended.result.how))
        else:
            found.update(zip(ended.items, ended.result, strict=True))
    return found


def test_every_item_ends_once_with_few_on_their_way() -> None:
    engines = Engines(well)
    assert run(engines, 1_000) == {item: 2 * item for item in range(1_000)}
    assert engines.closed == [True]

    waiting: list[tuple[Items, Future[list[int]]]] = []

    def in_turn(items: Items, future: "Future[list[int]]") -> None:
        waiting.append((items, future))
        if len(waiting) == 2 * DEPTH:
            well(*waiting.pop())

    engines = Engines(in_turn)
    source = iter(range(10**6))
    driver = Driver[int, list[int]](engines.open, Double, 60.0)
    next(driver.run(lambda: tuple(islice(source, 3))))
    assert engines.most == 2 * DEPTH


def breaking(items: Items, future: "Future[list[int]]") -> None:
    """As a pool whose worker dies: its future breaks."""
    if POISON in items:
        future.set_exception(BrokenExecutor("a worker died"))
    else:
        well(items, future)


def raising(items: Items, future: "Future[list[int]]") -> None:
    """As a cluster that gives up on a batch by an exception of its own."""
    if POISON in items:
        future.set_exception(RuntimeError("gave up"))
    else:
        well(items, future)


def cancelling(items: Items, future: "Future[list[int]]") -> None:
    if POISON in items:
        future.cancel()
        future.set_running_or_notify_cancel()
    else:
        well(items, future)


@pytest.mark.parametrize("ends", [breaking, raising, cancelling])
def test_the_poison_is_named_after_two_executions(ends: Callable[[Items, "Future[list[int]]"], object]) -> None:
    engines = Engines(ends)
    assert run(engines, 60) == {item: 2 * item for item in range(60) if item != POISON} | {POISON: Loss.KILLED}
    assert engines.executions[POISON] == 2


def endless(items: Items, future: "Future[list[int]]") -> None:
    if POISON not in items:
        well(items, future)


def test_a_future_that_never_ends_is_a_timeout() -> None:
    engines = Engines(endless)
    found = run(engines, 40, patience=0.05)
    assert found == {item: 2 * item for item in range(40) if item != POISON} | {POISON: Loss.TIMEOUT}
    assert engines.executions[POISON] == 2
    assert engines.closed[-1]


def test_futures_that_all_never_end_are_no_hang() -> None:
    assert run(Engines(lambda *_: None), 3, patience=0.02) == dict.fromkeys(range(3), Loss.TIMEOUT)


@pytest.mark.parametrize("error", [BrokenExecutor, RuntimeError])
def test_an_executor_that_takes_nothing_is_given_up(error: type[Exception]) -> None:
    class Refusing(Engines):
        def submit(self, work: Work[Result], /) -> "Future[Result]":  # noqa: ARG002 - an executor's signature
            raise error

    engines = Refusing(well)
    with pytest.raises(IoError, match="the workers end before they have done anything"):
        run(engines, 5)
    assert engines.closed == [False] * 3


def test_an_executor_that_breaks_while_it_is_opened_is_opened_again() -> None:
    engines = Engines(well)
    broken = iter([True, True, False])

    def opened() -> Engine:
        if next(broken):
            raise BrokenExecutor
        return engines.open()

    source = iter(range(5))
    driver = Driver[int, list[int]](opened, Double, 60.0)
    assert taken(driver, lambda: tuple(islice(source, 3))) == {item: 2 * item for item in range(5)}


def test_after_a_wish_to_stop_what_is_on_its_way_is_kept() -> None:
    engines = Engines(well)
    numbers = iter(range(100))
    found: dict[int, int | Loss] = {}
    driver = Driver[int, list[int]](engines.open, Double, 60.0, is_stopped=lambda: bool(found))
    for ended in driver.run(lambda: (next(numbers),)):
        assert not isinstance(ended.result, Lost)
        found.update(zip(ended.items, ended.result, strict=True))
    assert len(found) == engines.workers * DEPTH
    assert engines.closed == [True]


def test_an_abort_waits_for_nothing() -> None:
    engines = Engines(lambda *_: None)
    asked = iter([False, True, True])
    numbers = iter(range(100))
    driver = Driver[int, list[int]](
        engines.open, Double, 600.0, is_stopped=lambda: bool(engines.flight), is_abort=lambda: next(asked)
    )
    assert taken(driver, lambda: (next(numbers),)) == {}
    assert engines.closed == [False]


def test_processes_that_the_poison_kills() -> None:
    source: Iterator[int] = iter(range(30))
    driver = Driver[int, list[int]](partial(processes, 2), Double, 60.0)
    found = taken(driver, lambda: tuple(islice(source, 4)))
    assert found == {item: 2 * item for item in range(30) if item != POISON} | {POISON: Loss.KILLED}


def test_what_a_lost_executor_had_is_run_on_another_one() -> None:
    def cancelled(_: Items, future: "Future[list[int]]") -> None:
        future.cancel()
        future.set_running_or_notify_cancel()
        lost.lost = True

    mute, lost, good = Engines(lambda *_: None, lost=True), Engines(cancelled), Engines(well)
    engines = iter([mute, lost, good])
    source = iter(range(7))
    driver = Driver[int, list[int]](lambda: next(engines).open(), Double)
    assert taken(driver, lambda: tuple(islice(source, 3))) == {item: 2 * item for item in range(7)}
    assert (mute.closed, lost.closed, good.closed) == ([False], [False], [True])


def test_what_an_item_raised_is_told() -> None:
    source = iter(range(POISON + 2))
    driver = Driver[int, list[int]](Engines(raising).open, Double)
    lost = [ended.result for ended in driver.run(lambda: tuple(islice(source, 4))) if isinstance(ended.result, Lost)]
    assert [str(each.raised) for each in lost] == ["gave up"]


def test_closing_waits_for_what_a_thread_runs() -> None:
    engine = thread()
    future = engine.submit(lambda: time.sleep(0.2))
    engine.close(is_whole=False)
    assert future.done()
