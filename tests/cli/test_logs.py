"""``atp-tui logs``: a lane, re-derived from the trace."""

from pathlib import Path

import pytest

from atp_tui.clean import clean
from atp_tui.store.open import open_pack
from tests.cli.conftest import Call
from tests.program import OWN_FORMAT, PACKS, copy_of, run

LANES = ("path", "quic", "repair")


def log(name: str, lane: str) -> list[str]:
    """The lines of a log file of a foreign pack."""
    text = (PACKS / name / f"{lane}log").read_bytes().decode()
    return text.split("\n") if text else []


@pytest.mark.parametrize("name", OWN_FORMAT)
@pytest.mark.parametrize("lane", LANES)
def test_a_lane_is_what_the_log_file_says(call: Call, name: str, lane: str) -> None:
    outcome = call("logs", PACKS / name, "--lane", lane)
    assert (outcome.code, outcome.err) == (0, b"")
    assert outcome.out.decode().splitlines() == [clean(line) for line in log(name, lane)]
    if name != "hostile-text":
        assert outcome.out.removesuffix(b"\n") == (PACKS / name / f"{lane}log").read_bytes()
    assert call("logs", PACKS / name, "--lane", lane, "--count").out == f"{len(log(name, lane))}\n".encode()


@pytest.mark.parametrize(
    ("name", "events"), [("clean", 120), ("five-violations", 400), ("other-writer", 200), ("empty", 0)]
)
def test_all_is_every_event_in_order(call: Call, name: str, events: int) -> None:
    lines = call("logs", PACKS / name, "--lane", "all").out.decode().splitlines()
    assert len(lines) == events
    assert call("logs", PACKS / name, "--lane", "all", "--count").out == f"{events}\n".encode()
    assert call("logs", PACKS / name).out.decode().splitlines() == lines
    if name != "other-writer":
        assert [line.split(" ")[0] for line in lines] == [f"{number:06d}" for number in range(events)]


def test_a_record_in_one_file_has_lanes_too(call: Call) -> None:
    for lane in LANES:
        outcome = call("logs", PACKS / "many-oracles.record.json", "--lane", lane)
        assert outcome.out.decode().splitlines() == log("many-oracles", lane)


@pytest.mark.parametrize("wanted", ["racing", "RACING", "block 3", "Task", "no such text", ""])
def test_grep_keeps_the_lines_that_hold_the_text_in_any_case(call: Call, wanted: str) -> None:
    whole = log("five-violations", "path")
    kept = [line for line in whole if wanted.lower() in line.lower()]
    outcome = call("logs", PACKS / "five-violations", "--lane", "path", "--grep", wanted)
    assert outcome.code == 0
    assert outcome.out.decode().splitlines() == kept
    counted = call("logs", PACKS / "five-violations", "--lane", "path", "--grep", wanted, "--count")
    assert counted.out == f"{len(kept)}\n".encode()


def test_elements_that_are_no_events_are_told(call: Call, tmp_path: Path) -> None:
    outcome = call("logs", PACKS / "damaged", "--lane", "all")
    assert outcome.code == 3
    assert len(outcome.out.decode().splitlines()) == 266
    assert len(outcome.told) == 1
    assert "transfer.atp-trace: 1 malformed entry is left out" in outcome.told[0]
    copy = copy_of("clean", tmp_path)
    (copy / "transfer.atp-trace").write_bytes(b'[{"kind": "Poll"}, 7, null, {"kind": "Log"}]')
    outcome = call("logs", copy, "--lane", "path")
    assert (outcome.code, outcome.out) == (3, b"------ - Poll -\n")
    assert "2 malformed entries" in outcome.told[0]


def test_a_trace_that_cannot_be_read_is_told(call: Call, tmp_path: Path) -> None:
    copy = copy_of("clean", tmp_path)
    trace = copy / "transfer.atp-trace"
    trace.write_bytes(trace.read_bytes().replace(b"symbol", b"s\xffmbol"))
    outcome = call("logs", copy, "--lane", "all", "--count")
    assert outcome.code == 3
    assert outcome.told == [
        f"atp-tui: {copy}: transfer.atp-trace: 31 malformed entries are left out; 'atp-tui check' lists them"
    ]
    trace.unlink()
    outcome = call("logs", copy, "--lane", "all", "--count")
    assert (outcome.code, outcome.out) == (4, b"0\n")
    assert outcome.told == [f"atp-tui: {copy}: transfer.atp-trace: expected a plain file, found nothing"]


def test_the_program_prints_the_same_as_the_call(call: Call) -> None:
    ended = run("logs", PACKS / "hostile-text", "--lane", "all")
    assert (ended.returncode, ended.stdout, ended.stderr) == call("logs", PACKS / "hostile-text", "--lane", "all")


@pytest.mark.parametrize("lane", ["all", "path", "quic"])
def test_scheduler_events_are_left_out_on_request(call: Call, lane: str) -> None:
    pack = PACKS / "five-violations"
    every = call("logs", "--lane", lane, pack).out.decode().splitlines()
    some = call("logs", "--lane", lane, "--no-scheduler", pack).out.decode().splitlines()
    hidden = {event.line for event in open_pack(str(pack)).events if event.is_scheduler}
    assert some == [line for line in every if line not in hidden]
    assert (len(some) < len(every)) == (lane != "quic")
    assert call("logs", "--lane", lane, "--no-scheduler", "--count", pack).out == f"{len(some)}\n".encode()
