"""What the replay screen says of a run that was partly compared."""

from atp_tui.engine import OracleComparison, ReplayResult, ReplayVerdict, TransferOracle, TransferState
from atp_tui.tui.replay_text import fact_lines, verdict_line

RECORDED = TransferOracle(name="network").check(TransferState(journal_gaps=1))
FOUND = TransferOracle().check(TransferState())


def test_what_was_not_compared_is_neither_a_match_nor_a_difference() -> None:
    result = ReplayResult(
        ReplayVerdict.PARTLY_COMPARED,
        (("network", "journal_consistency"),),
        found=(),
        are_decisions_known=False,
        events=(5, 5),
        unrecorded=("sent",),
        results=(OracleComparison("transfer", FOUND, FOUND), OracleComparison("network", RECORDED, None)),
    )
    assert verdict_line(result).plain.startswith("=? PARTLY_COMPARED  everything that could be compared")
    assert [line.plain for line in fact_lines(result)] == [
        "= failure recorded network: journal_consistency; found no violation",
        "? inputs  seeds as recorded",
        "= trace   all 5 events as recorded",
        "? object  not compared",
        "= oracle  transfer: says what is recorded",
        "? oracle  network: the lab does not run this oracle",
        "? other   not compared: decisions: the pack has none",
        "? other   not compared: object sent: the pack has no digest of it",
    ]


def test_without_an_oracle_that_judged_both_the_failure_is_not_known() -> None:
    result = ReplayResult(ReplayVerdict.PARTLY_COMPARED, (), found=(), results=(OracleComparison("a", None, FOUND),))
    assert next(iter(fact_lines(result))).plain.startswith("? failure ")
