"""Run programs in turn and measure each run as the kernel counts it: CPU and wall seconds, and peak memory."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

HERE: Final = Path(__file__).resolve().parent
RUNS: Final = 5
RARE: Final = "heisenbug"


class Run(NamedTuple):
    """One run of a program."""

    cpu: float
    """User and system seconds."""
    wall: float
    """Seconds."""
    peak: float
    """Megabytes (2^20 bytes)."""
    said: Mapping[str, float]
    """Figures that the program printed as JSON on its last line, if it did."""
    code: int = 0
    """Its exit code."""


Case = Callable[[], Run]


def run(*command: str, codes: Sequence[int] = (0, 1)) -> Run:
    """Run a program that ends with one of *codes*; its output is looked at for figures and else dropped."""
    with tempfile.TemporaryFile() as out:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd=HERE.parent
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in codes:
            raise RuntimeError(f"{command[0]} ended with {process.returncode}")
        out.seek(max(0, out.seek(0, os.SEEK_END) - 4096))
        said = _figures(out.read())
    return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, said, process.returncode)


def ours(*arguments: str) -> Run:
    """Run a task of :mod:`ours` in a new interpreter."""
    return run(sys.executable, "-m", "benchmarks.ours", *arguments)


def together(*cases: Case) -> Run:
    """Several runs, one after the other, as one."""
    runs = [case() for case in cases]
    return Run(sum(r.cpu for r in runs), sum(r.wall for r in runs), max(r.peak for r in runs), {})


def in_turn(cases: Mapping[str, Case], runs: int = RUNS) -> dict[str, Run]:
    """Run the cases in turn, so that what else the machine does meets all of them, and return medians."""
    for case in cases.values():
        case()
    found: dict[str, list[Run]] = {name: [] for name in cases}
    for _ in range(runs):
        for name, case in cases.items():
            found[name].append(case())
    return {name: _median(runs) for name, runs in found.items()}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def trace(events: int) -> Path:
    """Return a trace with so many events, its logs beside it; made on the first call and then kept."""
    folder = trace_folder() / str(events)
    path = folder / "transfer.atp-trace"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        maker = HERE.parent / "tools" / "make_trace.py"
        command = [sys.executable, str(maker), str(events), str(path), "--logs", str(folder)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return path


def trace_folder() -> Path:
    """Return where traces to measure with are kept."""
    return Path(os.environ.get("ATP_TUI_BENCHMARK_TRACES", tempfile.gettempdir() + "/atp-tui-benchmarks"))


def remove_traces() -> None:
    """Remove what :func:`trace` made, and the large logs of real runs."""
    for path in trace_folder().glob("*/*"):
        if path.name in ("transfer.atp-trace", "pathlog", "quiclog", "repairlog") or path.suffix == ".qlog":
            path.unlink()


def _median(runs: Sequence[Run]) -> Run:
    said = {name: statistics.median(r.said[name] for r in runs) for name in runs[0].said}
    cpu, wall, peak = (statistics.median(column) for column in list(zip(*runs, strict=True))[:3])
    return Run(cpu, wall, peak, said)


def _figures(text: bytes) -> dict[str, float]:
    lines = text.splitlines()
    try:
        found = json.loads(lines[-1]) if lines else {}
    except ValueError:
        return {}
    return {str(name): float(value) for name, value in found.items()} if isinstance(found, dict) else {}
