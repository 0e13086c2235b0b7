"""The explorer over a slow line: 9,600 bytes a second, and 200 ms from either end to the other.

Between program and reader stands a relay: what the program writes waits its turn at 9,600 bytes a second, then travels
200 ms; a key travels 200 ms the other way. The plain first screen is there when its last byte has come, the explorer's
own when the pack's soundness has. A key is answered when all that the program writes for it has come: the line has been
quiet for 400 ms then, which are not counted. The terminal has 120 by 36 cells, in true colour and in 256 colours; the
keys are pressed one after the other, from the list of violations on.
"""

import collections
import os
import select
import sys
import tempfile
import time
from collections.abc import Mapping
from functools import partial
from math import inf
from typing import Final

from benchmarks.measure import HERE, Run, in_turn, table
from benchmarks.targets import Figures, Target
from benchmarks.terminal import LIMIT, Terminal

RATE: Final = 9_600
"""Bytes a second."""
LATENCY: Final = 0.2
"""Seconds each way."""
QUIET: Final = 0.4
"""Seconds without a byte after which a key is taken for answered."""

PACK: Final = HERE.parent / "sample_packs" / "five-violations"
SOUND: Final = b"intact 23/23"
SWITCHED: Final = b"\x1b[?1049h"
"""What an explorer writes first: the switch to a screen of its own, behind the last byte of the plain one."""

KEYS: Final = {
    "down, violations": b"j",
    "to the events": b"V",
    "down, events": b"j",
    "page down": b"\x1b[6~",
    "a lane": b"2",
    "filter opens": b"/",
    "a letter": b"l",
}
"""What is pressed, one after the other."""
COLOURS: Final = {"true colour": {"COLORTERM": "truecolor"}, "256 colours": {"COLORTERM": ""}}
FIRST_SCREEN: Final = 3.0
KEY: Final = 1.0
"""Seconds that each may take."""


class SlowTerminal(Terminal):
    """A program in a terminal at the other end of a slow line."""

    def __init__(self, command: list[str], environment: Mapping[str, str]) -> None:
        super().__init__(command, environment)
        self._free = 0.0
        self._queue: collections.deque[tuple[float, bytes]] = collections.deque()

    def come(self, until: float) -> tuple[float, bytes] | None:
        """Return the next bytes and when they came to the reader; None where none come before *until*."""
        while True:
            now = time.perf_counter()
            if self._queue and self._queue[0][0] <= now:
                return self._queue.popleft()
            if now >= until:
                return None
            wait = min(until, self._queue[0][0] if self._queue else until) - now
            if select.select([self._fd], [], [], max(0.0, wait))[0]:
                self._take(os.read(self._fd, 1 << 16))

    def press(self, keys: bytes) -> None:
        """Send keys; they come to the program later."""
        time.sleep(LATENCY)
        os.write(self._fd, keys)

    def _take(self, part: bytes) -> None:
        """Put bytes on the line, in pieces of 10 ms."""
        for begin in range(0, len(part), RATE // 100):
            piece = part[begin : begin + RATE // 100]
            self._free = max(self._free, time.perf_counter()) + len(piece) / RATE
            self._queue.append((self._free + LATENCY, piece))


def session(environment: Mapping[str, str]) -> Run:
    """Open the pack and press the keys; say when each was answered and with how many bytes."""
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "atp_tui", "open", "--no-cache", str(PACK)]
        program = SlowTerminal(command, {"HOME": home, **environment})
        try:
            said = _opened(program)
            for name, keys in KEYS.items():
                said[name], said[f"{name} bytes"] = _answered(program, keys)
        finally:
            program.end()
    return Run(0, 0, 0, said)


def _opened(program: SlowTerminal) -> dict[str, float]:
    """When the plain screen had come, when the explorer's, and when the line was quiet after it."""
    said = {"plain screen": inf, "explorer": inf, "bytes": 0.0}
    text, last = b"", 0.0
    while came := program.come(time.perf_counter() + (LIMIT if said["explorer"] == inf else QUIET)):
        at, piece = came
        text, last = text + piece, at
        if said["plain screen"] == inf and SWITCHED in text:
            said["plain screen"] = at - program.begun
        if said["explorer"] == inf and SOUND in text:
            said["explorer"] = at - program.begun
    return {**said, "quiet": last - program.begun, "bytes": float(len(text))}


def _answered(program: SlowTerminal, keys: bytes) -> tuple[float, float]:
    """Seconds from pressing *keys* to the last byte of the answer, and its bytes."""
    begin = last = time.perf_counter()
    count = 0
    program.press(keys)
    while came := program.come(max(last, begin + 2 * LATENCY) + QUIET):
        last, count = came[0], count + len(came[1])
    return (last - begin if count else inf), float(count)


def main() -> Figures:
    """Measure in both colour depths."""
    found = in_turn({name: partial(session, environment) for name, environment in COLOURS.items()})
    rows, targets = [], []
    for name, run in found.items():
        said = run.said
        screens = {"plain screen": said["plain screen"], "explorer, soundness told": said["explorer"]}
        rows += [[name, what, "", f"{seconds:.2f}"] for what, seconds in screens.items()]
        rows.append([name, "explorer, all drawn", f"{said['bytes']:,.0f}", f"{said['quiet']:.2f}"])
        rows += [[name, key, f"{said[f'{key} bytes']:,.0f}", f"{said[key]:.2f}"] for key in KEYS]
        over = f"over a slow line, {name}"
        targets += [Target(f"{over}: {what}", seconds, FIRST_SCREEN, "s") for what, seconds in screens.items()]
        slowest = max(KEYS, key=lambda key: said[key])
        targets.append(Target(f"{over}: the slowest key, {slowest}", said[slowest], KEY, "s"))
    return Figures(table(("colours", "what", "bytes", "s"), rows), targets)


if __name__ == "__main__":
    print(main().text)
