"""The SARIF document states the facts of the report, with rules and fingerprints that stay, as hosts want it."""

import gzip
import json
import random
from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.clean import clean
from atp_tui.engine import Severity
from atp_tui.engine.verdict import Verdict
from atp_tui.report import sarif as module
from atp_tui.report.junit import junit
from atp_tui.report.model import Report, ResultRow, verdict_words
from atp_tui.report.text import soundness_word
from tests.program import FOREIGN, PACKS
from tests.report.test_model import report
from tests.sarif_runs import (
    RECORDS,
    assert_as_hosts_want,
    document_of,
    file_of,
    made,
    places,
    row,
    run_of,
    run_of_reports,
)
from tests.strategies import texts


@pytest.mark.parametrize("name", FOREIGN)
def test_results_are_the_violations_and_the_failed_checks(name: str) -> None:
    facts, results = report(PACKS / name), run_of(name)["results"]
    assert [result["ruleId"] for result in results] == [
        *(f"violation/{clean(row.violation_type)}" for row in facts.violations),
        *(f"soundness/{finding.check}" for finding in facts.findings if finding.ok is False),
    ]
    severities = [result["properties"]["severity"] for result in results if "properties" in result]
    assert severities == [row.severity.value for row in facts.violations]


@pytest.mark.parametrize("name", FOREIGN)
def test_every_result_points_to_its_rule(name: str) -> None:
    run = run_of(name)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(rules) == len(set(rules))
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]


@pytest.mark.parametrize("name", FOREIGN)
def test_every_pack_is_told_with_its_words(name: str) -> None:
    facts = report(PACKS / name)
    word = clean(verdict_words(facts.verdict, facts.violations))
    assert run_of(name)["properties"]["packs"] == [
        {"path": clean(facts.path), "verdict": word, "soundness": soundness_word(facts)}
    ]


def test_an_oracle_that_failed_and_lists_nothing_is_a_result() -> None:
    facts = report(PACKS / "clean")
    failed = replace(facts, verdict=Verdict.FAILED, results=(ResultRow("edge", passed=False),))
    (result,) = run_of_reports(failed)["results"]
    assert (result["ruleId"], result["level"]) == ("violation/unlisted", "error")
    assert result["message"]["text"] == "edge: failed without a listed violation"
    assert b'type="unlisted" message="failed without a listed violation"' in junit([failed])


@pytest.mark.parametrize("name", ["empty", "empty.record.json"])
def test_a_pack_that_nobody_judged_is_a_notification_and_no_result(name: str) -> None:
    document = document_of(report(PACKS / "clean"), report(PACKS / name))
    assert_as_hosts_want(document)
    (run,) = document["runs"]
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert run["results"] == []
    assert told["level"] == "warning"
    assert told["message"]["text"] == f"{PACKS / name}: NOT JUDGED: no oracle result is recorded"
    descriptor = told["descriptor"]
    assert run["tool"]["driver"]["notifications"][descriptor["index"]]["id"] == descriptor["id"] == "not-judged"


def test_levels_follow_the_severity() -> None:
    levels = {result["properties"]["severity"]: result["level"] for result in run_of("many-oracles")["results"]}
    assert levels == {"Critical": "error", "High": "error", "Medium": "warning", "Low": "note"}


@pytest.mark.parametrize("name", [*FOREIGN, *RECORDS])
def test_the_foreign_packs_are_as_hosts_want(name: str) -> None:
    assert_as_hosts_want(document_of(report(PACKS / name), report(PACKS / "damaged")))


@given(texts, texts)
def test_hostile_text_is_as_hosts_want(text: str, other: str) -> None:
    rows = (row(text, oracle_name=other, description=text, evidence=((text, other),)), row(other, Severity.LOW))
    assert_as_hosts_want(document_of(made(*rows, path=f"a/{text.replace(chr(0), '')}/{other.replace(chr(0), '')}")))


def test_no_report_is_a_run_without_results() -> None:
    assert_as_hosts_want(document_of())
    assert run_of("clean")["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]


def many(count: int, evidence: int = 0) -> Report:
    """A report with so many violations, of all severities, each with hex digits of evidence that do not compress."""
    dice = random.Random(0)
    rows = [
        row(f"type {number}", tuple(Severity)[number % 4], evidence=(("hash", dice.randbytes(evidence).hex()),))
        for number in range(count)
    ]
    return made(*sorted(rows, key=lambda row: -row.severity.rank))


def left_out(run: Mapping[str, Any]) -> int:
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"].startswith(f"{told['properties']['left_out']:,} of ")
    return int(told["properties"]["left_out"])


def test_past_the_limit_the_worst_are_kept_and_the_rest_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = replace(report(PACKS / "damaged"), violations=(), results=())
    every = len(run_of_reports(damaged)["results"])
    monkeypatch.setattr(module, "MAX_RESULTS", 30)
    found = run_of_reports(many(40), damaged)
    faults = [result for result in found["results"] if result["ruleId"].startswith("soundness/")]
    assert (len(found["results"]), len(faults)) == (30, every)
    severities = [result["properties"]["severity"] for result in found["results"] if result not in faults]
    assert severities == (["Critical"] * 10 + ["High"] * 10 + ["Medium"] * 10)[: 30 - len(faults)]
    assert left_out(found) == 40 - (30 - len(faults))
    assert_as_hosts_want(document_of(many(40)))


@given(st.lists(st.lists(st.sampled_from(Severity), max_size=6), max_size=4), st.integers(0, 12))
def test_the_worst_are_kept_in_their_order_and_of_equals_the_first(packs: list[list[Severity]], most: int) -> None:
    clean_pack = report(PACKS / "clean")
    names = map(str, count())
    listed = [(clean_pack, [row(next(names), each) for each in pack]) for pack in packs]
    every = [subject for _, subjects in listed for subject in subjects]
    worst = sorted(every, key=lambda subject: -subject.severity.rank)[:most]
    found = module._worst(listed, most)
    assert [report for report, _ in found] == [clean_pack] * len(packs)
    assert [subject for _, subjects in found for subject in subjects] == [each for each in every if each in worst]


def test_exactly_at_the_limit_nothing_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_RESULTS", 40)
    run = run_of_reports(many(40))
    assert len(run["results"]) == 40
    assert run["invocations"][0]["toolExecutionNotifications"] == []


def test_what_does_not_compress_is_cut_to_the_size_that_hosts_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_PACKED", 90_000)
    run = run_of_reports(many(400, 500))
    assert 100 < len(run["results"]) < 300
    assert left_out(run) == 400 - len(run["results"])
    assert {result["properties"]["severity"] for result in run["results"]} <= {"Critical", "High", "Medium"}
    assert len(gzip.compress(json.dumps(run, indent=2).encode())) < 100_000


def test_a_long_message_is_cut() -> None:
    (result,) = run_of_reports(made(row(description="x" * 10_000)))["results"]
    assert len(result["message"]["text"]) <= 2000
    assert result["message"]["text"].endswith("more characters>")


def test_several_packs_are_one_run_that_names_each() -> None:
    run = run_of("five-violations", "damaged")
    assert {file_of(run, place).parent.name for place in places(run)} == {"five-violations", "damaged"}
