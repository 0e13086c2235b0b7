"""A report as text for people and logs: one fact a line, every line clean."""

from collections.abc import Iterator
from typing import Final

from atp_tui.clean import CleanText, clean
from atp_tui.engine.evidence import NO_DOUBT, oracle_sentence
from atp_tui.engine.soundness import Finding
from atp_tui.report.model import LedgerRow, Report, title_of, verdict_words
from atp_tui.report.note import note_lines

_SIGNS: Final = {True: "ok", False: "FAIL", None: "note"}
_OUTCOMES: Final = {True: "passed", False: "failed", None: "outcome not recorded"}


def text_lines(report: Report) -> Iterator[CleanText]:
    """Yield the lines of a report, without newlines."""
    yield clean(f"{report.path}: {verdict_words(report.verdict, report.violations)}; {soundness_word(report)}")
    version = "none" if report.schema_version is None else report.schema_version
    yield clean(f"schema version: {version}; oracles: {len(report.results)}")
    yield from _violations(report)
    yield from _ledger(report)
    yield clean(f"soundness: {report.checked - report.failed} of {report.checked} checks hold")
    for finding in report.findings:
        if finding.ok is not True:
            yield finding_line(finding)
    lanes = ", ".join(f"{lane.value} {count:,}" for lane, count in report.lanes)
    yield clean(f"trace: {report.events:,} events ({lanes})")
    if report.seeds:
        yield clean("seeds: " + " ".join(f"{name}={seed}" for name, seed in report.seeds))
    for key, value in report.metadata:
        yield clean(f"metadata: {key}: {value}")
    yield from note_lines(report.note)
    yield clean(f"replay: {report.replay_line or f'not shown: {report.replay_refusal}'}")
    yield clean(f"recorded command: {report.recorded_line or f'not shown: {report.recorded_refusal}'}")


def soundness_word(report: Report) -> CleanText:
    """Return whether the pack can be trusted, with counts: ``sound 22/22``."""
    holding = report.checked - report.failed
    return clean(f"{'sound' if report.sound else 'NOT SOUND'} {holding}/{report.checked}")


def finding_line(finding: Finding) -> CleanText:
    """Return a finding on one line."""
    sign = _SIGNS[finding.ok]
    if finding.ok is None:
        return clean(f"  {sign}: {title_of(finding.check)}: {finding.found}")
    return clean(f"  {sign}: {title_of(finding.check)}: expected {finding.expected}, found {finding.found}")


def _violations(report: Report) -> Iterator[CleanText]:
    for row in report.violations:
        yield clean(f"  {row.severity}: {row.violation_type} ({row.oracle_name}): {row.description}")
        for key, value in row.evidence:
            yield clean(f"    {key}: {value}")


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
