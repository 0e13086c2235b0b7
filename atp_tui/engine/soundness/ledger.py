"""Checks over the evidence ledger."""

from collections.abc import Iterator
from typing import Any

from atp_tui.engine.artifacts import JOURNAL, LEDGER, LEDGER_PATHS
from atp_tui.engine.json_text import dumps, loads
from atp_tui.engine.ledger import EvidenceLedger
from atp_tui.engine.soundness.finding import MAX_TOLD, Material, Report, json_of, same


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
    given = loads(dumps(EvidenceLedger.of(material.reading.crashpack)))["entries"]
    entries = ledger.document.get("entries")
    for place, expected, found in _differences(given, entries, "entries"):
        if len(report.findings) == MAX_TOLD:
            break
        report.tell(False, f"{place}: {expected}", f"{place}: {found}")
    if not report.findings:
        report.tell(True, "every field as the results give it", f"so for {len(given)} entries")


def ledger_files(material: Material, report: Report) -> None:
    """The ledger names the nine files."""
    ledger = material.reading.ledger
    if ledger is None:
        report.missing(LEDGER)
        return
    found = ledger.document.get("artifact_paths")
    report.compare(list(LEDGER_PATHS), found[: len(LEDGER_PATHS)] if isinstance(found, list) else found)


def _differences(expected: Any, found: Any, place: str) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401 - JSON values
    """Give the places where *found* lacks or changes what *expected* holds; further fields do not count."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key, value in expected.items():
            if key in found:
                yield from _differences(value, found[key], f"{place}.{key}")
            else:
                yield f"{place}.{key}", json_of(value), "nothing"
    elif isinstance(expected, list) and isinstance(found, list):
        for index, (value, other) in enumerate(zip(expected, found, strict=False)):
            yield from _differences(value, other, f"{place}[{index}]")
        if len(expected) != len(found):
            yield place, f"{len(expected)} of them", f"{len(found)} of them"
    elif not same(expected, found):
        yield place, json_of(expected), json_of(found)
