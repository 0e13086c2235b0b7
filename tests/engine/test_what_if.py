"""Edits with a history, and what changes against the record."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.evidence import log10_bayes_factor
from atp_tui.engine.oracle.checks import CHECKS
from atp_tui.engine.oracle.recorded_state import known_state
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.oracle.transfer import TransferOracle
from atp_tui.engine.record import Crashpack, OracleResult, Severity, Violation
from atp_tui.engine.what_if import Became, WhatIf, change, read_field, write_field

BROKEN = TransferState(
    manifest_hash="a",
    expected_manifest_hash="b",
    journal_gaps=2,
    pending_operations=3,
    leaked_obligations=1,
    path_outcomes_consistent=False,
)


def what_if(state: TransferState, name: str = "edge") -> WhatIf:
    result = TransferOracle(name=name).check(state)
    return WhatIf(result, known_state(result, None))


@pytest.mark.parametrize("field", ["journal_gaps", "pending_operations", "leaked_obligations"])
@pytest.mark.parametrize("text", ["", "-1", "4294967296", "1.0", "1e3", "x", "0x1", "²", "1 2"])
def test_numbers_have_bounds(field: str, text: str) -> None:
    with pytest.raises(InvalidFormatError, match="expected an unsigned 32-bit integer") as caught:
        read_field(field, text)
    assert caught.value.place == field


@pytest.mark.parametrize(("text", "value"), [("0", 0), (" 7 ", 7), ("4294967295", 4294967295)])
def test_numbers_within_them_are_read(text: str, value: int) -> None:
    assert read_field("journal_gaps", text) == value


@pytest.mark.parametrize("text", ["", "yes", "1", "truee"])
def test_truth_is_spelt_out(text: str) -> None:
    with pytest.raises(InvalidFormatError, match="expected true or false"):
        read_field("path_outcomes_consistent", text)
    assert read_field("path_outcomes_consistent", " TRUE ") is True


def test_a_text_stays_as_it_is() -> None:
    assert read_field("manifest_hash", " a ") == " a "


@given(st.sampled_from(list(TransferState.model_fields)))
def test_what_is_written_is_read_again(field: str) -> None:
    assert read_field(field, write_field(BROKEN, field)) == getattr(BROKEN, field)


EDITS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["journal_gaps", "leaked_obligations"]), st.integers(0, 3).map(str)),
        st.sampled_from([("undo", ""), ("redo", "")]),
    ),
    max_size=20,
)


@given(EDITS)
def test_undo_and_redo_are_those_of_a_list(edits: list[tuple[str, str]]) -> None:
    found = what_if(BROKEN)
    past, future = [BROKEN], list[TransferState]()
    for field, text in edits:
        if field == "undo":
            found = found.undo()
            if len(past) > 1:
                future.append(past.pop())
        elif field == "redo":
            found = found.redo()
            if future:
                past.append(future.pop())
        else:
            found = found.edited(field, text)
            state = past[-1].changed(**{field: int(text)})
            if state != past[-1]:
                past.append(state)
                future.clear()
        assert found.state == past[-1]
        assert found.result == TransferOracle(name="edge").check(past[-1])
        assert found.changed_fields == tuple(
            name for name in TransferState.model_fields if getattr(past[-1], name) != getattr(BROKEN, name)
        )


def test_an_edit_that_changes_nothing_is_none() -> None:
    found = what_if(BROKEN)
    assert found.edited("journal_gaps", "2") is found
    assert found.undo() is found
    assert found.redo() is found


def test_any_step_can_be_gone_to_and_back() -> None:
    found = what_if(BROKEN).edited("journal_gaps", "0").edited("leaked_obligations", "7").edited("journal_gaps", "5")
    steps = found.steps
    assert [state.journal_gaps for state in steps] == [2, 0, 0, 5]
    for step in (0, 2, 1, 3, 3):
        found = found.at_step(step)
        assert (found.step, found.state, found.steps) == (step, steps[step], steps)
    assert found.at_step(-4).step == 0
    assert found.at_step(9) is found


def test_another_state_is_one_edit() -> None:
    found = what_if(BROKEN)
    assert found.starting_from(BROKEN) is found
    begun = found.starting_from(TransferState())
    assert (begun.step, begun.state, begun.result.passed) == (1, TransferState(), True)
    assert begun.undo().state == BROKEN


def test_it_is_told_what_became_of_a_type() -> None:
    after = TransferOracle().check(BROKEN.changed(journal_gaps=9, path_outcomes_consistent=True, manifest_hash="b"))
    before = TransferOracle().check(BROKEN.changed(leaked_obligations=0))
    assert {check.violation_type: check.became for check in change(before, after).checks} == {
        "manifest_integrity": Became.RESOLVED,
        "journal_consistency": Became.CHANGED,
        "quiescence": Became.UNCHANGED,
        "obligation_leak": Became.NEW,
        "path_consistency": Became.RESOLVED,
    }
    clean = TransferOracle().check(TransferState())
    assert {check.became for check in change(clean, clean).checks} == {Became.ABSENT}


def test_only_the_judged_result_of_a_record_is_replaced() -> None:
    other = OracleResult(oracle_name="other", passed=True)
    found = what_if(BROKEN).edited("journal_gaps", "0")
    record = found.record(Crashpack(oracle_results=(other, found.recorded, other), seeds={"a": 1}))
    assert record == Crashpack(oracle_results=(other, found.result, other), seeds={"a": 1})


def test_a_change_tells_of_every_check_and_of_others() -> None:
    odd = Violation(violation_type="odd", description="d", severity=Severity.LOW)
    before = TransferOracle().check(BROKEN)
    before = before.changed(violations=(*before.violations, odd))
    after = TransferOracle().check(BROKEN.changed(journal_gaps=9, path_outcomes_consistent=True))
    found = change(before, after)
    assert [check.violation_type for check in found.checks] == [*(check.violation_type for check in CHECKS), "odd"]
    became = {check.violation_type: check.became for check in found.checks}
    assert [name for name, each in became.items() if each is Became.RESOLVED] == ["path_consistency"]
    assert became["odd"] is Became.NOT_CHECKED
    (gaps,) = [check for check in found.checks if check.violation_type == "journal_consistency"]
    assert gaps.before != gaps.after
    assert (found.passed_before, found.passed_after) == (False, False)
    assert (found.log10_bf_before, found.log10_bf_after) == (log10_bayes_factor(before), log10_bayes_factor(after))


def test_only_an_edited_state_changes_anything() -> None:
    found = what_if(BROKEN)
    assert found.change is None
    edited = found.edited("journal_gaps", "0")
    assert edited.change == change(found.recorded, edited.result)
    assert edited.edited("journal_gaps", "2").change is None
    assert edited.undo().change is None
