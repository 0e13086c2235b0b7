"""The explorer ends when it is told to, also where nobody reads its terminal or the terminal is gone."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

PACK = Path(__file__).parents[2] / "sample_packs" / "five-violations"
SHOWN = b"obligation_leak"
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
    while seen.count(SHOWN) < 2 and time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.1)[0]:
            seen += os.read(terminal, 1 << 16)
    return process, terminal


def test_a_signal_asks_nothing_even_where_edits_are_not_saved() -> None:
    process, terminal = begun()
    os.write(terminal, b"7jje\x150\r")
    seen, deadline = b"", time.monotonic() + HANGS
    while b"edited" not in seen and time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.1)[0]:
            seen += os.read(terminal, 1 << 16)
    assert b"edited" in seen
    os.kill(process, signal.SIGTERM)
    reader = threading.Thread(target=_read_on, args=(terminal,), daemon=True)
    reader.start()
    assert code_of(process) == 128 + signal.SIGTERM


def _read_on(terminal: int) -> None:
    """Read what a program still has to say."""
    with contextlib.suppress(OSError):
        while os.read(terminal, 1 << 16):
            pass


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
