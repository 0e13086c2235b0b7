"""A fleet as SARIF 2.1.0: a result for each group, known again by its fingerprint, with the state of its baseline.

Source: SARIF 2.1.0, sections 3.27.17 (partialFingerprints) and 3.27.24 (baselineState).
"""

import os
from collections.abc import Iterable, Mapping
from typing import Any, Final

from atp_tui import __version__
from atp_tui.clean import clean
from atp_tui.engine.artifacts import JOURNAL
from atp_tui.engine.counted import counted
from atp_tui.fleet.report.words import share
from atp_tui.fleet.rows import GroupRow, SampleRow
from atp_tui.report.sarif import MAX_RESULTS, MAX_TEXT, SCHEMA, level_of
from atp_tui.report.sarif_places import Places
from atp_tui.report.sarif_rules import described

FINGERPRINT: Final = "failure/v2"
"""The name under which the fingerprint of a failure stands; ``violation/v1`` stays with the results of ``check``."""

_RULE: Final = "fleet/group"


def sarif(entries: Iterable[tuple[GroupRow, str, SampleRow | None, str]]) -> Mapping[str, Any]:
    """Return the SARIF document of some groups, the worst first.

    Args:
        entries: Each group, its fingerprint, a pack that shows it, and its baseline state: new, unchanged or absent.
    """
    told, places = list(entries), Places()
    results = [_result(*each, places) for each in told[:MAX_RESULTS]]
    rule = described(
        "Crashpacks show a failure",
        "Runs broke an invariant in the way that the title of the group says.",
        "'atp-tui fleet show' says what the runs have in common, and 'atp-tui open' explores one of them.",
    )
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "atp-tui",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [{"id": _RULE, **rule}],
            }
        },
        "originalUriBaseIds": places.bases,
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {"groups": len(told), "left_out": len(told) - len(results)},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(
    row: GroupRow, fingerprint: str, sample: SampleRow | None, baseline: str, places: Places
) -> Mapping[str, Any]:
    said = f"{row.title}: {counted(row.runs, 'run')} ({share(row.rate)}), {row.status.value}"
    return {
        "ruleId": _RULE,
        "ruleIndex": 0,
        "level": level_of(row.severity),
        "message": {"text": clean(said, MAX_TEXT)},
        "locations": [] if sample is None else [_location(sample, places)],
        "partialFingerprints": {FINGERPRINT: fingerprint},
        "baselineState": baseline,
        "properties": {"severity": row.severity.value, "group": row.id, "status": row.status.value},
    }


def _location(sample: SampleRow, places: Places) -> Mapping[str, Any]:
    """The journal of a pack, or the pack where it is a record in one file."""
    path = os.fsdecode(sample.path)
    return places.at(path, has_files=not path.endswith(".json"), has_lines=False).of_file(JOURNAL)
