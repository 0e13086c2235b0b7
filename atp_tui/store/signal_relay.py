"""Waiting for a command while signals are passed on to it. Source: POSIX.1-2017, "Signal Concepts" and "tcsetpgrp".

The command stays in this process group, so that a pipeline around the recorder keeps its terminal. What the terminal
sends, it sends to the whole group: the command has it already. What somebody sends to the recorder alone is passed on.
"""

import os
import signal
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from typing import Final

PASSED: Final = (
    signal.SIGINT,
    signal.SIGQUIT,
    signal.SIGTERM,
    signal.SIGHUP,
    signal.SIGUSR1,
    signal.SIGUSR2,
)
"""The signals that are for the command, and do not end the recorder."""

_LOOK_AGAIN: Final = 0.5
"""Seconds after which a child is looked at although no signal has come.

A thread that does not block SIGCHLD may take it in the moment between a look at the child and the wait for the signal.
"""
_ENDING: Final = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
_Mask = AbstractSet[signal.Signals | int]


@contextmanager
def signals_blocked() -> Iterator[Callable[[], None]]:
    """Keep the signals of :data:`PASSED` until :func:`wait_for` asks for them; give what a child must call to undo it.

    A signal that is ignored stays ignored, for the command too.
    """
    wanted = {number for number in PASSED if signal.getsignal(number) is not signal.SIG_IGN}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {*wanted, signal.SIGCHLD})
    try:
        yield lambda: _set_mask(before)
    finally:
        _set_mask(before)


def _set_mask(mask: _Mask) -> None:
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def is_signal_pending() -> bool:
    """Return whether a signal that would end this process waits inside :func:`signals_blocked`."""
    return not _ENDING.isdisjoint(signal.sigpending())


def wait_for(process: int, on_signal: Callable[[int], object]) -> int:
    """Wait for a child and return its exit code, below zero where a signal ended it; pass signals on meanwhile.

    To be called inside :func:`signals_blocked`. Where the child stops itself in the foreground of a terminal, this
    process stops too, so that the shell takes the terminal back; both go on together.

    Args:
        process: The child.
        on_signal: Told each signal that is not ignored, whoever sent it.
    """
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    terminal = _Terminal()
    try:
        while True:
            ended, status = os.waitpid(process, os.WNOHANG | os.WUNTRACED)
            if ended and not os.WIFSTOPPED(status):
                return os.waitstatus_to_exitcode(status)
            if ended:
                terminal.stop_with(process)
            number, is_sent = _next_signal({*PASSED, signal.SIGCHLD} & blocked, terminal)
            if number != signal.SIGCHLD:
                on_signal(number)
                if is_sent:
                    _pass_on(process, number)
    finally:
        terminal.take_back()


def _next_signal(wanted: _Mask, terminal: "_Terminal") -> tuple[int, bool]:
    """Wait for a signal; return its number, and whether it came to this process alone, and not from the terminal."""
    if hasattr(signal, "sigtimedwait"):
        found = signal.sigtimedwait(wanted, _LOOK_AGAIN)
        if found is None:
            return signal.SIGCHLD, False
        number, is_sent = found.si_signo, found.si_code <= 0
    else:
        number = signal.sigwait(wanted)
        is_sent = not terminal.is_ours()
    # A terminal that closes tells the leader of its session, which is to tell the others.
    is_for_leader = number == signal.SIGHUP and os.getsid(0) == os.getpid()
    return number, is_sent or is_for_leader


def _pass_on(process: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(process, number)
        # A stopped process would get it only when somebody continues it.
        os.kill(process, signal.SIGCONT)


class _Terminal:
    """The terminal that controls this process, if there is one, and which group has its foreground."""

    def __init__(self) -> None:
        self._had_it = self.is_ours()

    def is_ours(self) -> bool:
        """Return whether this process group has the foreground."""
        return self._foreground() == os.getpgrp()

    def stop_with(self, process: int) -> None:
        """Stop as a child did that has the foreground, and let it go on afterwards."""
        group = self._foreground()
        if group not in (os.getpgrp(), _group_of(process)):
            return
        os.kill(os.getpid(), signal.SIGSTOP)
        if group != os.getpgrp():
            self._give(group)
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signal.SIGCONT)

    def take_back(self) -> None:
        """Take the foreground of the terminal back after a command that kept it."""
        if self._had_it and not self.is_ours() and not _is_alive(self._foreground()):
            self._give(os.getpgrp())

    @staticmethod
    def _foreground() -> int:
        with _controlling_terminal() as descriptor:
            return -1 if descriptor < 0 else os.tcgetpgrp(descriptor)

    @staticmethod
    def _give(group: int) -> None:
        # From the background this would stop the process, where the signal for it is not blocked.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
        with _controlling_terminal() as descriptor, suppress(OSError):
            os.tcsetpgrp(descriptor, group)
        _set_mask(before)


@contextmanager
def _controlling_terminal() -> Iterator[int]:
    """Open the controlling terminal; return -1 where there is none."""
    try:
        descriptor = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        yield -1
        return
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _group_of(process: int) -> int:
    try:
        return os.getpgid(process)
    except ProcessLookupError:
        return -1


def _is_alive(group: int) -> bool:
    if group <= 1:
        return False
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
