"""Which events bear on a violation."""

import pytest

from atp_tui.engine.atp.checks import ATP_CHECK_OF
from atp_tui.engine.bearing import BEARINGS, bearing_of
from atp_tui.engine.record import Severity, Violation
from atp_tui.engine.trace import TraceEvent


def violation(name: str, **evidence: str) -> Violation:
    return Violation(violation_type=name, description="d", severity=Severity.HIGH, evidence=evidence)


def test_every_check_of_both_oracles_has_its_bearing_in_small_letters() -> None:
    assert set(BEARINGS) == set(ATP_CHECK_OF)
    for bearing in BEARINGS.values():
        assert bearing.words
        assert all(word == word.lower() for word in (*bearing.words, *bearing.silenced_by))


@pytest.mark.parametrize(
    ("name", "kind", "message", "bears"),
    [
        ("manifest_integrity", "Log", "Manifest Hash differs on replica 1", True),
        ("manifest_integrity", "Log", "permit 7 opened", False),
        ("journal_consistency", "JournalAppend", "anything", True),
        ("journal_consistency", "Log", "a TORN record", True),
        ("quiescence", "Log", "block 3: 64 symbols in, 2 repair wanted", True),
        ("quiescence", "Log", "block 3: 64 symbols in, 0 repair wanted", False),
        ("obligation_leak", "PermitOpened", "x", True),
        ("obligation_leak", "Log", "permit 7 never settled", True),
        ("path_consistency", "Log", "path outcome differs: replica 0 says won", True),
        ("path_consistency", "Log", "path 0 racing", False),
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
def test_what_bears_on_a_violation(name: str, kind: str, message: str, bears: bool) -> None:
    event = TraceEvent.message(0, 0, kind, message)
    assert bearing_of(violation(name)).holds(event.fields) is bears


def test_long_values_of_evidence_are_names_that_events_may_say() -> None:
    bearing = bearing_of(violation("x", hash="ABCDEF0123456789", count="3"))
    assert bearing.holds(TraceEvent.message(0, 0, "Log", "stored abcdef0123456789").fields)
    assert not bearing.holds(TraceEvent.message(0, 0, "Log", "3 times").fields)


def test_an_event_without_a_message_bears_by_its_kind_alone() -> None:
    bearing = bearing_of(violation("obligation_leak"))
    assert bearing.holds(TraceEvent.of(0, 0, "RegionCancelled").fields)
    assert not bearing.holds(TraceEvent.of(0, 0, "Spawn", {"permit": "leak"}).fields)
