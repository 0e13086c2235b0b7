"""The SARIF document states the facts of the report, with rules and fingerprints that stay."""

import json
from dataclasses import replace
from typing import Any

import pytest

from atp_tui.clean import clean
from atp_tui.report.junit import junit
from atp_tui.report.model import ResultRow, verdict
from atp_tui.report.sarif import sarif
from atp_tui.report.text import soundness_word
from tests.program import FOREIGN, PACKS
from tests.report.test_model import report


def run_of(*names: str) -> dict[str, Any]:
    document = json.loads(json.dumps(sarif([report(PACKS / name) for name in names]), allow_nan=False))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    assert isinstance(run, dict)
    return run


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
    word = clean(verdict(facts.passed, facts.violations))
    assert run_of(name)["properties"]["packs"] == [
        {"path": clean(facts.path), "verdict": word, "soundness": soundness_word(facts)}
    ]


def test_an_oracle_that_failed_and_lists_nothing_is_a_result() -> None:
    facts = report(PACKS / "clean")
    failed = replace(facts, passed=False, results=(ResultRow("edge", passed=False),))
    (result,) = sarif([failed])["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("violation/unlisted", "error")
    assert result["message"]["text"] == "edge: failed without a listed violation"
    assert b'type="unlisted" message="failed without a listed violation"' in junit([failed])


def test_levels_follow_the_severity() -> None:
    levels = {result["properties"]["severity"]: result["level"] for result in run_of("many-oracles")["results"]}
    assert levels == {"Critical": "error", "High": "error", "Medium": "warning", "Low": "note"}


def test_a_fingerprint_is_of_the_failure_and_not_of_the_place() -> None:
    one, other = run_of("five-violations")["results"], run_of("damaged")["results"]
    first = {result["partialFingerprints"].get("violation/v1") for result in one}
    second = {result["partialFingerprints"].get("violation/v1") for result in other} - {None}
    assert first == second
    assert len(first) == len(one)


def test_several_packs_are_one_run_that_names_each() -> None:
    run = run_of("five-violations", "damaged")
    places = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].split("/packs/")[1].split("/")[0]
        for result in run["results"]
    }
    assert places == {"five-violations", "damaged"}
