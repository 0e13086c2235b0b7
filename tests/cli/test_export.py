"""``atp-tui export``: the record, byte for byte, or as far as it can be read."""

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from atp_tui.engine import read_record
from tests.cli.conftest import Call
from tests.hostile import acting
from tests.program import PACKS, PROGRAM, RECORDED, copy_of, run


@pytest.mark.parametrize("name", RECORDED)
def test_the_record_comes_back(call: Call, name: str) -> None:
    record = (PACKS / f"{name}.record.json").read_bytes()
    outcome = call("export", PACKS / name)
    assert (outcome.code, outcome.err) == (0, b"")
    assert json.loads(outcome.out) == json.loads(record)
    if name != "many-oracles":
        assert outcome.out == record
    assert call("export", PACKS / f"{name}.record.json").out == outcome.out


def test_emit_and_export_are_each_other_undone(call: Call, tmp_path: Path) -> None:
    exported = run("export", PACKS / "many-oracles").stdout
    (tmp_path / "record.json").write_bytes(exported)
    assert call("emit", tmp_path / "record.json", tmp_path / "pack").code == 0
    assert call("export", tmp_path / "pack").out == exported


def test_the_other_writer_is_exported_with_its_own_fields(call: Call) -> None:
    outcome = call("export", PACKS / "other-writer")
    assert (outcome.code, outcome.err) == (0, b"")
    found = json.loads(outcome.out)
    assert found["trace_events"] == json.loads((PACKS / "other-writer/transfer.atp-trace").read_bytes())
    assert [result["oracle_name"] for result in found["oracle_results"]] == ["transfer", "edge"]


def test_of_a_damaged_pack_what_can_be_read_is_printed(call: Call) -> None:
    outcome = call("export", PACKS / "damaged")
    assert outcome.code == 3
    assert len(outcome.told) == 1
    record = read_record(outcome.out)
    assert len(record.violations) == 5
    assert len(record.trace_events) == 266


def test_a_pack_of_one_file_is_exported_as_far_as_it_goes(call: Call, tmp_path: Path) -> None:
    copy = copy_of("five-violations", tmp_path)
    for path in copy.iterdir():
        if path.name != "evidence-ledger.json":
            path.unlink()
    outcome = call("export", copy)
    assert outcome.code == 3
    assert read_record(outcome.out).seeds == {"lab": 7, "network": 2**64 - 1}


@pytest.mark.parametrize("depth", [100, 400, 700, 900, 980])
def test_an_event_that_can_be_read_can_be_exported(call: Call, tmp_path: Path, depth: int) -> None:
    record = (PACKS / "clean.record.json").read_bytes()
    count = len(json.loads(record)["trace_events"])
    deep = b'{"seq": 0, "data": ' + b"[" * depth + b"]" * depth + b"},"
    (tmp_path / "record.json").write_bytes(record.replace(b'"trace_events": [', b'"trace_events": [' + deep))
    outcome = call("export", tmp_path / "record.json")
    if outcome.code == 4:
        assert "more levels" in outcome.told[0]
        return
    events = json.loads(outcome.out)["trace_events"]
    assert (outcome.code, len(events)) == ((0, count + 1) if depth == 100 else (3, count))


def test_on_a_terminal_what_cannot_be_seen_is_escaped() -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen([*PROGRAM, "export", str(PACKS / "hostile-text")], stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 1 << 16)
            except OSError:
                break
            shown += piece
    os.close(ours)
    assert process.returncode == 0
    shown = shown.replace(b"\r\n", b"\n")
    assert acting(shown) == []
    assert json.loads(shown) == json.loads((PACKS / "hostile-text.record.json").read_bytes())
