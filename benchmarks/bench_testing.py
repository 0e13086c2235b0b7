"""Figures of the example of docs/testing.md: ``python benchmarks/bench_testing.py [SEEDS]``.

Seeds tried and processor time to the first failure, the size of its smallest cause, and the same seeds after the fix.
"""

import importlib.util
import sys
import time
from pathlib import Path
from types import ModuleType

from atp_tui.lab.testing import World, minimize, simulate

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "test_stop_and_wait.py"
SEEDS = 200


def example() -> ModuleType:
    """The example as a module."""
    spec = importlib.util.spec_from_file_location(EXAMPLE.stem, EXAMPLE)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> int:
    """Measure and print."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS
    delivery = example().test_delivery.__wrapped__

    async def one_bit(world: World) -> None:
        await delivery(world, 2)

    async def one_byte(world: World) -> None:
        await delivery(world, 256)

    began = time.process_time()
    runs, failed = [], []
    for seed in range(seeds):
        runs.append(simulate(one_bit, seed=seed))
        if runs[-1].is_failed:
            failed.append(runs[-1])
            if len(failed) == 1:
                print(f"first failure: seed {seed}, after {time.process_time() - began:.2f} s of processor time")
    spent = time.process_time() - began
    print(f"one bit: {len(failed)} of {seeds} seeds fail; {1_000 * spent / seeds:.1f} ms of processor time a run")
    if failed:
        began = time.process_time()
        print(*minimize(one_bit, failed[0]).sentences, sep="\n")
        print(f"  in {time.process_time() - began:.2f} s of processor time")
    fixed = sum(simulate(one_byte, seed=seed).is_failed for seed in range(seeds))
    print(f"one byte: {fixed} of {seeds} seeds fail")
    return 0


if __name__ == "__main__":
    sys.exit(main())
