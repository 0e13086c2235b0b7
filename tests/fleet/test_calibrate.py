"""How often each check fires, with any number of processes."""

import math
from statistics import fmean

import pytest

from atp_tui.engine import AtpTransferOracle, AtpTransferState, Tally, combine
from atp_tui.engine.oracle.model import DEFAULT_MODEL, DetectionModel
from atp_tui.fleet import calibrate as calibrating
from atp_tui.fleet.calibrate import calibrate
from atp_tui.lab.calibrate import HEALTHY, broken_checks, fired_checks, options_of
from atp_tui.lab.errors import LabError
from atp_tui.lab.run import run_transfer
from atp_tui.lab.scenario import SCENARIOS
from tests.soak_figures import figure

FAR = 10**9
"""The first seed of the runs on which a model is judged, far from those that made it."""


def test_every_run_is_counted_and_told() -> None:
    told: list[float] = []
    found = calibrate(6, seed=3, progress=told.append)
    assert told == [done / 6 for done in range(1, 7)]
    assert (found.clean_runs, found.faulty_runs, found.spared_runs) == (3, 3, 0)
    assert set(found.clean.values()) == {Tally(fired=0, runs=3)}
    runs = [run_transfer(options_of(number, 3), with_qlogs=False) for number in (1, 3, 5)]
    for name, tally in found.broken.items():
        assert tally.runs == sum(name in broken_checks(run) for run in runs)
        assert tally.fired == sum(name in broken_checks(run) & fired_checks(run) for run in runs)


def test_any_number_of_processes_counts_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibrating, "WORTH_IT", 1)
    monkeypatch.setattr(calibrating, "AT_ONCE", 3)
    assert calibrate(10, seed=7, jobs=2) == calibrate(10, seed=7)


def test_a_check_without_broken_runs_keeps_the_default() -> None:
    found = calibrate(2)
    model = found.model()
    assert set(found.broken) == {"quiescence", "repair_recovery", "region_closure", "task_completion"}
    for name in found.clean:
        if name in found.broken:
            assert model.rates(name).clean == Tally(fired=0, runs=1)
        else:
            assert model.rates(name) == DEFAULT_MODEL.rates(name)
    assert model.title == "measured in the lab: 1 clean and 1 faulty runs"


def test_a_wish_to_stop_keeps_what_is_counted() -> None:
    told: list[float] = []
    found = calibrate(10_000, progress=told.append, is_stopped=lambda: bool(told))
    assert found.is_stopped
    assert found.clean_runs + found.faulty_runs + found.spared_runs == len(told)
    assert 0 < len(told) <= 2 * calibrating.AT_ONCE


def test_an_abort_waits_for_nothing() -> None:
    found = calibrate(10_000, is_stopped=lambda: True, is_abort=lambda: True)
    assert (found.is_stopped, found.has_both) == (True, False)


def test_fewer_than_two_runs_are_refused() -> None:
    with pytest.raises(LabError, match="at least 2 runs"):
        calibrate(1)


def test_what_a_run_raises_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def measure(number: int, seed: int) -> None:
        raise LabError("an end", f"none of run {number}, seed {seed}")

    monkeypatch.setattr(calibrating, "measure", measure)
    with pytest.raises(LabError, match="none of run 0, seed 4"):
        calibrate(2, seed=4)


def healthy_factors(model: DetectionModel, runs: int) -> list[tuple[float, float]]:
    """The Bayes factors, every group and any one group, of so many healthy runs."""
    found = []
    for number in range(runs):
        options = SCENARIOS[HEALTHY[number % len(HEALTHY)]].options(FAR + number)
        run = run_transfer(options, with_qlogs=False)
        result = AtpTransferOracle(model=model).check(AtpTransferState.from_trace(run.events, run.state))
        combined = combine(result.ledger.entries)
        found.append((10**combined.log10_bf, 10**combined.log10_any))
    return found


@pytest.mark.soak
def test_healthy_runs_seldom_look_broken() -> None:
    """Over 2,000 healthy runs that had no part in the model, both combined factors keep the bound of a Bayes factor.

    Measured are the mean of the factor and the share of runs in which it reaches 20. The bound is Markov's: a mean of
    1 leaves at most 1 in 20. A false alarm rarer than 1 in 2,000 shows in neither.
    """
    model = calibrate(1_000).model()
    factors = healthy_factors(model, 2_000)
    for which in (0, 1):
        values = [pair[which] for pair in factors]
        assert math.isfinite(fmean(values))
        assert fmean(values) <= 1.1
        assert sum(value >= 20 for value in values) <= len(values) / 20
    figure("lab: healthy runs seldom look broken", len(factors), 0)
