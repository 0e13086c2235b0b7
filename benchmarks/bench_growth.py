"""Growth of commands and of the explorer's keys over packs of which one part is 10, 100 and 1,000 times as large.

A command has CPU and peak memory, the explorer the CPU of its dearest key.

    python -m benchmarks.bench_growth [--quick] [--only TEXT]

A step is ten times the size. One that costs more than 14 times the CPU of the one before is flagged, and the exit code
is then 1. What the program needs for a pack with nothing in it is taken off before, since it hides the growth of small
sizes. ``--quick`` leaves out the largest size; ``--only`` measures the rows that hold TEXT, such as ``explorer``.

To measure something else, add its cases to :data:`CASES`: a case is a name and a function of a :class:`Grown` pack.
"""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from benchmarks import growth_panes
from benchmarks.measure import HERE, Run, run, table
from tools.make_record import LEDGER_ENTRIES, PARTS

SIZES: Final = (1_000, 10_000, 100_000)
MOST: Final = 14
"""Times the CPU of the step before that a step of ten times the size may cost."""
FLOOR_S: Final = 0.25
"""CPU seconds below which two runs cannot be told apart."""
LIMIT_S: Final = 300
"""CPU seconds after which a run is ended, and its step flagged."""
EMPTY: Final = 0
BASE_RUNS: Final = 3
"""Runs of the empty pack of which the least is taken."""

PROGRAM: Final = (sys.executable, "-m", "atp_tui")
STATE: Final = "hash of a state"
"""The part that `oracle` reads, which is no part of a pack: characters of a hash."""


class Grown(NamedTuple):
    """A pack of which one part is large, on disk."""

    folder: Path

    @property
    def pack(self) -> str:
        """Its nine files."""
        return str(self.folder / "pack")

    @property
    def record(self) -> str:
        """The same as one JSON document."""
        return str(self.folder / "record.json")

    @property
    def state(self) -> str:
        """A state for the oracle, with a hash as long as the part is large."""
        return str(self.folder / "state.json")


Case = Callable[[Grown], Run | None]
"""What is measured of a pack; None where it took longer than :data:`LIMIT_S`."""


def shell(script: str) -> Run | None:
    """Run a script of the shell within :data:`LIMIT_S`; the exit codes of the program are all right."""
    try:
        return run("sh", "-c", f"ulimit -t {LIMIT_S}; {script} > /dev/null 2>&1 < /dev/null; test $? -le 4")
    except RuntimeError:
        return None


def command(*arguments: str, grown: Grown) -> Run | None:
    """Run a command of the program on a pack; PACK and its like stand for their paths."""
    paths = {"PACK": grown.pack, "RECORD": grown.record, "STATE": grown.state, "EMPTY": str(_empty(grown) / "pack")}
    return shell(shlex.join([*PROGRAM, *(paths.get(each, each) for each in arguments)]))


def emit(grown: Grown) -> Run | None:
    """Write the nine files of a record, and remove them."""
    folder = Path(tempfile.mkdtemp(dir=grown.folder))
    found = shell(shlex.join([*PROGRAM, "emit", grown.record, str(folder / "pack")]))
    shutil.rmtree(folder)
    return found


def _case(*arguments: str) -> Case:
    return lambda grown: command(*arguments, grown=grown)


COMMANDS: Final[Mapping[str, Case]] = MappingProxyType(
    {
        **{f"check {form}": _case("check", "--format", form, "PACK") for form in ("text", "json", "sarif", "junit")},
        "check --atp": _case("check", "--atp", "PACK"),
        "check of the record": _case("check", "RECORD"),
        "open, no terminal": _case("open", "PACK"),
        "export": _case("export", "PACK"),
        "emit": emit,
        "diff, all alike": _case("diff", "PACK", "PACK"),
        "diff, all other": _case("diff", "PACK", "EMPTY"),
        "diff json, all other": _case("diff", "--format", "json", "PACK", "EMPTY"),
        "replay, not run": _case("replay", "PACK"),
        "logs": _case("logs", "--lane", "quic", "PACK"),
    }
)
ORACLE: Final[Mapping[str, Case]] = MappingProxyType({"oracle": _case("oracle", "STATE")})

CASES: Final[tuple[tuple[Sequence[str], Mapping[str, Case]], ...]] = (
    ((*PARTS, LEDGER_ENTRIES), COMMANDS),
    ((STATE,), ORACLE),
)
"""Parts, and what is measured while each of them grows."""


class Row(NamedTuple):
    """One part and one case, with a run for each size."""

    part: str
    name: str
    empty: Run | None
    runs: tuple[Run | None, ...]

    @property
    def steps(self) -> tuple[float, ...]:
        """How many times the CPU of the size before each size costs, without what an empty pack costs."""
        used = [self._cpu(each) for each in self.runs]
        return tuple(after / before for before, after in pairwise(used))

    @property
    def is_flagged(self) -> bool:
        """Whether a step costs too much, or a run was ended."""
        return None in self.runs or any(step > MOST for step in self.steps)

    @property
    def cells(self) -> list[str]:
        """The row of the table."""
        figures = [f"{each.cpu:.2f}" if each else f"> {LIMIT_S}" for each in self.runs]
        peaks = [f"{each.peak:.0f}" if each else "" for each in self.runs]
        steps = [f"{step:.1f}" for step in self.steps]
        return [self.part, self.name, *figures, *steps, *peaks, "TOO MUCH" if self.is_flagged else ""]

    def _cpu(self, found: Run | None) -> float:
        if found is None:
            return float(LIMIT_S * MOST)
        return max(FLOOR_S, found.cpu - (self.empty.cpu if self.empty else 0))


def make(folder: Path, part: str, size: int) -> Grown:
    """Make the pack of a part and size in a process of its own, whose memory would count as that of later runs."""
    grown = Grown(folder / f"{part} {size}")
    if not grown.folder.exists():
        grown.folder.mkdir()
        maker, chosen = HERE.parent / "tools" / "make_record.py", part if part != STATE else LEDGER_ENTRIES
        told = [sys.executable, str(maker), chosen, str(size if part != STATE else 1), grown.pack]
        subprocess.run(told, check=True)
        with Path(grown.record).open("wb") as file:
            subprocess.run([*PROGRAM, "export", grown.pack], stdout=file, stderr=subprocess.DEVNULL, check=False)
        Path(grown.state).write_text(f'{{"manifest_hash": "{"a" * (size if part == STATE else 1)}"}}')
    return grown


def _empty(grown: Grown) -> Path:
    return grown.folder.parent / f"seeds {EMPTY}"


def measure(folder: Path, sizes: Sequence[int], only: str) -> list[Row]:
    """Return the rows whose part and name hold a text; a flagged row is measured once more."""
    chosen = [
        (part, name, case)
        for parts, cases in CASES
        for part in parts
        for name, case in cases.items()
        if only in f"{part} {name}"
    ]
    empty = make(folder, "seeds", EMPTY)
    cases = {name: case for _, name, case in chosen}
    bases = {name: _least(_all(case, [empty] * BASE_RUNS)) for name, case in cases.items()}
    rows = []
    for part in dict.fromkeys(part for part, _, _ in chosen):
        packs = [make(folder, part, size) for size in sizes]
        for name, case in ((name, case) for each, name, case in chosen if each == part):
            row = _row(part, name, bases[name], partial(_all, case, packs))
            rows.append(row)
            print(" ".join(row.cells), file=sys.stderr)
        for grown in packs:
            shutil.rmtree(grown.folder)
    return rows


def _row(part: str, name: str, empty: Run | None, again: Callable[[], tuple[Run | None, ...]]) -> Row:
    """The row of a case; where a step costs too much, the lesser of two runs is taken."""
    row = Row(part, name, empty, again())
    if row.is_flagged and None not in row.runs:
        return row._replace(runs=tuple(map(_least, zip(row.runs, again(), strict=True))))
    return row


def _least(runs: Sequence[Run | None]) -> Run | None:
    """The run that took the least CPU, None where none ended in time."""
    return min((each for each in runs if each is not None), key=lambda each: each.cpu, default=None)


def _all(case: Case, packs: Sequence[Grown]) -> tuple[Run | None, ...]:
    with ThreadPoolExecutor(max(1, (os.cpu_count() or 1))) as pool:
        return tuple(pool.map(case, packs))


def main() -> None:
    """Measure, print the table, and leave with 1 where a step costs too much."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="leave out the largest size")
    parser.add_argument("--only", default="", metavar="TEXT", help="measure the rows that hold TEXT")
    given = parser.parse_args()
    sizes = SIZES[:-1] if given.quick else SIZES
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), sizes, given.only)
    head = ["part", "command", *(f"CPU s, {size:,}" for size in sizes)]
    head += [f"step to {size:,}" for size in sizes[1:]] + [f"MB, {size:,}" for size in sizes] + ["verdict"]
    print(table(head, [row.cells for row in rows]))
    names = [name for name in growth_panes.MAKERS if given.only in f"explorer {name}"]
    panes = growth_panes.rows(names, sizes) if names else []
    print("\n" + growth_panes.table_of(panes, sizes))
    flagged = sum(row.is_flagged for row in rows) + sum(bool(row.flags) for row in panes)
    print(f"\n{flagged} of {len(rows) + len(panes)} rows have a step of more than {MOST} times, or a key over 0.2 s.")
    sys.exit(1 if flagged else 0)


if __name__ == "__main__":
    main()
