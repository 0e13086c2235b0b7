"""What each check said of a log: metadata, states, and what the ATP oracle makes of it."""

import pytest

from atp_tui.engine.oracle.check import Answer
from atp_tui.engine.oracle.judgement import Judgements, PackFacts
from atp_tui.engine.oracle.model import DEFAULT_MODEL
from atp_tui.engine.oracle.recorded_answer import NOT_IN_LOGS, NOT_RUN, RecordedAnswer, judged_states, read_answers
from atp_tui.engine.oracle.recorded_state import StateSource, known_state
from atp_tui.engine.oracle.state import LIFETIMES
from atp_tui.engine.oracle.switches import AtpOracleChecks
from atp_tui.engine.oracle.trace_counts import TraceCounts
from atp_tui.engine.what_if import WhatIf
from tests.imported_packs import ANSWERS, ORACLE, WHY, imported


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_is_read_as_it_was_written(answer: RecordedAnswer) -> None:
    assert read_answers({answer.key: answer.value}) == (answer,)


def test_an_oracle_may_have_points_in_its_name() -> None:
    found = read_answers({"judged.quic 1.2.journal": "silent"})
    assert found == (RecordedAnswer("quic 1.2", "journal", Answer.SILENT),)


def test_other_keys_are_no_answers_and_an_unknown_word_says_that_none_is_known() -> None:
    assert read_answers({"judged.": "fired", "judged.journal": "fired", "lab": "x"}) == ()
    assert read_answers({"judged.o.journal": "maybe"}) == (RecordedAnswer("o", "journal", Answer.CANNOT_TELL, "maybe"),)


def judgements(*answers: RecordedAnswer) -> Judgements:
    record = imported(answers=answers or ANSWERS)
    states = judged_states(record.oracle_results, read_answers(record.metadata))
    facts = PackFacts(TraceCounts(LIFETIMES), lacking=NOT_IN_LOGS)
    return Judgements(record.oracle_results, states, facts, AtpOracleChecks(), DEFAULT_MODEL)


def test_only_what_was_judged_is_weighed() -> None:
    judgement = judgements()[0]
    assert [entry.evidence.invariant for entry in judgement.result.ledger.entries] == [
        "journal_consistency",
        "quiescence",
        "silence",
    ]
    assert judgement.untold == ()
    assert judgement.state.pending_operations == 2
    assert judgement.lacking["manifest_hash"] == WHY
    assert judgement.lacking["open_regions"] == NOT_RUN
    assert judgement.notes == ()


def test_a_check_that_could_not_tell_is_listed_with_its_reason() -> None:
    judgement = judgements(*ANSWERS, RecordedAnswer(ORACLE, "obligations", Answer.CANNOT_TELL, WHY))[0]
    assert {each.check.name: each.why for each in judgement.untold} == {"obligations": WHY}


def test_a_check_of_the_trace_counts_what_was_recorded_and_not_the_trace() -> None:
    fired = RecordedAnswer(ORACLE, "task_completion", Answer.SILENT)
    judgement = judgements(fired)[0]
    assert [entry.evidence.invariant for entry in judgement.result.ledger.entries] == ["task_completion"]


def test_a_log_of_which_nothing_was_judged_has_no_evidence() -> None:
    found = judgements(RecordedAnswer(ORACLE, "manifest", Answer.CANNOT_TELL, WHY))
    names = [entry.evidence.invariant for entry in found[0].result.ledger.entries]
    assert not {"region_closure", "task_completion", "repair_recovery", "manifest_integrity"} & set(names)


def what_if() -> WhatIf:
    record = imported()
    states = judged_states(record.oracle_results, read_answers(record.metadata))
    return WhatIf(record.oracle_results[0], known_state(record.oracle_results[0], states))


def test_what_if_has_only_the_fields_that_were_judged() -> None:
    found = what_if()
    assert found.known.source is StateSource.JUDGED
    assert found.fields == ("journal_gaps", "pending_operations")
    assert found.edited("leaked_obligations", "7") is found
    edited = found.edited("pending_operations", "0")
    assert edited.changed_fields == ("pending_operations",)
    assert edited.result.passed
    assert edited.result.stats.events_recorded == 2
