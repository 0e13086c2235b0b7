"""Checks over the manifest."""

from collections.abc import Callable

from atp_tui.engine.artifacts import JOURNAL, JOURNAL_DIGEST, LEDGER, LEDGER_PATHS, MANIFEST
from atp_tui.engine.manifest import agrees_on_version
from atp_tui.engine.soundness.finding import Material, Report


def manifest_version(material: Material, report: Report) -> None:
    """The schema_version of the manifest is 1."""
    manifest = material.reading.manifest
    if manifest is None:
        report.missing(MANIFEST)
    else:
        found = manifest.head.get("schema_version")
        report.tell(agrees_on_version(manifest), "schema_version: 1", f"schema_version: {found or 'nothing'}")


def manifest_digest(material: Material, report: Report) -> None:
    """The manifest names the hash of the journal and of journal.digest."""
    manifest, said, actual = material.reading.manifest, material.reading.digest, material.reading.files.journal_digest
    if manifest is None:
        report.missing(MANIFEST)
        return
    found = manifest.head.get("journal_digest", "nothing")
    for name, digest in ((JOURNAL_DIGEST, said), (JOURNAL, actual)):
        if digest is None:
            report.missing(name)
        else:
            report.tell(digest.digest == found, f"{digest.digest} as of {name}", found, about=f"as of {name}")


def manifest_violations(material: Material, report: Report) -> None:
    """The manifest counts the violations of the journal."""
    manifest, journal = material.reading.manifest, material.reading.journal
    if manifest is None or journal is None:
        report.missing(MANIFEST if manifest is None else JOURNAL)
        return
    count = str(sum(len(result.violations) for result in journal.results))
    found = manifest.head.get("violations", "nothing")
    report.tell(found == count, f"violations: {count} as in the journal", f"violations: {found}")


def against_ledger(field: str) -> Callable[[Material, Report], None]:
    """Return the check that manifest and ledger agree on a field."""

    def check(material: Material, report: Report) -> None:
        manifest, ledger = material.reading.manifest, material.reading.ledger
        if manifest is None or ledger is None:
            report.missing(MANIFEST if manifest is None else LEDGER)
            return
        expected = getattr(manifest, field)
        is_paths = field == "artifact_paths"
        expected = list(dict.fromkeys((*LEDGER_PATHS, *expected))) if is_paths else dict(expected)
        report.compare(expected, ledger.document.get(field))

    return check


def manifest_form(material: Material, report: Report) -> None:
    """The manifest holds what the format gives it, and nothing else."""
    if material.reading.manifest is None:
        report.missing(MANIFEST)
    else:
        report.faults(MANIFEST, material.reading.manifest.faults, "only what the format defines")
