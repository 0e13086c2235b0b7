"""A fleet as SARIF 2.1.0: a result for each group, known again by its fingerprint, with the state of its baseline.

Source: SARIF 2.1.0, sections 3.27.17 (partialFingerprints) and 3.27.24 (baselineState).
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final

from atp_tui.clean import clean_str
from atp_tui.engine.artifacts import JOURNAL
from atp_tui.engine.counted import counted
from atp_tui.engine.record import Severity
from atp_tui.fleet.report.words import share
from atp_tui.fleet.rows import GroupRow, Status
from atp_tui.report.sarif import MAX_RESULTS, MAX_TEXT, SCHEMA, driver, invocation, level_of
from atp_tui.report.sarif_fingerprints import FAILURE, LINE_HASH
from atp_tui.report.sarif_places import Places
from atp_tui.report.sarif_rules import PROBLEMS, described, worse
from atp_tui.store.kept_import import kept_at

_RULE: Final = "fleet/group"


@dataclass(frozen=True, slots=True)
class SarifGroup:
    """A group as a result of SARIF has it; texts of packs, not cleaned."""

    title: str
    severity: Severity
    fingerprint: str
    said: str
    """What is said of it behind its title."""
    place: bytes
    """The path of a pack that shows it, or of the database where none is left."""
    baseline: str
    """``new``, ``unchanged`` or ``absent``."""
    properties: Mapping[str, str | int]


def group_of(row: GroupRow, fingerprint: str, place: bytes) -> SarifGroup:
    """Return a group of one fleet: it is new where nobody has said anything about it, or where it came back."""
    return SarifGroup(
        title=row.title,
        severity=row.severity,
        fingerprint=fingerprint,
        said=f"{counted(row.runs, 'run')} ({share(row.rate)}), {row.status.value}",
        place=place,
        baseline="new" if row.status in (Status.NEW, Status.REGRESSED) else "unchanged",
        properties={"group": row.id, "status": row.status.value},
    )


def sarif(groups: Iterable[SarifGroup]) -> Mapping[str, Any]:
    """Return the SARIF document of some groups, the worst first; past the limit of hosts the rest is counted."""
    told, places = list(groups), Places()
    levels = [level_of(each.severity) for each in told]
    results = [_result(each, places) for each in told[:MAX_RESULTS]]
    run = {
        "tool": {"driver": driver([_rule(reduce(worse, levels, "note"))])},
        "invocations": [invocation(len(told) - len(results), len(told), [])],
        "originalUriBaseIds": places.bases,
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(level: str) -> Mapping[str, Any]:
    said = described(
        "Crashpacks show a failure",
        "Runs broke an invariant in the way that the title of the group describes.",
        "'atp-tui fleet show' lists what the runs have in common, and 'atp-tui open' explores one of them.",
    )
    properties = {"tags": ["crashpack", "fleet"], "precision": "high", "problem.severity": PROBLEMS[level]}
    return {"id": _RULE, **said, "defaultConfiguration": {"level": level}, "properties": properties}


def _result(group: SarifGroup, places: Places) -> Mapping[str, Any]:
    return {
        "ruleId": _RULE,
        "ruleIndex": 0,
        "level": level_of(group.severity),
        "message": {"text": clean_str(f"{group.title}: {group.said}", MAX_TEXT)},
        "locations": [_location(group.place, places)],
        "partialFingerprints": {FAILURE: group.fingerprint, LINE_HASH: f"{group.fingerprint.rpartition(':')[2]}:1"},
        "baselineState": group.baseline,
        "properties": {"severity": group.severity.value, **group.properties},
    }


def _location(path: bytes, places: Places) -> Mapping[str, Any]:
    """The journal of a pack, the log of an imported one, or the path itself where it is a file."""
    kept = kept_at(os.fsdecode(path))
    given = os.fsdecode(path) if kept is None else kept.logs[0]
    is_pack = kept is None and not path.endswith((b".json", b".db"))
    place = places.at(given, has_files=is_pack, has_lines=False)
    return place.of_file(JOURNAL)
