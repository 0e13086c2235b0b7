"""What came of runs of the lab, as text."""

from types import SimpleNamespace
from typing import cast

from atp_tui.lab.run import LabRun
from atp_tui.report.lab_run import run_lines


def test_the_lab_time_of_a_run_is_cut_off_as_on_the_screen() -> None:
    run = SimpleNamespace(
        options=SimpleNamespace(scenario="clean", seed=1),
        result=SimpleNamespace(passed=True, violations=()),
        written=b"[]",
        time_ns=1_999_999,
    )
    assert [*run_lines("p", cast("LabRun", run))] == [
        "p: PASSED; scenario clean, seed 1; 2 events in 1.999 ms of simulated time"
    ]
