"""Run all benchmarks and write RESULTS.md beside them: python -m benchmarks.run."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from benchmarks import (
    campaign,
    explorer,
    first_screen,
    fleet,
    index,
    large_parts,
    memory,
    page,
    pytest_plugin,
    real_logs,
    search,
    slow_line,
    survey,
)
from benchmarks.measure import HERE, RUNS, remove_traces
from benchmarks.targets import Target, found_in, summary

PARTS = (
    ("First screen", first_screen),
    ("Slow line", slow_line),
    ("Explorer", explorer),
    ("Index", index),
    ("Search", search),
    ("Pages", page),
    ("Survey", survey),
    ("Memory", memory),
    ("Large parts", large_parts),
    ("Fleet", fleet),
    ("Campaign", campaign),
    ("Pytest plugin", pytest_plugin),
    ("Real logs", real_logs),
)
LIBRARIES = ("numpy", "stringzilla", "google-re2", "msgspec")


def machine() -> str:
    """Return what the machine is, without its name."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 30
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    python = f"Python {platform.python_version()}"
    return f"{cpu}, {os.cpu_count()} cores, {pages} GiB, {platform.system()}, {python}, {libraries}"


def main() -> None:
    """Measure and write."""
    head = [
        "# Measured\n",
        f"{machine()}.\n",
        f"Medians of {RUNS} runs, taken in turn after one that is not counted, with the file in memory.",
        "CPU is user and system time of the whole process unless said otherwise; MB are 2^20 bytes.",
        "The column *before* of the targets is what this file said when it was written the last time.",
        "Peaks below that of the measuring program, about 17 MB, cannot be told apart from it.",
        "`python -m benchmarks.run` repeats it all, and each script by itself its part.\n",
    ]
    results = HERE / "RESULTS.md"
    before = found_in(results.read_text(encoding="utf-8")) if results.exists() else {}
    parts: list[str] = []
    targets: list[Target] = []
    for title, part in PARTS:
        figures = part.main()
        parts.append(f"## {title}\n\n{part.__doc__}\n\n{figures.text}\n")
        targets += figures.targets
        told = [*head, f"## Targets\n\n{summary(targets, before)}\n", *parts]
        results.write_text("\n".join(told), encoding="utf-8")
        print(parts[-1])
    remove_traces()


if __name__ == "__main__":
    main()
