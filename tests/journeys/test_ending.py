"""The explorer ends when it is told to, also where nobody reads its terminal or the terminal is gone."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pytest

PACK = Path(__file__).parents[2] / "sample_packs" / "five-violations"
SHOWN = b"sound 23/23"
HANGS = 20.0
"""Seconds after which a program that should have ended is said to hang."""


def begun() -> tuple[int, int]:
    """Start the explorer in a terminal of its own; return its process and the terminal, once the pack is shown."""
    process, terminal = pty.fork()
    if process == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execv(sys.executable, [sys.executable, "-m", "atp_tui", "open", "--no-cache", str(PACK)])  # noqa: S606
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
    seen, deadline = b"", time.monotonic() + HANGS
    while SHOWN not in seen and time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.1)[0]:
            seen += os.read(terminal, 1 << 16)
    return process, terminal


def code_of(process: int) -> int:
    """The exit code of a process, waiting for its end; it is killed where it hangs."""
    deadline = time.monotonic() + HANGS
    while time.monotonic() < deadline:
        found, status = os.waitpid(process, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    pytest.fail("the explorer hangs")


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (lambda _process, terminal: os.close(terminal), 128 + signal.SIGHUP),
        (lambda process, _terminal: os.kill(process, signal.SIGTERM), 128 + signal.SIGTERM),
    ],
    ids=["the terminal is closed", "SIGTERM while nobody reads the terminal"],
)
def test_the_explorer_ends(end: Callable[[int, int], None], code: int) -> None:
    process, terminal = begun()
    end(process, terminal)
    assert code_of(process) == code
