"""The explorer on a large trace: its peak memory, and how late its loop is while it indexes and while it checks.

Memory is what the kernel says of the process (VmHWM) at each step: all events counted; paged through and gone to the
end; checked. The loop of the explorer sleeps 5 ms again and again, and the worst lateness of a run is taken; beside it
stands that of a loop with nothing to do.
"""

import sys
from functools import partial
from math import inf
from time import perf_counter

from benchmarks.measure import Run, in_turn, ours, table, trace
from benchmarks.targets import Figures, Target
from benchmarks.terminal import LIMIT, Terminal, terminal

PAGES = 100
LONG = 600.0
PAGEDOWN = b"\x1b[6~"
REDRAW = b"\x0c"
LOOK = 1.0
"""Seconds after which the program is asked again to draw everything, as else it writes only what changes."""
TARGETS = {1_000_000: 80, 10_000_000: 120}


def shown(program: Terminal, pattern: bytes, limit: float = LIMIT) -> float:
    """Return the seconds from the start until *pattern* is on the screen, infinity where it does not come."""
    end = perf_counter() + limit
    while perf_counter() < end:
        program.type(REDRAW)
        if (seen := program.see(pattern, LOOK)) < inf:
            return seen
    return inf


def memory(events: int) -> Run:
    """Open, page through, go to the end and wait for the check."""
    folder = str(trace(events).parent)
    last = f"(?<![0-9]){events - 1:06d} ".encode()
    command = [sys.executable, "-m", "atp_tui", "open", "--no-cache", folder]
    with terminal(command, {}) as program:
        seen = [program.see(rb"(?<![0-9])000000 "), shown(program, f"All {events:,}".encode(), LONG)]
        counted = program.peak
        program.type(b"V")
        for _ in range(PAGES):
            program.type(PAGEDOWN)
            program.see(rb"\d")
        program.type(b"G")
        seen.append(shown(program, last, LONG))
        ended = program.peak
        program.type(b"g")
        seen.append(shown(program, rb"(?:intact|DAMAGED) \d+/\d+", LONG))
        said = {"counted": counted, "ended": ended, "checked": program.peak, "seconds": seen[1], "all": seen[-1]}
        if inf in seen:
            message = f"the explorer did not show all of {events:,} events"
            raise RuntimeError(message)
        return Run(0, seen[-1], program.peak, said)


def main() -> Figures:
    """Measure both sizes."""
    rows, targets = [], []
    for events in (1_000_000, 10_000_000):
        runs = 3 if events > 1_000_000 else 5  # noqa: PLR2004 - a run takes a minute at this size
        file = str(trace(events))
        found = in_turn({"memory": partial(memory, events), "frames": partial(ours, "frames", file)}, runs)
        said = {**found["memory"].said, **found["frames"].said}
        targets.append(
            Target(f"peak memory of the explorer, {events:,} events", said["checked"], TARGETS[events], "MB")
        )
        late = said["indexing"] * 1000
        targets.append(Target(f"the latest frame while indexing {events:,} events", late, 50, "ms"))
        rows.append([f"{events:,}", *(f"{said[name]:.0f}" for name in ("counted", "ended", "checked")),
                     str(TARGETS[events]), f"{said['seconds']:.1f}", f"{said['all']:.1f}",
                     *(f"{said[name] * 1000:.0f}" for name in ("quiet", "indexing", "checking"))])  # fmt: skip
    head = ("events", "MB counted", "MB at the end", "MB checked", "at most", "counted s", "checked s",
            "late ms, nothing to do", "late ms, indexing", "late ms, checking")  # fmt: skip
    return Figures(table(head, rows), targets)


if __name__ == "__main__":
    print(main().text)
