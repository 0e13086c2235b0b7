from atp_tui.engine import Selection, TraceEvent, TransferOracle, TransferState
from atp_tui.engine.minimize.witness import witnesses_of

EVENTS = [TraceEvent.message(0, 0, "Log", text) for text in ("journal", "x", "deadline", "journal deadline", "y")]
VIOLATIONS = (
    TransferOracle()
    .check(TransferState(journal_gaps=1, pending_operations=1, path_outcomes_consistent=False))
    .violations
)


def test_witnesses_are_told_for_each_violation() -> None:
    witnesses = witnesses_of(EVENTS, VIOLATIONS)
    assert [Selection(5, mask).places() for mask in witnesses.masks] == [[0, 3], [2, 3], []]
    assert Selection(5, witnesses.every).places() == [0, 2, 3]
    assert witnesses.unseen == 1


def test_all_or_one_each() -> None:
    witnesses = witnesses_of(EVENTS, VIOLATIONS)
    assert witnesses.all_in(Selection(5, 0b01101))
    assert not witnesses.all_in(Selection(5, 0b01001))
    assert witnesses.one_each_in(Selection(5, 0b01000))
    assert witnesses.one_each_in(Selection(5, 0b00101))
    assert not witnesses.one_each_in(Selection(5, 0b10001))


def test_without_events_nothing_is_seen() -> None:
    assert witnesses_of([], VIOLATIONS).masks == (0, 0, 0)


def test_the_last_of_many_events_may_be_a_witness() -> None:
    for count in (8, 9, 63, 64, 200):
        events = [TraceEvent.message(0, 0, "Log", "x")] * (count - 1) + EVENTS[:1]
        assert witnesses_of(events, VIOLATIONS).every == 1 << (count - 1)
