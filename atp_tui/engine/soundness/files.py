"""Checks over the directory as a whole, and what is told beside them."""

from itertools import zip_longest

from atp_tui.engine import replay_command as command
from atp_tui.engine.artifacts import NINE_FILES, REPLAY_COMMAND, stays_inside
from atp_tui.engine.lines import shown
from atp_tui.engine.soundness.finding import MAX_TOLD, Material, Report


def files(material: Material, report: Report) -> None:
    """All nine files are there, are plain files and in UTF-8."""
    faults = material.reading.files.faults
    for name in NINE_FILES:
        if name in faults:
            report.tell(False, f"{name}: {faults[name].expected}", f"{name}: {faults[name].found}")
    if not faults:
        report.tell(True, "nine plain files in UTF-8", "nine plain files in UTF-8")


def replay(material: Material, report: Report) -> None:
    """The replay command is the one that the record gives."""
    text = material.reading.files.texts.get(REPLAY_COMMAND)
    if text is None:
        report.missing(REPLAY_COMMAND)
        return
    made = command.write(material.reading.crashpack)
    if text == made:
        report.tell(True, "the command of the record", "the command of the record")
        return
    lines = zip_longest(made.split("\n"), text.split("\n"))
    number, (expected, found) = next((number, pair) for number, pair in enumerate(lines, 1) if pair[0] != pair[1])
    place = f"line {number}"
    report.tell(False, f"{place}: {_shown_or_end(expected)}", f"{place}: {_shown_or_end(found)}", number)


def _shown_or_end(line: str | None) -> str:
    return "the end" if line is None else shown(line)


def artifact_paths(material: Material, report: Report) -> None:
    """Every artifact path stays inside the pack."""
    paths = material.reading.crashpack.artifact_paths
    for path in paths:
        if not stays_inside(path):
            report.tell(False, "a path inside the pack", shown(path))
    if not report.findings:
        report.tell(
            True, "paths inside the pack", f"{len(paths)} paths inside the pack" if paths else "no further paths"
        )


def artifacts_there(material: Material, report: Report) -> None:
    """Note further artifacts that are missing, which alone is no fault."""
    for path, why in material.reading.files.artifacts.items():
        if why and stays_inside(path):
            report.tell(None, f"{path}: a file, which may be missing", f"{path}: {why}")


def json_artifacts(material: Material, report: Report) -> None:
    """Note further JSON files that cannot be read; no file of the format needs them."""
    for name, fault in material.reading.files.json_faults.items():
        report.tell(None, f"{name}: {fault.expected}", f"{name}: expected {fault.expected}, found {fault.found}")


def seed_names(material: Material, report: Report) -> None:
    """Warn of seeds whose names give one variable."""
    for variable, names in command.colliding_seeds(material.reading.crashpack):
        listed = ", ".join(repr(name) for name in names)
        report.tell(None, f"one seed for {variable}", f"warning: {listed} all set it, the last wins")


def not_covered(material: Material, report: Report) -> None:
    """Note what no check covers."""
    report.tell(
        None,
        "nothing: informational",
        "the trace itself and further artifacts; a digest beside its file shows an accident, not an attack",
    )
    if material.reading.files.further:
        names = ", ".join(repr(name) for name in material.reading.files.further[:MAX_TOLD])
        least = "at least " if material.reading.files.has_more else ""
        report.tell(None, "nothing: informational", f"{least}{len(material.reading.files.further)} more: {names}")


def one_document(_: Material, report: Report) -> None:
    """Note that a record in one file leaves nothing to compare."""
    report.tell(
        None, "nine files that agree with each other", "one JSON document: no second file, digest or log to compare"
    )
