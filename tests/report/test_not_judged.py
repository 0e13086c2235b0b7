"""Checks of an imported log that could not tell, in every form of the report."""

from pathlib import Path

import pytest

from atp_tui.engine.imported import NOTHING_TO_RUN
from atp_tui.engine.oracle.check import Answer
from atp_tui.engine.oracle.recorded_answer import RecordedAnswer
from atp_tui.report.json import json_object
from atp_tui.report.junit import junit
from atp_tui.report.model import Report, report_of
from atp_tui.report.text import text_lines
from atp_tui.store.open import open_pack
from atp_tui.store.pack import examine_pack
from tests.imported_packs import ORACLE, WHY, imported, written
from tests.sarif_runs import run_of_reports


@pytest.fixture
def report(tmp_path: Path) -> Report:
    pack = open_pack(str(written(tmp_path)))
    return report_of(pack, examine_pack(pack))


def test_the_pack_is_sound_and_cannot_be_run_again(report: Report) -> None:
    assert report.sound
    assert (report.replay_line, report.recorded_line) == ("", "")
    assert report.replay_refusal == report.recorded_refusal == NOTHING_TO_RUN


def test_the_text_says_what_was_not_judged_and_why(report: Report) -> None:
    lines = list(text_lines(report))
    assert f"  not judged: manifest ({ORACLE}): {WHY}" in lines
    assert not any(line.startswith("metadata: judged.") for line in lines)
    assert f"replay: not shown: {NOTHING_TO_RUN}" in lines


def test_the_json_lists_it(report: Report) -> None:
    found = json_object(report)
    assert found["not_judged"] == [{"oracle_name": ORACLE, "check": "manifest", "why": WHY}]
    assert found["violations"][0]["evidence"]["events"] == "150, 3, 77"


def test_junit_skips_it(report: Report) -> None:
    text = junit([report]).decode()
    assert f'name="{ORACLE}: manifest">\n      <skipped message="not judged: {WHY}" />' in text
    assert "metadata.judged." not in text


def test_sarif_names_the_events_and_what_was_not_judged(report: Report) -> None:
    run = run_of_reports(report)
    by_rule = {result["ruleId"]: result["properties"] for result in run["results"]}
    assert by_rule["violation/quiescence"]["events"] == [150, 3, 77]
    assert run["properties"]["packs"][0]["not_judged"] == [f"manifest ({ORACLE}): {WHY}"]


def test_a_log_of_which_nothing_could_be_judged_is_not_judged(tmp_path: Path) -> None:
    untold = RecordedAnswer(ORACLE, "manifest", Answer.CANNOT_TELL, WHY)
    pack = open_pack(str(written(tmp_path, imported((), [untold]))))
    report = report_of(pack, examine_pack(pack))
    assert report.exit_code == 5
    assert next(text_lines(report)).split(": ")[1] == "NOT JUDGED"
