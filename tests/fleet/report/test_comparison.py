"""A comparison of two fleets as text, JSON, JUnit XML and SARIF."""

import dataclasses
import json
import xml.etree.ElementTree as ET

from atp_tui.clean import is_clean
from atp_tui.engine.record import Severity
from atp_tui.fleet.compare import Change, Comparison, Side, SideGroup, compare
from atp_tui.fleet.report.comparison import comparison_lines, comparison_object, comparison_sarif, junit_chunks
from atp_tui.fleet.rows import SampleRow, Status
from atp_tui.report.tone import text_of
from tests.sarif_runs import assert_as_hosts_want

SAMPLE = SampleRow(1, b"packs/one", "26a1", 7, True, "sample", 2856, 0)


def group(number: int, title: str, runs: int = 30, status: Status = Status.NEW) -> SideGroup:
    return SideGroup(number, title, status, Severity.HIGH, runs, (f"v1/2:{number:016x}",), SAMPLE)


def comparison(title: str = "quiescence") -> Comparison:
    base = Side("main", 1000, (group(1, "known"), group(2, "gone"), group(3, "back", status=Status.FIXED)))
    searched = dataclasses.replace(group(6, "searched"), kinds=("v1/1:aa",))
    left_out = dataclasses.replace(searched, id=7, fingerprints=("v1/1:aa",), title="known", is_searched=False)
    base = dataclasses.replace(base, groups=(*base.groups, left_out))
    new = Side("change", 1000, (group(1, "known"), group(3, "back"), group(4, title), group(5, "rare", 1)))
    new = dataclasses.replace(new, groups=(*new.groups, searched, left_out))
    return compare(base, new)


def test_the_text_says_what_is_compared_and_why_each_group_is_what_it_is() -> None:
    lines = [text_of(line) for line in comparison_lines(comparison())]
    assert lines[:6] == [
        "base: main: 1,000 judged runs, 4 groups",
        "new: change: 1,000 judged runs, 6 groups",
        "7 groups: 1 new, 1 regressed, 1 not proved new, 1 undecided, 1 gone, 2 known",
        "  new  High  0 -> 30  quiescence",
        "    30 of 1,000 runs of change, 0 of 1,000 of main: p < 0.001",
        "    atp-tui open packs/one",
    ]
    assert "  regressed  High  30 -> 30  back" in lines


def test_the_object_has_all_that_the_text_has() -> None:
    told = json.loads(json.dumps(comparison_object(comparison())))
    assert told["counts"] == {
        "new": 1,
        "regressed": 1,
        "not proved new": 1,
        "undecided": 1,
        "gone": 1,
        "known": 2,
    }
    assert [each["change"] for each in told["groups"]] == [*(change.value for change in Change), "known"]
    assert told["groups"][0]["new"][0]["sample"]["path"] == "packs/one"
    assert told["groups"][0]["base"] == []


def test_only_new_and_regressed_fail_a_job() -> None:
    root = ET.fromstring(b"".join(junit_chunks(comparison())))  # noqa: S314 - made a moment ago
    outcomes = {str(case.get("name")): [child.tag for child in case] for case in root.iter("testcase")}
    assert outcomes == {
        "quiescence": ["failure"],
        "back": ["failure"],
        "rare": ["skipped"],
        "searched": ["skipped"],
        "gone": [],
        "known": ["skipped"],
        "known (2)": ["skipped"],
    }
    assert (root.get("tests"), root.get("failures"), root[0].get("skipped")) == ("7", "2", "4")


def test_sarif_has_the_state_of_the_baseline() -> None:
    document = json.loads(json.dumps(comparison_sarif(comparison(), b"fleet.db")))
    assert_as_hosts_want(document)
    states = {each["properties"]["change"]: each["baselineState"] for each in document["runs"][0]["results"]}
    assert states == {
        "new": "new",
        "regressed": "new",
        "not proved new": "new",
        "undecided": "unchanged",
        "gone": "absent",
        "known": "unchanged",
    }


def test_hostile_titles_are_clean_in_every_format() -> None:
    found = comparison("\x1b[2J\u202e\n]]>")
    assert all(is_clean(text_of(line)) for line in comparison_lines(found))
    assert all(
        is_clean(str(case.get("name")))
        for case in ET.fromstring(b"".join(junit_chunks(found))).iter("testcase")  # noqa: S314 - made a moment ago
    )
    results = comparison_sarif(found, b"fleet.db")["runs"][0]["results"]
    assert all(is_clean(each["message"]["text"]) for each in results)
