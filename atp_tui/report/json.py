"""A report as a JSON object for programs. Source: DESIGN.md, "Commands"."""

from collections.abc import Mapping, Sequence
from typing import Any

from atp_tui.report.model import Report
from atp_tui.report.note import note_object


def json_object(report: Report) -> Mapping[str, Any]:
    """Return the object that ``check --format json`` prints for one pack; texts stand as the pack has them."""
    return {
        "path": report.path,
        "schema_version": report.schema_version,
        "passed": report.verdict.passed,
        "verdict": report.verdict.value,
        "sound": report.sound,
        "violations": _violations(report),
        **({"not_judged": not_judged_objects(report)} if report.not_judged else {}),
        "soundness": [
            {"check": finding.check, "ok": finding.ok, "expected": finding.expected, "found": finding.found}
            for finding in report.findings
        ],
        "ledger": [
            {
                "oracle_name": row.oracle_name,
                "passed": row.passed,
                "log10_bf": row.log10_bf,
                "strength": row.strength,
            }
            for row in report.ledger
        ],
        "replay": report.replay_line or None,
        "replay_command": report.recorded_line or None,
        "trace": {"events": report.events, "lanes": {lane.value: count for lane, count in report.lanes}},
        "note": note_object(report.note),
    }


def _violations(report: Report) -> Sequence[Mapping[str, Any]]:
    return [
        {
            "oracle_name": row.oracle_name,
            "violation_type": row.violation_type,
            "severity": row.severity.value,
            "description": row.description,
            "evidence": dict(row.evidence),
        }
        for row in report.violations
    ]


def not_judged_objects(report: Report) -> Sequence[Mapping[str, str]]:
    """Return the checks of an imported log that could not tell, each with the reason."""
    return [{"oracle_name": each.oracle_name, "check": each.check, "why": each.why} for each in report.not_judged]
