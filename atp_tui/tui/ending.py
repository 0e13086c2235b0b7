"""Ending in time, whatever the terminal does: a signal ends the program, and a second way stands behind the first.

The first way is the app's own. Where it hangs, because nobody reads the terminal or the terminal is gone, a thread
gives the terminal its modes back and leaves. Source: SAFETY.md, "The process".
"""

import asyncio
import contextlib
import os
import signal
import sys
import termios
import threading
from collections.abc import Callable
from typing import Any, Final

ENDING: Final = (signal.SIGTERM, signal.SIGHUP)
"""The signals that end the program."""

PATIENCE: Final = {signal.SIGTERM: 2.0, signal.SIGHUP: 0.7}
"""Seconds that the app has for its own way; a terminal that is gone needs nothing from it."""

_LEAVE: Final = b"\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[?1049l\x1b[?25h"


class Ending:
    """Ends the program on a signal.

    Args:
        leave: Ends the app in its own way, with an exit code.
    """

    def __init__(self, leave: Callable[[int], object]) -> None:
        self._leave = leave
        self._modes = _modes()

    def listen(self) -> None:
        """Take the signals from now on; to be called while the loop runs."""
        loop = asyncio.get_running_loop()
        for number in ENDING:
            loop.add_signal_handler(number, self._end, number)

    def _end(self, number: signal.Signals) -> None:
        code = 128 + number
        timer = threading.Timer(PATIENCE[number], self._force, (code,))
        timer.daemon = True
        timer.start()
        self._leave(code)

    def _force(self, code: int) -> None:
        """Give the terminal back without waiting for it, and leave."""
        with contextlib.suppress(OSError, ValueError, termios.error):
            if self._modes is not None:
                termios.tcsetattr(sys.__stdin__.fileno() if sys.__stdin__ else 0, termios.TCSANOW, self._modes)
        with contextlib.suppress(OSError, ValueError):
            os.set_blocking(1, False)
            os.write(1, _LEAVE)
        os._exit(code)


def _modes() -> list[Any] | None:
    try:
        modes: list[Any] = termios.tcgetattr(sys.__stdin__.fileno() if sys.__stdin__ else 0)
    except (OSError, ValueError, termios.error):
        return None
    return modes
