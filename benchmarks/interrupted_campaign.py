"""A long campaign that is interrupted five times, and one of fresh seeds: what the first said of what it had not seen.

    python -m benchmarks.interrupted_campaign FOLDER [RUNS]

FOLDER gets both campaigns; the same line again continues them. Prints the tables of docs/campaign.md. With 10,000 runs
it takes about 30 minutes of CPU time.
"""

import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Final

from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.statistics import bound_of_unseen, good_turing
from atp_tui.fleet.database import Fleet, open_fleet
from atp_tui.fleet.queries import group_detail, group_page
from atp_tui.fleet.rows import GroupFilter, GroupOrder, Status
from atp_tui.fleet.schema import OUTCOMES
from benchmarks.measure import table

RUNS: Final = 10_000
SIZES: Final = (30, 100, 300, 1_000, 3_000)
"""After how many runs of the first campaign it is asked what it has not seen."""
SIGNALS: Final = (signal.SIGINT, signal.SIGKILL, signal.SIGTERM, signal.SIGKILL, signal.SIGKILL)
FRESH_SEED: Final = 1_000_000

SPEC: Final = """
name = "nightly"
build = "7d8f"
first_seed = {seed}

[scenarios]
clean = 6
train-tunnel = 1
lossy-race = 1
bad-night = 1

[faults]
flipped-bit = 0.01
torn-journal = 0.02
lost-finished = 0.01
heavy-loss = 0.01
stuck-operation = 0.005
unshielded-cleanup = 0.005
split-outcome = 0.002

[options]
size = [4_000, 8_000]
block_size = 4_096
loss = {{min = 0.0, max = 0.1}}
"""


def started(folder: Path, name: str, seed: int, runs: int, *more: str) -> "subprocess.Popen[bytes]":
    """Start or continue a campaign."""
    spec = folder / f"{name}.toml"
    spec.write_text(SPEC.format(seed=seed))
    command = [sys.executable, "-m", "atp_tui", "campaign", "run", str(spec), "-o", str(folder / name)]
    return subprocess.Popen([*command, "--runs", str(runs), *more], stdout=subprocess.DEVNULL)


def rows(folder: Path) -> int:
    """Return how many runs a campaign has."""
    try:
        with open_fleet(str(folder), read_only=True) as fleet:
            return fleet.count("SELECT count(*) FROM run")
    except CrashpackError:
        return 0


def interrupted(folder: Path, runs: int) -> None:
    """Run both campaigns, the first one with interruptions."""
    for number, each in enumerate(SIGNALS, 1):
        process = started(folder, "nightly", 0, runs)
        while process.poll() is None and rows(folder / "nightly") < runs * number // (len(SIGNALS) + 1):
            time.sleep(1)
        process.send_signal(each)
        process.wait()
    started(folder, "nightly", 0, runs).wait()
    started(folder, "fresh", FRESH_SEED, runs, "--keep", "0", "--minimize", "none").wait()


def kinds(fleet: Fleet) -> dict[int, set[str]]:
    """Return the kinds of failure of each run that failed."""
    found: dict[int, set[str]] = {}
    sql = "SELECT v.number, p.fingerprint FROM violation v JOIN print p ON p.id = v.level1"
    for number, fingerprint in fleet.rows(sql):
        found.setdefault(number, set()).add(fingerprint)
    return found


def groups(fleet: Fleet) -> str:
    """Return the groups as a table."""
    lines = []
    for row in group_page(fleet, GroupOrder.RUNS, GroupFilter(statuses=frozenset(Status)), 0, -1):
        cause = group_detail(fleet, row.id).cause
        size = f"{len(cause.decisions):,} of {cause.of:,} decisions" if cause else "not searched for"
        lines.append([row.title, f"{row.runs:,}", f"{row.rate:.2%}", size])
    return table(("group", "runs", "rate", "cause"), lines)


def judged(fleet: Fleet) -> list[int]:
    """Return the numbers of the runs that have a verdict, in their order."""
    sql = "SELECT number FROM run WHERE outcome IN (?, ?) ORDER BY number"
    return [number for (number,) in fleet.rows(sql, (OUTCOMES.index("passed"), OUTCOMES.index("failed")))]


def unseen(first: Fleet, fresh: Fleet) -> str:
    """Return what the first runs say of kinds that they have not shown, beside what fresh runs show of them."""
    numbers, of_run = judged(first), kinds(first)
    again, later = len(judged(fresh)), kinds(fresh)
    lines = []
    for size in [*SIZES, len(numbers)]:
        seen = Counter(kind for number in numbers[:size] for kind in of_run.get(number, ()))
        singletons = sum(count == 1 for count in seen.values())
        new = [found - seen.keys() for found in later.values() if found - seen.keys()]
        lines.append(
            [
                f"{size:,}",
                f"{len(seen)}",
                f"{good_turing(singletons, size):.3%}",
                f"{len(new) / again:.3%}",
                f"{bound_of_unseen(size):.3%}",
                f"{max(Counter(kind for each in new for kind in each).values(), default=0) / again:.3%}",
            ]
        )
    heads = ("runs", "kinds", "a run of a new kind, estimated", "found", "a single new kind, at most", "found")
    return table(heads, lines)


def main() -> None:
    """Run what is missing of both campaigns, and print the tables."""
    folder, runs = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else RUNS  # noqa: PLR2004 - two arguments
    folder.mkdir(parents=True, exist_ok=True)
    if min(rows(folder / name) for name in ("nightly", "fresh")) < runs:
        interrupted(folder, runs)
    with (
        open_fleet(str(folder / "nightly"), read_only=True) as first,
        open_fleet(str(folder / "fresh"), read_only=True) as fresh,
    ):
        print(groups(first), unseen(first, fresh), sep="\n\n")


if __name__ == "__main__":
    main()
