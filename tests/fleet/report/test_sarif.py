"""A fleet as SARIF that hosts take."""

import json
from dataclasses import replace
from typing import Any

import pytest

from atp_tui.clean import is_clean
from atp_tui.fleet.report import sarif as module
from atp_tui.fleet.report.sarif import group_of, sarif
from atp_tui.fleet.rows import GroupRow, Status
from atp_tui.report.sarif_fingerprints import FAILURE
from tests.fleet_rows import GROUPS
from tests.sarif_runs import LINE_HASH, assert_as_hosts_want


def run_of(*rows: GroupRow, place: bytes = b"packs/one") -> dict[str, Any]:
    groups = [group_of(row, f"v1/2:{row.id:016x}", place) for row in rows]
    document = json.loads(json.dumps(sarif(groups)))
    assert_as_hosts_want(document)
    (run,) = document["runs"]
    assert isinstance(run, dict)
    return run


def test_hosts_take_a_result_for_each_group() -> None:
    run = run_of(*GROUPS)
    assert [each["level"] for each in run["results"]] == ["error", "warning", "error", "warning", "note"]
    assert run["results"][0]["partialFingerprints"] == {
        FAILURE: "v1/2:0000000000000001",
        LINE_HASH: "0000000000000001:1",
    }
    assert run["tool"]["driver"]["rules"][0]["defaultConfiguration"]["level"] == "error"


def test_what_nobody_knows_or_what_came_back_is_new() -> None:
    states = {status: run_of(replace(GROUPS[0], status=status))["results"][0]["baselineState"] for status in Status}
    assert states == {
        Status.NEW: "new",
        Status.REGRESSED: "new",
        Status.KNOWN: "unchanged",
        Status.MUTED: "unchanged",
        Status.FIXED: "unchanged",
    }


def test_a_file_is_the_place_itself_and_odd_paths_are_escaped() -> None:
    def uri(place: bytes) -> str:
        found = run_of(GROUPS[0], place=place)["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
        assert isinstance(found["uri"], str)
        return found["uri"]

    assert uri(b"runs/one").endswith("runs/one/journal")
    assert uri(b"runs/one.json").endswith("runs/one.json")
    assert uri(b"fleet.db").endswith("fleet.db")
    assert uri(b"a \xff\x1b?#").endswith("a%20%FF%1B%3F%23/journal")


def test_hostile_titles_are_clean() -> None:
    text = run_of(replace(GROUPS[0], title="\x1b[2J\u202e" * 9_000))["results"][0]["message"]["text"]
    assert is_clean(text)
    assert len(text) <= 2_000


def test_past_the_limit_the_last_are_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_RESULTS", 30)
    run = run_of(*[GROUPS[0]] * 33)
    assert len(run["results"]) == 30
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["properties"] == {"left_out": 3}


def test_no_group_is_a_document_too() -> None:
    assert run_of()["results"] == []
