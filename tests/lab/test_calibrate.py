"""How often each check fires on runs whose truth the lab knows."""

import pytest

from atp_tui.engine.oracle.checks import ATP_CHECK_OF
from atp_tui.lab.calibrate import (
    FAULTY,
    HEALTHY,
    Counts,
    Measured,
    broken_checks,
    fired_checks,
    measure,
    options_of,
    scenario_of,
)
from atp_tui.lab.fault_table import FAULTS
from atp_tui.lab.run import run_transfer
from atp_tui.lab.scenario import SCENARIOS

BROKEN = {
    *("manifest_integrity", "journal_consistency", "quiescence", "obligation_leak", "path_consistency"),
    *("region_closure", "task_completion", "repair_recovery"),
}
"""What the faults of the lab break."""


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


def test_a_run_is_measured_by_its_number() -> None:
    for number in (2, 3):
        run = run_transfer(options_of(number, 3), with_qlogs=False)
        assert measure(number, 3) == Measured(number == 2, fired_checks(run), broken_checks(run))


def test_an_armed_fault_that_did_not_strike_is_no_run_of_either_kind() -> None:
    counts = Counts()
    counts.add(Measured(is_healthy=False, fired=frozenset(), broken=frozenset()))
    found = counts.calibration()
    assert (found.clean_runs, found.faulty_runs, found.spared_runs, found.has_both) == (0, 0, 1, False)
    assert found.broken == {}
