"""How well fingerprints group the violations of a swarm of lab runs, and of mutants of the lab's code.

    python -m benchmarks.fleet_score development
    python -m benchmarks.fleet_score held-out

The fingerprints were designed on the development set alone: its seeds, its ranges of options and no mutant. The
held-out set has other seeds, other ranges and the mutants of tests/lab/mutants.py. Every violation of every run counts:
its cause is minimized, its mechanism is that of the faults in the cause, and its group is its fingerprint. A violation
of a mutant is the mutant's unless the same cause leads to it without the mutant as well.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from atp_tui.engine.errors import ReplayError
from atp_tui.engine.fingerprint import Parts
from atp_tui.engine.grouping_score import GroupingScore, score_of
from atp_tui.fleet.level_one import level_one_of_pack
from atp_tui.lab.decision import read_decisions
from atp_tui.lab.errors import LabError
from atp_tui.lab.options import LabOptions
from atp_tui.lab.pack import crashpack_of
from atp_tui.lab.run import LabRun, run_transfer
from atp_tui.rerun.cause import ViolationCause, cause_of
from atp_tui.rerun.mechanism import mechanism_of
from atp_tui.store.open import open_pack
from atp_tui.store.writer import write_pack
from benchmarks.measure import table
from tests.lab.mutants import MUTANTS, Mutant

MAX_TRIES: Final = 60
FAULTS: Final = (
    *("heavy-loss", "lost-finished", "flipped-bit", "torn-journal", "reordered-journal"),
    *("stuck-operation", "unshielded-cleanup", "split-outcome"),
)


class Swarm(NamedTuple):
    """Runs that are drawn from one design."""

    first_seed: int
    draw: Callable[[random.Random], Mapping[str, object]]
    """The options but for seed and faults."""
    fault: float
    """Probability with which each fault is armed."""
    blackout: float
    runs: int
    mutants: Mapping[str, Mutant]
    mutant_runs: int


def _development(dice: random.Random) -> Mapping[str, object]:
    return {
        "size": dice.randint(12_000, 90_000),
        "block_size": dice.choice([10_240, 20_480]),
        "paths": dice.randint(1, 3),
        "replicas": dice.randint(1, 3),
        "latency_ms": [round(dice.uniform(5, 40), 1) for _ in range(3)],
        "jitter_ms": dice.choice([0.0, 0.0, 0.0, 2.0]),
        "loss": dice.choice([0.0, 0.01, 0.03, 0.08]),
        "reorder": dice.choice([0.0, 0.01]),
        "repair": dice.choice([0.1, 0.3, 1.0, 2.0]),
        "window": dice.choice([1, 2, 4]),
    }


def _held_out(dice: random.Random) -> Mapping[str, object]:
    paths = dice.randint(1, 4)
    return {
        "size": dice.randint(4_000, 60_000),
        "block_size": dice.choice([5_120, 15_360, 30_720]),
        "symbol_size": dice.choice([640, 1_024, 1_280]),
        "paths": paths,
        "replicas": dice.randint(1, 3),
        "reorder": dice.choice([0.0, 0.0, 0.0, 0.03]),
        "latency_ms": [round(dice.uniform(2, 90), 1) for _ in range(paths)],
        "far_ms": dice.choice([[], [0.0, 60.0]]),
        "jitter_ms": dice.choice([*[0.0] * 7, 3.0]),
        "loss": dice.choice([0.0, 0.02, 0.05, 0.1]),
        "repair": dice.choice([0.2, 0.5, 1.5, 3.0]),
        "window": dice.randint(1, 6),
        "storm": round(dice.uniform(0.4, 0.9), 2),
        "dark_ms": float(dice.randint(100, 3_000)),
        "dark_paths": dice.randint(1, paths),
        "deadline_s": float(dice.randint(6, 15)),
    }


SWARMS: Final = {
    "development": Swarm(1_000_000, _development, 0.18, 0.2, 150, {}, 0),
    "held-out": Swarm(7_000_000, _held_out, 0.15, 0.25, 300, MUTANTS, 12),
}


class Row(msgspec.Struct):
    """A violation that was looked into."""

    seed: int
    mutant: str
    type: str
    mechanism: str
    level_one: str
    level_two: str
    """Empty where the search for the cause was ended by its limit."""
    title: str
    tries: int
    cpu_s: float


def options_of(swarm: Swarm, number: int, *, with_faults: bool) -> LabOptions:
    """Return the options of one run of a swarm."""
    dice = random.Random(swarm.first_seed + number)  # noqa: S311 - a design that can be drawn again
    values = dict(swarm.draw(dice))
    armed = [name for name in FAULTS if dice.random() < swarm.fault]
    armed += ["blackout"] if dice.random() < swarm.blackout else []
    few = {"split-outcome": values["replicas"] == 1, "reordered-journal": values["size"] <= values["block_size"]}  # type: ignore[operator]
    faults = [name for name in armed if not few.get(name)] if with_faults else []
    return LabOptions.read({"seed": swarm.first_seed + number, **values, "faults": faults})


def rows_of_run(options: LabOptions, mutant: Mutant | None, folder: Path) -> list[Row]:
    """Return a row for each violation of a run."""
    with mutant.applied() if mutant else nullcontext():
        try:
            run = run_transfer(options, with_qlogs=False)
        except LabError as error:
            print(f"seed {options.seed}: {error}", file=sys.stderr)
            return []
        looked = list(_looked_into(run, folder / f"{mutant.name if mutant else 'lab'}-{options.seed}"))
    return [_row(options, mutant, *each) for each in looked]


def _looked_into(run: LabRun, path: Path) -> Iterator[tuple[str, Parts, ViolationCause, float]]:
    if not run.signature:
        return
    write_pack(str(path), crashpack_of(run).files())
    pack = open_pack(str(path))
    for (result, violation), one in zip(pack.crashpack.violations, level_one_of_pack(pack), strict=True):
        began = time.process_time()
        try:
            cause = cause_of(pack, result.oracle_name, violation.violation_type, max_tries=MAX_TRIES)
        except ReplayError as error:
            print(f"{path.name}: {violation.violation_type}: {error}", file=sys.stderr)
            continue
        yield violation.violation_type, one, cause, time.process_time() - began
    shutil.rmtree(path)


def _row(options: LabOptions, mutant: Mutant | None, kind: str, one: Parts, cause: ViolationCause, cpu_s: float) -> Row:
    mechanism = mechanism_of(cause)
    if mutant is not None:
        without = run_transfer(options, decisions=read_decisions(cause.written), with_qlogs=False)
        if kind not in {violation_type for _, violation_type in without.signature}:
            mechanism = f"mutant {mutant.name}"
    two = cause.level_two
    return Row(
        seed=options.seed,
        mutant=mutant.name if mutant else "",
        type=kind,
        mechanism=mechanism,
        level_one=one.fingerprint,
        level_two=two.fingerprint if two else "",
        title=(two or one).title,
        tries=cause.tries,
        cpu_s=cpu_s,
    )


def rows_of(swarm: Swarm, runs: int, mutant_runs: int) -> Iterator[Row]:
    """Yield the rows of a whole swarm, and of each mutant without any other fault."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(runs):
            yield from rows_of_run(options_of(swarm, number, with_faults=True), None, Path(folder))
        for place, mutant in enumerate(swarm.mutants.values(), 1):
            for number in range(mutant_runs):
                options = options_of(swarm, 10_000 * place + number, with_faults=False)
                yield from rows_of_run(options, mutant, Path(folder))


def report(rows: list[Row]) -> str:
    """Return the scores and the groups as Markdown."""
    known = [row for row in rows if row.level_two]
    lab = [row for row in known if not row.mutant]
    ways = {
        "type alone": score_of((row.type, row.mechanism) for row in known),
        "level 1": score_of((row.level_one, row.mechanism) for row in known),
        "level 2": score_of((row.level_two, row.mechanism) for row in known),
        "level 2, lab faults alone": score_of((row.level_two, row.mechanism) for row in lab),
        "level 2, and level 1 where there is none": score_of(
            (row.level_two or row.level_one, row.mechanism) for row in rows
        ),
    }
    head = [
        "fingerprint",
        "violations",
        "groups",
        "mechanisms",
        "per mechanism",
        "P",
        "R",
        "B3 P",
        "B3 R",
        "B3 F",
        "purity",
    ]
    spent = (
        f"{sum(row.cpu_s for row in rows) / max(len(rows), 1):.2f} CPU s and {_mean_tries(rows):.1f} runs a violation"
    )
    left = f"{len(rows) - len(known)} of {len(rows)} violations have no level 2: the limit of runs was reached"
    return "\n\n".join([table(head, [_scores(*way) for way in ways.items()]), f"{spent}; {left}.", _groups(known)])


def _scores(name: str, score: GroupingScore) -> list[str]:
    shares = (score.pair_precision, score.pair_recall, score.b3_precision, score.b3_recall, score.b3_f, score.purity)
    counts = (str(score.members), str(score.groups), str(score.mechanisms), f"{score.groups_per_mechanism:.2f}")
    return [name, *counts, *(f"{share:.3f}" for share in shares)]


def _groups(rows: list[Row]) -> str:
    groups: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        groups[row.level_two, row.title][row.mechanism] += 1
    ordered = sorted(groups.items(), key=lambda item: (item[0][1], -item[1].total()))
    body = [
        [title, ", ".join(f"{name} {count}" for name, count in found.most_common())] for (_, title), found in ordered
    ]
    return table(["group", "mechanisms"], body)


def _mean_tries(rows: list[Row]) -> float:
    return sum(row.tries for row in rows) / max(len(rows), 1)


def main() -> None:
    """Measure a set and print its scores."""
    parser = argparse.ArgumentParser(description="Score the fingerprints on a swarm of lab runs.")
    parser.add_argument("swarm", choices=SWARMS)
    parser.add_argument("--runs", type=int, help="runs of the swarm")
    parser.add_argument("--mutant-runs", type=int, help="runs of each mutant")
    parser.add_argument("--rows", type=Path, help="write a JSON line for each violation to this file")
    given = parser.parse_args()
    swarm = SWARMS[given.swarm]
    rows = []
    for row in rows_of(swarm, given.runs or swarm.runs, given.mutant_runs or swarm.mutant_runs):
        rows.append(row)
        if given.rows is not None:
            with given.rows.open("ab") as file:
                file.write(msgspec.json.encode(row) + b"\n")
    print(report(rows))


if __name__ == "__main__":
    main()
