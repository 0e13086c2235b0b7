import gc
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from atp_tui.engine.trace import Lane
from atp_tui.garbage import OBJECTS
from atp_tui.lab.decision import Delayed, Fired, Lost, Place
from atp_tui.lab.errors import LabError, LabStopped
from atp_tui.lab.message import Symbol
from atp_tui.lab.options import LabOptions
from atp_tui.lab.raptorq import BlockEncoder
from atp_tui.lab.run import LabProgress, LabRun, payload_of, run_transfer
from atp_tui.lab.scenario import SCENARIOS
from tests.lab_counts import lab_counts
from tests.soak_figures import figure

ROOT = Path(__file__).resolve().parents[2]

FINGERPRINT = """
import hashlib, sys
from atp_tui.lab.pack import crashpack_of
from atp_tui.lab.run import run_transfer
from atp_tui.lab.scenario import SCENARIOS
digest = hashlib.sha256()
for name in sys.argv[1:]:
    for path, content in crashpack_of(run_transfer(SCENARIOS[name].options(11))).files().items():
        digest.update(path.encode() + content)
print(digest.hexdigest())
"""


def said(run: LabRun, kind: str) -> list[str]:
    """What the events of a kind say, in order."""
    return [str(event.fields.message) for event in run.events if event.fields.kind == kind]


def fingerprint(hash_seed: int, *names: str) -> str:
    """The digest over all files of the packs of these scenarios, made by a new process."""
    environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "error", "-c", FINGERPRINT, *names]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_new_processes_make_the_same_bytes() -> None:
    assert len({fingerprint(seed, "clean", "bad-night") for seed in range(2)}) == 1


@pytest.mark.soak
def test_twenty_processes_make_the_same_bytes_of_every_scenario() -> None:
    assert len({fingerprint(seed, *SCENARIOS) for seed in range(20)}) == 1
    figure("lab: processes make the same bytes", 20, 0)


def test_another_seed_makes_another_trace() -> None:
    changes: tuple[dict[str, int], ...] = ({}, {"schedule": 1}, {"network": 1})
    runs = [run_transfer(SCENARIOS["clean"].options(0, seeds=seeds), with_qlogs=False) for seeds in changes]
    assert len({run.chain.digest for run in runs}) == 3


def test_the_payload_seed_changes_the_object_alone() -> None:
    first, second = (run_transfer(SCENARIOS["clean"].options(0, seeds={"payload": seed})) for seed in (1, 2))
    assert first.digests.sent != second.digests.sent
    assert first.decisions == second.decisions


@pytest.mark.parametrize("seed", [*range(5), *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(5, 20))])
def test_a_clean_transfer_delivers(seed: int) -> None:
    run = run_transfer(SCENARIOS["clean"].options(seed), with_qlogs=False)
    assert run.result.passed
    assert run.is_complete
    assert set(run.digests.stored) == {run.digests.sent}
    assert run.stored == (payload_of(run.options),) * 2
    assert set(lab_counts(run.events).values()) == {0}


def test_events_are_in_the_format_and_in_every_lane() -> None:
    run = run_transfer(SCENARIOS["clean"].options(0))
    assert all(event.is_own_format for event in run.events)
    assert [event.fields.seq for event in run.events] == list(range(len(run.events)))
    times = [event.fields.time or 0 for event in run.events]
    assert times == sorted(times)
    assert {lane for event in run.events for lane in event.lanes} == set(Lane)


@pytest.mark.parametrize("seed", range(4))
def test_five_percent_loss_is_made_up_for_by_repair_symbols(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    options = LabOptions(seed=seed, loss=0.05)
    run = run_transfer(options, with_qlogs=False)
    assert said(run, "RepairSent")
    assert run.result.passed
    assert set(run.digests.stored) == {run.digests.sent}
    nothing: list[Symbol] = []
    monkeypatch.setattr(BlockEncoder, "repair", lambda *_: nothing)
    without = run_transfer(options, with_qlogs=False)
    assert [found.violation_type for found in without.result.violations] == ["quiescence"]
    assert set(without.digests.stored) != {run.digests.sent}
    assert lab_counts(without.events)["unrecovered_blocks"] > 0


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_decisions_of_a_run_forced_give_the_same_run(name: str) -> None:
    run = run_transfer(SCENARIOS[name].options(3))
    again = run_transfer(run.options, decisions=run.decisions)
    assert (again.written, again.decisions, again.state) == (run.written, run.decisions, run.state)
    assert (again.qlogs, again.stored) == (run.qlogs, run.stored)
    assert (run.is_forced, again.is_forced) == (False, True)


def test_no_decisions_means_that_nothing_happens_outside() -> None:
    run = run_transfer(SCENARIOS["bad-night"].options(3), decisions=())
    assert run.decisions == ()
    assert run.result.passed
    assert said(run, "DatagramLost") == said(run, "Fault") == []


def test_a_decision_can_be_taken_out_by_itself() -> None:
    full = run_transfer(SCENARIOS["bad-night"].options(3), with_qlogs=False)
    faults = [decision for decision in full.decisions if isinstance(decision, Fired)]
    assert len(faults) == 3
    for fault, kind in zip(faults, ("manifest_integrity", "journal_consistency", "quiescence"), strict=True):
        run = run_transfer(full.options, decisions=[fault], with_qlogs=False)
        assert [found.violation_type for found in run.result.violations] == [kind]
        assert run.decisions == (fault,)


def test_single_datagrams_can_be_lost_and_delayed() -> None:
    link = "path 0 to replica 0"
    decisions = (Lost(link, 3), Delayed(link, 4, 30_000_000))
    run = run_transfer(LabOptions(size=5000), decisions=decisions)
    assert run.decisions == decisions
    assert [text.split(" sent")[0] for text in said(run, "DatagramLost")] == [f"udp datagram 3 on {link} lost"]


def test_a_forced_fault_that_the_lab_does_not_know_is_told() -> None:
    with pytest.raises(LabError, match=r"decisions: expected a fault \(blackout, .*found 'gremlin'"):
        run_transfer(LabOptions(), decisions=[Fired("gremlin", Place())])


@pytest.mark.parametrize(
    ("fault", "place", "message"),
    [
        ("heavy-loss", Place(replica=2), "a replica below 2 for heavy-loss, found 2"),
        ("heavy-loss", Place(), r"the place of heavy-loss \(replica\), found nothing"),
        ("heavy-loss", Place(replica=1, path=1), r"the place of heavy-loss \(replica\), found path 1, replica 1"),
        ("blackout", Place(path=1, paths=2, from_us=1, for_us=1), "a paths below 2 for blackout, found 2"),
        ("flipped-bit", Place(block=2, symbol=15, bit=0), "a symbol below 15 for flipped-bit, found 15"),
        ("flipped-bit", Place(block=1, symbol=15, bit=8), "a bit below 8 for flipped-bit, found 8"),
        ("torn-journal", Place(replica=0, record=4), "a record below 4 for torn-journal, found 4"),
    ],
)
def test_a_forced_place_outside_the_transfer_is_told(fault: str, place: Place, message: str) -> None:
    with pytest.raises(LabError, match=f"decisions: expected {message}"):
        run_transfer(LabOptions(), decisions=[Fired(fault, place)])


def test_logs_of_connections_change_nothing_else() -> None:
    options = SCENARIOS["lossy-race"].options(2)
    with_logs, without = run_transfer(options), run_transfer(options, with_qlogs=False)
    assert with_logs.written == without.written
    assert (len(with_logs.qlogs), without.qlogs) == (6, ())


def test_an_object_can_be_given() -> None:
    payload = b"a file to send " * 1000
    run = run_transfer(LabOptions(size=len(payload)), payload=payload)
    assert run.stored == (payload, payload)
    assert not run.is_seeded
    with pytest.raises(LabError, match="payload: expected an object of 3 bytes, found 15000 bytes"):
        run_transfer(LabOptions(size=3), payload=payload)


def test_progress_is_told_and_a_run_can_be_stopped() -> None:
    told: list[LabProgress] = []
    run_transfer(LabOptions(), progress=told.append, with_qlogs=False)
    assert [each.events for each in told] == sorted(each.events for each in told)
    assert {each.blocks for each in told} == {3}
    with pytest.raises(LabStopped):
        run_transfer(LabOptions(), cancelled=lambda: True)
    assert run_transfer(LabOptions(), cancelled=lambda: False).result.passed


def test_an_error_of_the_caller_ends_the_run_as_itself() -> None:
    def fail(_: LabProgress) -> None:
        raise OSError("the screen is gone")

    with pytest.raises(OSError, match="the screen is gone"):
        run_transfer(LabOptions(), progress=fail)


@pytest.mark.parametrize(
    "values",
    [
        {"paths": 1, "replicas": 1, "size": 1},
        {"paths": 1, "loss": 0.0},
        {"paths": 8, "replicas": 1, "size": 20_000},
        {"replicas": 5, "paths": 1, "size": 20_000},
        {"latency_ms": (0.01,), "jitter_ms": 0.0},
        {"latency_ms": (400.0,)},
        {"symbol_size": 64, "block_size": 256, "size": 3000},
        {"symbol_size": 1304, "block_size": 65_536, "size": 200_000},
        {"window": 1},
        {"reorder": 1.0},
        {"repair": 0.0, "loss": 0.0, "reorder": 0.0, "jitter_ms": 0.0},
    ],
)
def test_transfers_of_many_shapes_deliver(values: dict[str, object]) -> None:
    run = run_transfer(LabOptions.read(values), with_qlogs=False)
    assert run.result.passed
    assert set(run.digests.stored) == {run.digests.sent}


def test_the_deadline_ends_a_transfer_that_cannot_end() -> None:
    run = run_transfer(LabOptions(deadline_s=0.05), with_qlogs=False)
    assert (run.is_complete, run.time_ns) == (False, 50_000_000)
    assert run.state.pending_operations > 0
    assert run.state.leaked_obligations == 0
    assert run.events[-1].fields.kind == "Deadline"
    counts = lab_counts(run.events)
    assert counts["open_regions"] > 0
    assert counts["unfinished_tasks"] > 0


def test_a_datagram_is_received_only_if_it_was_sent_and_not_lost() -> None:
    run = run_transfer(SCENARIOS["lossy-race"].options(1), with_qlogs=False)
    sent = [text.split(" sent")[0] for text in said(run, "DatagramSent")]
    received = [text.removesuffix(" received") for text in said(run, "DatagramReceived")]
    lost = [text.removesuffix(" lost") for text in said(run, "DatagramLost")]
    assert len(set(sent)) == len(sent)
    assert not set(received) & set(lost)
    assert set(received) | set(lost) <= set(sent)
    assert len(lost) == sum(isinstance(decision, Lost) for decision in run.decisions)


def test_a_handshake_that_never_came_to_be_is_given_up() -> None:
    link = "path 1 to replica 0"
    run = run_transfer(LabOptions(size=5000), decisions=[Lost(link, number) for number in range(50)])
    assert run.result.passed
    assert said(run, "OperationGivenUp") == [f"operation given up: open {link}"]
    assert [text.split(": ")[1] for text in said(run, "OutcomesReported")] == ["path 0 won, path 1 drained"] * 2
    dark = [Lost(f"path 1 to replica {replica}", number) for number in range(50) for replica in range(2)]
    run = run_transfer(LabOptions(size=5000), decisions=dark)
    assert [text.split(": ")[1] for text in said(run, "OutcomesReported")] == ["path 0 won, path 1 failed"] * 2


def test_runs_in_threads_take_turns_and_are_the_same() -> None:
    expected = run_transfer(LabOptions(size=5000)).chain
    with ThreadPoolExecutor(3) as threads:
        runs = list(threads.map(lambda _: run_transfer(LabOptions(size=5000)), range(6)))
    assert {run.chain for run in runs} == {expected}


def test_a_connection_in_trouble_prints_nothing() -> None:
    script = "import logging, atp_tui.lab.link; logging.getLogger('quic').warning('trouble')"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert (found.stdout, found.stderr) == ("", "")


@pytest.mark.parametrize(("before", "during"), [(700, OBJECTS), (OBJECTS + 1, OBJECTS + 1), (0, 0)])
def test_garbage_is_collected_less_often_during_a_run_and_as_before_after_it(before: int, during: int) -> None:
    kept, seen = gc.get_threshold(), set()
    gc.set_threshold(before, *kept[1:])
    try:
        run_transfer(LabOptions(), progress=lambda _: seen.add(gc.get_threshold()[0]))
        assert seen == {during}
        assert gc.get_threshold() == (before, *kept[1:])
    finally:
        gc.set_threshold(*kept)
