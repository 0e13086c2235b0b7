"""The ATP oracle counts in a trace what the lab shows, and its checks find what the fault breaks."""

import pytest

from atp_tui.engine import AtpTransferOracle, AtpTransferState
from atp_tui.lab.run import run_transfer
from atp_tui.lab.scenario import SCENARIOS
from tests.lab_counts import lab_counts

BESIDES = {
    "heavy-loss": {"region_closure", "task_completion", "repair_recovery"},
    "stuck-operation": {"region_closure", "task_completion"},
}
"""What the trace shows beside what the transfer oracle should say."""


@pytest.mark.parametrize(
    "name", ["clean", "blackout", "heavy-loss", "flipped-bit", "torn-journal", "stuck-operation", "split-outcome"]
)
def test_the_atp_state_is_what_the_lab_did(name: str) -> None:
    scenario = SCENARIOS[name]
    run = run_transfer(scenario.options(1), with_qlogs=False)
    state = AtpTransferState.from_trace(run.events, run.state)
    counts = lab_counts(run.events)
    assert {field: getattr(state, field) for field in counts} == counts
    assert {field: getattr(state, field) for field in type(run.state).model_fields} == run.state.model_dump()
    found = {violation.violation_type for violation in AtpTransferOracle().check(state).violations}
    assert found == scenario.violation_types | BESIDES.get(name, set())
