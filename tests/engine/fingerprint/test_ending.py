"""What a trace leaves open, told by its events."""

from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import TraceEvent
from atp_tui.engine.fingerprint.ending import NOTHING, Ending, EndingTally, ending_of, level_one_of, sorts_of
from atp_tui.engine.oracle.checks import CHECKS
from atp_tui.engine.trace import BrokenEvent


def said(*events: tuple[str, str]) -> Ending:
    return ending_of(TraceEvent.message(0, 0, kind, text) for kind, text in events)


def task(kind: str, name: str) -> TraceEvent:
    return TraceEvent.of(0, 0, kind, {"Task": {"task": name, "region": "R0"}})


def test_an_operation_is_pending_until_it_is_done_or_given_up() -> None:
    begun = [("OperationBegun", f"operation begun: deliver block {n} to replica 0") for n in range(3)]
    assert said(*begun).operations == {"deliver block # to replica #"}
    ends = [
        ("OperationDone", "operation done: deliver block 0 to replica 0"),
        ("OperationGivenUp", "operation given up: deliver block 1 to replica 0"),
    ]
    assert said(*begun[:2], *ends) == NOTHING
    assert said(*begun, *ends).operations


def test_a_broken_event_says_nothing() -> None:
    begun = TraceEvent.message(0, 0, "OperationBegun", "operation begun: deliver block 1 to replica 0")
    assert ending_of([BrokenEvent(begun.raw, "a number", "nothing")]) == ending_of([BrokenEvent(b"", "", "")])
    assert ending_of([BrokenEvent(begun.raw, "a number", "nothing"), begun]).operations


def test_a_permit_leaks_when_its_task_has_ended() -> None:
    opened = TraceEvent.message(0, 0, "PermitOpened", "permit for block 3 on path 0 to replica 1 opened by T7")
    settled = TraceEvent.message(0, 0, "PermitSettled", "permit for block 3 on path 0 to replica 1 settled: over")
    assert ending_of([task("Spawn", "T7"), opened]).permits == frozenset()
    leaked = ending_of([task("Spawn", "T7"), opened, task("Complete", "T7")])
    assert leaked.permits == {"permit for block # on path # to replica #"}
    assert ending_of([opened, settled, task("Complete", "T7")]).permits == frozenset()
    assert ending_of([opened, task("Complete", "T8")]).permits == frozenset()


def test_a_record_that_was_never_synced_is_open() -> None:
    appended = [("JournalAppend", f"journal record {n} appended on replica 0") for n in (1, 2)]
    synced = "journal records synced on replica"
    assert said(*appended, ("JournalSync", f"{synced} 0: 2 1")).records == frozenset()
    assert said(*appended, ("JournalSync", f"{synced} 0: 2")).records == {"journal record #"}
    assert said(*appended, ("JournalSync", f"{synced} 1: 1 2")).records == {"journal record #"}
    assert said(*appended, ("JournalSync", f"{synced} 0: none")).records == {"journal record #"}


def test_a_path_must_be_retired_on_all_replicas() -> None:
    retired = [("PathRetired", f"path 0 retired on replica {n}: won") for n in (0, 1)]
    reported = ("OutcomesReported", "outcomes reported by replica 1: path 0 racing")
    assert said(*retired, reported).retirements == frozenset()
    assert said(retired[0], reported).retirements == {"retirement of a path"}
    assert said(reported).retirements == frozenset()


def test_lifetimes_without_an_end_fire_the_checks_of_the_atp_oracle() -> None:
    assert ending_of([task("Spawn", "T1")]).checks == {"task_completion"}
    assert ending_of([task("Spawn", "T1"), task("Complete", "T1")]).checks == frozenset()
    assert said(("BlockShort", "block 0 short of 2 symbols on replica 1")).checks == {"repair_recovery"}


def test_what_is_no_such_event_tells_nothing() -> None:
    assert said(("OperationBegun", "an operation"), ("Log", "operation begun: x"), ("OperationDone", "x")) == NOTHING
    assert ending_of([BrokenEvent(b"x", "an event", "x"), TraceEvent.of(0, 0, "OperationBegun", "None")]) == NOTHING
    assert ending_of([TraceEvent.of(0, 0, "Complete", {"Task": {"task": 7}})]) == NOTHING
    assert ending_of([TraceEvent.of(0, 0, "Complete", {"Other": 7})]) == NOTHING


@given(st.lists(st.integers(0, 99), min_size=1), st.integers(0, 99))
def test_neither_how_many_are_open_nor_which_matters(many: list[int], one: int) -> None:
    def open_operations(numbers: list[int]) -> Ending:
        return said(*(("OperationBegun", f"operation begun: seal replica {number}") for number in numbers))

    assert open_operations(many) == open_operations([one])


def test_every_check_of_the_transfer_oracle_has_its_own_sort() -> None:
    kinds = [each.violation_type for each in CHECKS]
    assert len({sorts_of(kind) for kind in kinds}) == len(kinds)


def test_level_1_has_the_sort_of_its_type_alone() -> None:
    ending = Ending(*(frozenset({name}) for name in Ending._fields))
    assert level_one_of("transfer", "manifest_integrity", ending).pending == ()
    assert level_one_of("transfer", "journal_consistency", ending).pending == ("records",)
    assert level_one_of("transfer", "journal_consistency", ending).checks == ()
    for kind in ("quiescence", "jitter"):
        parts = level_one_of("x", kind, ending)
        assert (parts.pending, parts.checks) == (("operations",), ("checks",))


def test_a_tally_knows_how_much_it_keeps() -> None:
    tally = EndingTally()
    for number in range(5):
        tally.end_task(f"T{number}")
    tally.say("OperationBegun", "operation begun: x")
    assert tally.size == 5
