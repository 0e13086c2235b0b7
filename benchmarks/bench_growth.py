"""Growth of commands and of the explorer's panes over inputs of which one part is 10 and 100 times as large.

    python -m benchmarks.bench_growth [--quick] [--only TEXT] [--output FILE]

The exponent of a step is log10(cost(10 n) / cost(n)): 1 where the cost grows as its input, 2 where it grows as the
square. None may be more than 1.15; else the row is MISSED and the exit code is 1. Seconds are shown and not judged.

A cost is the CPU, user and system, of a command with all its processes, or of the explorer from a key until all that
came of it is done, in whichever thread. Other programs on the machine only ever add to it, hence four measures:

- What the smallest input costs, the least of three runs, is taken off each size, or start-up would hide the growth. The
  same line of words is run three times once for all kinds.
- What is left counts as at least 0.1 s for a command and 0.05 s for a key, since below that two runs of the same thing
  differ as much as two sizes do. A step can thus only look flatter than it is where its smaller end costs next to
  nothing, and then the next step shows it.
- Each step must hold by itself. A line fitted through three sizes would hide a cost that begins to grow late.
- A row that misses is measured up to twice more, and the least cost of each size is taken.

A run of more than 300 CPU seconds is ended, and its row is MISSED. "Refused" is an input that a limit of the program
refuses; a row needs two sizes that are read. ``--quick`` leaves out the largest size; ``--only`` measures the rows that
hold TEXT, such as ``pane`` or ``diff``; ``--output`` writes the table to a file too.
"""

import argparse
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.growth_cases import KINDS, PROGRAM, Kind
from benchmarks.growth_panes import pane_rows
from benchmarks.growth_rows import MOST, REFUSED, TOO_LONG, Cost, Row, settled, table_of
from benchmarks.measure import run

FLOOR_S: Final = 0.1
LIMIT_S: Final = 300
START_RUNS: Final = 3
READ: Final = frozenset({0, 1, 3, 5})
"""Exit codes of a command that has read its input."""
UNREADABLE: Final = 4


def words_of(line: str, folder: Path, least: Path, fresh: Path, size: int) -> list[str]:
    """Return the words of a case, with a path for each word that stands for one."""
    paths: Mapping[str, Path | int] = {
        "PACK": folder / "pack",
        "RECORD": folder / "record.json",
        "STATE": folder / "state.json",
        "LOG": folder / "log.qlog",
        "WORDS": folder / "words.jsonl",
        "PACKS": folder / "packs",
        "TAR": folder / "packs.tar",
        "ZIP": folder / "packs.zip",
        "ONE": folder / "one.db",
        "SPEC": folder / "spec.toml",
        "CAMPAIGN": folder / "campaign",
        "EMPTY": least / "pack",
        "OTHER": least / "fleet.db",
        "DB": fresh / "fleet.db",
        "NEW": fresh / "new",
        "SIZE": size,
    }
    return [str(paths.get(word, word)) for word in line.split()]


def cost(line: str, folder: Path, least: Path, size: int) -> Cost:
    """Return the CPU seconds of a case."""
    fresh = Path(tempfile.mkdtemp(dir=folder))
    if " DB" in line:
        shutil.copy(folder / "fleet.db", fresh / "fleet.db")
    words = shlex.join([*PROGRAM, *words_of(line, folder, least, fresh, size)])
    if line.endswith(" EACH"):
        words = words.replace(" EACH", f" {folder / 'packs'}/*")
    # The shell's limit ends a process by a signal, which no exit code of the program can be mistaken for.
    found = run("sh", "-c", f"ulimit -t {LIMIT_S}; {words} > /dev/null 2>&1 < /dev/null", codes=range(256))
    shutil.rmtree(fresh)
    if found.code in READ:
        return found.cpu
    if found.code == UNREADABLE:
        return REFUSED
    if found.cpu < LIMIT_S:
        raise RuntimeError(f"{words} ended with {found.code}")
    return TOO_LONG


def made(folder: Path, kind: Kind, size: int) -> Path:
    """Return the directory with the input of a size; made on the first call and then kept."""
    place = folder / f"{kind.name} {size}".replace(" ", "-")
    if not place.exists():
        place.mkdir()
        kind.make(place, size)
    return place


def command_row(
    kind: Kind, name: str, folders: Mapping[int, Path], sizes: Sequence[int], starts: dict[str, float]
) -> Row:
    """Measure a command over all sizes, as many at once as there are cores.

    Args:
        kind: What grows.
        name: The case.
        folders: The inputs by size.
        sizes: Those that are measured.
        starts: What the smallest input costs by line of words, to which that of this case is added.
    """
    least, line = folders[kind.smallest], kind.cases[name]
    at = [kind.smallest] * (0 if line in starts else START_RUNS) + list(sizes)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(lambda size: cost(line, folders[size], least, size), at))
    first = found[: -len(sizes)]
    if first:
        starts[line] = min((each for each in first if isinstance(each, float)), default=0.0)
    return Row(kind.name, name, tuple(sizes), starts[line], tuple(found[-len(sizes) :]), FLOOR_S)


def measure(only: str, *, is_quick: bool) -> list[Row]:
    """Measure the rows whose kind and name hold a text."""
    rows: list[Row] = []
    starts: dict[str, float] = {}
    for kind in KINDS:
        names = [name for name in kind.cases if only in f"{kind.name}: {name}"]
        with_panes = kind.panes and only in f"{kind.name}: panes"
        if not names and not with_panes:
            continue
        sizes = kind.sizes[:-1] if is_quick else kind.sizes
        with tempfile.TemporaryDirectory() as folder:
            folders = {size: made(Path(folder), kind, size) for size in (kind.smallest, *sizes)}
            for name in names:
                rows.append(settled(partial(command_row, kind, name, folders, sizes, starts)))
                print(" | ".join(rows[-1].cells), file=sys.stderr, flush=True)
            if with_panes:
                rows += pane_rows(kind, folders, sizes)
    return rows


def main() -> None:
    """Measure, print the table, and leave with 1 where a row misses."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="leave out the largest size")
    parser.add_argument("--only", default="", metavar="TEXT", help="measure the rows that hold TEXT")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the table to FILE too")
    given = parser.parse_args()
    rows = measure(given.only, is_quick=given.quick)
    missed = sum(row.is_missed for row in rows)
    said = f"{missed} of {len(rows)} rows grow with an exponent of more than {MOST}, or could not be measured."
    text = f"# Growth\n\n{(__doc__ or '').strip()}\n\n{said}\n\n{table_of(rows)}\n"
    print(text)
    if given.output:
        given.output.write_text(text, encoding="utf-8")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
