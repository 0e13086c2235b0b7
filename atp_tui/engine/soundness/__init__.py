"""Whether a pack can be trusted: that its files agree with each other and with the format.

Every row of :data:`CHECKS` looks at one thing and gives findings; none stops the others.
Source: FORMAT.md section 8.
"""

from collections.abc import Callable, Mapping
from typing import Final

from atp_tui.engine.pack_parser import ParsedPack
from atp_tui.engine.soundness import files, journal, ledger, log, manifest, trace
from atp_tui.engine.soundness.finding import Finding, Material, Report
from atp_tui.engine.survey import TraceSurvey
from atp_tui.engine.trace import Lane

__all__ = ["CHECKS", "LOG_CHECKS", "RECORD_CHECKS", "Finding", "Material", "examine", "is_sound"]

CheckTable = Mapping[str, tuple[str, Callable[[Material, Report], None]]]

CHECKS: Final[CheckTable] = {
    "files": ("nine plain files in UTF-8", files.files),
    "trace": ("trace format, an array of events", trace.trace),
    "digest_form": ("journal.digest format", journal.digest_form),
    "journal_hash": ("journal hash = journal.digest", journal.journal_hash),
    "journal_length": ("journal length = journal.digest", journal.journal_length),
    "journal_form": ("journal format", journal.journal_form),
    "journal_passed": ("passed = no violations listed", journal.journal_passed),
    "manifest_version": ("manifest schema_version = 1", manifest.manifest_version),
    "manifest_digest": ("manifest journal_digest = journal hash", manifest.manifest_digest),
    "manifest_violations": ("manifest violations = journal violations", manifest.manifest_violations),
    "manifest_metadata": ("manifest metadata = ledger metadata", manifest.against_ledger("metadata")),
    "manifest_seeds": ("manifest seeds = ledger seeds", manifest.against_ledger("seeds")),
    "manifest_paths": ("manifest artifacts = ledger artifacts", manifest.against_ledger("artifact_paths")),
    "manifest_form": ("manifest format", manifest.manifest_form),
    "ledger_form": ("ledger format, JSON of version 1", ledger.ledger_form),
    "ledger_entries": ("ledger entries = oracle results", ledger.ledger_entries),
    "ledger_values": ("ledger fields = values from the results", ledger.ledger_values),
    "ledger_files": ("nine files listed in the ledger", ledger.ledger_files),
    "pathlog": ("pathlog = path filter of the trace", trace.log(Lane.PATH)),
    "quiclog": ("quiclog = QUIC filter of the trace", trace.log(Lane.QUIC)),
    "repairlog": ("repairlog = repair filter of the trace", trace.log(Lane.REPAIR)),
    "replay_command": ("replay_command.sh = command from the record", files.replay),
    "artifact_paths": ("artifact paths inside the pack", files.artifact_paths),
    "trace_oddities": ("events that other readers may read differently", trace.oddities),
    "artifacts": ("missing further artifacts", files.artifacts_there),
    "json_artifacts": ("unreadable further JSON files", files.json_artifacts),
    "seed_names": ("seed names that set one variable", files.seed_names),
    "not_covered": ("parts that no check covers", files.not_covered),
}
"""The checks by name, in order, each with what it is about: a noun phrase that reads right after OK and FAIL."""


RECORD_CHECKS: Final[CheckTable] = {
    "trace": CHECKS["trace"],
    "journal_passed": CHECKS["journal_passed"],
    "artifact_paths": CHECKS["artifact_paths"],
    "trace_oddities": CHECKS["trace_oddities"],
    "seed_names": CHECKS["seed_names"],
    "one_document": ("parts that a record in one file lacks", files.one_document),
}
"""The checks that a record as one JSON document allows."""

LOG_CHECKS: Final[CheckTable] = {"log": ("the imported log, read to its end", log.log_whole)}
"""The checks that a pack has besides if it was imported from a log of a real run."""


def examine(reading: ParsedPack, survey: TraceSurvey, checks: CheckTable = CHECKS) -> tuple[Finding, ...]:
    """Return what every check finds, in the order of the table."""
    material = Material(reading, survey)
    findings: list[Finding] = []
    for name, (_, check) in checks.items():
        report = Report(name)
        check(material, report)
        findings += report.findings
    return tuple(findings)


def is_sound(findings: tuple[Finding, ...]) -> bool:
    """Return whether no check failed."""
    return not any(finding.ok is False for finding in findings)
