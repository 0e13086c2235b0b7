"""A report as SARIF 2.1.0, the format in which code hosts take results of analyses.

A violation has the rule ``violation/TYPE``, a failed check of soundness ``soundness/CHECK``; both stay the same from
release to release. The fingerprint of a violation is made of oracle, type and evidence, so that the same failure in
another run of the same seeds is known again.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from atp_tui import __version__
from atp_tui.clean import clean
from atp_tui.engine.artifacts import JOURNAL
from atp_tui.engine.record import Severity
from atp_tui.engine.soundness import Finding
from atp_tui.report.model import UNLISTED, Report, ViolationRow, title_of, unlisted, verdict
from atp_tui.report.note import note_properties
from atp_tui.report.text import soundness_word

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final[Mapping[Severity, str]] = MappingProxyType(
    {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}
)


def sarif(reports: Iterable[Report]) -> Mapping[str, Any]:
    """Return the SARIF document of some reports, one run for all; texts in messages are clean."""
    told = list(reports)
    results = [result for report in told for result in _results(report)]
    rules = sorted({result["ruleId"] for result in results})
    for result in results:
        result["ruleIndex"] = rules.index(result["ruleId"])
    driver = {"name": "atp-tui", "version": __version__, "rules": [_rule(rule) for rule in rules]}
    run = {"tool": {"driver": driver}, "results": results, "properties": {"packs": [_words(each) for each in told]}}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _results(report: Report) -> Sequence[dict[str, Any]]:
    failed = [finding for finding in report.findings if finding.ok is False]
    return [
        *(_violation(report, row) for row in report.violations),
        *(_unlisted(report, oracle_name) for oracle_name in unlisted(report)),
        *(_finding(report, found) for found in failed),
    ]


def _words(report: Report) -> Mapping[str, str]:
    """What broke and whether the pack can be trusted, which the results alone do not say of a pack without any."""
    said = {"verdict": verdict(report.passed, report.violations), "soundness": soundness_word(report)}
    return {"path": clean(report.path), **said}


def _violation(report: Report, row: ViolationRow) -> dict[str, Any]:
    evidence = ", ".join(f"{key}={value}" for key, value in row.evidence)
    said = f"{row.oracle_name}: {row.description}" + (f" ({evidence})" if evidence else "")
    known = _digest([row.oracle_name, row.violation_type, list(row.evidence)])
    return {
        "ruleId": f"violation/{clean(row.violation_type)}",
        "level": _LEVELS[row.severity],
        "message": {"text": clean(said)},
        "locations": [_location(report, JOURNAL)],
        "partialFingerprints": {"violation/v1": known},
        "properties": {
            "severity": row.severity.value,
            "oracle_name": clean(row.oracle_name),
            "description": clean(row.description),
            **note_properties(report.note),
        },
    }


def _unlisted(report: Report, oracle_name: str) -> dict[str, Any]:
    return {
        "ruleId": "violation/unlisted",
        "level": "error",
        "message": {"text": clean(f"{oracle_name}: {UNLISTED}")},
        "locations": [_location(report, JOURNAL)],
        "partialFingerprints": {"violation/v1": _digest([oracle_name, "unlisted", []])},
        "properties": {"oracle_name": clean(oracle_name)},
    }


def _finding(report: Report, finding: Finding) -> dict[str, Any]:
    said = f"{title_of(finding.check)}: expected {finding.expected}, found {finding.found}"
    return {
        "ruleId": f"soundness/{finding.check}",
        "level": "error",
        "message": {"text": clean(said)},
        "locations": [_location(report, "")],
        "partialFingerprints": {"soundness/v1": _digest([finding.check, finding.expected, finding.found])},
    }


def _rule(rule: str) -> Mapping[str, Any]:
    kind, _, name = rule.partition("/")
    text = title_of(name) if kind == "soundness" else f"The oracle found a violation of type {name}"
    return {"id": rule, "shortDescription": {"text": text}}


def _location(report: Report, name: str) -> Mapping[str, Any]:
    path = f"{report.path.rstrip('/')}/{name}" if name and report.is_directory else report.path
    return {"physicalLocation": {"artifactLocation": {"uri": quote(path.encode("utf-8", "surrogateescape"))}}}


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
