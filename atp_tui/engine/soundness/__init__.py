"""Whether a pack can be trusted: that its files agree with each other and with the format.

Every row of :data:`CHECKS` looks at one thing and gives findings; none stops the others.
Source: FORMAT.md section 8.
"""

from collections.abc import Callable, Mapping
from typing import Final

from atp_tui.engine.pack_parser import ParsedPack
from atp_tui.engine.soundness import files, journal, ledger, manifest, trace
from atp_tui.engine.soundness.finding import Finding, Material, Report
from atp_tui.engine.survey import TraceSurvey
from atp_tui.engine.trace import Lane

__all__ = ["CHECKS", "RECORD_CHECKS", "Finding", "Material", "examine", "is_sound"]

CheckTable = Mapping[str, tuple[str, Callable[[Material, Report], None]]]

CHECKS: Final[CheckTable] = {
    "files": ("The nine files are there, plain and in UTF-8", files.files),
    "trace": ("The trace is an array of events", trace.trace),
    "digest_form": ("journal.digest has the format's two lines", journal.digest_form),
    "journal_hash": ("The journal has the hash that journal.digest gives", journal.journal_hash),
    "journal_length": ("The journal has the length that journal.digest gives", journal.journal_length),
    "journal_form": ("The journal holds what the format gives it, nothing else", journal.journal_form),
    "journal_passed": ("A result is passed exactly when it has no violations", journal.journal_passed),
    "manifest_version": ("The manifest's schema_version is 1", manifest.manifest_version),
    "manifest_digest": ("The manifest's journal_digest is the journal's", manifest.manifest_digest),
    "manifest_violations": ("The manifest counts the journal's violations", manifest.manifest_violations),
    "manifest_metadata": ("Manifest and ledger have the same metadata", manifest.against_ledger("metadata")),
    "manifest_seeds": ("Manifest and ledger have the same seeds", manifest.against_ledger("seeds")),
    "manifest_paths": ("Manifest and ledger name the same artifacts", manifest.against_ledger("artifact_paths")),
    "manifest_form": ("The manifest holds what the format gives it, nothing else", manifest.manifest_form),
    "ledger_form": ("The ledger is JSON of version 1", ledger.ledger_form),
    "ledger_entries": ("The ledger has one entry for every oracle result, in order", ledger.ledger_entries),
    "ledger_values": ("Every field of the ledger is what the result gives", ledger.ledger_values),
    "ledger_files": ("The ledger names the nine files", ledger.ledger_files),
    "pathlog": ("pathlog is what the path filter gives", trace.log(Lane.PATH)),
    "quiclog": ("quiclog is what the QUIC filter gives", trace.log(Lane.QUIC)),
    "repairlog": ("repairlog is what the repair filter gives", trace.log(Lane.REPAIR)),
    "replay_command": ("The replay command is the one that the record gives", files.replay),
    "artifact_paths": ("Every artifact path stays inside the pack", files.artifact_paths),
    "trace_oddities": ("Events that other readers may take otherwise", trace.oddities),
    "artifacts": ("Further artifacts that are not there", files.artifacts_there),
    "json_artifacts": ("Further JSON files that cannot be read", files.json_artifacts),
    "seed_names": ("Seeds whose names give one variable", files.seed_names),
    "not_covered": ("What no check covers", files.not_covered),
}
"""The checks by name, each with its sentence, in the order in which they are told."""


RECORD_CHECKS: Final[CheckTable] = {
    "trace": CHECKS["trace"],
    "journal_passed": CHECKS["journal_passed"],
    "artifact_paths": CHECKS["artifact_paths"],
    "trace_oddities": CHECKS["trace_oddities"],
    "seed_names": CHECKS["seed_names"],
    "one_document": ("What cannot be checked of a record in one file", files.one_document),
}
"""The checks that a record as one JSON document allows."""


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
