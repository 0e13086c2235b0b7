"""Logs of real runs as a fleet, under the names of their logs; and logs beside crashpacks, which are left out."""

import json
from pathlib import Path

import pytest

from tests.archives import zip_of
from tests.cli.conftest import Call
from tests.program import copy_of
from tests.typed_logs import both, client, log_file, sequence, several

JSON = ("--format", "json", "--no-causes", "--jobs", "1")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of its own, and a directory to work in."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """The directory to work in."""
    return tmp_path / "work"


def test_each_connection_is_a_pack_and_the_groups_name_the_log(call: Call, work: Path) -> None:
    log_file(work)
    log_file(work, several(2), "many.sqlog")
    told = call("fleet", "client.sqlog", "many.sqlog", *JSON)
    found = json.loads(told.out)
    assert (told.code, found["totals"]["packs"]) == (1, 3)
    shown = call("open", "client.sqlog", "many.sqlog").out.decode()
    assert "closed_with_error" in shown
    assert {path.name for path in work.iterdir()} == {"client.sqlog", "many.sqlog"}


def test_sarif_points_to_the_log(call: Call, work: Path) -> None:
    log_file(work, several(2), "many.sqlog")
    log_file(work)
    found = json.loads(call("fleet", "client.sqlog", "many.sqlog", "--format", "sarif", *JSON[2:]).out)
    places = [each["locations"][0]["physicalLocation"] for each in found["runs"][0]["results"]]
    assert [place["artifactLocation"]["uri"] for place in places] == ["client.sqlog"]


def test_a_directory_and_an_archive_of_logs_are_fleets(call: Call, work: Path) -> None:
    logs = both(work)
    (work / "logs.zip").write_bytes(zip_of({f"run/{log.name}": log.read_bytes() for log in logs}))
    for path in ("logs", "logs.zip"):
        assert json.loads(call("fleet", path, *JSON).out)["totals"]["packs"] == 1
    assert {path.name for path in work.iterdir()} == {"logs", "logs.zip"}


def test_another_set_of_logs_is_another_fleet(call: Call, work: Path) -> None:
    for number in range(3):
        log_file(work, sequence(client(), "client", f"{number:016x}"), f"{number}.sqlog")
    assert json.loads(call("fleet", "0.sqlog", "1.sqlog", *JSON).out)["totals"]["packs"] == 2
    assert json.loads(call("fleet", "0.sqlog", "2.sqlog", *JSON).out)["totals"]["packs"] == 2


def test_a_log_that_cannot_be_read_is_told_and_the_others_are_explored(call: Call, work: Path) -> None:
    log_file(work)
    (work / "cut.sqlog.gz").write_bytes(b"\x1f\x8b\x08\0\0")
    told = call("open", "client.sqlog", "cut.sqlog.gz")
    assert told.code == 4
    assert b"closed_with_error" in told.out
    assert told.told[0].startswith("atp-tui: cut.sqlog.gz: expected a whole gzip stream")


@pytest.mark.parametrize("command", [("open",), ("fleet",)])
def test_logs_beside_crashpacks_are_left_out_and_counted(call: Call, work: Path, command: tuple[str, ...]) -> None:
    (work / "mixed").mkdir()
    copy_of("clean", work / "mixed")
    log_file(work / "mixed")
    log_file(work / "mixed", name="other.sqlog")
    told = call(*command, "mixed")
    assert told.code == 0
    assert told.told[0].startswith("atp-tui: mixed: 2 logs beside the crashpacks are left out; ")


def test_logs_and_crashpacks_are_no_fleet_together(call: Call, work: Path) -> None:
    log_file(work)
    copy_of("clean", work)
    told = call("fleet", "client.sqlog", "clean")
    assert (told.code, "expected crashpacks or logs, found both" in told.told[0]) == (2, True)
