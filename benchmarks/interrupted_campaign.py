"""A long campaign that is interrupted five times, and one of fresh seeds: what the first said of what it had not seen.

    python -m benchmarks.interrupted_campaign FOLDER [RUNS]

FOLDER gets both campaigns; the same line again continues them. Prints the tables of docs/campaign.md. With 10,000 runs
it takes about 30 minutes of CPU time.
"""

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.statistics import good_turing
from atp_tui.fleet.campaign.status import status
from atp_tui.fleet.database import Fleet, open_fleet
from atp_tui.fleet.queries import group_detail, group_page
from atp_tui.fleet.rows import GroupFilter, GroupOrder, Status
from benchmarks.measure import table

RUNS: Final = 10_000
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


def unseen(first: Fleet, fresh: Fleet) -> str:
    """Return what the first campaign said of kinds that it had not seen, beside what the fresh one found."""
    told, again = status(first, is_running=False), status(fresh, is_running=False)
    known = set().union(*kinds(first).values())
    new = [found - known for found in kinds(fresh).values() if found - known]
    return table(
        ("", "estimate", "found"),
        [
            [
                "a run shows a new kind",
                f"{good_turing(told.singletons, told.judged):.3%}",
                f"{len(new) / again.judged:.3%}",
            ],
            [
                "all new kinds together, 95 %",
                f"at most {told.unseen_bound:.3%} each",
                f"{len(set().union(*new))} kinds",
            ],
        ],
    )


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
