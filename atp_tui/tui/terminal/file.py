"""What is written to the terminal and how the terminal is given back, neither of which waits for ever."""

import contextlib
import os
import select
import termios
from collections.abc import Callable
from typing import Any, Final

LEAVE: Final = (
    b"\x18\x1b[?2026l\x1b[?2048l\x1b[?1016l\x1b[?1015l\x1b[?1006l\x1b[?1004l\x1b[?1003l\x1b[?1000l\x1b[?2004l\x1b[?7h"
    b"\x1b[<u\x1b[?1049l\x1b[?25h"
)
"""Ends a sequence that was cut short, and every mode that the explorer turns on."""

_WAIT: Final = 0.1
"""Seconds between two looks at whether somebody still wants the text to be written."""

Modes = list[Any]
"""The settings of a terminal, as termios has them."""


class TerminalFile:
    """A terminal as a file that takes text; a terminal that does not read holds up no more than its own thread.

    Args:
        descriptor: Of the terminal.
        on_gone: Called once when the terminal takes nothing any more.
        encoding: Of the text.
    """

    def __init__(self, descriptor: int, on_gone: Callable[[], object], *, encoding: str = "utf-8") -> None:
        self._shown = descriptor
        self._descriptor = _unwaiting(descriptor)
        self._on_gone = on_gone
        self._encoding = encoding
        self._is_stopped = False

    def write(self, text: str) -> int:
        """Write *text*, waiting for the terminal until it took all of it or :meth:`stop` was called."""
        data = memoryview(text.encode(self._encoding, "replace"))
        while data and not self._is_stopped:
            try:
                data = data[os.write(self._descriptor, data) :]
            except BlockingIOError:
                select.select((), (self._descriptor,), (), _WAIT)
            except OSError:
                self._is_stopped = True
                self._on_gone()
        return len(text)

    def flush(self) -> None:
        """Do nothing: what was written is on its way."""

    def fileno(self) -> int:
        """Return the descriptor of the terminal."""
        return self._shown

    def isatty(self) -> bool:
        """Return true, as a terminal does."""
        return True

    def stop(self) -> None:
        """Write nothing any more."""
        self._is_stopped = True


def modes_of(descriptor: int) -> Modes | None:
    """Return the settings of a terminal, or None where it has none."""
    try:
        return termios.tcgetattr(descriptor)
    except (OSError, ValueError, termios.error):
        return None


def give_back(descriptor: int, modes: Modes | None) -> None:
    """Restore a terminal without waiting for it; what it has not read yet is thrown away.

    Args:
        descriptor: Of the terminal.
        modes: Its settings from before.
    """
    with contextlib.suppress(OSError, ValueError, termios.error):
        termios.tcflush(descriptor, termios.TCOFLUSH)
    with contextlib.suppress(OSError, ValueError, termios.error):
        if modes is not None:
            termios.tcsetattr(descriptor, termios.TCSANOW, modes)
    with contextlib.suppress(OSError, ValueError):
        os.write(_unwaiting(descriptor), LEAVE)


def _unwaiting(descriptor: int) -> int:
    """Open the terminal anew so that writing never waits: the flag of the old descriptor is shared with the shell."""
    try:
        return os.open(os.ttyname(descriptor), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return descriptor
