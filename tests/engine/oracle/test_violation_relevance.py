"""The events relevant to a violation: single events, and runs of the lab."""

from collections import Counter

import pytest

from atp_tui.assets import SAMPLE_PACKS
from atp_tui.engine.oracle.checks import ATP_CHECKS, CHECK_OF
from atp_tui.engine.oracle.violation_relevance import MAX_NUMBERS, event_numbers, relevance_of
from atp_tui.engine.record import Severity, Violation
from atp_tui.engine.trace import TraceEvent
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack


def violation(name: str, **evidence: str) -> Violation:
    return Violation(violation_type=name, description="d", severity=Severity.HIGH, evidence=evidence)


def test_every_check_of_both_oracles_has_relevant_words_in_lower_case() -> None:
    for check in ATP_CHECKS:
        assert check.relevance.words, check.name
        words = (*check.relevance.words, *check.relevance.silenced_by)
        assert all(word == word.lower() for word in words), check.name


@pytest.mark.parametrize(
    ("name", "kind", "message", "is_related"),
    [
        ("manifest_integrity", "Log", "Manifest Hash differs on replica 1", True),
        ("manifest_integrity", "Log", "permit 7 opened", False),
        ("journal_consistency", "JournalAppend", "anything", True),
        ("journal_consistency", "Log", "a TORN record", True),
        ("quiescence", "Log", "block 3: 64 symbols in, 2 repair wanted", True),
        ("quiescence", "Log", "block 3: 64 symbols in, 0 repair wanted", False),
        ("quiescence", "PathDark", "path 1 it is", True),
        ("quiescence", "Note", "Handshake lost on path 1", True),
        ("obligation_leak", "PermitOpened", "x", True),
        ("obligation_leak", "Checkpoint", "path 1 to replica 0 leaves the race of block 2", True),
        ("obligation_leak", "Log", "permit 7 never settled", True),
        ("path_consistency", "Log", "path outcome differs: replica 0 says won", True),
        ("path_consistency", "Log", "path 0 racing", False),
        ("loss_storm", "DatagramLost", "datagram 9 lost", True),
        ("loss_storm", "DatagramSent", "datagram 9 sent", False),
        ("region_closure", "RegionCreated", "x", True),
        ("region_closure", "Checkpoint", "Region R3 was cancelled", True),
        ("region_closure", "Spawn", "task T3 begun", False),
        ("task_completion", "Spawn", "x", True),
        ("task_completion", "Complete", "x", True),
        ("task_completion", "OperationGivenUp", "operation given up: receive", True),
        ("task_completion", "RegionCreated", "region R1", False),
        ("repair_recovery", "BlockShort", "x", True),
        ("repair_recovery", "Log", "block 2 SHORT of 3 symbols", True),
        ("repair_recovery", "Log", "block 3: 64 symbols in, 0 repair wanted", False),
        ("repair_recovery", "Log", "block 3: 64 symbols in, 2 repair wanted", True),
        ("trace_order", "Log", "the Clock was set back", True),
        ("trace_order", "Log", "permit 7 opened", False),
        ("artifact_presence", "Log", "artifact qlog/0.qlog not kept", True),
        ("artifact_presence", "Log", "permit 7 opened", False),
        ("net_split_brain", "Log", "two brains after a SPLIT", True),
        ("net_split_brain", "Log", "the net is fine", False),
    ],
)
def test_what_bears_on_a_violation(name: str, kind: str, message: str, is_related: bool) -> None:
    event = TraceEvent.message(0, 0, kind, message)
    assert relevance_of(violation(name)).holds(event.fields) is is_related


def test_long_values_of_evidence_are_names_that_events_may_say() -> None:
    relevance = relevance_of(violation("x", hash="ABCDEF0123456789", count="3"))
    assert relevance.holds(TraceEvent.message(0, 0, "Log", "stored abcdef0123456789").fields)
    assert not relevance.holds(TraceEvent.message(0, 0, "Log", "3 times").fields)


def test_an_event_without_a_message_bears_by_its_kind_alone() -> None:
    relevance = relevance_of(violation("obligation_leak"))
    assert relevance.holds(TraceEvent.of(0, 0, "RegionCancelled").fields)
    assert not relevance.holds(TraceEvent.of(0, 0, "Spawn", {"permit": "leak"}).fields)


def bearing_events(pack: Pack, wanted: str) -> list[TraceEvent]:
    """The events of a pack that bear on its violation of a type."""
    (found,) = [
        each for result in pack.crashpack.oracle_results for each in result.violations if each.violation_type == wanted
    ]
    relevance = relevance_of(found)
    return [event for event in pack.events if isinstance(event, TraceEvent) and relevance.holds(event.fields)]


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("heavy-loss", "quiescence", {"Fault", "BlockShort", "RepairSpent", "Deadline"}),
        ("lost-finished", "quiescence", {"Fault", "BlockShort", "Deadline"}),
        ("stuck-operation", "quiescence", {"Fault", "Deadline"}),
        ("flipped-bit", "manifest_integrity", {"Fault", "ManifestChecked"}),
        ("torn-journal", "journal_consistency", {"Fault", "JournalAppend", "JournalSync", "PowerCut"}),
        ("reordered-journal", "journal_consistency", {"Fault", "JournalAppend", "JournalSync"}),
        (
            "unshielded-cleanup",
            "obligation_leak",
            {"Fault", "PermitOpened", "PermitSettled", "RegionCancelled", "Checkpoint"},
        ),
        ("split-outcome", "path_consistency", {"Fault", "PathRetired", "OutcomesReported"}),
    ],
)
def test_the_cause_and_what_came_of_it_bear_on_what_a_fault_breaks(name: str, kind: str, expected: set[str]) -> None:
    pack = open_pack(str(SAMPLE_PACKS / name))
    found = bearing_events(pack, kind)
    assert {event.fields.kind for event in found} == expected
    (fault,) = [event for event in found if event.fields.kind == "Fault"]
    assert (fault.fields.message or "").startswith(f"{name}: ")
    assert len(found) < len(list(pack.events)) / 10


def test_of_five_faults_each_bears_on_its_own_violation() -> None:
    pack = open_pack(str(SAMPLE_PACKS / "five-violations"))
    faults: Counter[str] = Counter()
    for kind in CHECK_OF:
        struck = [event for event in bearing_events(pack, kind) if event.fields.kind == "Fault"]
        assert len(struck) == 1
        faults[(struck[0].fields.message or "").split(":")[0]] += 1
    assert faults == dict.fromkeys(
        ("flipped-bit", "torn-journal", "stuck-operation", "unshielded-cleanup", "split-outcome"), 1
    )


def numbered(number: int) -> TraceEvent:
    return TraceEvent(b'{"seq":%d,"time":0,"kind":"Log","data":{"Message":"manifest mismatch"}}' % number)


def test_event_numbers_in_the_evidence_come_before_all_words() -> None:
    rule = relevance_of(violation("manifest_integrity", events="17, 3,17", actual_hash="abcdefgh"))
    assert rule.numbers == (17, 3)
    assert [number for number in range(20) if rule.holds(numbered(number).fields)] == [3, 17]
    unnumbered = TraceEvent(b'{"kind":"Log","data":{"Message":"manifest mismatch"}}')
    assert not rule.holds(unnumbered.fields)


@pytest.mark.parametrize("text", ["", ",", "17,", "x", "-1", "17;3", "99999999999999999999999", "\u0663"])
def test_a_text_that_lists_no_numbers_is_a_word_like_any_other(text: str) -> None:
    assert event_numbers(text) == ()
    assert relevance_of(violation("manifest_integrity", events=text)).words


def test_of_very_many_numbers_the_first_are_taken() -> None:
    assert event_numbers(",".join(map(str, range(5_000)))) == tuple(range(MAX_NUMBERS))
