import subprocess
import sys

import pytest

from atp_tui.engine.oracle.checks import CHECKS
from atp_tui.lab.errors import LabError
from atp_tui.lab.fault_table import FAULTS
from atp_tui.lab.run import run_transfer
from atp_tui.lab.scenario import SCENARIOS, scenario_named


def test_every_fault_has_a_scenario_of_its_name() -> None:
    assert set(FAULTS) <= set(SCENARIOS)
    for name, fault in FAULTS.items():
        assert SCENARIOS[name].options().faults == (name,)
        assert SCENARIOS[name].violation_types == ({fault.violation_type} - {None})


def test_clean_has_no_fault() -> None:
    assert SCENARIOS["clean"].options().faults == ()
    assert SCENARIOS["clean"].violation_types == frozenset()


def test_five_violations_break_all_that_the_oracle_checks() -> None:
    scenario = SCENARIOS["five-violations"]
    assert scenario.violation_types == {check.violation_type for check in CHECKS}
    for seed in range(3):
        result = run_transfer(scenario.options(seed), with_qlogs=False).result
        assert {found.violation_type for found in result.violations} == scenario.violation_types


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_tells_itself_in_one_line(name: str) -> None:
    scenario = SCENARIOS[name]
    assert scenario.name == name == scenario.options().scenario
    assert scenario.sentence.isprintable()
    assert 20 <= len(scenario.sentence) <= 100


def test_options_can_be_changed_for_a_run() -> None:
    options = SCENARIOS["train-tunnel"].options(9, size=1000)
    assert (options.seed, options.size, options.dark_paths) == (9, 1000, 2)


def test_a_scenario_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(LabError, match=r"scenario: expected a scenario \(clean, .*\), found 'bliss'"):
        scenario_named("bliss")
    assert scenario_named("clean") is SCENARIOS["clean"]


def test_scenarios_can_be_listed_without_the_libraries_of_the_lab() -> None:
    check = (
        "import sys, atp_tui.lab.scenario; print(sorted({'trio', 'aioquic', 'raptorq', 'textual'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
