"""Transfers per processor second of two checkouts, in turn: ``python benchmarks/lab_pairs.py BEFORE AFTER [ROUNDS]``.

Each checkout has a process of its own, and only one of them works at a time. In each round both run the same transfers,
so that a busy machine slows both alike; the ratio is the median over the rounds. Traces that differ are reported.
Run it with an interpreter that has the extra ``lab``.
"""

import statistics
import subprocess
import sys
from typing import NamedTuple

ROUNDS = 15
"""Rounds of which the median is taken."""

A_ROUND = 5
"""Transfers of each scenario in a round."""

CASES = ("clean", "lossy-race", "heavy-loss", "five-violations")
"""Scenarios that are run."""

WORKER = """
import sys, time
sys.path.insert(0, sys.argv[1])
from atp_tui.engine.replay.chain import chain_of
from atp_tui.lab.options import LabOptions
from atp_tui.lab.run import run_transfer
from atp_tui.lab.scenario import SCENARIOS
run_transfer(LabOptions(size=1000))
for line in sys.stdin:
    name, first, count = line.split()
    options = [SCENARIOS[name].options(seed) for seed in range(int(first), int(first) + int(count))]
    start = time.process_time()
    runs = [run_transfer(each, with_qlogs=False) for each in options]
    spent = time.process_time() - start
    print(spent, *(chain_of(run.events).digest for run in runs), flush=True)
"""


class Checkout:
    """A checkout with the process that runs its lab."""

    def __init__(self, directory: str) -> None:
        command = [sys.executable, "-c", WORKER, directory]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._orders, self._answers = self._process.stdin, self._process.stdout

    def run(self, name: str, first: int, count: int) -> tuple[float, list[str]]:
        """Run transfers and return the processor seconds that they took, and the digest of each trace."""
        print(name, first, count, file=self._orders, flush=True)
        spent, *digests = self._answers.readline().split() if self._answers else ()
        return float(spent), digests

    def end(self) -> None:
        """End the process."""
        self._process.communicate()


class Pair(NamedTuple):
    """Processor seconds that the same transfers took."""

    before: float
    after: float


def measure(before: Checkout, after: Checkout, name: str, rounds: int) -> list[Pair]:
    """Run the rounds of a scenario; which checkout is first changes from round to round."""
    pairs = []
    for number in range(rounds):
        order = (before, after) if number % 2 else (after, before)
        found = {checkout: checkout.run(name, number * A_ROUND, A_ROUND) for checkout in order}
        if found[before][1] != found[after][1]:
            print(f"{name}: the traces of round {number} differ")
        pairs.append(Pair(found[before][0], found[after][0]))
    return pairs


def main() -> None:
    """Measure every scenario and print a table."""
    first, second, *count = sys.argv[1:]
    before, after = Checkout(first), Checkout(second)
    rounds = int(count[0]) if count else ROUNDS
    print(f"{'transfers, outcome alone':24} {'before':>8} {'after':>8} per cpu s {'ratio':>7}")
    for name in CASES:
        pairs = measure(before, after, name, rounds)
        old, new = (A_ROUND / statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(pair.before / pair.after for pair in pairs)
        print(f"{name:24} {old:8.1f} {new:8.1f} {'':9} {ratio:7.2f}")
    before.end()
    after.end()


if __name__ == "__main__":
    main()
