"""No pack takes more memory than the documents say, whatever the command."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from tests.large_packs import LARGE, write_large, write_large_record, write_sparse
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
    "check with the ATP oracle": ("check", "--no-cache", "--atp"),
}
"""What is measured with every large pack."""
FURTHER: Final = {
    "check as JUnit": ("check", "--no-cache", "--format", "junit"),
    "check as SARIF": ("check", "--no-cache", "--format", "sarif"),
    "check with the ATP oracle as JSON": ("check", "--no-cache", "--atp", "--format", "json"),
}
"""What is measured with 100,000 results only."""
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
@pytest.mark.parametrize("options", [(), ("--atp",), ("--atp", "--format", "json")])
def test_many_results_take_little_memory(tmp_path: Path, options: tuple[str, ...]) -> None:
    pack = write_large(tmp_path / "pack", "results", 3_000)
    code, peak = peak_of("check", "--no-cache", *options, str(pack))
    assert code == 1
    assert peak < MOST / 3


@needs_proc
def test_a_record_of_many_results_takes_little_memory(tmp_path: Path) -> None:
    record = str(write_large_record(tmp_path / "record.json", 10_000))
    peaks = [peak_of("check", record), peak_of("emit", record, str(tmp_path / "pack"))]
    assert [code for code, _ in peaks] == [1, 0]
    assert max(peak for _, peak in peaks) < MOST / 3


def wrong_peaks(name: str, commands: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[int, int]]:
    """Run commands and return those that fail or take too much memory, with exit code and megabytes."""
    peaks = {command: peak_of(*words) for command, words in commands.items()}
    wrong = {command: peak for command, peak in peaks.items() if peak[1] > MOST or peak[0] not in (0, 1, NOT_SOUND)}
    figure(f"commands in {MOST} MB: {name}", len(peaks), len(wrong))
    return wrong


@needs_proc
@pytest.mark.soak
@pytest.mark.parametrize("name", LARGE)
def test_no_command_holds_more_than_is_documented(tmp_path: Path, name: str) -> None:
    pack = str(LARGE[name](tmp_path / "pack"))
    commands = {**COMMANDS, "diff": ("diff", pack), **(FURTHER if name == "100,000 results" else {})}
    assert wrong_peaks(name, {command: (*words, pack) for command, words in commands.items()}) == {}


@needs_proc
@pytest.mark.soak
def test_no_command_holds_more_of_a_record_than_is_documented(tmp_path: Path) -> None:
    record = str(write_large_record(tmp_path / "record.json", 100_000))
    commands = {**COMMANDS, **FURTHER, "diff": ("diff", record)}
    commands.pop("logs")
    words = {name: (*words, record) for name, words in commands.items()}
    words["emit"] = ("emit", record, str(tmp_path / "pack"))
    assert wrong_peaks("a record of 100,000 results", words) == {}


@needs_proc
@pytest.mark.soak
@pytest.mark.parametrize("form", ["text", "json"])
def test_packs_that_differ_everywhere_take_no_more_memory_to_compare(tmp_path: Path, form: str) -> None:
    first, second = (write_large(tmp_path / name, "results", 100_000) for name in "ab")
    journal = second / "journal"
    journal.write_bytes(journal.read_bytes().replace(b"gap_000000: 0", b"gap_000000: 1"))
    assert (
        wrong_peaks(f"packs that differ, {form}", {"diff": ("diff", "--format", form, str(first), str(second))}) == {}
    )


@needs_proc
@pytest.mark.soak
def test_results_with_counts_of_their_own_take_no_more_memory(tmp_path: Path) -> None:
    pack = write_sparse(tmp_path / "pack", {})
    with (pack / "journal").open("w") as journal:
        journal.write("# ATP Journal Digest\n")
        journal.writelines(
            f"oracle: {at:x}\n  events_recorded: {at}\n  entities_tracked: {at}\n  passed: true\n"
            for at in range(500_000)
        )
    words = {name: (*COMMANDS[name], str(pack)) for name in ("check", "check with the ATP oracle")}
    assert wrong_peaks("500,000 results with counts of their own", words) == {}
