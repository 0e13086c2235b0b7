"""A report as text for people and logs: one fact a line, every line clean."""

from collections.abc import Iterator
from typing import Final

from atp_tui.clean import CleanText, clean
from atp_tui.engine.counted import counted
from atp_tui.engine.evidence import NO_DOUBT, oracle_sentence
from atp_tui.engine.oracle.recorded_answer import PREFIX
from atp_tui.engine.soundness import Finding
from atp_tui.engine.verdict import Verdict
from atp_tui.report.model import LedgerRow, Report, title_of, verdict_words
from atp_tui.report.note import note_lines
from atp_tui.report.tone import SEVERITY_TONES, Line, Part, Tone, plain, text_of

_SIGNS: Final = {True: "ok", False: "FAIL", None: "note"}
_FINDING_TONES: Final = {True: Tone.GOOD, False: Tone.BAD, None: Tone.NOTE}
_VERDICT_TONES: Final = {
    Verdict.PASSED: Tone.GOOD,
    Verdict.FAILED: Tone.BAD,
    Verdict.UNKNOWN: Tone.WARNING,
    Verdict.NOT_JUDGED: Tone.WARNING,
}
_OUTCOMES: Final = {True: "passed", False: "failed", None: "outcome not recorded"}


def text_lines(report: Report) -> Iterator[CleanText]:
    """Yield all lines of a report, without newlines."""
    return map(text_of, report_lines(report, with_metadata=True))


def report_lines(report: Report, *, with_metadata: bool) -> Iterator[Line]:
    """Yield the lines of a report, without newlines, in parts that have their tones."""
    yield heading(report)
    version = "none" if report.schema_version is None else report.schema_version
    yield plain(f"schema version: {version}; oracles: {len(report.results)}")
    yield from _violations(report)
    yield from (plain(f"  not judged: {each.sentence}") for each in report.not_judged)
    yield from map(plain, _ledger(report))
    yield plain(f"soundness: {report.checked - report.failed} of {report.checked} checks hold")
    for finding in report.findings:
        if finding.ok is not True:
            yield _finding(finding)
    lanes = ", ".join(f"{lane.value} {count:,}" for lane, count in report.lanes)
    yield plain(f"trace: {report.events:,} events ({lanes})")
    if report.seeds:
        yield plain("seeds: " + " ".join(f"{name}={seed}" for name, seed in report.seeds))
    if with_metadata:
        told = ((key, value) for key, value in report.metadata if not key.startswith(PREFIX))
        yield from (plain(f"metadata: {key}: {value}") for key, value in told)
    yield from map(plain, note_lines(report.note))
    yield plain(f"replay: {report.replay_line or f'not shown: {report.replay_refusal}'}")
    yield plain(f"recorded command: {report.recorded_line or f'not shown: {report.recorded_refusal}'}")


def heading(report: Report) -> Line:
    """Return the line that says of a pack whether it passed and whether it can be trusted."""
    verdict = verdict_words(report.verdict, report.violations)
    untold = f" ({counted(len(report.not_judged), 'check')} not judged)" if report.not_judged else ""
    return (
        Part(clean(f"{report.path}: ")),
        Part(verdict, _VERDICT_TONES[report.verdict]),
        Part(clean(f"{untold}; ")),
        Part(soundness_word(report), Tone.GOOD if report.sound else Tone.BAD),
    )


def soundness_word(report: Report) -> CleanText:
    """Return whether the pack can be trusted, with how many of its checks pass: ``intact 22/22``."""
    passing = report.checked - report.failed
    return clean(f"{'intact' if report.sound else 'DAMAGED'} {passing}/{report.checked}")


def finding_line(finding: Finding) -> CleanText:
    """Return a finding on one line."""
    return text_of(_finding(finding))


def _finding(finding: Finding) -> Line:
    said = finding.found if finding.ok is None else f"expected {finding.expected}, found {finding.found}"
    sign = Part(clean(_SIGNS[finding.ok]), _FINDING_TONES[finding.ok])
    return Part(clean("  ")), sign, Part(clean(f": {title_of(finding.check)}: {said}"))


def _violations(report: Report) -> Iterator[Line]:
    for row in report.violations:
        said = f": {row.violation_type} ({row.oracle_name}): {row.description}"
        yield Part(clean("  ")), Part(clean(row.severity), SEVERITY_TONES[row.severity]), Part(clean(said))
        for key, value in row.evidence:
            yield plain(f"    {key}: {value}")


def _ledger(report: Report) -> Iterator[CleanText]:
    if report.ledger:
        yield clean("evidence ledger:")
    for row in report.ledger:
        name = "no name recorded" if row.oracle_name is None else row.oracle_name
        yield clean(f"  {name} ({_OUTCOMES[row.passed]}): {_factor(row)}")


def _factor(row: LedgerRow) -> str:
    strength = "no strength recorded" if row.strength is None else row.strength
    if row.log10_bf is None:
        return f"no Bayes factor recorded, {strength}"
    name = "this oracle" if row.oracle_name is None else row.oracle_name
    doubt = f"; {NO_DOUBT}" if row.passed is False and row.log10_bf < 0 else ""
    return f"log10 BF {row.log10_bf:+.2f}, {strength}: {oracle_sentence(row.log10_bf, name)}{doubt}"
