"""Long runs of the lab: many seeds, each outcome explained."""

import pytest

from atp_tui.lab.explore import explore
from atp_tui.lab.options import LabOptions
from atp_tui.lab.run import run_transfer
from atp_tui.lab.scenario import SCENARIOS
from tests.lab_counts import lab_counts
from tests.soak_figures import figure

pytestmark = pytest.mark.soak

SEEDS = 500
NEARLY = 0.97
"""The part of all seeds on which a fault must bite."""


def test_clean_passes_on_every_seed() -> None:
    for seed in range(200):
        run = run_transfer(SCENARIOS["clean"].options(seed), with_qlogs=False)
        assert run.result.passed, seed
        assert set(run.digests.stored) == {run.digests.sent}, seed
        assert set(lab_counts(run.events).values()) == {0}, seed
    figure("lab: clean seeds pass", 200, 0)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_outcome_of_a_scenario_is_the_one_it_is_for(name: str) -> None:
    scenario = SCENARIOS[name]
    bitten = 0
    for seed in range(SEEDS // len(SCENARIOS) + 1):
        run = run_transfer(scenario.options(seed), with_qlogs=False)
        found = {violation.violation_type for violation in run.result.violations}
        assert found <= scenario.violation_types, seed
        bitten += found == scenario.violation_types
        if "manifest_integrity" not in found and "quiescence" not in found:
            assert set(run.digests.stored) == {run.digests.sent}, seed
        assert run.is_complete is ("quiescence" not in found), seed
    assert bitten >= NEARLY * (SEEDS // len(SCENARIOS) + 1)
    figure("lab: seeds end as their scenario says", SEEDS // len(SCENARIOS) + 1, 0)


def test_heavy_loss_spends_the_repair_budget_on_nearly_every_seed() -> None:
    spent = 0
    for seed in range(100):
        run = run_transfer(SCENARIOS["heavy-loss"].options(seed), with_qlogs=False)
        spent += any(kind == "RepairSpent" for _, kind, _ in run.written)
    assert spent >= 95
    figure("lab: heavy loss spends the budget", 100, 0)


def test_moderate_loss_is_survived() -> None:
    found = explore(LabOptions(loss=0.05, reorder=0.05, jitter_ms=10.0, repair=2.0), 100)
    assert dict(found.counts) == {(): 100}
    figure("lab: moderate loss is survived", 100, 0)


def test_ten_megabytes_over_three_paths_arrive() -> None:
    run = run_transfer(LabOptions(size=10_000_000, paths=3, deadline_s=600.0), with_qlogs=False)
    assert run.result.passed
    assert set(run.digests.stored) == {run.digests.sent}
