"""The explorer is put to sleep and woken: the terminal is the shell's meanwhile, and the explorer's after it."""

import os
import signal
import termios

import pytest

from tests.own_terminal import Explored, exploring, still_on
from tests.soak_figures import figure

ALWAYS_DRAWN = b"FAILED"
"""Stands in the summary row, whatever pane is shown."""
RAW = termios.ECHO | termios.ICANON


def is_raw(explored: Explored) -> bool:
    """Whether the terminal gives key after key."""
    return not termios.tcgetattr(explored.terminal)[3] & RAW


def wake(explored: Explored, size: tuple[int, int] = (100, 30)) -> None:
    """Continue it in a terminal of another size; wait until it has drawn the screen."""
    explored.resizes(*size)
    os.kill(explored.process, signal.SIGCONT)
    explored.until(lambda seen: ALWAYS_DRAWN in seen.partition(b"\x1b[?1004h")[2])
    assert is_raw(explored)


def quit_it(explored: Explored) -> None:
    """Leave it; the terminal is as it was."""
    explored.types(b"q")
    assert explored.code(reading=True) == 0
    explored.reads()
    explored.is_given_back()


def test_a_key_and_the_system_put_it_to_sleep_and_it_wakes_with_the_screen_drawn() -> None:
    with exploring() as explored:
        explored.types(b"\x1a")
        explored.stopped()
        explored.reads(0.1)
        explored.is_given_back()
        wake(explored)
        # Stopped without a warning, and whatever has the terminal meanwhile changes it.
        os.kill(explored.process, signal.SIGSTOP)
        explored.stopped()
        termios.tcsetattr(explored.terminal, termios.TCSANOW, explored.before)
        wake(explored, (120, 36))
        quit_it(explored)


@pytest.mark.soak
@pytest.mark.parametrize("number", [signal.SIGTSTP, signal.SIGSTOP])
def test_it_sleeps_and_wakes_again_and_again(number: signal.Signals) -> None:
    rounds, wrong = 20, 0
    with exploring() as explored:
        for turn in range(rounds):
            os.kill(explored.process, number)
            explored.stopped()
            explored.reads(0.1)
            wrong += number == signal.SIGTSTP and still_on(explored.output) != {}
            explored.types(b"tv"[turn % 2 :][:1])
            wake(explored, (100 + turn, 40))
        quit_it(explored)
    figure(f"put to sleep by {number.name} and woken", rounds, wrong)
    assert wrong == 0
