"""The verdict that oracle results give."""

import pytest

from atp_tui.engine import OracleResult, Severity, Verdict, Violation, verdict_of

PASSED = OracleResult(oracle_name="a", passed=True)
UNLISTED = OracleResult(oracle_name="b", passed=False)
LISTED = PASSED.changed(violations=(Violation(violation_type="t", description="", severity=Severity.LOW),))


@pytest.mark.parametrize(
    ("results", "complete", "cut"),
    [
        ((), Verdict.NOT_JUDGED, Verdict.UNKNOWN),
        ((PASSED,), Verdict.PASSED, Verdict.UNKNOWN),
        ((PASSED, UNLISTED), Verdict.FAILED, Verdict.FAILED),
        ((LISTED,), Verdict.FAILED, Verdict.FAILED),
    ],
)
def test_a_run_passes_only_where_an_oracle_passed_it(
    results: tuple[OracleResult, ...], complete: Verdict, cut: Verdict
) -> None:
    assert verdict_of(results) is complete
    assert verdict_of(results, is_complete=False) is cut


def test_only_a_judged_run_passed_or_did_not() -> None:
    assert {verdict.value: verdict.passed for verdict in Verdict} == {
        "failed": False,
        "passed": True,
        "not_judged": None,
        "unknown": None,
    }
