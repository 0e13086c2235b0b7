"""``atp-tui diff``."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from atp_tui.engine import CrashpackBuilder, TraceEvent, render
from atp_tui.lab.decision import Lost, read_decisions
from atp_tui.lab.pack import crashpack_of
from atp_tui.lab.run import run_transfer
from atp_tui.lab.scenario import SCENARIOS
from atp_tui.store.writer import write_pack
from tests.cli.conftest import Call
from tests.lab_packs import SEED, lab_pack, written
from tests.program import FOREIGN, PACKS, PROGRAM
from tests.soak_figures import figure


@pytest.mark.parametrize("name", [*FOREIGN, "clean.record.json"])
def test_a_pack_is_the_same_as_itself(call: Call, name: str) -> None:
    outcome = call("diff", PACKS / name, PACKS / name)
    assert (outcome.code, outcome.err) == (0, b"")
    assert outcome.out.decode().splitlines()[0] == "no differences"
    found = json.loads(call("diff", PACKS / name, PACKS / name, "--format", "json").out)
    assert found["same"] is True
    assert found["divergence"] is None


def test_a_pack_and_its_record_differ_in_what_only_one_can_tell(call: Call) -> None:
    found = json.loads(call("diff", PACKS / "clean", PACKS / "clean.record.json", "--format", "json").out)
    assert found["divergence"] is None
    assert [name for name, each in found["sections"].items() if each] == ["soundness"]


def test_the_digests_of_a_flipped_bit_and_its_clean_twin_differ(call: Call, tmp_path: Path) -> None:
    first, second = written(tmp_path, "clean"), written(tmp_path, "flipped-bit")
    outcome = call("diff", first, second, "--format", "json")
    found = json.loads(outcome.out)
    assert (outcome.code, found["same"]) == (1, False)
    assert [each["name"] for each in found["sections"]["object"]] == ["stored.0", "stored.1"]
    assert [each["name"] for each in found["sections"]["state"]] == ["transfer: manifest_hash"]
    assert [each["name"] for each in found["sections"]["metadata"]] == ["options", "scenario"]
    assert found["sections"]["verdict"] == [{"name": "verdict", "first": "PASSED", "second": "FAILED 1 High"}]
    assert found["sections"]["violations"][0]["first"] is None
    assert {name for name in found["sections"] if not found["sections"][name]} == {"seeds", "soundness"}
    text = call("diff", first, second).out.decode()
    assert "object: 2 differ" in text
    assert "soundness: the same" in text


def test_two_runs_that_differ_in_one_decision_part_at_the_first_event_after_it(call: Call, tmp_path: Path) -> None:
    made = lab_pack("clean")
    decisions = read_decisions(made.artifacts["decisions.jsonl"])
    options = SCENARIOS["clean"].options(SEED)
    plain = run_transfer(options, decisions=decisions, with_qlogs=False)
    lost = Lost("path 1 to replica 0", 9)
    other = run_transfer(options, decisions=[lost, *decisions], with_qlogs=False)
    write_pack(str(tmp_path / "a"), crashpack_of(plain).files())
    write_pack(str(tmp_path / "b"), crashpack_of(other).files())
    found = json.loads(call("diff", tmp_path / "a", tmp_path / "b", "--format", "json").out)
    place = found["divergence"]["event"]
    assert [event.raw for event in plain.events[:place]] == [event.raw for event in other.events[:place]]
    assert plain.events[place] != other.events[place]
    assert found["divergence"]["second"][0] == other.events[place].line
    assert "datagram 9 on path 1 to replica 0" in other.events[place].line
    assert found["divergence"]["before"][-1] == plain.events[place - 1].line


@pytest.mark.parametrize("pair", [("nothing", "clean"), ("clean", "nothing")])
def test_what_cannot_be_read_is_told(call: Call, pair: tuple[str, str]) -> None:
    outcome = call("diff", *(PACKS / name for name in pair))
    assert (outcome.code, outcome.out, len(outcome.told)) == (4, b"", 1)
    assert call("diff", PACKS / "clean").code == 2


def test_hostile_text_cannot_reach_the_terminal(call: Call) -> None:
    for form in ("text", "json"):
        outcome = call("diff", PACKS / "hostile-text", PACKS / "five-violations", "--format", form)
        assert outcome.code == 1
        assert outcome.out.decode().replace("\n", "").isprintable()


MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""
"""Starts a command and tells its memory in kB; one that the tests start themselves begins with theirs."""


@pytest.mark.soak
def test_two_traces_of_a_million_events_stay_under_300_mb(tmp_path: Path) -> None:
    count = 1_000_000
    for name, changed in (("a", -1), ("b", 400_000)):
        events = tuple(
            TraceEvent.message(at, at * 7 + 3 * (0 <= changed < at), "Log", f"quic packet {at % 99}")
            for at in range(count)
        )
        write_pack(str(tmp_path / name), render(CrashpackBuilder().trace(events).build()))
        del events
    command: list[str | Path] = [
        sys.executable,
        "-c",
        MEASURED,
        *PROGRAM,
        "diff",
        tmp_path / "a",
        tmp_path / "b",
        "--format",
        "json",
    ]
    ended = subprocess.run(command, capture_output=True, check=False, timeout=600)
    found = json.loads(ended.stdout)["divergence"]["event"]
    memory = int(ended.stderr.split()[-1])
    figure("traces of a million events compared in 300 MB", 1, int(found != 400_001 or memory >= 300_000))
    assert ended.returncode == 1
    assert found == 400_001
    assert memory < 300_000
