"""The explorer in a terminal that the test holds the other end of: every byte is seen, and nobody else reads."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import pytest

from tests.program import PROGRAM

PACK: Final = Path(__file__).parents[1] / "sample_packs" / "five-violations"
SHOWN: Final = b"obligation_leak"
FLOODED: Final = 900.0
"""Seconds in which tens of thousands of keys that come at once must be answered, of which each may take 10 ms."""
HANGS: Final = 20.0
"""Seconds after which a program that should have ended is said to hang."""

_MODE: Final = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_AT_FIRST: Final = {7: True, 25: True}
"""The modes of a terminal that are on before any program changes them."""


class Explored:
    """An explorer that runs.

    Args:
        process: Its number.
        terminal: The test's end of its terminal.
    """

    def __init__(self, process: int, terminal: int) -> None:
        self.process, self.terminal = process, terminal
        self.before = termios.tcgetattr(terminal)
        self.output = b""
        self._status: int | None = None

    @property
    def drawn(self) -> bytes:
        """What was written after the first screen, since the explorer has the terminal."""
        return self.output.partition(b"\x1b[?1004h")[2]

    def reads(self, seconds: float = 0.0, quiet: float = 0.1) -> bytes:
        """Return what was written since, waiting so long for the first of it, and until it is *quiet* so long."""
        seen = b""
        while select.select([self.terminal], [], [], quiet if seen else seconds)[0]:
            try:
                if not (more := os.read(self.terminal, 1 << 16)):
                    break
            except OSError:
                break
            seen += more
        self.output += seen
        return seen

    def until(self, holds: Callable[[bytes], bool]) -> bytes:
        """Read until something holds of what was written since."""
        seen, end = b"", time.monotonic() + HANGS
        while not holds(seen):
            if time.monotonic() > end:
                pytest.fail(f"it never came; the last bytes: {seen[-300:]!r}")
            seen += self.reads(0.1)
        return seen

    def settles(self, quiet: float) -> None:
        """Read until nothing was written for so many seconds: all that was typed is answered."""
        end = time.monotonic() + FLOODED
        while self.reads(quiet):
            if time.monotonic() > end:
                pytest.fail("it never came to rest")

    def types(self, keys: bytes) -> None:
        """Type keys, as many as the terminal takes at once."""
        os.write(self.terminal, keys)

    def resizes(self, columns: int, rows: int) -> None:
        """Make the terminal as large."""
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def stopped(self) -> None:
        """Wait until the process is stopped, reading meanwhile."""
        end = time.monotonic() + HANGS
        while time.monotonic() < end:
            found, status = os.waitpid(self.process, os.WNOHANG | os.WUNTRACED)
            if found and os.WIFSTOPPED(status):
                return
            self.reads(0.02)
        pytest.fail("it was not stopped")

    def code(self, *, reading: bool = False) -> int:
        """Wait for the end and return the exit code; what hangs is killed."""
        end = time.monotonic() + HANGS
        while self._status is None and time.monotonic() < end:
            found, status = os.waitpid(self.process, os.WNOHANG)
            if found:
                self._status = status
            elif reading:
                self.reads(0.02)
            else:
                time.sleep(0.01)
        if self._status is None:
            self.kill()
            pytest.fail("the explorer hangs")
        return os.waitstatus_to_exitcode(self._status)

    def has_ended(self) -> bool:
        """Return whether the process is no more."""
        if self._status is None:
            found, status = os.waitpid(self.process, os.WNOHANG)
            self._status = status if found else None
        return self._status is not None

    def kill(self) -> None:
        """End the process for good."""
        if self._status is None:
            with suppress(ProcessLookupError):
                os.kill(self.process, signal.SIGKILL)
            self._status = os.waitpid(self.process, 0)[1]

    def is_given_back(self) -> None:
        """Check that the terminal has the settings and modes from before."""
        assert termios.tcgetattr(self.terminal) == self.before
        assert still_on(self.output) == {}


def still_on(output: bytes) -> dict[int, bool]:
    """Return the private modes that an output leaves other than it found them; 'on' by their number."""
    found: dict[int, bool] = {}
    for numbers, switch in _MODE.findall(output):
        for number in numbers.split(b";"):
            found[int(number)] = switch == b"h"
    left = {number: is_on for number, is_on in found.items() if is_on != _AT_FIRST.get(number, False)}
    return left | ({-1: True} if output.count(b"\x1b[>") > output.count(b"\x1b[<u") else {})


def size(terminal: int, columns: int = 120, rows: int = 36) -> None:
    """Give a terminal a size."""
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


@contextmanager
def exploring(
    pack: str | Path = PACK,
    *options: str,
    shows: bytes | None = SHOWN,
    environ: Mapping[str, str] | None = None,
    program: tuple[str, ...] = PROGRAM,
    directory: str | Path = ".",
) -> Iterator[Explored]:
    """Start the explorer in a directory and a terminal of its own, and wait until the explorer itself drew *shows*."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(directory)
        names = {**os.environ, "TERM": "xterm-256color", **(environ or {})}
        size(0)
        os.execve(program[0], [*program, "open", "--no-cache", *options, str(pack)], names)  # noqa: S606
    explored = Explored(process, terminal)
    try:
        if shows is not None:
            explored.until(lambda _: shows in explored.drawn)
        yield explored
    finally:
        explored.kill()
        with suppress(OSError):
            os.close(terminal)


@contextmanager
def exploring_without_session(pack: str | Path = PACK) -> Iterator[Explored]:
    """Start the explorer in a terminal that does not control it, so that closing it sends no signal."""
    terminal, inner = pty.openpty()
    size(inner)
    names = {**os.environ, "TERM": "xterm-256color"}
    argv: list[Any] = [*PROGRAM, "open", "--no-cache", str(pack)]
    process = subprocess.Popen(argv, stdin=inner, stdout=inner, stderr=inner, env=names, start_new_session=True)
    os.close(inner)
    explored = Explored(process.pid, terminal)
    try:
        explored.until(lambda _: SHOWN in explored.drawn)
        yield explored
    finally:
        explored.kill()
        process.returncode = 0
        with suppress(OSError):
            os.close(terminal)
