"""How likely a failure was at the moments of its run, as text and as JSON."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from atp_tui.engine.counted import counted
from atp_tui.engine.lab_time import milliseconds
from atp_tui.engine.likelihood import Cut, Likelihood
from atp_tui.engine.statistics import LEVEL
from atp_tui.report.tone import Line, plain

_BAR: Final = 20
"""Cells of a bar of 100 %."""


def likelihood_lines(found: Likelihood) -> Iterator[Line]:
    """Yield the likelihood as text: a row for each cut, then where the failure became inevitable."""
    yield plain(f"share of runs with {_what(found)} if everything before the cut is kept and the rest is redrawn")
    yield plain("        cut at      runs     share   95 % interval")
    for cut in found.cuts:
        yield plain(_row(cut))
    for line in notes(found):
        yield plain(line)


def notes(found: Likelihood) -> Iterator[str]:
    """Yield what follows from the cuts as sentences, the most important one first."""
    yield inevitable_words(found)
    if found.broken:
        yield f"{counted(found.broken, 'run')} did not come to an end; they are not counted"
    if found.is_stopped:
        yield f"stopped; {counted(found.wanted, 'run')} for each cut were wanted"


def inevitable_words(found: Likelihood) -> str:
    """Return where the failure became inevitable, as a sentence without a full stop."""
    place = found.inevitable
    if not any(cut.runs for cut in found.cuts):
        return "nothing was run"
    if place is None:
        return f"not inevitable before the last cut: {_passed(found.cuts[-1])}"
    cut = found.cuts[place]
    least = f"at least {cut.interval.low:.0%} fail, with {LEVEL:.0%} confidence"
    if place == 0:
        return f"inevitable from the beginning: all runs fail at each cut ({least})"
    before = found.cuts[place - 1]
    return (
        f"became inevitable between {milliseconds(before.at_ns)} and {milliseconds(cut.at_ns)}: "
        f"{_passed(before)}, then all fail ({least})"
    )


def likelihood_object(found: Likelihood) -> Mapping[str, Any]:
    """Return the likelihood as a JSON value; times are nanoseconds of lab time."""
    place = found.inevitable
    return {
        "violation": found.violation or None,
        "end_ns": found.end_ns,
        "runs_wanted": found.wanted,
        "cuts": [
            {
                "at_ns": cut.at_ns,
                "runs": cut.runs,
                "failed": cut.failed,
                "share": cut.share,
                "low": cut.interval.low,
                "high": cut.interval.high,
            }
            for cut in found.cuts
        ],
        "inevitable_from_ns": None if place is None else found.cuts[place].at_ns,
        "last_avoidable_ns": found.cuts[-1 if place is None else place - 1].at_ns if place != 0 else None,
        "broken": found.broken,
        "stopped": found.is_stopped,
    }


def _what(found: Likelihood) -> str:
    return f"the violation {found.violation}" if found.violation else "a violation"


def _row(cut: Cut) -> str:
    low, high = cut.interval
    bar = "#" * round(cut.share * _BAR)
    counts = f"{cut.failed} of {cut.runs}"
    return f"{milliseconds(cut.at_ns):>14}{counts:>10}{cut.share:>9.0%}   {low:>4.0%} to {high:>4.0%}   {bar}".rstrip()


def _passed(cut: Cut) -> str:
    passed = cut.runs - cut.failed
    return f"{passed} of {counted(cut.runs, 'run')} pass at {milliseconds(cut.at_ns)}"
