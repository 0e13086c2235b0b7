"""Programs in a terminal: what they write is looked at as it comes, and the time is taken when something is seen."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import Final

from benchmarks.measure import HERE, Run

ROWS: Final = 36
COLUMNS: Final = 120
LIMIT: Final = 20.0
"""Seconds after which a program is no longer waited for."""

_PART: Final = 1 << 16
_KEPT: Final = 1 << 12
"""Bytes before the newest ones in which something seen may begin."""


class Terminal:
    """A program in a terminal of its own.

    Args:
        command: The program and its arguments.
        environment: Added to the own environment.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.begun = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if not self.pid:
            _become(command, environment)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._text = b""

    def type(self, keys: bytes) -> None:
        """Press keys; what was written before is no longer looked at."""
        self._text = b""
        os.write(self._fd, keys)

    def see(self, pattern: bytes, limit: float = LIMIT) -> float:
        """Return the seconds from the start until the program had written *pattern*, infinity where it did not."""
        wanted, end = re.compile(pattern), time.perf_counter() + limit
        while not wanted.search(self._text):
            left = end - time.perf_counter()
            if left <= 0 or not select.select([self._fd], [], [], left)[0]:
                return inf
            try:
                part = os.read(self._fd, _PART)
            except OSError:
                return inf
            now = time.perf_counter()
            if wanted.search(self._text + part):
                self._text += part
                return now - self.begun
            self._text = (self._text + part)[-_KEPT - len(part) :]
        return time.perf_counter() - self.begun

    @property
    def peak(self) -> float:
        """The most memory that the program has had so far, in megabytes (2^20 bytes)."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else 0.0

    def end(self) -> tuple[float, float]:
        """End the program and return its CPU seconds and its peak memory in megabytes."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        _, _, usage = os.wait4(self.pid, 0)
        os.close(self._fd)
        return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


@contextmanager
def terminal(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[Terminal]:
    """Give a program in a terminal, and end it afterwards."""
    found = Terminal(command, environment)
    try:
        yield found
    finally:
        found.end()


def watch(command: Sequence[str], environment: Mapping[str, str], marks: Mapping[str, bytes]) -> Run:
    """Run a program until all marks were seen, in their order, and say when each was."""
    found = Terminal(command, environment)
    said = {}
    for name, pattern in marks.items():
        said[name] = found.see(pattern)
        if said[name] == inf:
            break
    wall = time.perf_counter() - found.begun
    cpu, peak = found.end()
    return Run(cpu, wall, peak, {name: said.get(name, inf) for name in marks})


def _become(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Become the program; the size is set here as well, since the program may ask for it at once."""
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    os.chdir(HERE.parent)
    base = {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
    try:
        os.execvpe(command[0], list(command), {**os.environ, **base, **environment})  # noqa: S606 - no shell is wanted
    finally:
        os._exit(127)
