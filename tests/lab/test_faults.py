"""Every fault is caught for its own reason, which is told by the trace and the stored bytes, not by the state alone."""

import re
from collections.abc import Callable

import pytest

from atp_tui.lab.decision import Fired, Place
from atp_tui.lab.errors import LabError
from atp_tui.lab.fault_table import FAULTS
from atp_tui.lab.raptorq import cut
from atp_tui.lab.run import LabRun, payload_of, run_transfer
from atp_tui.lab.scenario import SCENARIOS
from tests.lab_counts import lab_counts

SEEDS = range(5)


def said(run: LabRun, kind: str) -> list[str]:
    return [str(event.fields.message) for event in run.events if event.fields.kind == kind]


def place_of(run: LabRun, name: str) -> Place:
    """Where the fault struck; it strikes once."""
    places = [each.place for each in run.decisions if isinstance(each, Fired) and each.fault == name]
    assert len(places) == 1
    return places[0]


def unsettled(run: LabRun) -> list[str]:
    """Names of the permits that the trace shows as opened and not settled."""
    opened = [re.sub(r"^permit for (.*) opened by T\d+$", r"\1", text) for text in said(run, "PermitOpened")]
    settled = {re.sub(r"^permit for (.*) settled: .*$", r"\1", text) for text in said(run, "PermitSettled")}
    return [name for name in opened if name not in settled]


def is_dark_and_survived(run: LabRun, place: Place) -> None:
    assert said(run, "PathDark") == [f"path {place.path} is dark"]
    assert set(run.digests.stored) == {run.digests.sent}


def has_spent_its_repair_budget(run: LabRun, place: Place) -> None:
    spent = [re.findall(r"\d+", text) for text in said(run, "RepairSpent")]
    assert spent
    assert {int(replica) for _, replica in spent} == {place.replica}
    decoded = [re.findall(r"\d+", text)[:2] for text in said(run, "BlockDecoded")]
    given_up = {block for block, replica in spent if [block, replica] not in decoded}
    assert len(given_up) == lab_counts(run.events)["unrecovered_blocks"] > 0
    for block in given_up:
        received = f"of block {block} received on replica {place.replica}"
        arrived = [text for text in said(run, "SymbolReceived") if received in text]
        assert len(arrived) < run.options.source_symbols(int(block))


def lost_the_finished_and_what_followed(run: LabRun, place: Place) -> None:
    link = f"path {place.path} to replica {place.replica}"
    assert said(run, "DatagramLost") == [f"udp datagram 1 on {link} lost"]
    log = dict(run.qlogs)[f"qlog/{link.replace(' ', '-')}.qlog"]
    assert log.count(b"key_unavailable") > 2
    assert lab_counts(run.events)["unrecovered_blocks"] > 0


def differs_in_the_block_of_the_bit(run: LabRun, place: Place) -> None:
    sent = cut(payload_of(run.options), run.options.block_size)
    for stored in run.stored:
        blocks = cut(stored, run.options.block_size)
        assert [number for number, block in enumerate(blocks) if block != sent[number]] in ([], [place.block])
    assert set(run.digests.stored) != {run.digests.sent}


def lost_the_records_of_the_power_cut(run: LabRun, place: Place) -> None:
    (cut_text,) = said(run, "PowerCut")
    replica, unsynced = map(int, re.findall(r"\d+", cut_text))
    assert replica == place.replica
    assert run.state.journal_gaps == unsynced
    assert set(run.digests.stored) == {run.digests.sent}


def has_the_record_after_the_next(run: LabRun, place: Place) -> None:
    prefix = f"journal records synced on replica {place.replica}: "
    batches = [text.removeprefix(prefix) for text in said(run, "JournalSync") if text.startswith(prefix)]
    numbers = [int(number) for batch in batches for number in batch.split() if number != "none"]
    assert sorted(numbers) == [1, 2, 3]
    record = place.record or 0
    assert numbers.index(record) > numbers.index(record + 1)


def waits_for_the_seal(run: LabRun, place: Place) -> None:
    assert said(run, "Deadline") == [
        f"deadline reached with {run.state.pending_operations} operations pending: {pending(run)}"
    ]
    assert f"seal replica {place.replica}" in pending(run)
    assert set(run.digests.stored) == {run.digests.sent}


def pending(run: LabRun) -> str:
    begun = [text.removeprefix("operation begun: ") for text in said(run, "OperationBegun")]
    done = {text.removeprefix("operation done: ") for text in said(run, "OperationDone")}
    return ", ".join(name for name in begun if name not in done)


def left_its_permit_unsettled(run: LabRun, place: Place) -> None:
    assert unsettled(run) == [f"block {place.block} on path {place.path} to replica {place.replica}"]
    assert run.state.leaked_obligations == 1


def did_not_hear_of_the_path(run: LabRun, place: Place) -> None:
    other = 1 - (place.replica or 0)
    reports = dict(re.findall(r"replica (\d): (.*)", "\n".join(said(run, "OutcomesReported"))))
    assert f"path {place.path} racing" in reports[str(place.replica)]
    assert "racing" not in reports[str(other)]


REASONS: dict[str, Callable[[LabRun, Place], None]] = {
    "blackout": is_dark_and_survived,
    "heavy-loss": has_spent_its_repair_budget,
    "lost-finished": lost_the_finished_and_what_followed,
    "flipped-bit": differs_in_the_block_of_the_bit,
    "torn-journal": lost_the_records_of_the_power_cut,
    "reordered-journal": has_the_record_after_the_next,
    "stuck-operation": waits_for_the_seal,
    "unshielded-cleanup": left_its_permit_unsettled,
    "split-outcome": did_not_hear_of_the_path,
}


def test_every_fault_has_its_reason_here() -> None:
    assert set(REASONS) == set(FAULTS)


@pytest.mark.parametrize("seed", [*SEEDS[:2], *(pytest.param(seed, marks=pytest.mark.soak) for seed in SEEDS[2:])])
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_caught_for_its_own_reason(name: str, seed: int) -> None:
    run = run_transfer(SCENARIOS[name].options(seed))
    assert {found.violation_type for found in run.result.violations} == SCENARIOS[name].violation_types
    REASONS[name](run, place_of(run, name))
    assert len(said(run, "Fault")) == 1
    if name != "unshielded-cleanup" and run.is_complete:
        assert unsettled(run) == []


@pytest.mark.parametrize("name", ["lost-finished", "heavy-loss"])
def test_the_same_transfer_without_its_fault_passes(name: str) -> None:
    for seed in SEEDS:
        assert run_transfer(SCENARIOS[name].options(seed, faults=()), with_qlogs=False).result.passed


def test_a_bigger_budget_survives_a_lost_finished() -> None:
    for seed in SEEDS:
        assert run_transfer(SCENARIOS["lost-finished"].options(seed, repair=2.0), with_qlogs=False).result.passed


def test_every_fault_alone_strikes_somewhere_else_with_another_seed() -> None:
    for name in FAULTS:
        drawn = (
            str(place_of(run_transfer(SCENARIOS[name].options(seed), with_qlogs=False), name)) for seed in range(8)
        )
        first = next(drawn)
        assert any(place != first for place in drawn), name


def test_the_state_is_measured_and_never_set() -> None:
    run = run_transfer(SCENARIOS["clean"].options(0), with_qlogs=False)
    assert run.state.manifest_hash == run.state.expected_manifest_hash != ""
    changed = run_transfer(SCENARIOS["clean"].options(0, seeds={"payload": 1}), with_qlogs=False)
    assert changed.state.manifest_hash != run.state.manifest_hash


def test_a_fault_that_needs_two_blocks_cannot_be_forced_upon_one() -> None:
    options = SCENARIOS["clean"].options(1).changed(size=100)
    forced = (Fired("reordered-journal", Place(replica=0, record=1)),)
    with pytest.raises(LabError, match="expected at least 2 blocks for reordered-journal, found 1"):
        run_transfer(options, decisions=forced, with_qlogs=False)
