import pytest

from atp_tui.engine.diff.model import Difference, Divergence
from atp_tui.engine.record import OracleResult
from atp_tui.engine.replay.result import OracleComparison, Repetition, ReplayResult, ReplayVerdict

PASSED = OracleResult(oracle_name="a", passed=True)
FAILED = OracleResult(oracle_name="a", passed=False)
DIVERGED = Divergence(3, (), (), ())


@pytest.mark.parametrize(
    ("recorded", "found", "agrees"),
    [(PASSED, PASSED, True), (PASSED, FAILED, False), (None, PASSED, False), (FAILED, None, False)],
)
def test_two_results_agree_where_they_are_the_same(
    recorded: OracleResult | None, found: OracleResult | None, agrees: bool
) -> None:
    assert OracleComparison("a", recorded, found).agrees is agrees


@pytest.mark.parametrize(
    ("repetition", "is_same"),
    [
        (Repetition(None, ()), True),
        (Repetition(DIVERGED, ()), False),
        (Repetition(None, (Difference("a", "1", "2"),)), False),
    ],
)
def test_a_run_is_exact_where_the_repeated_one_is_the_same(repetition: Repetition, is_same: bool) -> None:
    assert repetition.is_same is is_same
    assert ReplayResult(ReplayVerdict.EXACT, (), repetition=repetition).is_exact is is_same


@pytest.mark.parametrize("verdict", ReplayVerdict)
def test_nothing_but_an_exact_run_that_validates_is_exact(verdict: ReplayVerdict) -> None:
    good, bad = OracleComparison("a", PASSED, PASSED), OracleComparison("a", PASSED, FAILED)
    is_exact = verdict is ReplayVerdict.EXACT
    assert ReplayResult(verdict, ()).is_exact is is_exact
    assert ReplayResult(verdict, (), validated=(good,)).is_exact is is_exact
    assert not ReplayResult(verdict, (), validated=(good, bad)).is_exact
    assert ReplayResult(verdict, (), results=(bad,)).is_exact is is_exact, "the verdict has looked at these"


def test_an_outcome_is_recorded_where_an_oracle_result_is() -> None:
    recorded, found = OracleComparison("a", PASSED, None), OracleComparison("a", None, PASSED)
    assert ReplayResult(ReplayVerdict.EXACT, (), results=(found, recorded)).is_outcome_recorded
    assert not ReplayResult(ReplayVerdict.EXACT, (), results=(found,)).is_outcome_recorded


def test_what_was_not_compared_is_not_told() -> None:
    result = ReplayResult(ReplayVerdict.NOT_RUNNABLE, ())
    assert (result.reason, result.events, result.digests_compared) == ("", (0, 0), 0)
    assert (result.found, result.divergence, result.repetition) == (None, None, None)
    assert (result.is_trace_as_written, result.is_run_as_written) == (None, None)
    assert result.are_decisions_known
