"""The state behind an oracle result: recorded, or worked out from the evidence."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import (
    InvalidFormatError,
    OracleResult,
    SerializationError,
    Severity,
    TransferOracle,
    TransferState,
    Violation,
)
from atp_tui.engine.json_text import loads
from atp_tui.engine.oracle.recorded_state import RecordedStates, StateSource, known_state
from tests.strategies import U32_MAX, oracle_results, texts

counts = st.one_of(st.sampled_from([0, 1, U32_MAX]), st.integers(0, U32_MAX))
states = st.builds(
    TransferState,
    manifest_hash=texts,
    expected_manifest_hash=texts,
    journal_gaps=counts,
    pending_operations=counts,
    leaked_obligations=counts,
    path_outcomes_consistent=st.booleans(),
)


@given(states)
def test_the_evidence_gives_a_state_of_which_the_oracle_says_the_same(state: TransferState) -> None:
    result = TransferOracle().check(state)
    known = known_state(result, None)
    assert (known.source, known.open_points) == (StateSource.EVIDENCE, ())
    assert TransferOracle().check(known.state) == result
    if state.manifest_hash != state.expected_manifest_hash:
        assert known.state == state


@given(states)
def test_a_recorded_state_goes_before_the_evidence(state: TransferState) -> None:
    recorded = RecordedStates.read(json.dumps({"transfer": state.model_dump()}).encode())
    known = known_state(TransferOracle().check(state), recorded)
    assert (known.state, known.source, known.open_points) == (state, StateSource.RECORDED, ())
    other = known_state(TransferOracle(name="other").check(state), recorded)
    assert other.source is StateSource.EVIDENCE


@given(oracle_results)
def test_any_result_has_a_state(result: OracleResult) -> None:
    known = known_state(result, None)
    assert known.open_points or set(result.violations) <= set(TransferOracle().check(known.state).violations)


@pytest.mark.parametrize("count", ["0", "", "many", "-1", "4294967296", "1.0"])
def test_a_count_that_cannot_be_is_told(count: str) -> None:
    violation = Violation(
        violation_type="journal_consistency", description="d", severity=Severity.HIGH, evidence={"gap_count": count}
    )
    known = known_state(OracleResult(oracle_name="transfer", passed=False, violations=(violation,)), None)
    assert known.state == TransferState(journal_gaps=1)
    assert known.open_points == ("journal_consistency: recorded with different evidence or description",)


def test_a_field_that_is_not_recorded_is_lacking_and_stays_so_when_written() -> None:
    text = b'{"transfer": {"expected_manifest_hash": "a", "journal_gaps": 1}}'
    recorded = RecordedStates.read(text)
    known = known_state(TransferOracle().check(TransferState(journal_gaps=1)), recorded)
    assert set(known.lacking) == {*TransferState.model_fields} - {"expected_manifest_hash", "journal_gaps"}
    assert known.lacking["manifest_hash"] == "transfer-state.json does not record manifest_hash"
    assert known.open_points == ()
    assert loads(recorded.write()) == loads(text)
    assert not known_state(TransferOracle().check(TransferState()), None).lacking


def test_a_recorded_state_that_says_otherwise_is_told() -> None:
    recorded = RecordedStates.read(b'{"transfer": {"pending_operations": 1}}')
    known = known_state(TransferOracle().check(TransferState(journal_gaps=1)), recorded)
    assert known.open_points == (
        "journal_consistency: recorded, but not found in this state",
        "quiescence: found in this state, but not recorded",
    )


def test_further_fields_and_what_is_no_state_are_left_out() -> None:
    recorded = RecordedStates.read(b'{"a": {"journal_gaps": 3, "more": 1}, "version": 1}')
    assert recorded.states == {"a": TransferState(journal_gaps=3)}


@pytest.mark.parametrize("data", [b"", b"[]", b'{"a": {"journal_gaps": -1}}', b'{"a": {}, "a": {}}', b"\xff"])
def test_what_is_no_record_of_states_is_refused(data: bytes) -> None:
    with pytest.raises((SerializationError, InvalidFormatError)):
        RecordedStates.read(data)


def test_a_violation_that_no_check_gives_is_told() -> None:
    odd = Violation(violation_type="odd", description="d", severity=Severity.LOW)
    known = known_state(OracleResult(oracle_name="o", violations=(odd,), passed=False), None)
    assert known.state == TransferState()
    assert known.open_points == ("odd: not from a check of the transfer oracle",)
