"""Records and packs with one large part, in the commands and the pane that were slowest with them.

A row is a median of five runs, each in a new process, taken in turn with those of its peers: `json.load` of the same
record in Python, `wc` of the same record, and `diff -r` of the same directories. The time of a command is that of the
whole process. The time of the key End is that from the key until the frame that answers it is drawn, in an explorer
whose screen is in memory; the pack has been read and examined by then.

    python -m benchmarks.large_parts [WORD]
    python -m benchmarks.large_parts --end PANE PACK

With a WORD only the rows that hold it are measured. The second form is one run of the key, in the pane with that key.
"""

import asyncio
import json
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.measure import HERE, Case, Run, in_turn, run, table
from benchmarks.targets import Figures, Target, summary

EVENTS: Final = 333_000
VIOLATIONS: Final = 16_000
TYPES: Final = 60_000
RESULTS: Final = 20_000
ROWS: Final = 50_000
PROGRAM: Final = (sys.executable, "-m", "atp_tui")
CODES: Final = (0, 1, 3)
"""How a command may end that has read its pack."""

LOAD: Final = "import json, sys\njson.load(open(sys.argv[1], 'rb'))"
COMPACT: Final = "import sys, msgspec\nsys.stdout.buffer.write(msgspec.json.format(sys.stdin.buffer.read(), indent=-1))"
"""Takes the white space out of a record, since one of more than 32 MiB is refused."""

EVIDENCE: Final = "6"
"""The key of the evidence pane: a row for each entry of the ledger."""
DETAIL: Final = "5"
"""The key of the pane that shows the selected violation in full: a row for each key of its evidence."""
LAST: Final = {EVIDENCE: f"oracle {ROWS - 1}", DETAIL: "key 9999 "}
"""What the last row of a pane says; keys of evidence are sorted as texts."""


class Large(NamedTuple):
    """A pack with a large part, on disk."""

    pack: Path
    """Its nine files."""
    record: Path
    """The same as one JSON document, without white space."""


def made(folder: Path, part: str, size: int) -> Large:
    """Make a pack of :mod:`tools.make_record` in other processes, whose memory would count as that of later runs."""
    folder.mkdir()
    found = Large(folder / "pack", folder / "record.json")
    maker = HERE.parent / "tools" / "make_record.py"
    subprocess.run([sys.executable, str(maker), part, str(size), str(found.pack)], check=True)
    export = shlex.join([*PROGRAM, "export", str(found.pack)])
    with found.record.open("wb") as file:
        subprocess.run(
            ["sh", "-c", f"{export} | {shlex.join([sys.executable, '-c', COMPACT])}"], stdout=file, check=True
        )
    return found


def reworded(folder: Path, large: Large) -> Path:
    """Write the pack of which each violation says something else, and return its directory."""
    folder.mkdir()
    record = folder / "record.json"
    record.write_bytes(large.record.read_bytes().replace(b" pending operations", b" unfinished tasks"))
    subprocess.run([*PROGRAM, "emit", str(record), str(folder / "pack")], check=True)
    return folder / "pack"


def peers(large: Large) -> dict[str, Case]:
    """Programs that read the same record and do less with it."""
    record = str(large.record)
    return {
        "json.load of the record": partial(run, sys.executable, "-c", LOAD, record),
        "wc of the record": partial(run, "wc", record),
    }


def program(*words: object) -> Run:
    """Run a command of the program."""
    return run(*PROGRAM, *map(str, words), codes=CODES)


def emit(large: Large) -> Run:
    """Write the nine files of a record, and remove them; only the first is measured."""
    folder = Path(tempfile.mkdtemp(dir=large.record.parent))
    found = program("emit", large.record, folder / "pack")
    shutil.rmtree(folder)
    return found


def end(pane: str, pack: Path) -> Run:
    """Press End in a pane of the explorer."""
    return run(sys.executable, "-m", "benchmarks.large_parts", "--end", pane, str(pack), codes=(0,))


async def _end(pane: str, pack: str) -> dict[str, float]:
    """Open a pack, go to a pane and press End."""
    from atp_tui.tui.app import ExplorerApp
    from atp_tui.tui.options import OpenOptions
    from tests.explorer import WIDE, press, press_at_once, settled, shown

    async with ExplorerApp(pack, OpenOptions(keeps_index=False)).run_test(size=WIDE) as pilot:
        await settled(pilot)
        await press(pilot, pane)
        begin, used = time.perf_counter(), time.thread_time()
        await press_at_once(pilot, "end")
        found = {"wall": time.perf_counter() - begin, "cpu": time.thread_time() - used}
        if LAST[pane] not in shown(pilot):
            raise RuntimeError(f"End did not go to the end in the pane {pane}")
        return found


class Part(NamedTuple):
    """What is measured of one pack: cases with their goals, beside peers."""

    name: str
    cases: Mapping[str, Case]
    peers: Mapping[str, Case]
    seconds: float
    """The most that each case may take."""
    peak: float | None = None
    """The most memory that it may take, in MB."""


def emitting(folder: Path) -> Part:
    """A record with many events, written as a pack."""
    large = made(folder, "events of three values", EVENTS)
    cases = {"emit": partial(emit, large)}
    return Part(f"{EVENTS:,} events", cases, peers(large), 5, 150)


def comparing(folder: Path) -> Part:
    """Two packs with many violations of one type, alike and with other words."""
    large = made(folder, "violations of one type", VIOLATIONS)
    copied = shutil.copytree(large.pack, folder / "copy")
    other = reworded(folder / "other", large)
    both = shlex.join(["diff", "-r", str(large.pack), str(other)])
    cases = {
        "diff, all alike": partial(program, "diff", large.pack, copied),
        "diff, all other": partial(program, "diff", large.pack, other),
    }
    beside = {"diff -r, all other": partial(run, "sh", "-c", both), **peers(large)}
    return Part(f"{VIOLATIONS:,} violations of one type", cases, beside, 1)


def checking(folder: Path, part: str, size: int, form: str) -> Part:
    """A pack checked in a format."""
    large = made(folder, part, size)
    cases = {f"check --format {form}": partial(program, "check", "--format", form, large.pack)}
    return Part(f"{size:,} {part}", cases, peers(large), 2)


def pressing(folder: Path, part: str, pane: str, name: str) -> Part:
    """The key End in a pane."""
    large = made(folder, part, ROWS)
    return Part(f"{ROWS:,} {part}", {f"End in {name}": partial(end, pane, large.pack)}, peers(large), 0.2)


PARTS: Final[tuple[tuple[str, Callable[[Path], Part]], ...]] = (
    ("emit", emitting),
    ("diff", comparing),
    ("sarif", partial(checking, part="types of violations", size=TYPES, form="sarif")),
    ("junit", partial(checking, part="oracle results", size=RESULTS, form="junit")),
    ("evidence pane", partial(pressing, part="oracle results", pane=EVIDENCE, name="the evidence pane")),
    ("detail pane", partial(pressing, part="evidence of one violation", pane=DETAIL, name="the detail pane")),
)
"""What is measured, by the word that chooses it."""


def measured(part: Part) -> tuple[list[list[str]], list[Target]]:
    """Return the rows of the table, and what is asked of them."""
    found = in_turn({**part.cases, **part.peers})
    load = found["json.load of the record"].cpu
    rows, targets = [], []
    for name, each in found.items():
        cpu, wall = (each.said.get(what, getattr(each, what)) for what in ("cpu", "wall"))
        rows.append([part.name, name, f"{cpu:.3f}", f"{wall:.3f}", f"{each.peak:.0f}", f"{cpu / load:.1f}"])
        if name in part.cases:
            targets.append(Target(f"`{name}`, {part.name}", wall, part.seconds, "s"))
            if part.peak is not None:
                targets.append(Target(f"`{name}`, {part.name}, peak", each.peak, part.peak, "MB"))
    return rows, targets


def main(word: str = "") -> Figures:
    """Measure the parts whose names hold a word."""
    rows: list[list[str]] = []
    targets: list[Target] = []
    for name, maker in PARTS:
        if word in name:
            with tempfile.TemporaryDirectory() as folder:
                more, asked = measured(maker(Path(folder) / "large"))
            rows += more
            targets += asked
    return Figures(table(("with", "task", "CPU s", "wall s", "peak MB", "CPU, to json.load"), rows), targets)


def _run(arguments: Sequence[str]) -> None:
    if arguments[:1] == ["--end"]:
        print(json.dumps(asyncio.run(_end(*arguments[1:]))))
        return
    figures = main(*arguments)
    print(figures.text, summary(figures.targets, {}), sep="\n\n")


if __name__ == "__main__":
    _run(sys.argv[1:])
