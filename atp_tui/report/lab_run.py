"""What came of runs of the lab, as text: one fact a line, every line clean."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from atp_tui.cells import cell_len, padded
from atp_tui.clean import CleanText, clean
from atp_tui.engine.lab_time import milliseconds

if TYPE_CHECKING:
    from atp_tui.lab.explore import Exploration, Signature
    from atp_tui.lab.options import LabOptions
    from atp_tui.lab.run import LabRun


def run_lines(path: str, run: "LabRun") -> Iterator[CleanText]:
    """Yield the lines about one run whose pack is at *path*: the verdict, then the violations."""
    options = run.options
    word = "PASSED" if run.result.passed else "FAILED"
    told = f"{len(run.written):,} events in {milliseconds(run.time_ns)} of simulated time"
    yield clean(f"{path}: {word}; scenario {options.scenario}, seed {options.seed}; {told}")
    for found in run.result.violations:
        yield clean(f"  {found.severity}: {found.violation_type}: {found.description}")


def exploration_lines(
    options: "LabOptions", found: "Exploration", names: "Mapping[Signature, str]"
) -> Iterator[CleanText]:
    """Yield the table of what many seeds have shown.

    Args:
        options: What the first run was made from.
        found: What was found.
        names: Under which name the first pack of each kind of failure is kept.
    """
    failed = sum(count for signature, count in found.counts.items() if signature)
    yield clean(f"scenario {options.scenario}, {found.tried:,} seeds from {options.seed} on: {failed:,} failed")
    rows = [(f"{count:,}", _kinds(signature), names.get(signature, "-")) for signature, count in found.counts.items()]
    head = ("runs", "violations", "first pack")
    widths = [max(cell_len(row[column]) for row in (head, *rows)) for column in range(2)]
    for runs, kinds, name in (head, *rows):
        yield clean(f"  {runs:>{widths[0]}}  {padded(kinds, widths[1])}  {name}")


def _kinds(signature: "Signature") -> str:
    return ", ".join(dict.fromkeys(violation_type for _, violation_type in signature)) or "nothing"
