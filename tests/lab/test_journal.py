import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.lab.decision import DecisionLog, Fired, ForcedOutside, Place
from atp_tui.lab.faults import Faults
from atp_tui.lab.journal import Journal, count_gaps
from atp_tui.lab.trace import Recorder


def journal_with(*fired: Fired) -> Journal:
    outside, recorder = ForcedOutside(fired), Recorder()
    return Journal(0, recorder, Faults(outside.places(), DecisionLog(outside), recorder))


def written(journal: Journal, sizes: tuple[int, ...]) -> list[int]:
    """The numbers on the disk after batches of these sizes."""
    for size in sizes:
        for _ in range(size):
            journal.append(0, "")
        journal.sync()
    journal.shut()
    return [record.number for record in journal.disk]


@given(st.lists(st.integers(0, 4)).map(tuple))
def test_records_reach_the_disk_in_order_and_without_gaps(sizes: tuple[int, ...]) -> None:
    numbers = written(journal_with(), sizes)
    assert numbers == list(range(1, sum(sizes) + 1))
    assert count_gaps(numbers, sum(sizes)) == 0


@pytest.mark.parametrize("record", range(1, 7))
def test_a_power_cut_takes_what_is_not_synced(record: int) -> None:
    numbers = written(journal_with(Fired("torn-journal", Place(replica=0, record=record))), (2, 1, 3))
    lost = {1: [1], 2: [1, 2], 3: [3], 4: [4], 5: [4, 5], 6: [4, 5, 6]}[record]
    assert numbers == [number for number in range(1, 7) if number not in lost]
    assert count_gaps(numbers, 6) == len(lost)


@pytest.mark.parametrize("record", range(1, 6))
@pytest.mark.parametrize("sizes", [(6,), (1,) * 6, (2, 1, 3), (3, 3)])
def test_a_record_that_is_held_back_stands_after_a_later_one(record: int, sizes: tuple[int, ...]) -> None:
    numbers = written(journal_with(Fired("reordered-journal", Place(replica=0, record=record))), sizes)
    assert sorted(numbers) == list(range(1, 7))
    assert numbers.index(record) > numbers.index(record + 1)
    assert count_gaps(numbers, 6) == 1


def test_a_fault_of_another_replica_does_nothing_here() -> None:
    assert written(journal_with(Fired("torn-journal", Place(replica=1, record=1))), (3,)) == [1, 2, 3]


@pytest.mark.parametrize(
    ("numbers", "last", "gaps"),
    [([], 0, 0), ([], 2, 2), ([1, 2, 3], 3, 0), ([1, 3], 3, 1), ([2, 1], 2, 1), ([1, 1], 2, 2), ([3, 2, 1], 4, 3)],
)
def test_gaps_are_missing_numbers_and_steps_back(numbers: list[int], last: int, gaps: int) -> None:
    assert count_gaps(numbers, last) == gaps


def test_a_power_cut_takes_a_record_that_was_to_be_held_back() -> None:
    place = Place(replica=0, record=2)
    journal = journal_with(Fired("torn-journal", place), Fired("reordered-journal", place))
    assert written(journal, (2, 2)) == [3, 4]


def test_a_power_cut_takes_a_record_that_the_disk_holds_back() -> None:
    fired = Fired("torn-journal", Place(replica=0, record=2)), Fired("reordered-journal", Place(replica=0, record=1))
    assert written(journal_with(*fired), (1, 1, 2)) == [3, 4]


@given(st.integers(1, 6), st.integers(1, 6), st.lists(st.integers(0, 4)).map(tuple))
def test_both_journal_faults_at_once_always_leave_a_gap(torn: int, late: int, sizes: tuple[int, ...]) -> None:
    fired = [
        Fired("torn-journal", Place(replica=0, record=torn)),
        Fired("reordered-journal", Place(replica=0, record=late)),
    ]
    numbers = written(journal_with(*fired), sizes)
    assert count_gaps(numbers, sum(sizes)) >= (torn <= sum(sizes))
