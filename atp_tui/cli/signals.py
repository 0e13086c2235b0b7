"""How a command ends on a signal: the one place where commands without a screen handle SIGINT, SIGTERM and SIGHUP.

A command is ended by an exception wherever it is, so that it cleans up behind itself. A command that has a result to
keep polls a :class:`Wish` instead and keeps what it has. Either way it exits with 128 and the number of the signal.
"""

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Final, NoReturn

from atp_tui.cli.exits import by_signal
from atp_tui.cli.output import StdoutError, flush, say

ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""The signals that end a command."""

_Handler = Callable[[int, FrameType | None], object]


class Ended(BaseException):
    """A signal ended the command; no KeyboardInterrupt, on which click would write to stderr.

    Args:
        number: The signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


class Wish:
    """Whether a signal asked the command to stop; a second signal asks it to write nothing.

    Nothing is raised where the signal arrives: that may be inside the lab's scheduler, which would wrap it, or inside a
    finalizer, which would swallow it.

    Args:
        announcement: What is said once when somebody asks after the first signal, empty for nothing.
    """

    def __init__(self, announcement: str = "") -> None:
        self._announcement = announcement
        self.number = 0
        self.is_abort = False

    def take(self, number: int, _frame: FrameType | None = None) -> None:
        """Remember a signal."""
        self.is_abort = bool(self.number)
        self.number = self.number or number

    def __call__(self) -> bool:
        """Return whether the command is to stop."""
        # Said here and not where the signal arrives, which may be in the middle of another write to stderr.
        if self.number and self._announcement:
            text, self._announcement = self._announcement, ""
            say(text)
        return bool(self.number)

    @property
    def code(self) -> int:
        """The exit code of a command that stopped as it was asked to."""
        return by_signal(self.number)

    def end(self) -> NoReturn:
        """End the command with nothing more to keep.

        Raises:
            Ended: always.
        """
        raise Ended(self.number)


@contextmanager
def wishing(announcement: str = "") -> Iterator[Wish]:
    """Turn the signals into a wish to stop, for as long as a command works for a result and writes it."""
    wish = Wish(announcement)
    with _handling(ENDING, wish.take):
        try:
            yield wish
            if wish():
                flush()
        except StdoutError:
            # A terminal that closes sends the signal and takes no more output; the signal is the reason to tell.
            if not wish():
                raise
            wish.end()


@contextmanager
def ending() -> Iterator[None]:
    """End what runs by an exception when SIGTERM or SIGHUP arrives, as Python does it on SIGINT."""
    with _handling((signal.SIGTERM, signal.SIGHUP), _end):
        yield


def is_ignored(number: int) -> bool:
    """Return whether a signal was ignored when the program started, as nohup does it, and is to stay so.

    A shell without job control has SIGINT ignored in what it runs in the background; whoever sends it there means it.
    """
    return number != signal.SIGINT and signal.getsignal(number) is signal.SIG_IGN


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise Ended(number)


@contextmanager
def _handling(numbers: Sequence[signal.Signals], handler: _Handler) -> Iterator[None]:
    """Handle signals for as long as something runs; only the main thread can, and only it receives them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handled = {number: signal.signal(number, handler) for number in numbers if not is_ignored(number)}
    try:
        yield
    finally:
        for number, former in handled.items():
            signal.signal(number, former)
