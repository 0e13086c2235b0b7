"""The mechanism behind a violation, by the decisions of its cause."""

from dataclasses import replace

import pytest

from atp_tui.engine.grouping_score import score_of
from atp_tui.lab.decision import Decision, Delayed, Fired, Lost, Place, write_decisions
from atp_tui.lab.fault_table import FAULTS
from atp_tui.rerun.cause import ViolationCause
from atp_tui.rerun.mechanism import CODE, LOSS, MECHANISMS, mechanism_of

LINK = "path 0 to replica 0"
NONE = ViolationCause(
    decisions=(),
    written=b"",
    of=0,
    tries=2,
    is_minimal=True,
    signature=(),
    kinds=(),
    quiet_kinds=(),
    persists=True,
    level_two=None,
    why_none="",
)


def of(*decisions: Decision) -> str:
    return mechanism_of(replace(NONE, written=write_decisions(decisions)))


@pytest.mark.parametrize(
    "decision", [Lost(LINK, 3), Delayed(LINK, 3, 9), Fired("lost-finished", Place(path=0)), Fired("blackout", Place())]
)
def test_loss_is_one_mechanism_whoever_sees_to_it(decision: Decision) -> None:
    assert of(decision) == LOSS


def test_a_fault_is_a_mechanism_by_itself() -> None:
    assert of(Fired("torn-journal", Place(replica=0, record=1))) == "torn-journal"
    assert of(Fired("torn-journal", Place()), Lost(LINK, 1), Lost(LINK, 2)) == "loss+torn-journal"


def test_what_needs_no_decision_is_in_the_code() -> None:
    assert of() == CODE


def test_all_names_in_the_table_are_known() -> None:
    assert set(MECHANISMS) - {"lost", "delayed"} <= set(FAULTS)


def test_a_label_by_the_name_of_the_fault_finds_too_many_mechanisms() -> None:
    """Groups are judged by mechanism: by name, one group of loss would seem to mix three things."""
    causes: list[tuple[Decision, ...]] = [
        (Lost(LINK, 1),),
        (Fired("lost-finished", Place()),),
        (Fired("heavy-loss", Place()), Lost(LINK, 2)),
    ]
    by_mechanism = score_of(("one group", of(*cause)) for cause in causes)
    by_name = score_of(("one group", repr(cause)) for cause in causes)
    assert by_mechanism.pair_precision == 1
    assert by_name.pair_precision == 0
