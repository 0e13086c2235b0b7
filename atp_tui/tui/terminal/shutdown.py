"""Ending in time, whatever the terminal does: a signal ends the program, and a second way stands behind the first.

The first way is the app's own. Where it hangs, because nobody reads the terminal or the terminal is gone, a thread
gives the terminal its modes back and leaves. Source: SAFETY.md, "The process".
"""

import asyncio
import contextlib
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Final

from atp_tui.tui.terminal.file import give_back, modes_of

ENDING: Final = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
"""The signals that end the program."""

PATIENCE: Final = {signal.SIGTERM: 2.0, signal.SIGINT: 2.0, signal.SIGHUP: 0.5}
"""Seconds that the app has for its own way; a terminal that is gone needs nothing from it."""


class Shutdown:
    """Ends the program on a signal, and when its terminal is gone.

    Args:
        leave: Ends the app in its own way, with an exit code.
        stop_writing: Keeps the app from writing to the terminal, which is given back without it.
    """

    def __init__(self, leave: Callable[[int], object], stop_writing: Callable[[], object]) -> None:
        self._leave = leave
        self._stop_writing = stop_writing
        self._terminal = _terminal()
        self._modes = modes_of(self._terminal)

    def listen(self) -> None:
        """Handle the signals from now on; to be called while the loop runs, in the main thread."""
        self._loop = asyncio.get_running_loop()
        self._signals, told = os.pipe()
        os.set_blocking(told, False)
        for number in ENDING:
            signal.signal(number, _take_note)
        # The main thread may hang where no handler of Python's runs; the system's own handler writes here even then.
        signal.set_wakeup_fd(told, warn_on_full_buffer=False)
        threading.Thread(target=self._watch, name="ending", daemon=True).start()

    def _watch(self) -> None:
        """Wait for the first reason to end; see that it ends."""
        poll = select.poll()
        poll.register(self._signals, select.POLLIN)
        if self._modes is not None:
            poll.register(self._terminal, 0)
        number = None
        while number is None:
            number = self._next_reason(poll)
        code = 128 + number
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._leave, code)
        time.sleep(PATIENCE[number])
        self._stop_writing()
        give_back(self._terminal, self._modes)
        os._exit(code)

    def _next_reason(self, poll: "select.poll") -> signal.Signals | None:
        """Wait until something happens; return the signal that ends the program, if that is what happened."""
        for descriptor, events in poll.poll():
            if descriptor == self._terminal:
                if events & select.POLLHUP:
                    return signal.SIGHUP
                # Some systems cannot watch a terminal so; a signal or a failed write tells there.
                poll.unregister(descriptor)
                continue
            for byte in os.read(self._signals, 512):
                if byte in ENDING:
                    return signal.Signals(byte)
        return None


def _take_note(_number: int, _frame: object) -> None:
    """Do nothing: a signal that has a handler is written to the pipe."""


def _terminal() -> int:
    try:
        return sys.__stdout__.fileno() if sys.__stdout__ else 1
    except (OSError, ValueError):
        return 1
