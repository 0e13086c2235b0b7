"""Every kind of directory that is no good pack gives a finding or a refusal, soon and in little memory."""

import ctypes
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile_directories import CASES, IS_ROOT, disturbed, make, readable_again
from tests.own_terminal import PACK
from tests.program import PROGRAM
from tests.soak_figures import figure

MEMORY = 1 << 30
"""Bytes of address space, in which a sample pack is checked with ease."""
IN_TIME = {"check": 2.0, "logs": 2.0, "export": 2.0, "open": 2.0, "replay": 5.0}
"""Seconds of processor time in which a case is told, which other programs on the machine do not lengthen.

A replay runs the lab besides; what hangs is ended. Source: docs/security.md, "Promises".
"""
SLOW = frozenset({"100,000 files"})
COMMANDS = ("check", "logs", "export", "open", "replay")
_CAP_DAC = (1, 2)
_PR_CAPBSET_DROP = 24

TELL = """
import json, sys, time
from atp_tui.cli.exit_guard import guarded
sys.stdout.reconfigure(errors="surrogateescape")
for line in sys.stdin:
    began = time.monotonic()
    code = int(guarded(json.loads(line)))
    sys.stderr.flush()
    print(f"\\n=> {code} {time.monotonic() - began:.3f}", flush=True)
"""
"""Runs one command after the other, so that Python starts once; says of each how it ended and how long it took."""


def limit() -> None:
    """Bound the memory of a process, and take from an administrator the right to read everything."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    library = ctypes.CDLL(None)
    for capability in _CAP_DAC:
        library.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)


def used() -> float:
    """Return the processor time of the processes that were started here and have ended."""
    spent = os.times()
    return spent.children_user + spent.children_system


def possible(names: list[str]) -> list[str]:
    return [name for name in names if IS_ROOT or not CASES[name].needs_root]


def wrong_with(name: str, code: int, said: str) -> list[str]:
    """What is wrong with how a case ended."""
    case = CASES[name]
    wrong = [] if code in case.codes else [f"code {code}"]
    wrong += [] if case.says in said else [f"said {said[-300:]!r}"]
    wrong += ["a traceback"] if "Traceback" in said or "fault of atp-tui" in said else []
    return [f"{name}: {what}" for what in wrong]


def test_every_directory_gives_a_finding_or_a_refusal(tmp_path: Path) -> None:
    names = possible([name for name in CASES if name not in SLOW])
    wrong: list[str] = []
    with subprocess.Popen(
        [sys.executable, "-c", TELL],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=limit,  # noqa: PLW1509 - no thread runs yet that could hold a lock
        text=True,
        errors="replace",
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number, name in enumerate(names):
            path = make(name, tmp_path / str(number))
            with disturbed(name, path):
                process.stdin.write(json.dumps(["check", "--no-cache", path]) + "\n")
                process.stdin.flush()
                said = ""
                for line in process.stdout:
                    if line.startswith("=> "):
                        wrong += wrong_with(name, int(line.split()[1]), said)
                        break
                    said += line
                else:
                    wrong.append(f"{name}: ended the process")
                    break
        process.stdin.close()
    readable_again(tmp_path)
    figure("hostile directories", len(names), len(wrong))
    assert len(names) >= 25
    assert wrong == []


def test_a_pack_without_fault_is_checked_in_that_memory() -> None:
    command = [*PROGRAM, "check", "--no-cache", str(PACK)]
    ended = subprocess.run(command, capture_output=True, preexec_fn=limit, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (1, b"")


@pytest.mark.soak
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_tells_every_directory_in_time(tmp_path: Path, command: str) -> None:
    wrong: list[str] = []
    names = possible(list(CASES))
    reports = tmp_path / "reports"
    reports.mkdir()
    words = {"check": ("check", "--no-cache"), "logs": ("logs", "--lane", "all")}.get(command, (command,))
    for number, name in enumerate(names):
        path = make(name, tmp_path / str(number))
        with disturbed(name, path):
            began = used()
            ended = subprocess.run(
                [*PROGRAM, *words, path],
                env={**os.environ, "TMPDIR": str(reports)},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                preexec_fn=limit,
                timeout=60,
                check=False,
            )
            took = used() - began
        said = (ended.stdout + ended.stderr).decode(errors="replace")
        wrong += wrong_with(name, ended.returncode, said) if command == "check" else []
        wrong += [f"{name}: code {ended.returncode}"] if ended.returncode not in (0, 1, 3, 4) else []
        wrong += [f"{name}: took {took:.2f} s"] if took > IN_TIME[command] else []
    wrong += [f"left behind: {path}" for path in reports.iterdir()]
    readable_again(tmp_path)
    figure(f"hostile directories in {IN_TIME[command]:.0f} s and 1 GiB: {command}", len(names), len(wrong))
    assert wrong == []
