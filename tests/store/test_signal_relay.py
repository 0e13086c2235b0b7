"""Waiting for a command while signals are passed on to it; what needs a terminal is tried with `proof record`."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from atp_tui.store.signal_relay import is_signal_pending, signals_blocked, wait_for

SAYS = "import signal, sys; print(sorted(signal.pthread_sigmask(signal.SIG_BLOCK, ())) == [], flush=True); sys.exit(3)"


def started(unblock: Callable[[], None], *words: str) -> "subprocess.Popen[bytes]":
    """Start a child as the module's callers do."""
    return subprocess.Popen(words, stdout=subprocess.PIPE, preexec_fn=unblock)  # noqa: PLW1509 - it takes no lock


def send(number: int) -> None:
    """Send a signal to the main thread, for other threads of a test run do not block it."""
    signal.pthread_kill(threading.main_thread().ident or 0, number)


def test_a_child_starts_without_blocked_signals_and_its_code_is_returned() -> None:
    with signals_blocked() as unblock, started(unblock, sys.executable, "-c", SAYS) as child:
        child.returncode = wait_for(child.pid, lambda _: None)
        assert child.stdout is not None
        assert child.stdout.read() == b"True\n"
    assert child.returncode == 3


@pytest.mark.parametrize("missing", ["", "sigtimedwait"])
def test_a_signal_to_this_process_reaches_the_child_and_is_told(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """Systems that do not say where a signal is from pass it on unless this group has the foreground of a terminal."""
    if missing:
        monkeypatch.delattr(signal, missing)
        monkeypatch.setattr(os, "getpgrp", lambda: -2)
    told: list[int] = []
    with signals_blocked() as unblock, started(unblock, "sleep", "300") as child:
        send(signal.SIGTERM)
        child.returncode = wait_for(child.pid, told.append)
    assert (child.returncode, told) == (-15, [signal.SIGTERM])


def test_a_pending_signal_is_seen_and_arrives_afterwards() -> None:
    taken: list[int] = []
    before = signal.signal(signal.SIGHUP, lambda number, _: taken.append(number))
    try:
        with signals_blocked():
            assert not is_signal_pending()
            send(signal.SIGHUP)
            assert (is_signal_pending(), taken) == (True, [])
        assert taken == [signal.SIGHUP]
    finally:
        signal.signal(signal.SIGHUP, before)


def test_an_ignored_signal_is_not_waited_for() -> None:
    told: list[int] = []
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with signals_blocked() as unblock, started(unblock, "true") as child:
            send(signal.SIGHUP)
            child.returncode = wait_for(child.pid, told.append)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert (child.returncode, told) == (0, [])


STOPS = "import os, signal, sys; os.kill(os.getpid(), signal.SIGSTOP); sys.exit(4)"
WAITS = f"""\
import subprocess, sys
from atp_tui.store.signal_relay import signals_blocked, wait_for
with signals_blocked() as unblock:
    child = subprocess.Popen([sys.executable, "-c", {STOPS!r}], preexec_fn=unblock)
    print(child.pid, flush=True)
    child.returncode = wait_for(child.pid, print)
sys.exit(child.returncode)
"""


def test_a_child_that_stops_without_a_terminal_does_not_stop_this_process() -> None:
    argv, root = [sys.executable, "-c", WAITS], Path(__file__).parents[2]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, start_new_session=True, cwd=root) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        while Path(f"/proc/{child}/stat").read_text().split()[2] != "T":
            time.sleep(0.01)
        os.kill(child, signal.SIGCONT)
        assert process.wait(60) == 4


def test_a_child_whose_signal_another_thread_took_is_not_waited_for_in_vain(monkeypatch: pytest.MonkeyPatch) -> None:
    with signals_blocked() as unblock, started(unblock, "true") as child:
        # Not sigwait: another thread of the test run may have taken the signal.
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        signal.sigtimedwait({signal.SIGCHLD}, 0)
        looks = iter([(0, 0)])
        waitpid = os.waitpid
        # It ends right after the first look, and its signal is gone.
        monkeypatch.setattr(os, "waitpid", lambda *given: next(looks, None) or waitpid(*given))
        child.returncode = wait_for(child.pid, lambda _: None)
    assert child.returncode == 0
