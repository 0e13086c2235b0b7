"""``atp-tui fleet show`` and ``why``."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.program import copy_of


@pytest.fixture
def folder(call: Call, tmp_path: Path) -> Path:
    copy_of("five-violations", tmp_path)
    call("fleet", tmp_path, "--format", "text", "--no-causes", "--jobs", "1")
    return tmp_path


def test_a_group_is_found_by_its_number_and_by_the_beginning_of_a_fingerprint(call: Call, folder: Path) -> None:
    told = json.loads(call("fleet", "show", "1", "--db", folder, "--format", "json").out)
    fingerprint = told["fingerprints"][0]
    for name in (fingerprint, fingerprint[:-6], fingerprint.partition(":")[2]):
        again = call("fleet", "show", name, "--db", folder / "fleet.db", "--format", "json")
        assert json.loads(again.out) == told
    assert told["samples"][0]["path"] == str(folder / "five-violations")


@pytest.mark.parametrize(("name", "says"), [("99", b"no such group"), ("v1/", b"5 groups"), ("", b"no such group")])
def test_a_name_of_no_group_or_of_several_is_a_usage_error(call: Call, folder: Path, name: str, says: bytes) -> None:
    outcome = call("fleet", "show", name, "--db", folder)
    assert outcome.code == 2
    assert says in outcome.err


def test_the_text_says_why_the_violations_are_together(call: Call, folder: Path) -> None:
    out = call("fleet", "show", "1", "--db", folder).out.decode()
    assert "these violations are together because they have in common:" in out
    assert "violation type: manifest_integrity  (journal)" in out


def test_why_names_the_group_of_each_violation(call: Call, folder: Path) -> None:
    out = call("fleet", "why", folder / "five-violations", "--db", folder).out.decode()
    assert out.count(": group ") == 5
    told = json.loads(call("fleet", "why", folder / "five-violations", "--db", folder, "--format", "json").out)
    assert {each["violation_type"] for each in told} >= {"manifest_integrity", "quiescence"}


def test_a_pack_that_is_not_indexed_is_an_error(call: Call, folder: Path) -> None:
    outcome = call("fleet", "why", copy_of("clean", folder), "--db", folder)
    assert outcome.code == 4
    assert b"index its directory" in outcome.err


@pytest.mark.parametrize("command", ["show 1", "log", "merge 1 2", "export", "doctor"])
def test_without_a_database_every_command_says_how_to_make_one(call: Call, tmp_path: Path, command: str) -> None:
    outcome = call("fleet", *command.split(), "--db", tmp_path)
    assert outcome.code == 4
    assert outcome.err.count(b"\n") == 1
    assert b"fleet.db" in outcome.err
