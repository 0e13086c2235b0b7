"""Checks over the trace and the three logs that are filtered from it."""

from collections.abc import Callable

from atp_tui.engine.artifacts import TRACE
from atp_tui.engine.pack_format import LOG_OF
from atp_tui.engine.soundness.finding import MAX_TOLD, Material, Report
from atp_tui.engine.trace import Lane


def trace(material: Material, report: Report) -> None:
    """The trace is an array of events."""
    survey = material.survey
    if not survey.broken_count and TRACE not in material.reading.files.faults:
        report.tell(True, "an array of events", f"{survey.events} events")
    elif not survey.broken_count:
        report.missing(TRACE)
    for place, broken in survey.broken[:MAX_TOLD]:
        report.tell(False, f"event {place}: {broken.expected}", f"event {place}: {broken.found}")
    if survey.broken_count > MAX_TOLD:
        report.tell(False, "no broken events", f"{survey.broken_count - MAX_TOLD} more broken events")


def oddities(material: Material, report: Report) -> None:
    """Find events that other readers may read in another way; they are kept as they were written."""
    survey = material.survey
    for place, odd in survey.odd[:MAX_TOLD]:
        report.tell(
            None, f"event {place}: {odd.expected}", f"event {place}: expected {odd.expected}, found {odd.found}"
        )
    if survey.odd_count > MAX_TOLD:
        report.tell(None, "no such event", f"{survey.odd_count - MAX_TOLD} more such events")


def log(lane: Lane) -> Callable[[Material, Report], None]:
    """A check that a log is what its filter gives."""
    name = LOG_OF[lane]

    def check(material: Material, report: Report) -> None:
        survey = material.survey
        if TRACE in material.reading.files.faults and not survey.events:
            report.missing(TRACE)
        elif lane not in survey.differences:
            report.missing(name)
        elif not survey.is_own_format:
            report.tell(
                None, "the output of the filter", "not checked: the trace has other fields than this format's own"
            )
        else:
            difference = survey.differences[lane]
            if difference is None:
                count = f"{survey.lanes[lane]} lines"
                report.tell(True, count, count)
            else:
                place = f"line {difference.line}"
                report.tell(False, f"{place}: {difference.expected}", f"{place}: {difference.found}", difference.line)

    return check
