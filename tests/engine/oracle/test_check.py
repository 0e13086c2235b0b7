"""The three answers of a check."""

import pytest

from atp_tui.engine import ATP_CHECKS, AtpTransferOracle, AtpTransferState
from atp_tui.engine.oracle.check import Answer, Check

CLEAN = AtpTransferState()


@pytest.mark.parametrize("check", ATP_CHECKS, ids=lambda check: check.name)
def test_a_check_cannot_tell_where_any_of_its_fields_is_lacking(check: Check[AtpTransferState]) -> None:
    assert check.answer(CLEAN) is Answer.SILENT
    for field in check.fields:
        lacking = {field: "nobody counted it"}
        assert check.answer(CLEAN, lacking) is Answer.CANNOT_TELL
        assert check.why_untold(lacking) == "nobody counted it"
    others = {name: "nobody counted it" for name in AtpTransferState.model_fields if name not in check.fields}
    assert check.answer(CLEAN, others) is Answer.SILENT
    assert check.why_untold(others) == ""


def test_what_cannot_tell_is_neither_a_violation_nor_evidence() -> None:
    state = AtpTransferState(open_regions=2, journal_gaps=1)
    oracle = AtpTransferOracle()
    result = oracle.check(state, {"open_regions": "the log has no regions"})
    assert [found.violation_type for found in result.violations] == ["journal_consistency"]
    assert result.stats.events_recorded == len(result.ledger.entries) == len(ATP_CHECKS) - 1
    (untold,) = oracle.untold({"open_regions": "the log has no regions"})
    assert (untold.check.name, untold.sentence) == ("region_closure", "cannot tell: the log has no regions")
