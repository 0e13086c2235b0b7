"""Checks over the journal and its digest."""

from atp_tui.engine.artifacts import JOURNAL, JOURNAL_DIGEST
from atp_tui.engine.lines import shown
from atp_tui.engine.soundness.finding import Material, Report


def digest_form(material: Material, report: Report) -> None:
    """journal.digest has the two lines of the format, nothing else."""
    form = "'digest: sha256:HEX' and 'bytes: N', one line each"
    text = material.reading.files.texts.get(JOURNAL_DIGEST)
    if text is None:
        report.missing(JOURNAL_DIGEST)
    elif material.reading.digest is None:
        report.tell(False, form, shown(text))
    else:
        report.tell(True, form, form)


def journal_hash(material: Material, report: Report) -> None:
    """The journal has the hash that journal.digest gives."""
    said, actual = material.reading.digest, material.reading.files.journal_digest
    if said is None or actual is None:
        report.missing(JOURNAL if actual is None else JOURNAL_DIGEST)
    else:
        report.compare(said.digest, actual.digest)


def journal_length(material: Material, report: Report) -> None:
    """The journal has the length that journal.digest gives."""
    said, actual = material.reading.digest, material.reading.files.journal_digest
    if said is None or actual is None:
        report.missing(JOURNAL if actual is None else JOURNAL_DIGEST)
    else:
        report.tell(said.size == actual.size, f"{said.size} bytes", f"{actual.size} bytes")


def journal_form(material: Material, report: Report) -> None:
    """The journal holds what the format gives it, and nothing else."""
    if material.reading.journal is None:
        report.missing(JOURNAL)
    else:
        report.faults(JOURNAL, material.reading.journal.faults, "only what the format defines")


def journal_passed(material: Material, report: Report) -> None:
    """A result is passed exactly when it has no violations."""
    if material.reading.journal is None:
        report.missing(JOURNAL)
        return
    for result in material.reading.journal.results:
        count = len(result.violations)
        if result.passed == bool(count):
            claim = f"passed: {str(not result.passed).lower()}"
            found = f"passed: {str(result.passed).lower()}"
            report.tell(False, f"{result.oracle_name}: {claim} with {count} violations", f"{found}")
    if not report.findings:
        results = len(material.reading.journal.results)
        report.tell(True, "passed exactly when no violation is listed", f"so for {results} results")
