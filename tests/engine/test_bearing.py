"""Which events bear on a violation: measured on runs of the lab and on single events."""

from collections import Counter

import pytest

from atp_tui.assets import SAMPLE_PACKS
from atp_tui.engine.bearing import BEARINGS, bearing_of
from atp_tui.engine.oracle import CHECKS
from atp_tui.engine.record import Severity, Violation
from atp_tui.engine.trace import TraceEvent
from atp_tui.store.pack import Pack, open_pack


def violation(kind: str, **evidence: str) -> Violation:
    return Violation(violation_type=kind, description="", severity=Severity.LOW, evidence=evidence)


def told(kind: str, message: str) -> TraceEvent:
    return TraceEvent.of(0, 0, kind, {"Message": message})


def bearing_events(pack: Pack, wanted: str) -> list[TraceEvent]:
    """The events of a pack that bear on its violation of a type."""
    (found,) = [
        each for result in pack.crashpack.oracle_results for each in result.violations if each.violation_type == wanted
    ]
    bearing = bearing_of(found)
    return [event for event in pack.events if isinstance(event, TraceEvent) and bearing.holds(event.fields)]


def test_every_check_of_the_oracle_has_its_bearing() -> None:
    assert set(BEARINGS) == {check.violation_type for check in CHECKS}


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
    for kind in BEARINGS:
        struck = [event for event in bearing_events(pack, kind) if event.fields.kind == "Fault"]
        assert len(struck) == 1
        faults[(struck[0].fields.message or "").split(":")[0]] += 1
    assert faults == dict.fromkeys(
        ("flipped-bit", "torn-journal", "stuck-operation", "unshielded-cleanup", "split-outcome"), 1
    )


@pytest.mark.parametrize(
    ("kind", "event", "expected"),
    [
        ("quiescence", told("BlockIn", "raptorq block 3: 7 of 8 in, 1 repair wanted"), True),
        ("quiescence", told("BlockIn", "raptorq block 3: 8 of 8 in, 0 repair wanted"), False),
        ("quiescence", told("PathDark", "path 1 is dark"), True),
        ("quiescence", told("Note", "Handshake lost on path 1"), True),
        ("obligation_leak", told("Checkpoint", "path 1 to replica 0 leaves the race of block 2"), True),
        ("obligation_leak", told("SymbolSent", "racing: symbol 1 of block 0"), False),
        ("loss_storm", told("DatagramLost", "datagram 9 lost"), True),
        ("loss_storm", told("DatagramSent", "datagram 9 sent"), False),
        ("quiescence", TraceEvent.of(0, 0, "Poll", {"Task": {"task": "stuck", "region": "R1"}}), False),
    ],
)
def test_single_events(kind: str, event: TraceEvent, expected: bool) -> None:
    assert bearing_of(violation(kind)).holds(event.fields) is expected


def test_long_values_of_evidence_are_looked_for() -> None:
    bearing = bearing_of(violation("other", actual_hash="sha256:ABCDEF", count="3"))
    assert bearing.holds(told("Note", "found SHA256:abcdef here").fields)
    assert not bearing.holds(told("Note", "3 of them").fields)
