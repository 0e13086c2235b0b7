"""How often each check fires on runs whose truth the lab knows."""

import math
from statistics import fmean

import pytest

from atp_tui.engine import AtpTransferOracle, AtpTransferState, Tally, combine
from atp_tui.engine.oracle.checks import ATP_CHECK_OF
from atp_tui.engine.oracle.model import DEFAULT_MODEL, DetectionModel
from atp_tui.lab.calibrate import (
    FAULTY,
    HEALTHY,
    CalibrationProgress,
    broken_checks,
    calibrate,
    fired_checks,
    options_of,
    scenario_of,
)
from atp_tui.lab.errors import LabError
from atp_tui.lab.fault_table import FAULTS
from atp_tui.lab.run import run_transfer
from atp_tui.lab.scenario import SCENARIOS
from tests.soak_figures import figure

BROKEN = {
    *("manifest_integrity", "journal_consistency", "quiescence", "obligation_leak", "path_consistency"),
    *("region_closure", "task_completion", "repair_recovery"),
}
"""What the faults of the lab break."""
FAR = 10**9
"""The first seed of the runs on which a model is judged, far from those that made it."""


def test_every_scenario_is_healthy_or_faulty() -> None:
    assert set(HEALTHY) | set(FAULTY) == set(SCENARIOS)
    assert set(HEALTHY) == {"clean", "blackout", "train-tunnel", "near-and-far", "lossy-race"}


def test_healthy_and_faulty_runs_take_turns_through_all_scenarios() -> None:
    rounds = 2 * len(HEALTHY) * len(FAULTY)
    names = [scenario_of(number) for number in range(rounds)]
    assert set(names[::2]) == set(HEALTHY)
    assert set(names[1::2]) == set(FAULTY)
    assert options_of(3, 2**64 - 1).seed == 2


def test_every_fault_breaks_what_a_check_looks_at_or_nothing() -> None:
    broken = {name: set(fault.breaks) for name, fault in FAULTS.items()}
    assert broken.pop("blackout") == set()
    assert all(broken.values())
    assert set.union(*broken.values()) == BROKEN


@pytest.mark.parametrize("name", ["clean", "flipped-bit", "lost-finished", "bad-night"])
def test_the_truth_is_what_struck(name: str) -> None:
    run = run_transfer(SCENARIOS[name].options(1), with_qlogs=False)
    kinds = {kind for fault in run.options.faults for kind in FAULTS[fault].breaks}
    assert broken_checks(run) == {ATP_CHECK_OF[kind].name for kind in kinds}
    assert fired_checks(run) == broken_checks(run)


def test_a_fault_that_did_not_strike_broke_nothing() -> None:
    drawn = run_transfer(SCENARIOS["flipped-bit"].options(1), with_qlogs=False)
    spared = run_transfer(drawn.options, decisions=(), with_qlogs=False)
    assert broken_checks(drawn) == {"manifest"}
    assert broken_checks(spared) == frozenset()


def test_every_run_is_counted_and_told() -> None:
    told: list[CalibrationProgress] = []
    found = calibrate(6, seed=3, progress=told.append)
    assert told == [(done, 6) for done in range(1, 7)]
    assert (found.clean_runs, found.faulty_runs, found.spared_runs) == (3, 3, 0)
    assert set(found.clean.values()) == {Tally(fired=0, runs=3)}
    runs = [run_transfer(options_of(number, 3), with_qlogs=False) for number in (1, 3, 5)]
    for name, tally in found.broken.items():
        assert tally.runs == sum(name in broken_checks(run) for run in runs)
        assert tally.fired == sum(name in broken_checks(run) & fired_checks(run) for run in runs)


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


def test_fewer_than_two_runs_are_refused() -> None:
    with pytest.raises(LabError, match="at least 2 runs"):
        calibrate(1)


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
