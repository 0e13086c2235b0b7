"""No pack takes more memory than the documents say, whatever the command."""

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.large_packs import LARGE, write_large, write_sparse
from tests.soak_figures import figure

MOST: Final = 300
"""Megabytes that a process may hold at once. Source: docs/security.md, "Limits"."""

COMMANDS: Final = {
    "check": ("check", "--no-cache"),
    "check as JSON": ("check", "--no-cache", "--format", "json"),
    "export": ("export",),
    "logs": ("logs", "--lane", "all"),
    "open": ("open", "--no-cache"),
    "replay": ("replay",),
}
NOT_SOUND: Final = 3


PEAK: Final = """
import sys
from pathlib import Path
from atp_tui.cli.exit_guard import guarded
code = int(guarded(sys.argv[1:]))
status = Path("/proc/self/status").read_text(encoding="ascii")
peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
sys.stderr.write(f"\\n{code} {int(peak) // 1024}\\n")
"""
"""Runs the program and reports its exit code and its peak memory in megabytes.

The usage that a parent gets of its child includes the peak of the parent."""

needs_proc = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc here")


def peak_of(*words: str) -> tuple[int, int]:
    """Run the program; return its exit code and the most memory that it held, in megabytes."""
    ended = subprocess.run(
        [sys.executable, "-c", PEAK, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )
    code, peak = ended.stderr.split("\n")[-2].split()
    return int(code), int(peak)


@needs_proc
def test_files_of_gigabytes_and_endless_lines_take_no_memory(tmp_path: Path) -> None:
    sizes = {"pathlog": 9 << 30, "quiclog": 200 << 20, "journal": 65_000_000, "manifest": 60 << 20}
    pack = write_sparse(tmp_path / "pack", {**sizes, "evidence-ledger.json": 200 << 20, "decisions.jsonl": 200 << 20})
    code, peak = peak_of("check", "--no-cache", str(pack))
    assert code == NOT_SOUND
    assert peak < MOST / 2


@needs_proc
def test_many_results_take_little_memory(tmp_path: Path) -> None:
    pack = write_large(tmp_path / "pack", "results", 3_000)
    code, peak = peak_of("check", "--no-cache", str(pack))
    assert code == 1
    assert peak < MOST / 2


@needs_proc
@pytest.mark.soak
@pytest.mark.parametrize("name", LARGE)
def test_no_command_holds_more_than_is_documented(tmp_path: Path, name: str) -> None:
    pack = str(LARGE[name](tmp_path / "pack"))
    peaks = {command: peak_of(*words, pack) for command, words in {**COMMANDS, "diff": ("diff", pack)}.items()}
    wrong = {command: peak for command, (code, peak) in peaks.items() if peak > MOST or code not in (0, 1, NOT_SOUND)}
    figure(f"commands in {MOST} MB: {name}", len(peaks), len(wrong))
    assert wrong == {}
