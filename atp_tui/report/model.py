"""What there is to say of a pack, once, for every face that says it."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from atp_tui.clean import CleanText, clean
from atp_tui.engine import replay_command
from atp_tui.engine.evidence import Evidence
from atp_tui.engine.lines import whole_number
from atp_tui.engine.oracle.recorded_answer import RecordedAnswer, not_judged
from atp_tui.engine.record import Crashpack, Severity
from atp_tui.engine.soundness import CHECKS, LOG_CHECKS, RECORD_CHECKS, Finding, is_sound
from atp_tui.engine.source import PackSource
from atp_tui.engine.trace import Lane
from atp_tui.engine.verdict import Verdict
from atp_tui.report.journal_lines import violation_lines
from atp_tui.store.note_file import NoteFile
from atp_tui.store.pack import Examination, Pack

if TYPE_CHECKING:
    from atp_tui.engine.fingerprint.ending import Ending

UNLISTED: Final = "failed without a listed violation"
"""What is said of an oracle that failed and lists nothing."""

VERDICT_WORDS: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        Verdict.PASSED: "PASSED",
        Verdict.NOT_JUDGED: "NOT JUDGED: no oracle result is recorded",
        Verdict.UNKNOWN: "UNKNOWN: the journal cannot be read in full",
    }
)
"""The words for each verdict but FAILED, which has counts."""

_EXIT_CODES: Final[Mapping[Verdict, int]] = MappingProxyType(
    {Verdict.PASSED: 0, Verdict.FAILED: 1, Verdict.UNKNOWN: 3, Verdict.NOT_JUDGED: 5}
)

_TITLES: Final = {name: title for table in (CHECKS, RECORD_CHECKS, LOG_CHECKS) for name, (title, _) in table.items()}


class ViolationRow(msgspec.Struct, frozen=True, gc=False):
    """A violation with the oracle that found it; texts as the pack has them."""

    oracle_name: str
    violation_type: str
    severity: Severity
    description: str
    evidence: tuple[tuple[str, str], ...]
    result: int
    """Number of the oracle result that lists it, from 0."""
    line: int = 1
    """Line of the journal on which it begins, from 1, where the journal is as the format gives it."""


class ResultRow(msgspec.Struct, frozen=True, gc=False):
    """An oracle and its verdict."""

    oracle_name: str
    passed: bool


class LedgerRow(msgspec.Struct, frozen=True, gc=False):
    """What the ledger says of one oracle; None where it does not say."""

    oracle_name: str | None
    passed: bool | None
    log10_bf: float | None
    strength: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """The facts about one pack."""

    path: str
    source: PackSource
    """What the pack was read from."""
    schema_version: int | None
    """As the manifest or the record says; None where it says no whole number."""
    verdict: Verdict
    sound: bool
    violations: tuple[ViolationRow, ...]
    """By severity, Critical first, else in order."""
    findings: tuple[Finding, ...]
    ledger: tuple[LedgerRow, ...]
    replay_line: str
    """The line that runs it again here, for a shell prompt; empty where it must not be copied."""
    replay_refusal: str
    """Why it must not be copied."""
    recorded_line: str
    """The replay command of the format, from the record, for a shell prompt; empty where it must not be copied."""
    recorded_refusal: str
    """Why that must not be copied."""
    seeds: tuple[tuple[str, int], ...]
    metadata: tuple[tuple[str, str], ...]
    results: tuple[ResultRow, ...]
    events: int
    lanes: tuple[tuple[Lane, int], ...]
    note: NoteFile | None = None
    """What a person says of it, in a file beside it."""
    place: str = ""
    """The file or directory to which a report can point; empty where that is the path."""
    not_judged: tuple[RecordedAnswer, ...] = ()
    """The checks of an imported log that could not tell, each with the reason."""
    ending: "Ending | None" = None
    """What its trace leaves open, for the fingerprints of its violations; None where nobody asked for them."""

    @property
    def checked(self) -> int:
        """How many checks of soundness could be judged."""
        return len({finding.check for finding in self.findings if finding.ok is not None})

    @property
    def failed(self) -> int:
        """How many checks of soundness failed."""
        return len({finding.check for finding in self.findings if finding.ok is False})

    @property
    def exit_code(self) -> int:
        """The highest code that applies: that of the verdict, or 3 for not sound. Source: DESIGN.md, "Commands"."""
        return max(_EXIT_CODES[self.verdict], 0 if self.sound else 3)


def report_of(
    pack: Pack, examination: Examination, note: NoteFile | None = None, ending: "Ending | None" = None
) -> Report:
    """Return the facts about a pack that was opened and examined, and the note beside it.

    Args:
        pack: The pack.
        examination: What a pass over it has found.
        note: The note.
        ending: What its trace leaves open, where fingerprints of its violations are wanted.
    """
    record = pack.crashpack
    refusal, recorded_refusal = pack.replay_refusal, pack.recorded_refusal
    return Report(
        path=pack.path,
        source=pack.source,
        schema_version=_schema_version(pack),
        verdict=pack.verdict,
        sound=is_sound(examination.findings),
        violations=violation_rows(record),
        findings=examination.findings,
        ledger=ledger_rows(pack),
        replay_line="" if refusal else pack.replay_line,
        replay_refusal=refusal,
        recorded_line="" if recorded_refusal else replay_command.one_line(record),
        recorded_refusal=recorded_refusal,
        seeds=tuple(record.seeds.items()),
        metadata=tuple(record.metadata.items()),
        results=tuple(ResultRow(result.oracle_name, result.passed) for result in record.oracle_results),
        events=examination.survey.events,
        lanes=tuple(examination.survey.lanes.items()),
        note=note,
        place=pack.place,
        not_judged=not_judged(record.metadata),
        ending=ending,
    )


def _schema_version(pack: Pack) -> int | None:
    if not pack.source.has_files:
        return pack.crashpack.schema_version
    manifest = pack.reading.manifest
    return whole_number(manifest.head.get("schema_version", ""), 64) if manifest is not None else None


def violation_rows(record: Crashpack) -> tuple[ViolationRow, ...]:
    """Return the violations of a record by severity, Critical first, else in order."""
    results = record.oracle_results
    rows = [
        ViolationRow(
            oracle_name=result.oracle_name,
            violation_type=violation.violation_type,
            severity=violation.severity,
            description=violation.description,
            evidence=tuple(violation.evidence.items()),
            result=index,
            line=line,
        )
        for index, (result, lines) in enumerate(zip(results, violation_lines(results), strict=True))
        for violation, line in zip(result.violations, lines, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: -row.severity.rank))


def ledger_rows(pack: Pack) -> tuple[LedgerRow, ...]:
    """Return what the recorded ledger says, or for a record in one file what its results give."""
    recorded = pack.reading.ledger
    if recorded is not None:
        return tuple(
            LedgerRow(entry.oracle_name, entry.passed, _finite(entry.log10_bf), entry.strength)
            for entry in recorded.entries
        )
    if pack.source.has_files:
        return ()
    given = ((result.oracle_name, Evidence.of(result)) for result in pack.crashpack.oracle_results)
    return tuple(
        LedgerRow(name, evidence.passed, evidence.bayes_factor.log10_bf, evidence.bayes_factor.strength)
        for name, evidence in given
    )


def _finite(number: float | None) -> float | None:
    """The number, or None for what JSON has no word for: a ledger can spell infinity as 1e999."""
    return number if number is not None and math.isfinite(number) else None


class Rated(Protocol):
    """Something with a severity: a violation, or a row about one."""

    @property
    def severity(self) -> Severity:
        """How severe it is."""
        ...


def severity_counts(rows: Collection[Rated]) -> tuple[tuple[Severity, int], ...]:
    """Return how many violations each severity has, the highest first; severities without any are left out."""
    counts = [(severity, sum(row.severity is severity for row in rows)) for severity in reversed(Severity)]
    return tuple((severity, count) for severity, count in counts if count)


def verdict_words(verdict: Verdict, rows: Collection[Rated]) -> CleanText:
    """Return a verdict in words, with counts where it failed: ``FAILED 2 High 1 Medium``."""
    if verdict is not Verdict.FAILED:
        return clean(VERDICT_WORDS[verdict])
    counts = " ".join(f"{count} {severity}" for severity, count in severity_counts(rows))
    return clean(f"FAILED {counts}" if counts else "FAILED without a listed violation")


def unlisted(report: Report) -> tuple[str, ...]:
    """Return the oracles that failed and list no violation."""
    listing = {row.result for row in report.violations}
    return tuple(
        result.oracle_name for index, result in enumerate(report.results) if not result.passed and index not in listing
    )


def title_of(check: str) -> str:
    """Return what a check of soundness is about: a noun phrase that reads right after OK and FAIL."""
    return _TITLES[check]
