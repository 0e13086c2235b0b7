"""What a headless check reads: the index, then the logs against the filters. And how late other threads wake."""

import sys
from functools import partial

from benchmarks.measure import RARE, in_turn, ours, run, table, trace
from benchmarks.targets import Figures, Target


def main() -> Figures:
    """Measure."""
    file = str(trace(1_000_000))
    # A trace and its logs alone are no whole pack, of which the exit code tells.
    check = f"{sys.executable} -m atp_tui check --no-cache {trace(1_000_000).parent} || true"
    found = in_turn(
        {
            "index": partial(ours, "index", file),
            "check": partial(run, "sh", "-c", check),
            "grep": partial(run, "grep", "-c", RARE, file),
            "survey": partial(ours, "survey", file),
            "lateness": partial(ours, "lateness", file),
        }
    )
    said, late = found["survey"].said, found["lateness"].said
    ratio = found["check"].cpu / found["index"].cpu
    rows = [
        ["`atp-tui check`, the whole process, CPU s", f"{found['check'].cpu:.3f}"],
        ["the same, to the process that makes the index", f"{ratio:.1f}"],
        [f"the same, to `grep -c {RARE}`", f"{found['check'].cpu / found['grep'].cpu:.1f}"],
        ["index, CPU s", f"{said['index']:.3f}"],
        ["index and three logs, CPU s", f"{said['survey']:.3f}"],
        ["to the index", f"{said['survey'] / said['index']:.1f}"],
        ["logs that agree", f"{said['logs that agree']:.0f}"],
        ["a thread that sleeps 5 ms wakes late by at most, beside nothing, ms", f"{late['quiet'] * 1000:.1f}"],
        ["the same beside the index being built, ms", f"{late['indexing'] * 1000:.1f}"],
    ]
    target = Target("`check` of 1,000,000 events, to the index pass", ratio, 1.8)
    return Figures(table(("1,000,000 events", "median"), rows), [target])


if __name__ == "__main__":
    print(main().text)
