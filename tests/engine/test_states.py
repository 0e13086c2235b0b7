"""The state that an oracle judged, recorded or worked out."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.errors import CrashpackError, InvalidFormatError, SerializationError
from atp_tui.engine.oracle import TransferOracle
from atp_tui.engine.record import OracleResult, Severity, Violation
from atp_tui.engine.state import TransferState
from atp_tui.engine.states import RecordedStates, StateSource, known_state
from tests.strategies import oracle_results

U32 = st.integers(0, 2**32 - 1)
STATES = st.builds(
    TransferState,
    manifest_hash=st.text(max_size=4),
    expected_manifest_hash=st.text(max_size=4),
    journal_gaps=U32,
    pending_operations=U32,
    leaked_obligations=U32,
    path_outcomes_consistent=st.booleans(),
)


@given(STATES)
def test_a_state_worked_out_makes_the_oracle_say_the_same(state: TransferState) -> None:
    result = TransferOracle(name="o").check(state)
    known = known_state(result, None)
    assert (known.source, known.open_points) == (StateSource.EVIDENCE, ())
    assert TransferOracle(name="o").check(known.state) == result


@given(oracle_results)
def test_any_result_has_a_state(result: OracleResult) -> None:
    known = known_state(result, None)
    types = {violation.violation_type for violation in result.violations}
    again = {violation.violation_type for violation in TransferOracle().check(known.state).violations}
    assert bool(known.open_points) >= (types != again)


@pytest.mark.parametrize("count", ["", "many", "-1", "4294967296", "0"])
def test_a_count_that_is_none_still_means_one(count: str) -> None:
    violation = Violation(
        violation_type="journal_consistency", description="d", severity=Severity.HIGH, evidence={"gap_count": count}
    )
    known = known_state(OracleResult(oracle_name="o", violations=(violation,), passed=False), None)
    assert known.state.journal_gaps == 1
    assert known.open_points == ("journal_consistency: recorded with other evidence or words than this state gives",)


def test_contradictions_are_told() -> None:
    odd = Violation(violation_type="odd", description="d", severity=Severity.LOW)
    gaps = Violation(violation_type="journal_consistency", description="d", severity=Severity.LOW)
    result = OracleResult(oracle_name="o", violations=(odd, gaps), passed=False)
    recorded = RecordedStates({"o": TransferState(leaked_obligations=1)})
    known = known_state(result, recorded)
    assert (known.source, known.state.leaked_obligations) == (StateSource.RECORDED, 1)
    assert known.open_points == (
        "odd: no check of the transfer oracle gives it",
        "journal_consistency: recorded, but not found in this state",
        "obligation_leak: found in this state, but not recorded",
    )


def test_recorded_states_are_read_by_name_and_further_fields_passed_over() -> None:
    text = json.dumps({"o": {"journal_gaps": 3, "writer": "x"}, "note": "no state"})
    assert dict(RecordedStates.read(text.encode()).states) == {"o": TransferState(journal_gaps=3)}


@pytest.mark.parametrize(
    ("text", "error"),
    [("{", SerializationError), ("[]", InvalidFormatError), ('{"o": {"journal_gaps": -1}}', CrashpackError)],
)
def test_others_are_refused(text: str, error: type[CrashpackError]) -> None:
    with pytest.raises(error):
        RecordedStates.read(text.encode())


def test_another_oracles_state_is_not_taken() -> None:
    recorded = RecordedStates({"p": TransferState(leaked_obligations=1)})
    assert known_state(OracleResult(oracle_name="o", passed=True), recorded).source is StateSource.EVIDENCE
