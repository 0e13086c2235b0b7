"""The transfer oracle and its five checks."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import CHECKS, InvalidFormatError, OracleChecks, Severity, TransferOracle, TransferState
from tests.strategies import U32_MAX, texts

FIRING: dict[str, dict[str, object]] = {
    "manifest": {"manifest_hash": "9e", "expected_manifest_hash": "9f"},
    "journal": {"journal_gaps": 2},
    "quiescence": {"pending_operations": 3},
    "obligations": {"leaked_obligations": 1},
    "path_consistency": {"path_outcomes_consistent": False},
}
SAYS = {
    "manifest": (
        "manifest_integrity",
        Severity.HIGH,
        "Manifest hash mismatch: expected 9f, got 9e",
        {"expected_hash": "9f", "actual_hash": "9e"},
    ),
    "journal": (
        "journal_consistency",
        Severity.HIGH,
        "Journal has 2 gaps or ordering violations",
        {"gap_count": "2"},
    ),
    "quiescence": (
        "quiescence",
        Severity.MEDIUM,
        "Transfer attempted with 3 pending operations",
        {"pending_count": "3"},
    ),
    "obligations": ("obligation_leak", Severity.HIGH, "Found 1 leaked obligations", {"leak_count": "1"}),
    "path_consistency": ("path_consistency", Severity.HIGH, "Path outcomes are inconsistent across replicas", {}),
}
NAMES = tuple(SAYS)
EVERYTHING = TransferState.read({field: value for fields in FIRING.values() for field, value in fields.items()})


def test_the_checks_stand_in_the_order_of_the_format() -> None:
    assert tuple(check.name for check in CHECKS) == NAMES == tuple(OracleChecks.model_fields)


@pytest.mark.parametrize("name", NAMES)
def test_each_check_fires_by_itself(name: str) -> None:
    result = TransferOracle().check(TransferState.read(FIRING[name]))
    (violation,) = result.violations
    found = (violation.violation_type, violation.severity, violation.description, dict(violation.evidence))
    assert found == SAYS[name]
    assert list(violation.evidence) == sorted(violation.evidence)
    assert (result.oracle_name, result.passed) == ("transfer", False)
    assert (result.stats.events_recorded, result.stats.entities_tracked) == (5, 1)


@pytest.mark.parametrize("name", NAMES)
def test_each_check_switched_off_does_not_fire(name: str) -> None:
    result = TransferOracle(checks=OracleChecks.without((name,))).check(TransferState.read(FIRING[name]))
    assert (result.violations, result.passed) == ((), True)
    assert (result.stats.events_recorded, result.stats.entities_tracked) == (4, 0)


@pytest.mark.parametrize("switches", product([True, False], repeat=5))
def test_the_checks_that_are_on_run_in_order(switches: tuple[bool, ...]) -> None:
    on = [name for name, switch in zip(NAMES, switches, strict=True) if switch]
    oracle = TransferOracle(name="x", checks=OracleChecks(**dict(zip(NAMES, switches, strict=True))))
    result = oracle.check(EVERYTHING)
    assert [violation.violation_type for violation in result.violations] == [SAYS[name][0] for name in on]
    assert (result.stats.events_recorded, result.stats.entities_tracked) == (len(on), len(on))
    assert result.passed == (not on)
    clean = oracle.check(TransferState())
    assert (clean.violations, clean.passed, clean.stats.events_recorded) == ((), True, len(on))


def test_an_oracle_with_every_check_off_passes_everything() -> None:
    result = TransferOracle(checks=OracleChecks.without(NAMES)).check(EVERYTHING)
    assert (result.passed, result.violations) == (True, ())
    assert (result.stats.events_recorded, result.stats.entities_tracked) == (0, 0)


@given(texts, texts, *[st.sampled_from([0, 1, U32_MAX])] * 3, st.booleans())
def test_any_state(actual: str, expected: str, gaps: int, pending: int, leaked: int, consistent: bool) -> None:
    state = TransferState(
        manifest_hash=actual,
        expected_manifest_hash=expected,
        journal_gaps=gaps,
        pending_operations=pending,
        leaked_obligations=leaked,
        path_outcomes_consistent=consistent,
    )
    result = TransferOracle().check(state)
    fired = [actual != expected, gaps > 0, pending > 0, leaked > 0, not consistent]
    types = [SAYS[name][0] for name, fires in zip(NAMES, fired, strict=True) if fires]
    assert [violation.violation_type for violation in result.violations] == types
    assert result.passed == (not any(fired))
    assert result == TransferOracle().check(state)


def test_hashes_are_compared_as_they_stand() -> None:
    for actual, expected in (("A", "a"), ("a", "a "), ("é", "e\u0301"), ("", "0")):
        state = TransferState(manifest_hash=actual, expected_manifest_hash=expected)
        assert not TransferOracle().check(state).passed


def test_a_check_that_does_not_exist_cannot_be_switched_off() -> None:
    with pytest.raises(InvalidFormatError, match=r"a check \(manifest, journal.*found 'jornal'"):
        OracleChecks.without(("journal", "jornal"))
    assert OracleChecks.without(()) == OracleChecks()


@pytest.mark.parametrize("value", [0, 1, "no", None])
def test_a_switch_is_true_or_false(value: object) -> None:
    with pytest.raises(InvalidFormatError, match="journal: expected true or false"):
        OracleChecks(journal=value)


def test_each_check_names_the_fields_that_it_looks_at() -> None:
    assert {check.name: set(check.fields) for check in CHECKS} == {name: set(fields) for name, fields in FIRING.items()}
    assert sorted(field for check in CHECKS for field in check.fields) == sorted(TransferState.model_fields)
