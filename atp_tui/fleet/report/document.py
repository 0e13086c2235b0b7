"""A fleet as JSON values and as CSV; texts stand as packs and people wrote them."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, Final

from atp_tui.fleet.report.words import path_text
from atp_tui.fleet.rows import DeedRow, GroupDetail, GroupRow, SampleRow, Totals

CSV_HEAD: Final = (
    "id", "status", "severity", "runs", "violations", "rate", "first_ns", "last_ns", "level", "proof", "title", "note",
)  # fmt: skip

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula. Source: OWASP, "CSV Injection"."""


def totals_object(totals: Totals) -> Mapping[str, Any]:
    """Return the totals as a JSON value."""
    return asdict(totals)


def group_object(row: GroupRow) -> Mapping[str, Any]:
    """Return a group as a JSON value."""
    return {
        "id": row.id,
        "title": row.title,
        "status": row.status.value,
        "severity": row.severity.value,
        "runs": row.runs,
        "violations": row.violations,
        "rate": row.rate,
        "builds": [{"label": label, "runs": runs} for label, runs in row.builds],
        "first_ns": row.first_ns,
        "last_ns": row.last_ns,
        "level": row.level,
        "proof": row.proof.value,
        "note": row.note,
        "influence": row.influence,
    }


def detail_object(detail: GroupDetail, samples: Iterable[SampleRow]) -> Mapping[str, Any]:
    """Return all that there is to say of a group as a JSON value."""
    cause = detail.cause
    return {
        **group_object(detail.row),
        "fingerprints": list(detail.prints),
        "parts": [asdict(part) for part in detail.parts],
        "cause": None if cause is None else {**asdict(cause), "decisions": list(cause.decisions)},
        "influences": [
            {**asdict(each), "option": each.option, "kind": "trigger" if each.is_trigger else "suppressor"}
            for each in detail.influences
        ],
        "options_tested": detail.options_tested,
        "sample_count": detail.samples,
        "samples": [sample_object(each) for each in samples],
    }


def sample_object(sample: SampleRow) -> Mapping[str, Any]:
    """Return a sample as a JSON value."""
    return {**asdict(sample), "path": path_text(sample.path), "build": sample.build}


def deed_object(deed: DeedRow) -> Mapping[str, Any]:
    """Return a deed as a JSON value."""
    return {**asdict(deed), "words": deed.words}


def csv_lines(rows: Iterable[GroupRow]) -> Iterator[str]:
    """Yield groups as CSV, the head first; a text that a spreadsheet would take for a formula begins with a quote."""
    yield _csv_line(CSV_HEAD)
    for row in rows:
        told = group_object(row)
        yield _csv_line([_cell(told[name]) for name in CSV_HEAD])


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _csv_line(values: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(values)
    return line.getvalue()
