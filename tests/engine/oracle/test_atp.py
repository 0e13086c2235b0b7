"""The checks of the ATP oracle: each fires for its reason, only for it, and weighs what its rates give."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import (
    ATP_CHECKS,
    CHECKS,
    AtpOracleChecks,
    AtpTransferOracle,
    AtpTransferState,
    CheckRates,
    DetectionModel,
    EvidenceStrength,
    InvalidFormatError,
    Severity,
    TransferOracle,
)
from atp_tui.engine.evidence import SEVERITY_WEIGHTS, Evidence
from atp_tui.engine.oracle.check import Check, CheckGroup

REASONS: dict[str, dict[str, object]] = {
    "manifest": {"manifest_hash": "b", "expected_manifest_hash": "a"},
    "journal": {"journal_gaps": 3},
    "quiescence": {"pending_operations": 3},
    "obligations": {"leaked_obligations": 3},
    "path_consistency": {"path_outcomes_consistent": False},
    "region_closure": {"open_regions": 3},
    "task_completion": {"unfinished_tasks": 3},
    "repair_recovery": {"unrecovered_blocks": 3},
    "trace_order": {"time_reversals": 3},
    "artifact_presence": {"missing_artifacts": 3},
}
"""The fields by which each check is made to fire."""

EXPECTED = {
    "manifest": ("manifest_integrity", "High", "data", {"expected_hash": "a", "actual_hash": "b"}),
    "journal": ("journal_consistency", "High", "journal", {"gap_count": "3"}),
    "quiescence": ("quiescence", "Medium", "structure", {"pending_count": "3"}),
    "obligations": ("obligation_leak", "High", "structure", {"leak_count": "3"}),
    "path_consistency": ("path_consistency", "High", "paths", {}),
    "region_closure": ("region_closure", "High", "structure", {"open_region_count": "3"}),
    "task_completion": ("task_completion", "Medium", "structure", {"unfinished_count": "3"}),
    "repair_recovery": ("repair_recovery", "Critical", "data", {"unrecovered_count": "3"}),
    "trace_order": ("trace_order", "Low", "record", {"reversal_count": "3"}),
    "artifact_presence": ("artifact_presence", "Low", "record", {"missing_count": "3"}),
}


def state(*checks: str) -> AtpTransferState:
    """A state on which these checks have a reason to fire."""
    return AtpTransferState.read({key: value for check in checks for key, value in REASONS[check].items()})


TESTED = [check for check in ATP_CHECKS if check.name in REASONS]


def test_every_check_is_tested_here() -> None:
    assert [check.name for check in ATP_CHECKS] == list(REASONS) == list(EXPECTED)


def test_switches_and_state_are_those_of_the_table() -> None:
    assert list(AtpOracleChecks.model_fields) == [check.name for check in ATP_CHECKS]
    assert ATP_CHECKS[: len(CHECKS)] == CHECKS
    assert {field for check in ATP_CHECKS for field in check.fields} == set(AtpTransferState.model_fields)


@pytest.mark.parametrize("check", TESTED, ids=lambda check: check.name)
def test_a_check_fires_for_its_reason_and_only_for_it(check: Check[AtpTransferState]) -> None:
    kind, severity, group, evidence = EXPECTED[check.name]
    result = AtpTransferOracle().check(state(check.name))
    (violation,) = result.violations
    assert (violation.violation_type, violation.severity, dict(violation.evidence)) == (kind, severity, evidence)
    assert check.group is CheckGroup(group)
    assert (result.passed, result.stats.entities_tracked, result.stats.events_recorded) == (False, 1, len(ATP_CHECKS))
    assert [entry.evidence.invariant for entry in result.ledger.entries if not entry.evidence.passed] == [kind]
    assert all(str(value) in violation.description for value in evidence.values())


@pytest.mark.parametrize("check", TESTED, ids=lambda check: check.name)
def test_the_fields_inferred_from_its_evidence_make_a_check_fire_alike(check: Check[AtpTransferState]) -> None:
    reported = check.violation(state(check.name))
    inferred = AtpTransferState.read(check.condition.infer(reported.evidence))
    assert check.fires(inferred)
    assert check.violation(inferred) == reported
    assert check.fires(AtpTransferState.read(check.condition.infer({}))) is (check.name != "manifest")


@pytest.mark.parametrize("check", TESTED, ids=lambda check: check.name)
def test_a_check_that_is_off_does_not_run(check: Check[AtpTransferState]) -> None:
    result = AtpTransferOracle(checks=AtpOracleChecks.without((check.name,))).check(state(*REASONS))
    assert check.violation_type not in {violation.violation_type for violation in result.violations}
    assert len(result.violations) == len(REASONS) - 1
    assert len(result.ledger.entries) == result.stats.events_recorded == len(ATP_CHECKS) - 1
    assert check.violation_type not in {entry.evidence.invariant for entry in result.ledger.entries}


def test_all_checks_can_be_off() -> None:
    result = AtpTransferOracle(checks=AtpOracleChecks.without(tuple(AtpOracleChecks.model_fields))).check(
        state(*REASONS)
    )
    assert (result.passed, result.violations, result.ledger.entries) == (True, (), ())


def test_a_switch_of_no_check_is_refused() -> None:
    with pytest.raises(InvalidFormatError, match="artifact_presence"):
        AtpOracleChecks.without(("manifest_integrity",))


@given(st.sets(st.sampled_from(sorted(REASONS))))
def test_the_ledger_has_an_entry_for_each_check_and_the_violations_are_those_that_fired(broken: set[str]) -> None:
    result = AtpTransferOracle(name="X").check(state(*broken))
    fired = [check.violation_type for check in ATP_CHECKS if check.name in broken]
    assert [violation.violation_type for violation in result.violations] == fired
    assert [entry.evidence.invariant for entry in result.ledger.entries] == [each.violation_type for each in ATP_CHECKS]
    assert {entry.oracle_name for entry in result.ledger.entries} == {"X"}
    assert result.passed is (not broken)


@given(st.sets(st.sampled_from(sorted(REASONS)[:])))
def test_on_the_fields_of_the_small_state_the_small_oracle_says_the_same(broken: set[str]) -> None:
    small = {check.name for check in CHECKS}
    judged = state(*(broken & small))
    atp, plain = AtpTransferOracle().check(judged), TransferOracle().check(judged)
    assert atp.violations == plain.violations
    assert Evidence.of(atp).bayes_factor.log10_bf == Evidence.of(plain).bayes_factor.log10_bf


@pytest.mark.parametrize("check", TESTED, ids=lambda check: check.name)
def test_by_default_a_fired_check_weighs_its_severity_and_a_silent_one_about_minus_one(
    check: Check[AtpTransferState],
) -> None:
    weight = SEVERITY_WEIGHTS[check.severity]
    entries = AtpTransferOracle().check(state(check.name)).ledger.entries
    fired = next(entry.evidence for entry in entries if entry.evidence.invariant == check.violation_type)
    assert fired.bayes_factor.log10_bf == weight
    silent = AtpTransferOracle().check(AtpTransferState()).ledger.entries[ATP_CHECKS.index(check)].evidence
    d, f = 0.9, 0.9 / 10**weight
    assert silent.bayes_factor.log10_bf == pytest.approx(math.log10((1 - d) / (1 - f)), abs=1e-12)
    assert -1.0 <= silent.bayes_factor.log10_bf < -0.88
    assert silent.bayes_factor.strength is EvidenceStrength.AGAINST


@pytest.mark.parametrize("check", TESTED, ids=lambda check: check.name)
@pytest.mark.parametrize("has_fired", [True, False])
def test_the_parts_of_a_factor_are_the_terms_with_d_and_f(check: Check[AtpTransferState], *, has_fired: bool) -> None:
    model = DetectionModel.read({check.name: {"detection": 0.8, "false_alarm": 0.05}})
    judged = state(check.name) if has_fired else AtpTransferState()
    evidence = AtpTransferOracle(model=model).check(judged).ledger.entries[ATP_CHECKS.index(check)].evidence
    parts, total = evidence.log_likelihoods, evidence.bayes_factor.log10_bf
    above, below = (0.8, 0.05) if has_fired else (0.2, 0.95)
    assert parts.detection == pytest.approx(math.log10(above), abs=1e-12)
    assert parts.structural == pytest.approx(-math.log10(below), abs=1e-12)
    assert parts.total == total == pytest.approx(parts.structural + parts.detection, abs=1e-12)
    assert total == pytest.approx(math.log10(above / below), abs=1e-12)
    (line,) = evidence.evidence_lines
    assert line.equation.endswith("d / f" if has_fired else "(1 - d) / (1 - f)")
    assert line.substitution.startswith("d=0.8, f=0.05: " + ("0.8 / 0.05 = 16" if has_fired else "(1 - 0.8) / (1 - 0"))
    assert evidence.bayes_factor.hypothesis == f"{check.violation_type} violation"
    assert evidence.passed is not has_fired


@pytest.mark.parametrize(
    ("detection", "false_alarm", "strength"),
    [
        (0.9, 0.3, EvidenceStrength.POSITIVE),
        (0.9, 0.3000001, EvidenceStrength.NEGLIGIBLE),
        (0.3, 0.1, EvidenceStrength.POSITIVE),
        (0.2999999, 0.1, EvidenceStrength.NEGLIGIBLE),
        (0.9, 0.045, EvidenceStrength.STRONG),
        (0.9, 0.0450001, EvidenceStrength.POSITIVE),
        (0.9, 0.0449999, EvidenceStrength.STRONG),
        (0.9, 0.006, EvidenceStrength.VERY_STRONG),
        (0.9, 0.0060001, EvidenceStrength.STRONG),
        (0.9, 0.0059999, EvidenceStrength.VERY_STRONG),
        (0.5, 0.5, EvidenceStrength.NEGLIGIBLE),
        (0.4999999, 0.5, EvidenceStrength.AGAINST),
    ],
)
def test_strength_at_its_bounds(detection: float, false_alarm: float, strength: EvidenceStrength) -> None:
    rates = CheckRates(detection=detection, false_alarm=false_alarm)
    assert EvidenceStrength.from_log10_bf(rates.log10_bf(fired=True)) is strength


def test_bayes_factor_words_at_three_twenty_and_a_hundred_and_fifty() -> None:
    for factor, at, below in (
        (1, EvidenceStrength.NEGLIGIBLE, EvidenceStrength.AGAINST),
        (3, EvidenceStrength.POSITIVE, EvidenceStrength.NEGLIGIBLE),
        (20, EvidenceStrength.STRONG, EvidenceStrength.POSITIVE),
        (150, EvidenceStrength.VERY_STRONG, EvidenceStrength.STRONG),
    ):
        exactly = math.log10(factor)
        assert EvidenceStrength.from_log10_bf(exactly) is at
        assert EvidenceStrength.from_log10_bf(math.nextafter(exactly, math.inf)) is at
        assert EvidenceStrength.from_log10_bf(math.nextafter(exactly, -math.inf)) is below


def test_the_whole_result_keeps_the_weights_of_the_format() -> None:
    passed = AtpTransferOracle().check(AtpTransferState())
    assert Evidence.of(passed).bayes_factor.log10_bf == -1.0
    assert Evidence.of(passed.changed(passed=False)).bayes_factor.log10_bf == 0.5
    critical = AtpTransferOracle().check(state("repair_recovery"))
    assert critical.max_severity is Severity.CRITICAL
    assert Evidence.of(critical).bayes_factor.log10_bf == 2.4
