"""Rates from counts, and their intervals."""

import math
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import InvalidFormatError
from atp_tui.engine.statistics import Tally, beta_share, bound_of_unseen, fisher, good_turing
from tests.strategies import tallies


@pytest.mark.parametrize(
    ("fired", "runs", "low", "high"),
    [
        # Quantiles of the beta distribution as tables of the Jeffreys interval print them.
        (0, 10, 0.0, 0.2172),
        (1, 10, 0.0110, 0.3813),
        (5, 10, 0.2235, 0.7765),
        (10, 10, 0.7828, 1.0),
        (0, 1, 0.0, 0.8532),
    ],
)
def test_intervals_are_those_of_the_tables(fired: int, runs: int, low: float, high: float) -> None:
    assert Tally(fired=fired, runs=runs).interval() == pytest.approx((low, high), abs=1e-4)


@given(st.floats(0.0, 1.0), st.integers(1, 40), st.integers(1, 40))
def test_the_incomplete_beta_function_is_a_sum_of_binomials(x: float, a: int, b: int) -> None:
    n = a + b - 1
    binomials = math.fsum(math.comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a, n + 1))
    assert beta_share(x, a, b) == pytest.approx(binomials, abs=1e-10)


@given(tallies)
def test_an_interval_holds_the_rate_and_its_share_of_probability(tally: Tally) -> None:
    low, high = tally.interval()
    assert 0 <= low <= tally.rate <= high <= 1
    a, b = tally.fired + 0.5, tally.runs - tally.fired + 0.5
    if 0 < tally.fired < tally.runs:
        assert beta_share(high, a, b) - beta_share(low, a, b) == pytest.approx(0.95, abs=1e-6)


@pytest.mark.parametrize("level", [0.0, 1.0, 2.0])
def test_a_level_that_is_no_probability_is_refused(level: float) -> None:
    with pytest.raises(InvalidFormatError, match="level"):
        Tally(fired=1, runs=2).interval(level)


@pytest.mark.parametrize(("seen", "expected"), [(1, 0.5), (2, 0.2499), (3, 0.1248), (5, 0.0310), (10, 0.000953)])
def test_nothing_in_as_many_runs_is_as_in_tables(seen: int, expected: float) -> None:
    assert fisher(seen, 1000, 0, 1000) == pytest.approx(expected, rel=0.01)


def test_the_lady_tasting_tea() -> None:
    assert fisher(3, 4, 1, 4) == pytest.approx(17 / 70)
    assert fisher(4, 4, 0, 4) == pytest.approx(1 / 70)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_it_is_the_sum_of_the_hypergeometric_terms(a: int, b: int, c: int, d: int) -> None:
    runs, others, shown = a + b, c + d, a + c
    whole = math.comb(runs + others, shown)
    terms = (
        math.comb(runs, k) * math.comb(others, shown - k) for k in range(a, min(runs, shown) + 1) if shown - k <= others
    )
    assert fisher(a, runs, c, others) == pytest.approx(sum(terms) / whole, rel=1e-9)


def test_a_million_runs() -> None:
    assert fisher(20, 1_000_000, 0, 1_000_000) == pytest.approx(0.5**20, rel=0.01)


def test_good_turing_is_the_share_of_what_was_seen_once() -> None:
    assert [good_turing(*each) for each in ((0, 0), (0, 10), (3, 10), (30, 10))] == [1.0, 0.0, 0.3, 1.0]


def test_good_turing_is_right_for_the_draws_of_a_design() -> None:
    dice = random.Random(1)
    weights = [0.3, 0.2, *([0.01] * 30), *([0.002] * 100)]
    errors = []
    for _ in range(200):
        drawn = Counter(dice.choices(range(len(weights)), weights, k=400))
        unseen = sum(weight for kind, weight in enumerate(weights) if kind not in drawn)
        errors.append(good_turing(sum(runs == 1 for runs in drawn.values()), 400) - unseen)
    assert abs(math.fsum(errors) / 200) <= 0.01
    assert math.fsum(map(abs, errors)) / 200 <= 0.03


@pytest.mark.parametrize(("runs", "bound"), [(0, 1.0), (1, 0.95), (1_000, 2.991e-3), (10**6, 2.9957e-6)])
def test_what_was_not_seen_is_at_most_about_three_in_so_many(runs: int, bound: float) -> None:
    assert bound_of_unseen(runs) == pytest.approx(bound, rel=1e-3)


@given(st.integers(1, 10_000), st.floats(0.5, 0.999))
def test_the_bound_of_the_unseen_is_the_rate_that_would_rarely_hide(runs: int, level: float) -> None:
    assert (1 - bound_of_unseen(runs, level)) ** runs == pytest.approx(1 - level)
