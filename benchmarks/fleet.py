"""A fleet: indexing packs, the screens of a million runs, and a reader beside a writer; packs a second of CPU time."""

import shutil
import sys
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.measure import HERE, Run, in_turn, run, table, trace_folder
from benchmarks.targets import Figures, Target

RUNS: Final = 1_000_000
PACKS: Final = 3_000
SAMPLES: Final = {"a run that passed": "clean", "a failure with one violation": "stuck-operation"}


def task(name: str, path: Path) -> Run:
    """Run a task of :mod:`fleet_tasks` in a new interpreter."""
    return run(sys.executable, "-m", "benchmarks.fleet_tasks", name, str(path))


def packs(sample: str) -> Path:
    """Return a directory with copies of a sample pack, each with a seed of its own; made once and then kept."""
    folder = trace_folder() / f"fleet-{sample}"
    if not folder.exists():
        making = folder.with_suffix(".new")
        shutil.rmtree(making, ignore_errors=True)
        for number in range(PACKS):
            pack = Path(shutil.copytree(HERE.parent / "sample_packs" / sample, making / f"run-{number}"))
            lines = (pack / "manifest").read_text().splitlines(keepends=True)
            changed = [f"  faults: {number}\n" if line.startswith("  faults: ") else line for line in lines]
            (pack / "manifest").write_text("".join(changed))
        making.rename(folder)
    return folder


def database() -> Path:
    """Return the database of :data:`RUNS` runs; made once and then kept."""
    path = trace_folder() / f"fleet-{RUNS}.db"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        run(sys.executable, "-m", "benchmarks.fleet_rows", str(RUNS), str(path))
    return path


def main() -> Figures:
    """Measure."""
    rows: list[list[str]] = []
    targets: list[Target] = []
    for words, sample in SAMPLES.items():
        said = in_turn({"index": partial(task, "index", packs(sample))}, runs=3)["index"].said
        rows.append(
            [f"index, {words}", f"{said['new packs/s']:,.0f} packs/s, unchanged {said['unchanged packs/s']:,.0f}"]
        )
        targets.append(Target(f"new pack, {words}", 1e6 / said["new packs/s"], 1e6 / 3_000, "us"))
        targets.append(Target(f"unchanged pack, {words}", 1e6 / said["unchanged packs/s"], 10, "us"))
    path = database()
    size = path.stat().st_size / RUNS
    said = in_turn({"screen": partial(task, "screen", path)}, runs=3)["screen"].said
    rows += [[f"{RUNS:,} runs, {name}", f"{value:,.2f}"] for name, value in said.items()]
    rows.append(["bytes a run", f"{size:.0f}"])
    limits = (("first screen ms", 300), ("group list ms", 50), ("page ms", 5), ("rss MB", 100))
    targets += [Target(f"{RUNS:,} runs, {name}", said[name], most) for name, most in limits]
    targets.append(Target("bytes a run", size, 200))
    copy = path.with_suffix(".storm.db")
    shutil.copyfile(path, copy)
    said = task("storm", copy).said
    copy.unlink()
    rows += [[f"beside a writer, {name}", f"{value:,.2f}"] for name, value in said.items()]
    targets.append(Target("first screen beside a writer, p99", said["p99 ms"], 20, "ms"))
    return Figures(table(("task", "figure"), rows), targets)


if __name__ == "__main__":
    from benchmarks.targets import summary

    figures = main()
    print(figures.text, summary(figures.targets), sep="\n\n")
