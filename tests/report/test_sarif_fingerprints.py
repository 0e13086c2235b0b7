"""Results of SARIF are known again in another run, and no two of them are taken for one."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.clean import clean
from atp_tui.engine import Severity
from atp_tui.engine.fingerprint.ending import Ending, level_one_of
from atp_tui.engine.soundness import Finding
from atp_tui.report.model import ResultRow
from atp_tui.report.sarif_fingerprints import FAILURE, Fingerprints
from tests.program import FOREIGN
from tests.sarif_runs import LINE_HASH, RECORDS, made, places, row, run_of, run_of_reports


def prints(run: Mapping[str, Any], name: str) -> list[str]:
    return [found for result in run["results"] if (found := result["partialFingerprints"].get(name))]


def test_a_fingerprint_is_of_the_failure_and_not_of_the_place() -> None:
    one, other = run_of("five-violations"), run_of("damaged")
    for name in ("violation/v1", "violationType/v1"):
        assert set(prints(one, name)) == set(prints(other, name))
        assert len(set(prints(one, name))) == len(one["results"])


def test_the_fingerprints_of_earlier_releases_stay() -> None:
    fault = next(each for each in run_of("damaged")["results"] if each["ruleId"] == "soundness/files")
    assert (
        fault["partialFingerprints"]["soundness/v1"]
        == "e98441cf203d56b8b489a6f6d06c8ca178d5ea09122f673361fe3774e8cf5935"
    )
    (first, *_) = run_of("five-violations")["results"]
    assert first["ruleId"] == "violation/manifest_integrity"
    assert first["partialFingerprints"] == {
        "violation/v1": "42095eb6520819c37a9e4b5370ab9ac38cb703319cea60628579b16e1f72796e",
        "violationType/v1": "3958d9a15a7d353b3193b92b913d564c99fe3bd0a4954338cb85d6b6e58a3c0f",
        LINE_HASH: "3958d9a15a7d353b:1",
    }


anything = st.text(st.characters(exclude_categories=()), max_size=5)


@given(anything, anything, st.lists(st.tuples(anything, anything)))
def test_the_evidence_is_hashed_as_json_gives_it(oracle: str, kind: str, evidence: list[tuple[str, str]]) -> None:
    found = Fingerprints().of_violation(row(kind, oracle_name=oracle, evidence=tuple(evidence)))
    for name, value in {"violation/v1": [oracle, kind, evidence], "violationType/v1": [oracle, kind]}.items():
        assert found[name] == hashlib.sha256(json.dumps(value).encode()).hexdigest()


kinds = st.sampled_from(["quiescence", "quiescence ", "obligation_leak", "obligation_leak ", "type 1", "type 22", "#"])


@given(st.lists(st.tuples(st.sampled_from(["transfer", "edge 1", "edge 2"]), kinds), min_size=2, max_size=9))
def test_a_failure_is_the_same_beside_any_others(told: list[tuple[str, str]]) -> None:
    ending = Ending(frozenset({"task_completion"}), frozenset({"open path #"}), frozenset({"permit for block #"}))
    fingerprints = Fingerprints(ending)
    for oracle, kind in told:
        found = fingerprints.of_violation(row(kind, oracle_name=oracle))[FAILURE]
        assert found == level_one_of(oracle, kind, ending).fingerprint


def test_the_type_fingerprint_is_of_oracle_and_type_alone() -> None:
    rows = (
        row(evidence=(("count", "1"),)),
        row(evidence=(("count", "2"),), description="other", severity=Severity.LOW),
    )
    run = run_of_reports(made(*rows), made(rows[1]))
    assert len(set(prints(run, "violationType/v1"))) == 1
    assert len(set(prints(run, "violation/v1"))) == 2
    others = run_of_reports(made(row(), row("other"), row(oracle_name="edge")))
    assert len(set(prints(others, "violationType/v1"))) == 3


def test_the_fingerprint_of_a_check_has_a_stable_one_beside_it() -> None:
    found = [Finding("journal_hash", False, clean("a"), clean(each)) for each in "bc"]
    one, other = (run_of_reports(replace(made(), findings=(each,))) for each in found)
    assert prints(one, "soundness/v1") != prints(other, "soundness/v1")
    assert prints(one, "soundnessCheck/v1") == prints(other, "soundnessCheck/v1")


def alerts(run: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What GitHub takes for one alert: rule, file and the one fingerprint that it looks at."""
    return [
        (result["ruleId"], place["artifactLocation"]["uri"], result["partialFingerprints"][LINE_HASH])
        for result, place in zip(run["results"], places(run), strict=True)
    ]


@pytest.mark.parametrize("name", [*FOREIGN, *RECORDS])
def test_no_two_results_are_one_alert(name: str) -> None:
    found = alerts(run_of(name, "damaged") if name != "damaged" else run_of(name))
    assert len(set(found)) == len(found)


def test_results_that_differ_in_nothing_are_alerts_of_their_own() -> None:
    failed = replace(made(row(), row(), row(oracle_name="edge")), results=(ResultRow("transfer", passed=False),) * 3)
    found = alerts(run_of_reports(failed))
    assert len(set(found)) == len(found) == 5
    assert alerts(run_of_reports(failed)) == found


def test_other_evidence_is_the_same_alert() -> None:
    assert alerts(run_of_reports(made(row(evidence=())))) == alerts(run_of_reports(made(row(description="other"))))
