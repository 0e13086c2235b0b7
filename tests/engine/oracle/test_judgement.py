"""The ATP oracle on the states of a pack: all are judged, the worst are given."""

from collections.abc import Sequence

import pytest

from atp_tui.engine import DEFAULT_MODEL, AtpOracleChecks, OracleResult, TransferOracle, TransferState
from atp_tui.engine.oracle import judgement
from atp_tui.engine.oracle.judgement import Judgements, Outcome, PackFacts
from atp_tui.engine.oracle.state import LIFETIMES, AtpTransferState
from atp_tui.engine.oracle.trace_counts import TraceCounts

STATES = {
    "one leak": TransferState(leaked_obligations=1),
    "healthy": TransferState(),
    "two faults": TransferState(leaked_obligations=1, journal_gaps=1, path_outcomes_consistent=False),
    "again one leak": TransferState(leaked_obligations=2),
    "other hash": TransferState(manifest_hash="a", expected_manifest_hash="b"),
}
RESULTS = tuple(TransferOracle(name=name).check(state) for name, state in STATES.items())
FACTS = PackFacts(TraceCounts(LIFETIMES))


def judged(results: Sequence[OracleResult], facts: PackFacts = FACTS) -> Judgements:
    return Judgements(results, None, facts, AtpOracleChecks(), DEFAULT_MODEL)


def names(found: Judgements) -> list[str]:
    return [each.result.oracle_name for each in found]


def test_few_states_are_all_given_in_the_order_of_the_pack() -> None:
    found = judged(RESULTS)
    assert names(found) == list(STATES)
    assert (len(found), found.left_out, found.passed) == (5, {}, False)
    assert [each.result.passed for each in found] == [result.passed for result in RESULTS]
    assert [each.result.oracle_name for each in found[1:3]] == ["healthy", "two faults"]


@pytest.mark.parametrize("most", range(1, 5))
def test_past_a_limit_the_worst_are_given_and_the_rest_is_counted(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    everything = judged(RESULTS)
    worst = sorted(
        everything,
        key=lambda each: (
            -1 if (severity := each.result.max_severity) is None else severity.rank,
            len(each.result.violations),
        ),
        reverse=True,
    )
    monkeypatch.setattr(judgement, "MAX_JUDGEMENTS", most)
    found = judged(RESULTS)
    kept = {each.result.oracle_name for each in worst[:most]}
    assert names(found) == [name for name in STATES if name in kept]
    failed = sum(not each.result.passed for each in worst[most:])
    assert found.left_out == {Outcome.FAILED: failed, Outcome.PASSED: 5 - most - failed, Outcome.NOT_JUDGED: 0}
    assert not found.passed


def test_a_state_that_fails_beyond_the_limit_still_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judgement, "MAX_JUDGEMENTS", 1)
    assert judged([RESULTS[1]] * 3).passed
    assert judged([RESULTS[1]] * 3).left_out == {Outcome.FAILED: 0, Outcome.PASSED: 2, Outcome.NOT_JUDGED: 0}
    assert not judged([RESULTS[1], RESULTS[1], RESULTS[0]]).passed


def test_states_of_which_nothing_is_told_are_not_counted_as_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judgement, "MAX_JUDGEMENTS", 1)
    unknown = dict.fromkeys(AtpTransferState.model_fields, "nothing tells")
    found = judged([RESULTS[0]] * 3, PackFacts(None, lacking=unknown))
    assert found.left_out == {Outcome.FAILED: 0, Outcome.PASSED: 0, Outcome.NOT_JUDGED: 2}
    assert found.passed


def test_a_pack_without_results_is_judged_once() -> None:
    (only,) = judged(())
    assert (only.known, only.result.oracle_name) == (None, "atp_transfer")
