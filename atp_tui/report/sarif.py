"""Reports as SARIF 2.1.0, the format in which code hosts take results of analyses.

A violation has the rule ``violation/TYPE``, a failed check of soundness ``soundness/CHECK``; both stay the same from
release to release. Source: SARIF 2.1.0; GitHub, "SARIF support for code scanning".
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import msgspec

from atp_tui import __version__
from atp_tui.clean import clean_str
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

_BATCH: Final = 500
"""Rules or results that are compressed at once."""

_LEFT_OUT: Final = "left-out"
_NOT_JUDGED: Final = "not-judged"
_LEVELS: Final[Mapping[Severity, str]] = MappingProxyType(
    {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}
)
_RANKS: Final = {severity: len(Severity) - severity.rank for severity in Severity}


def level_of(severity: Severity) -> str:
    """Return the level of SARIF for a severity."""
    return _LEVELS[severity]


Subject: TypeAlias = ViolationRow | Finding | str
"""What a result is about; a text is the name of an oracle that failed and lists nothing."""


Listed: TypeAlias = Sequence[tuple[Report, Sequence[Subject]]]
"""Reports, each with what its results are about."""


def sarif(reports: Iterable[Report]) -> Mapping[str, Any]:
    """Return the SARIF document of some reports, one run for all, with rules and results as encoded JSON.

    Texts in messages are clean. Past the limits of hosts the worst results are kept, and a notification says how many
    are left out.
    """
    told = list(reports)
    listed = [(each, _subjects(each)) for each in told]
    total = sum(len(subjects) for _, subjects in listed)
    unjudged = [each for each in told if each.verdict is Verdict.NOT_JUDGED]
    places = Places()
    rules, results = _fitting(listed, places)
    run = {
        "tool": {"driver": driver(rules)},
        "invocations": [invocation(total - len(results), total, [_not_judged(each, places) for each in unjudged])],
        "originalUriBaseIds": places.bases,
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {"packs": [_words(each) for each in told]},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _subjects(report: Report) -> Sequence[Subject]:
    """What the results of a report are about, in their order."""
    failed = (finding for finding in report.findings if finding.ok is False)
    return (*report.violations, *unlisted(report), *failed)


def _fitting(listed: Listed, places: Places) -> tuple[Sequence[msgspec.Raw], Sequence[msgspec.Raw]]:
    """The rules and the results, or those of as many of the worst as fit in a file that hosts take."""
    listed = _worst(listed, MAX_RESULTS)
    while (size := _packed(*(parts := _encoded(listed, places)))) > MAX_PACKED:
        listed = _worst(listed, len(parts[1]) * MAX_PACKED * 9 // (size * 10))
    return parts


def _worst(listed: Listed, most: int) -> Listed:
    """As many of the worst, and the first of those that are equally bad; they stay in their order."""
    counts = Counter(rank for _, subjects in listed for rank in map(_rank, subjects))
    room: dict[int, int] = {}
    for rank in sorted(counts):
        room[rank] = most
        most -= counts[rank]

    def is_kept(subject: Subject) -> bool:
        rank = _rank(subject)
        room[rank] -= 1
        return room[rank] >= 0

    return [(report, list(filter(is_kept, subjects))) for report, subjects in listed]


def _rank(subject: Subject) -> int:
    """How bad a result is, the worst 0: a pack that is not sound comes first, as in the exit codes."""
    if isinstance(subject, ViolationRow):
        return _RANKS[subject.severity]
    return 0 if isinstance(subject, Finding) else _RANKS[Severity.HIGH]


def _encoded(listed: Listed, places: Places) -> tuple[Sequence[msgspec.Raw], Sequence[msgspec.Raw]]:
    """The rules in the order of their ids, and the results.

    Each is encoded as soon as it is made: all of them as values would take several times as much memory.
    """
    told = [subject for _, subjects in listed for subject in subjects]
    ids = [_rule_id(subject) for subject in told]
    levels: dict[str, str] = {}
    for rule, subject in zip(ids, told, strict=True):
        level = _level(subject)
        if (before := levels.setdefault(rule, level)) != level:
            levels[rule] = worse(level, before)
    numbers = {rule: number for number, rule in enumerate(sorted(levels))}
    results = (
        {"ruleId": rule, "ruleIndex": numbers[rule], "level": _level(subject), **result}
        for rule, subject, result in zip(ids, told, _results(listed, places), strict=True)
    )
    rules = (rule_object(rule, levels[rule]) for rule in numbers)
    return _as_json(rules), _as_json(results)


def _as_json(values: Iterable[Mapping[str, Any]]) -> Sequence[msgspec.Raw]:
    return [msgspec.Raw(compact(value)) for value in values]


def _rule_id(subject: Subject) -> str:
    if isinstance(subject, Finding):
        return f"{SOUNDNESS}/{subject.check}"
    return UNLISTED_RULE if isinstance(subject, str) else violation_rule(subject.violation_type)


def _level(subject: Subject) -> str:
    return level_of(subject.severity) if isinstance(subject, ViolationRow) else "error"


def _results(listed: Listed, places: Places) -> Iterator[Mapping[str, Any]]:
    """The results without what their rules give."""
    for report, subjects in listed:
        if subjects:
            yield from _of_pack(report, subjects, places)


def _of_pack(report: Report, subjects: Iterable[Subject], places: Places) -> Iterator[Mapping[str, Any]]:
    place, fingerprints, note = places.of(report), Fingerprints(report.ending), note_properties(report.note)
    for subject in subjects:
        if isinstance(subject, ViolationRow):
            yield _violation(subject, place, fingerprints, note)
        elif isinstance(subject, Finding):
            yield _finding(subject, place, fingerprints)
        else:
            yield _unlisted(subject, place, fingerprints)


def _packed(*parts: Sequence[msgspec.Raw]) -> int:
    """Bytes of parts of a document, compressed as hosts take them."""
    # The fastest level hardly ever compresses better than the default, and the limit leaves room for the difference.
    size = _packed_at(zlib.Z_BEST_SPEED, parts)
    return size if size <= MAX_PACKED else _packed_at(zlib.Z_DEFAULT_COMPRESSION, parts)


def _packed_at(level: int, parts: Sequence[Sequence[msgspec.Raw]]) -> int:
    packer, size = zlib.compressobj(level), 0
    for part in parts:
        for start in range(0, len(part), _BATCH):
            size += len(packer.compress(b"".join(part[start : start + _BATCH])))
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
        "message": {"text": clean_str(f"{report.path}: {VERDICT_WORDS[report.verdict]}", MAX_TEXT)},
        "locations": [places.of(report).of_file(JOURNAL)],
        "descriptor": {"id": _NOT_JUDGED, "index": 1},
    }


def _words(report: Report) -> Mapping[str, Any]:
    """What broke and whether the pack can be trusted, which the results alone do not say of a pack without any."""
    said = {"verdict": verdict_words(report.verdict, report.violations), "soundness": soundness_word(report)}
    untold = [clean_str(each.sentence, MAX_TEXT) for each in report.not_judged]
    return {"path": clean_str(report.path), **said, **({"not_judged": untold} if untold else {})}


def _unlisted(oracle_name: str, place: PackPlace, fingerprints: Fingerprints) -> Mapping[str, Any]:
    return {
        "message": {"text": clean_str(f"{oracle_name}: {UNLISTED}", MAX_TEXT)},
        "locations": [place.of_file(JOURNAL)],
        "partialFingerprints": fingerprints.of_unlisted(oracle_name),
        "properties": {"oracle_name": clean_str(oracle_name, MAX_TEXT)},
    }


def _violation(
    row: ViolationRow, place: PackPlace, fingerprints: Fingerprints, note: Mapping[str, str]
) -> Mapping[str, Any]:
    evidence = ", ".join(f"{key}={value}" for key, value in row.evidence)
    said = f"{row.oracle_name}: {row.description}" + (f" ({evidence})" if evidence else "")
    return {
        "message": {"text": clean_str(said, MAX_TEXT)},
        "locations": [place.of_violation(row)],
        "partialFingerprints": fingerprints.of_violation(row),
        "properties": {
            "severity": row.severity.value,
            "oracle_name": clean_str(row.oracle_name, MAX_TEXT),
            "description": clean_str(row.description, MAX_TEXT),
            **({"events": events} if (events := _events(row)) else {}),
            **note,
        },
    }


def _events(row: ViolationRow) -> list[int]:
    """The numbers of the events that the evidence of a violation names."""
    return list(event_numbers(next((value for key, value in row.evidence if key == EVENTS), "")))


def _finding(finding: Finding, place: PackPlace, fingerprints: Fingerprints) -> Mapping[str, Any]:
    said = f"{title_of(finding.check)}: expected {finding.expected}, found {finding.found}"
    return {
        "message": {"text": clean_str(said)},
        "locations": [place.of_finding(finding)],
        "partialFingerprints": fingerprints.of_finding(finding),
    }
