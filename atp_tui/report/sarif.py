"""Reports as SARIF 2.1.0, the format in which code hosts take results of analyses.

A violation has the rule ``violation/TYPE``, a failed check of soundness ``soundness/CHECK``; both stay the same from
release to release. Source: SARIF 2.1.0; GitHub, "SARIF support for code scanning".
"""

import heapq
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count, groupby
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec

from atp_tui import __version__
from atp_tui.clean import clean
from atp_tui.engine.artifacts import JOURNAL
from atp_tui.engine.json_text import compact
from atp_tui.engine.oracle.violation_relevance import EVENTS, event_numbers
from atp_tui.engine.record import Severity
from atp_tui.engine.soundness import Finding
from atp_tui.engine.verdict import Verdict
from atp_tui.report.model import UNLISTED, VERDICT_WORDS, Report, ViolationRow, title_of, unlisted, verdict_words
from atp_tui.report.note import note_properties
from atp_tui.report.sarif_fingerprints import Fingerprints
from atp_tui.report.sarif_places import PackPlace, Places
from atp_tui.report.sarif_rules import SOUNDNESS, UNLISTED_RULE, described, rule_object, violation_rule, worse
from atp_tui.report.text import soundness_word

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
MAX_RESULTS: Final = 25_000
"""Results of a run that GitHub takes; it refuses a file with more."""
MAX_PACKED: Final = 9_000_000
"""Bytes of the results, compressed; GitHub refuses a file of more than 10 MB."""
MAX_TEXT: Final = 2_000
"""Characters of a message; what is cut stands in the other formats."""

_LEFT_OUT: Final = "left-out"
_NOT_JUDGED: Final = "not-judged"
_LEVELS: Final[Mapping[Severity, str]] = MappingProxyType(
    {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}
)


def level_of(severity: Severity) -> str:
    """Return the level of SARIF for a severity."""
    return _LEVELS[severity]


Subject: TypeAlias = ViolationRow | Finding | str
"""What a result is about; a text is the name of an oracle that failed and lists nothing."""


class _Entry(NamedTuple):
    """A result that may be told."""

    rank: int
    """How bad it is, the worst first from 0."""
    place: int
    """Its place in the document."""
    pack: int
    """Number of the report that tells it."""
    report: Report
    subject: Subject


def sarif(reports: Iterable[Report]) -> Mapping[str, Any]:
    """Return the SARIF document of some reports, one run for all, with rules and results as encoded JSON.

    Texts in messages are clean. Past the limits of hosts the worst results are kept, and a notification says how many
    are left out.
    """
    told = list(reports)
    total = sum(len(_subjects(each)) for each in told)
    entries = heapq.nsmallest(MAX_RESULTS, _entries(told), key=lambda entry: entry.rank)
    unjudged = [each for each in told if each.verdict is Verdict.NOT_JUDGED]
    places = Places()
    rules, results = _fitting(_results(sorted(entries, key=lambda entry: entry.place), places), entries)
    run = {
        "tool": {"driver": driver(rules)},
        "invocations": [invocation(total - len(results), total, [_not_judged(each, places) for each in unjudged])],
        "originalUriBaseIds": places.bases,
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {"packs": [_words(each) for each in told]},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _entries(reports: Sequence[Report]) -> Iterator[_Entry]:
    """Yield all results in the order of the document."""
    places = count()
    for pack, report in enumerate(reports):
        for subject in _subjects(report):
            yield _Entry(_rank(subject), next(places), pack, report, subject)


def _subjects(report: Report) -> Sequence[Subject]:
    """What the results of a report are about, in their order."""
    failed = (finding for finding in report.findings if finding.ok is False)
    return (*report.violations, *unlisted(report), *failed)


def _rank(subject: Subject) -> int:
    """How bad a result is: a pack that is not sound comes first, as in the exit codes."""
    if isinstance(subject, Finding):
        return 0
    severity = Severity.HIGH if isinstance(subject, str) else subject.severity
    return len(Severity) - severity.rank


def _results(entries: Iterable[_Entry], places: Places) -> list[dict[str, Any]]:
    """The results of entries, which stand pack by pack."""
    results: list[dict[str, Any]] = []
    for _, of_pack in groupby(entries, key=lambda entry: entry.pack):
        entry = next(of_pack)
        place, fingerprints = places.of(entry.report), Fingerprints(entry.report.ending)
        results += [_result(each, place, fingerprints) for each in (entry, *of_pack)]
    return results


def _fitting(
    results: list[dict[str, Any]], entries: Sequence[_Entry]
) -> tuple[Sequence[msgspec.Raw], Sequence[msgspec.Raw]]:
    """The rules and the results, or as many of the worst as fit in a file that hosts take.

    Args:
        results: In the order of the document.
        entries: What they were made from, the worst first.
    """
    while (size := _packed(rules := _encoded(_rules(results)), encoded := _encoded(results))) > MAX_PACKED:
        kept = entries[: len(entries) * MAX_PACKED * 9 // (size * 10)]
        places = {entry.place for entry in kept}
        before = sorted(entry.place for entry in entries)
        results = [result for place, result in zip(before, results, strict=True) if place in places]
        entries = kept
    return rules, encoded


def _encoded(values: Iterable[Mapping[str, Any]]) -> Sequence[msgspec.Raw]:
    # Encoded once, to be measured and to be written.
    return [msgspec.Raw(compact(value)) for value in values]


def _rules(results: Iterable[dict[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The rules of results, in the order of their ids; each result gets the number of its rule."""
    levels: dict[str, str] = {}
    for result in results:
        rule, level = result["ruleId"], result["level"]
        if (before := levels.setdefault(rule, level)) != level:
            levels[rule] = worse(level, before)
    numbers = {rule: number for number, rule in enumerate(sorted(levels))}
    for result in results:
        result["ruleIndex"] = numbers[result["ruleId"]]
    return [rule_object(rule, levels[rule]) for rule in numbers]


def _packed(*parts: Sequence[msgspec.Raw]) -> int:
    """Bytes of parts of a document, compressed as hosts take them."""
    # The fastest level hardly ever compresses better than the default, and the limit leaves room for the difference.
    size = _packed_at(zlib.Z_BEST_SPEED, parts)
    return size if size <= MAX_PACKED else _packed_at(zlib.Z_DEFAULT_COMPRESSION, parts)


def _packed_at(level: int, parts: Sequence[Sequence[msgspec.Raw]]) -> int:
    packer, size = zlib.compressobj(level), 0
    for each in chain(*parts):
        size += len(packer.compress(each))
    return size + len(packer.flush())


def driver(rules: Sequence[Mapping[str, Any] | msgspec.Raw]) -> Mapping[str, Any]:
    """Return this program as SARIF has a tool, with its rules and notifications."""
    left_out = described(
        "Results were omitted",
        "Hosts accept no more results than this document has, so the least severe are omitted.",
        "'atp-tui check --format json' lists all of them.",
    )
    not_judged = described(
        "A run was not judged",
        "The pack records no oracle result, so an absence of results does not mean that the run passed.",
        "Run an oracle on the transfer and record what it found.",
    )
    return {
        "name": "atp-tui",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": rules,
        "notifications": [{"id": _LEFT_OUT, **left_out}, {"id": _NOT_JUDGED, **not_judged}],
    }


def invocation(left_out: int, total: int, notifications: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return an invocation that says how many results are left out, before further notifications."""
    said = (
        f"{left_out:,} of {total:,} results are omitted, the least severe first: hosts accept {MAX_RESULTS:,} results "
        "and 10 MB, compressed. 'atp-tui check --format json' lists all of them."
    )
    notification = {
        "level": "warning",
        "message": {"text": said},
        "descriptor": {"id": _LEFT_OUT, "index": 0},
        "properties": {"left_out": left_out},
    }
    told = [*([notification] if left_out else []), *notifications]
    return {"executionSuccessful": True, "toolExecutionNotifications": told}


def _not_judged(report: Report, places: Places) -> Mapping[str, Any]:
    return {
        "level": "warning",
        "message": {"text": clean(f"{report.path}: {VERDICT_WORDS[report.verdict]}", MAX_TEXT)},
        "locations": [places.of(report).of_file(JOURNAL)],
        "descriptor": {"id": _NOT_JUDGED, "index": 1},
    }


def _words(report: Report) -> Mapping[str, Any]:
    """What broke and whether the pack can be trusted, which the results alone do not say of a pack without any."""
    said = {"verdict": verdict_words(report.verdict, report.violations), "soundness": soundness_word(report)}
    untold = [clean(each.sentence, MAX_TEXT) for each in report.not_judged]
    return {"path": clean(report.path), **said, **({"not_judged": untold} if untold else {})}


def _result(entry: _Entry, place: PackPlace, fingerprints: Fingerprints) -> dict[str, Any]:
    subject = entry.subject
    if isinstance(subject, ViolationRow):
        return _violation(entry.report, subject, place, fingerprints)
    if isinstance(subject, Finding):
        return _finding(subject, place, fingerprints)
    return {
        "ruleId": UNLISTED_RULE,
        "level": "error",
        "message": {"text": clean(f"{subject}: {UNLISTED}", MAX_TEXT)},
        "locations": [place.of_file(JOURNAL)],
        "partialFingerprints": fingerprints.of_unlisted(subject),
        "properties": {"oracle_name": clean(subject, MAX_TEXT)},
    }


def _violation(report: Report, row: ViolationRow, place: PackPlace, fingerprints: Fingerprints) -> dict[str, Any]:
    evidence = ", ".join(f"{key}={value}" for key, value in row.evidence)
    said = f"{row.oracle_name}: {row.description}" + (f" ({evidence})" if evidence else "")
    return {
        "ruleId": violation_rule(row.violation_type),
        "level": level_of(row.severity),
        "message": {"text": clean(said, MAX_TEXT)},
        "locations": [place.of_violation(row)],
        "partialFingerprints": fingerprints.of_violation(row),
        "properties": {
            "severity": row.severity.value,
            "oracle_name": clean(row.oracle_name, MAX_TEXT),
            "description": clean(row.description, MAX_TEXT),
            **({"events": events} if (events := _events(row)) else {}),
            **note_properties(report.note),
        },
    }


def _events(row: ViolationRow) -> list[int]:
    """The numbers of the events that the evidence of a violation names."""
    return list(event_numbers(dict(row.evidence).get(EVENTS, "")))


def _finding(finding: Finding, place: PackPlace, fingerprints: Fingerprints) -> dict[str, Any]:
    said = f"{title_of(finding.check)}: expected {finding.expected}, found {finding.found}"
    return {
        "ruleId": f"{SOUNDNESS}/{finding.check}",
        "level": "error",
        "message": {"text": clean(said)},
        "locations": [place.of_finding(finding)],
        "partialFingerprints": fingerprints.of_finding(finding),
    }
