"""Checks over the evidence ledger."""

from atp_tui.engine.artifacts import JOURNAL, LEDGER, LEDGER_PATHS
from atp_tui.engine.soundness.finding import Material, Report


def ledger_form(material: Material, report: Report) -> None:
    """The ledger is JSON of version 1."""
    fault = material.reading.ledger_fault
    if fault is not None:
        place = f"{LEDGER} {fault.place}".rstrip()
        report.tell(False, f"{place}: {fault.expected}", f"{place}: {fault.found}")
    elif material.reading.ledger is None:
        report.missing(LEDGER)
    else:
        report.compare(1, material.reading.ledger.document.get("schema_version"), "schema_version")


def ledger_entries(material: Material, report: Report) -> None:
    """The ledger has one entry for every oracle result, in order."""
    journal, ledger = material.reading.journal, material.reading.ledger
    if journal is None or ledger is None:
        report.missing(JOURNAL if journal is None else LEDGER)
        return
    names = [entry.oracle_name for entry in ledger.entries]
    report.compare([result.oracle_name for result in journal.results], names)


def ledger_values(material: Material, report: Report) -> None:
    """Every field of the ledger is what the result gives."""
    journal, ledger = material.reading.journal, material.reading.ledger
    if journal is None or ledger is None:
        report.missing(JOURNAL if journal is None else LEDGER)
        return
    for expected, found in ledger.differences:
        report.tell(False, expected, found)
    if not report.findings:
        report.tell(True, "every field as the results give it", f"so for {len(journal.results)} entries")


def ledger_files(material: Material, report: Report) -> None:
    """The ledger names the nine files."""
    ledger = material.reading.ledger
    if ledger is None:
        report.missing(LEDGER)
        return
    found = ledger.document.get("artifact_paths")
    report.compare(list(LEDGER_PATHS), found[: len(LEDGER_PATHS)] if isinstance(found, list) else found)
