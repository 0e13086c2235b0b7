"""``atp-tui fleet export``: one document with everything."""

import json
from pathlib import Path

from tests.cli.conftest import Call
from tests.program import PACKS, copy_of


def test_the_document_has_groups_samples_unreadable_packs_and_changes(call: Call, tmp_path: Path) -> None:
    copy_of("five-violations", tmp_path)
    (tmp_path / "broken.json").write_bytes((PACKS / "clean.record.json").read_bytes()[:2000])
    call("fleet", tmp_path, "--format", "text", "--no-causes", "--jobs", "1")
    call("fleet", "status", "1", "muted", "-m", "\x1b[2J", "--db", tmp_path)
    outcome = call("fleet", "export", "--db", tmp_path)
    assert outcome.code == 0
    assert b"\x1b" not in outcome.out
    told = json.loads(outcome.out)
    assert told["totals"]["groups"] == len(told["groups"]) == 5
    assert {group["status"] for group in told["groups"]} == {"new", "muted"}
    assert [sample["path"] for sample in told["groups"][0]["samples"]] == [str(tmp_path / "five-violations")]
    assert told["unreadable"][0]["path"] == str(tmp_path / "broken.json")
    assert told["changes"][0]["what"] == "status"


def test_a_fleet_of_nothing_is_a_document_too(call: Call, tmp_path: Path) -> None:
    call("fleet", tmp_path, "--format", "text")
    told = json.loads(call("fleet", "export", "--db", tmp_path).out)
    assert (told["groups"], told["unreadable"], told["changes"]) == ([], [], [])
