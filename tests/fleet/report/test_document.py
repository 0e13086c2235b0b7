"""A fleet as JSON and CSV."""

import csv
import json
from dataclasses import replace

import pytest

from atp_tui.fleet.report.document import CSV_HEAD, csv_lines, deed_object, detail_object, group_object, totals_object
from atp_tui.fleet.rows import DeedRow, SampleRow
from tests.fleet_rows import GROUPS, TOTALS, detail_of

SAMPLE = SampleRow(1, b"packs/\xff", "26a1", 7, None, "sample", None, 5)


def test_every_value_is_json_and_texts_stand_as_they_are() -> None:
    detail = detail_of(replace(GROUPS[1], note="a\x1b\n"))
    told = json.loads(json.dumps(detail_object(detail, [SAMPLE])))
    assert told["title"] == GROUPS[1].title
    assert told["note"] == "a\x1b\n"
    assert told["builds"] == [{"label": "7d8f", "runs": 880}, {"label": "26a1", "runs": 1024}]
    assert told["cause"]["decisions"] == ["power cut on replica 0 at record 2"]
    assert [each["kind"] for each in told["influences"][:2]] == ["trigger", "suppressor"]
    assert told["samples"][0]["path"] == "packs/\\xff"
    assert told["samples"][0]["sound"] is None


def test_a_group_without_a_cause_says_null() -> None:
    assert detail_object(detail_of(GROUPS[4]), [])["cause"] is None


def test_totals_add_up_in_their_object() -> None:
    told = totals_object(TOTALS)
    outcomes = ("passed", "failed", "not_judged", "unknown", "lab_errors", "timeouts", "killed")
    assert sum(told[name] for name in outcomes) == told["runs"]


def test_a_deed_says_by_what_it_was_undone() -> None:
    assert deed_object(DeedRow(3, 1, "merge", "merged 4 into 2", 9))["undone_by"] == 9


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_never_begins_as_a_formula(start: str) -> None:
    row = replace(GROUPS[0], title=f'{start}HYPERLINK("x"),y', note=f"{start}1")
    head, told = csv.reader([line.replace("\r", " ") for line in csv_lines([row])])
    assert tuple(head) == CSV_HEAD
    assert told[head.index("title")].startswith("'")
    assert told[head.index("note")].startswith("'")
    assert told[head.index("runs")] == "312"


def test_the_object_of_a_group_has_what_the_table_has() -> None:
    assert set(CSV_HEAD) < set(group_object(GROUPS[0]))
