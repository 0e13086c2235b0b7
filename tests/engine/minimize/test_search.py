"""The search against brute force, and against another delta debugger where that is installed."""

import random
import warnings
from collections.abc import Callable
from itertools import pairwise
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import (
    Minimized,
    MinimizeEnd,
    MinimizeProgress,
    ReplayError,
    Selection,
    TraceMinimizer,
    TraceMinimizerConfig,
)

Predicate = Callable[[frozenset[int]], bool]


def minimized(total: int, predicate: Predicate, config: TraceMinimizerConfig | None = None) -> Minimized:
    return TraceMinimizer(config).minimize(total, lambda found: predicate(frozenset(found.places())))


def is_minimal(kept: frozenset[int], predicate: Predicate) -> bool:
    return predicate(kept) and not any(predicate(kept - {place}) for place in kept)


def monotone(total: int, seed: int) -> Predicate:
    """Holds where at least one of some causes is there as a whole."""
    dice = random.Random(seed)
    causes = [frozenset(dice.sample(range(total), dice.randint(0, min(5, total)))) for _ in range(dice.randint(1, 3))]
    return lambda kept: any(cause <= kept for cause in causes)


def erratic(total: int, seed: int) -> Predicate:
    """Holds for everything, and else by the dice: what is larger may fail where what is smaller holds."""
    return lambda kept: len(kept) == total or random.Random(f"{seed} {sorted(kept)}").random() < 0.4


def parity(total: int, seed: int) -> Predicate:
    """Holds where a cause is there and an odd number of some others is: nothing of it is monotone."""
    dice = random.Random(seed)
    cause = dice.randrange(total)
    others = frozenset(dice.sample(range(total), total // 2)) - {cause}
    wanted = len(others) % 2
    return lambda kept: cause in kept and len(others & kept) % 2 == wanted


PREDICATES = [monotone, erratic, parity]


@given(st.sampled_from(PREDICATES), st.integers(1, 40), st.integers(0, 10_000))
def test_what_is_left_is_1_minimal(make: Callable[[int, int], Predicate], total: int, seed: int) -> None:
    predicate = make(total, seed)
    found = minimized(total, predicate)
    assert found.end is MinimizeEnd.MINIMAL
    assert found.is_minimal
    assert found.is_verified
    assert is_minimal(frozenset(found.best.places()), predicate)


@given(st.integers(1, 9), st.integers(0, 10_000))
def test_what_is_left_of_a_monotone_failure_is_one_of_the_causes(total: int, seed: int) -> None:
    predicate = monotone(total, seed)
    subsets = [frozenset(Selection(total, mask).places()) for mask in range(1 << total)]
    smallest = {kept for kept in subsets if is_minimal(kept, predicate)}
    assert frozenset(minimized(total, predicate).best.places()) in smallest


@given(st.sampled_from(PREDICATES), st.integers(1, 30), st.integers(0, 10_000))
def test_nothing_is_tried_twice(make: Callable[[int, int], Predicate], total: int, seed: int) -> None:
    predicate, seen = make(total, seed), list[frozenset[int]]()

    def counted(kept: frozenset[int]) -> bool:
        seen.append(kept)
        return predicate(kept)

    assert minimized(total, counted).tries == len(seen) == len(set(seen))


@pytest.fixture(scope="module")
def picire() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found: ModuleType = pytest.importorskip(
            "picire", reason="picire needs a setuptools below 81; the tests by brute force stand in for it"
        )
        return found


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("make", PREDICATES)
def test_another_delta_debugger_agrees(picire: ModuleType, make: Callable[[int, int], Predicate], seed: int) -> None:
    total = 1 + seed % 35
    predicate = make(total, seed)

    def test(config: list[int], _: object) -> object:
        return picire.Outcome.FAIL if predicate(frozenset(config)) else picire.Outcome.PASS

    theirs = frozenset(picire.DD(test, subset_first=False)(list(range(total))))
    ours = frozenset(minimized(total, predicate).best.places())
    if len(theirs) > 1 or not predicate(frozenset()):
        assert is_minimal(theirs, predicate)
    assert is_minimal(ours, predicate)
    if make is monotone and seed % 2 == 0:
        one = frozenset(random.Random(seed).sample(range(total), min(3, total)))
        alone = TraceMinimizer().minimize(total, lambda found: one <= frozenset(found.places()))
        assert frozenset(alone.best.places()) == one


def test_nothing_is_tried_first_of_all_cuts() -> None:
    found = minimized(1000, lambda _: True)
    assert (found.best.count, found.tries, found.end) == (0, 2, MinimizeEnd.MINIMAL)


def test_one_cause_among_many_takes_few_tries() -> None:
    found = minimized(33, lambda kept: 17 in kept)
    assert found.best.places() == [17]
    assert found.tries <= 15


def test_what_does_not_fail_as_a_whole_is_refused() -> None:
    with pytest.raises(ReplayError, match="expected a failure that reproduces with all decisions"):
        minimized(5, lambda _: False)


def test_the_tries_end_it_with_the_best_so_far() -> None:
    for tries in range(12):
        found = minimized(64, lambda kept: {3, 40} <= kept, TraceMinimizerConfig(max_tries=tries))
        assert (found.end, found.tries, found.is_minimal) == (MinimizeEnd.TRIES, tries, False)
        assert found.is_verified is (tries > 0)
        assert {3, 40} <= set(found.best.places())


def test_the_clock_ends_it() -> None:
    now = iter(range(1000))
    minimizer = TraceMinimizer(TraceMinimizerConfig(max_seconds=20), clock=lambda: float(next(now)))
    found = minimizer.minimize(64, lambda kept: kept.mask & 9 == 9)
    assert (found.end, found.is_verified) == (MinimizeEnd.TIME, True)
    assert 1 < found.tries < 20


def test_a_wish_ends_it_and_the_try_it_cut_short_does_not_count() -> None:
    asked: list[Selection] = []

    def holds(found: Selection) -> bool:
        asked.append(found)
        # The sixth try was cut short, so it says nothing.
        return len(asked) < 6 and found.mask & 1 == 1

    stopped = TraceMinimizer(is_stopped=lambda: len(asked) >= 6).minimize(64, holds)
    assert (stopped.end, stopped.tries) == (MinimizeEnd.STOPPED, 6)
    assert asked[-1].count < stopped.best.count
    assert stopped.best.mask & 1 == 1


def test_a_wish_before_the_first_try_verifies_nothing() -> None:
    found = TraceMinimizer(is_stopped=lambda: True).minimize(4, lambda _: True)
    assert (found.is_verified, found.tries, found.best.count) == (False, 0, 4)


def test_tries_and_cuts_are_those_of_delta_debugging() -> None:
    asked: list[list[int]] = []

    def holds(found: Selection) -> bool:
        asked.append(found.places())
        return 1 in asked[-1]

    found = TraceMinimizer().minimize(6, holds)
    assert asked == [
        [0, 1, 2, 3, 4, 5],
        [],
        [0, 1, 2],
        [0, 1],
        [0],
        [1],
    ]
    assert (found.best.places(), found.tries, found.remembered) == ([1], 6, 3)


def test_seconds_are_those_since_the_begin_and_since_the_last_cut() -> None:
    now, told = iter(range(100)), list[MinimizeProgress]()
    minimizer = TraceMinimizer(progress=told.append, clock=lambda: float(next(now)))
    minimizer.minimize(2, lambda kept: kept.mask & 1 == 1)
    # The clock goes on by one each time it is asked: at the begin, for each cut, and for each progress.
    assert [(each.seconds, each.seconds_since_cut) for each in told] == [(2.0, 1.0), (3.0, 2.0), (5.0, 1.0)]
    assert [each.tries_since_cut for each in told] == [0, 1, 0]


@pytest.mark.parametrize("seconds", [1.0, 5.0])
def test_the_time_ends_it_once_that_much_has_gone_by(seconds: float) -> None:
    at = 0.0

    def holds(_: Selection) -> bool:
        nonlocal at
        at += 1.0
        return at == 1.0

    found = TraceMinimizer(TraceMinimizerConfig(max_seconds=seconds), clock=lambda: at).minimize(64, holds)
    assert (found.end, found.tries) == (MinimizeEnd.TIME, int(seconds))


def test_progress_is_told_after_every_try() -> None:
    told: list[MinimizeProgress] = []
    now = iter(range(10_000))
    minimizer = TraceMinimizer(progress=told.append, clock=lambda: float(next(now)))
    found = minimizer.minimize(20, lambda kept: kept.mask >> 7 & 1 == 1)
    assert [each.tries for each in told] == list(range(1, found.tries + 1))
    assert [each.size for each in told] == sorted((each.size for each in told), reverse=True)
    assert {each.total for each in told} == {20}
    assert told[-1].size == 1
    for before, after in pairwise(told):
        assert after.seconds > before.seconds
        assert after.tries_since_cut == (0 if after.size < before.size else before.tries_since_cut + 1)
