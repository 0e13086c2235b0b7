import os
import signal
import time
from multiprocessing import active_children

import pytest

from atp_tui.fleet import engines
from atp_tui.fleet.engines import processes


def wait_for_their_end() -> None:
    """See that all processes end; one that is killed does so a moment later."""
    end = time.monotonic() + 60
    while active_children():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_workers_that_have_nothing_to_do_are_waited_for() -> None:
    engine = processes(2)
    assert [engine.submit(os.getpid).result() for _ in range(3)]
    engine.close(is_whole=True)
    wait_for_their_end()


def test_a_worker_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As one that waits for the lock of a worker that was killed."""
    monkeypatch.setattr(engines, "LAST_SECONDS", 0.5)
    engine = processes(1)
    worker = engine.submit(os.getpid).result()
    os.kill(worker, signal.SIGSTOP)
    engine.close(is_whole=True)
    wait_for_their_end()
