"""The explorer's hold of its terminal: let go of for a while, found in disorder, or gone."""

import asyncio
import contextlib
import os
import select
import signal
import sys
from collections.abc import Iterator
from typing import Any, Final, cast

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from atp_tui.tui.terminal.file import TerminalFile
from atp_tui.tui.terminal.input import PASTE_PATIENCE, TerminalInput

_POLL: Final = 0.1
"""Seconds after which it is looked whether the program ends, and whether more of a key still comes."""

_AT_ONCE: Final = 4096
"""Bytes that are read at a time."""


class TerminalDriver(LinuxDriver):
    """Drives the terminal on stdout.

    Source: SAFETY.md, "The process".
    """

    def __init__(self, app: App[Any], **settings: Any) -> None:  # noqa: ANN401 - Textual's own settings
        super().__init__(app, **settings)
        stdout = sys.__stdout__
        self._terminal: TerminalFile | None = None
        # Textual writes to stderr, which a person may well have sent to a file.
        if stdout is not None and stdout.isatty():
            self._terminal = TerminalFile(stdout.fileno(), _hang_up, encoding=stdout.encoding)
            self._file = cast("Any", self._terminal)
        self._is_away = False
        self._loop = asyncio.get_running_loop()

    def write(self, data: str) -> None:
        """Write *data* to the terminal; while it is given back nothing is written."""
        if not self._is_away:
            super().write(data)

    def _query_in_band_window_resize(self) -> None:
        """Ask for no sizes among the keys: the system tells them, and noise cannot."""

    def stop_writing(self) -> None:
        """Write nothing to the terminal any more."""
        self._is_away = True
        if self._terminal is not None:
            self._terminal.stop()

    def _sigtstp_application(self, *_: object) -> None:
        self._soon(self._go_away)

    def _sigcont_application(self, *_: object) -> None:
        self._soon(self._take_back)

    def _soon(self, step: Any) -> None:  # noqa: ANN401 - a function without arguments
        """Continue from the loop: a signal may come while the main thread is putting text into the queue."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(step)

    def _go_away(self) -> None:
        """Restore the terminal and stop this process until it is continued."""
        if self._auto_restart and not self._is_away:
            self.suspend_application_mode()
            self._is_away = True
        os.kill(os.getpid(), signal.SIGSTOP)

    def _take_back(self) -> None:
        """Set the terminal up again, whatever was done with it since this process was stopped."""
        if not self._auto_restart:
            return
        if not self._is_away:
            # Stopped without a warning: what the driver set still runs, and is ended first as it should have been.
            self.suspend_application_mode()
        self._is_away = False
        self._must_signal_resume = True
        self.resume_application_mode()
        self._is_away = self._writer_thread is None or not self._writer_thread.is_alive()
        self._app.refresh(layout=True)
        self._app.screen.refresh(layout=True)

    def run_input_thread(self) -> None:
        """Hand on what the terminal sends, whatever that is, until the program ends."""
        arriving, silent = TerminalInput(), 0.0
        while not self.exit_event.is_set():
            if select.select([self.fileno], [], [], _POLL)[0]:
                silent = 0.0
                data = os.read(self.fileno, _AT_ONCE)
                if not data:
                    # The other end is closed; the signal for that is on its way.
                    self.exit_event.wait(_POLL)
                self._hand_on(arriving.feed(data))
            elif arriving.is_pasting:
                silent += _POLL
                if silent >= PASTE_PATIENCE:
                    self._hand_on(arriving.end_paste())
            self._hand_on(arriving.tick())

    def _hand_on(self, found: Iterator[Message]) -> None:
        for message in found:
            self.process_message(message)

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except OSError:
            _hang_up()
        except Exception as error:  # noqa: BLE001 - a thread would keep it to itself
            self._app.call_later(self._app._handle_exception, error)  # noqa: SLF001


def _hang_up() -> None:
    """Raise SIGHUP in this process, as the system does when a terminal goes away."""
    os.kill(os.getpid(), signal.SIGHUP)
