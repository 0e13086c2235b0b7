"""How fast the fingerprints of level 1 are found: packs of a swarm of the lab, on one core, with the files in memory.

python -m benchmarks.fleet_level_one
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from atp_tui.fleet.level_one import level_one_of_head, level_one_of_pack
from atp_tui.lab.options import LabOptions
from atp_tui.lab.pack import crashpack_of
from atp_tui.lab.run import run_transfer
from atp_tui.store.head import read_head
from atp_tui.store.open import open_pack
from atp_tui.store.writer import write_pack
from benchmarks.measure import table

PACKS: Final = 24
ROUNDS: Final = 15
SIZE: Final = 75_000
"""Bytes of the object, with which a trace has about 2,850 events in 600 KB or less."""

FAULTS: Final = ("flipped-bit", "torn-journal", "stuck-operation", "unshielded-cleanup", "split-outcome")


def packs(folder: Path) -> list[str]:
    """Write packs of which each has one or two of five violations, and every sixth has none."""
    paths = []
    for number in range(PACKS):
        faults = () if number % 6 == 0 else tuple({FAULTS[number % 5], FAULTS[number // 5 % 5]})
        options = LabOptions(seed=number, size=SIZE, faults=faults, repair=2.0)
        paths.append(str(folder / str(number)))
        write_pack(paths[-1], crashpack_of(run_transfer(options, with_qlogs=False)).files())
    return paths


def fastest_ms(work: Callable[[str], object], paths: list[str]) -> float:
    """Return the processor time for one pack, in milliseconds: the fastest of some rounds over all of them."""
    spent = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for path in paths:
            work(path)
        spent.append(time.process_time() - began)
    return min(spent) / len(paths) * 1_000


def main() -> None:
    """Measure and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        paths = packs(Path(folder))
        size = statistics.mean((Path(path) / "transfer.atp-trace").stat().st_size for path in paths)
        ways = {
            "head alone: verdict, violations, metadata": read_head,
            "head and level 1": lambda path: level_one_of_head(path, read_head(path)),
            "open the whole pack": lambda path: open_pack(path, keeps_index=False),
            "open the whole pack, and level 1": lambda path: level_one_of_pack(open_pack(path, keeps_index=False)),
        }
        found = {name: fastest_ms(work, paths) for name, work in ways.items()}
    print(f"{len(paths)} packs, traces of {size / 1_000:,.0f} KB\n")
    rows = [[name, f"{ms:.3f}", f"{1_000 / ms:,.0f}"] for name, ms in found.items()]
    print(table(["what", "CPU ms a pack", "packs a CPU second"], rows))


if __name__ == "__main__":
    main()
