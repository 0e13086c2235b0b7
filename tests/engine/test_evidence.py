"""Bayes factors, their strength in words, and what evidence says."""

import math

import pytest
from hypothesis import given

from atp_tui.engine import (
    Evidence,
    EvidenceStrength,
    InvalidFormatError,
    OracleResult,
    OracleStats,
    Severity,
    Violation,
)
from atp_tui.engine.evidence import certainty, log10_bayes_factor, oracle_sentence, sentence
from tests.strategies import oracle_results

WEIGHTS = {Severity.LOW: 0.6, Severity.MEDIUM: 1.0, Severity.HIGH: 1.6, Severity.CRITICAL: 2.4}
STRENGTHS = {"Low": "Positive", "Medium": "Positive", "High": "Strong", "Critical": "VeryStrong"}


def failing(*severities: Severity) -> OracleResult:
    violations = tuple(Violation(violation_type="t", description="d", severity=severity) for severity in severities)
    stats = OracleStats(events_recorded=5, entities_tracked=len(violations))
    return OracleResult(oracle_name="x", passed=False, violations=violations, stats=stats)


def test_a_result_that_passed_speaks_against_a_violation() -> None:
    found = Evidence.of(OracleResult(oracle_name="x", passed=True))
    assert found.model_dump(mode="json") == {
        "invariant": "x",
        "passed": True,
        "bayes_factor": {"log10_bf": -1.0, "hypothesis": "x violation", "strength": "Against"},
        "log_likelihoods": {"structural": -0.5, "detection": -0.5, "total": -1.0},
        "evidence_lines": [
            {
                "equation": "BF = P(oracle evidence | violation) / P(oracle evidence | clean)",
                "substitution": ("passed=true, violations=0, events_recorded=0, entities_tracked=0, max_severity=none"),
                "intuition": "x produced deterministic clean evidence",
            }
        ],
    }


def test_a_result_that_failed_and_lists_nothing() -> None:
    found = Evidence.of(failing())
    assert (found.bayes_factor.log10_bf, found.bayes_factor.strength) == (0.5, EvidenceStrength.POSITIVE)
    assert found.log_likelihoods.model_dump() == {"structural": 0.25, "detection": 0.25, "total": 0.5}
    assert found.evidence_lines[0].intuition == "x reported 0 deterministic violation(s)"
    assert found.evidence_lines[0].substitution.startswith("passed=false, violations=0,")
    assert found.evidence_lines[0].substitution.endswith("max_severity=none")


@pytest.mark.parametrize("severity", Severity)
def test_each_severity_has_its_weight(severity: Severity) -> None:
    found = Evidence.of(failing(Severity.LOW, severity, Severity.LOW))
    assert found.bayes_factor.log10_bf == WEIGHTS[severity]
    assert found.bayes_factor.strength == STRENGTHS[severity]
    assert found.evidence_lines[0].substitution == (
        f"passed=false, violations=3, events_recorded=5, entities_tracked=3, max_severity={severity.lower()}"
    )


def test_a_result_that_passed_and_lists_violations_all_the_same_counts_as_passed() -> None:
    found = Evidence.of(failing(Severity.CRITICAL).changed(passed=True))
    assert found.bayes_factor.log10_bf == -1.0
    assert found.evidence_lines[0].substitution.startswith("passed=true, violations=1,")
    assert found.evidence_lines[0].substitution.endswith("max_severity=critical")
    assert found.evidence_lines[0].intuition == "x produced deterministic clean evidence"


@given(oracle_results)
def test_the_largest_weight_counts_and_the_parts_add_up(result: OracleResult) -> None:
    found = Evidence.of(result)
    weights = [WEIGHTS[violation.severity] for violation in result.violations]
    expected = -1.0 if result.passed else max(weights, default=0.5)
    parts = found.log_likelihoods
    assert found.bayes_factor.log10_bf == log10_bayes_factor(result) == parts.total == expected
    assert parts.structural == parts.detection == expected / 2
    assert found.bayes_factor.strength is EvidenceStrength.from_log10_bf(expected)
    assert (found.invariant, found.passed) == (result.oracle_name, result.passed)


@pytest.mark.parametrize(
    ("factor", "below", "word"),
    [
        (1, "Against", "Negligible"),
        (3, "Negligible", "Positive"),
        (20, "Positive", "Strong"),
        (150, "Strong", "VeryStrong"),
    ],
)
def test_a_word_holds_from_its_cut_on(factor: int, below: str, word: str) -> None:
    cut = math.log10(factor)
    assert EvidenceStrength.from_log10_bf(math.nextafter(cut, -math.inf)) == below
    assert EvidenceStrength.from_log10_bf(cut) == word
    assert EvidenceStrength.from_log10_bf(math.nextafter(cut, math.inf)) == word


@pytest.mark.parametrize(
    ("log10_bf", "word"),
    [(-math.inf, "Against"), (-1.0, "Against"), (-5e-324, "Against"), (-0.0, "Negligible"), (math.inf, "VeryStrong")],
)
def test_words_far_out(log10_bf: float, word: str) -> None:
    assert EvidenceStrength.from_log10_bf(log10_bf) == word


def test_what_is_no_number_has_no_word() -> None:
    with pytest.raises(InvalidFormatError, match="log10_bf: expected a number, found NaN"):
        EvidenceStrength.from_log10_bf(math.nan)


@pytest.mark.parametrize(
    ("log10_bf", "said"),
    [
        (1.6, "about 40 times more likely"),
        (-1.0, "about 10 times less likely"),
        (0.5, "about 3.2 times more likely"),
        (0.0, "as likely if this broke as if it did not"),
        (3.5, "about 3,162 times more likely"),
        (math.nan, "not a number"),
    ],
)
def test_a_factor_as_a_sentence(log10_bf: float, said: str) -> None:
    assert said in sentence(log10_bf, broke="this broke", held="it did not")


@pytest.mark.parametrize("log10_bf", [math.inf, -math.inf, 1e308, -1e308])
def test_a_factor_beyond_all_measure_is_still_a_sentence(log10_bf: float) -> None:
    assert "likely" in oracle_sentence(log10_bf, "o")


def test_what_a_deterministic_oracle_found_is_certain() -> None:
    assert certainty(failing(Severity.LOW, Severity.HIGH)) == "t"
    assert certainty(OracleResult(oracle_name="x", passed=True)) == "no violation found"
    assert certainty(OracleResult(oracle_name="x", passed=False)) == "failed, and lists no violation"


def test_a_factor_of_an_oracle_names_its_hypothesis() -> None:
    said = "the record is about 40 times more likely if an invariant of x was broken than if all held"
    assert oracle_sentence(1.6, "x") == said
