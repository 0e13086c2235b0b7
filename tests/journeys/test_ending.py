"""The explorer ends when it is told to, also where nobody reads its terminal or the terminal is gone."""

import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

import pytest

from tests.own_terminal import PACK, Explored, exploring, exploring_without_session, still_on
from tests.program import PROGRAM
from tests.soak_figures import figure

IN_TIME: Final = 3.0
"""Seconds in which a signal ends the program. Source: SAFETY.md, "The process"."""
GONE: Final = 1.0
"""Seconds in which a terminal that is gone ends it."""
ROUNDS: Final = 50
SIGNALS: Final = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack with a trace that takes a while to read."""
    folder = Path(shutil.copytree(PACK, tmp_path_factory.mktemp("large") / "pack"))
    lines = (folder / "transfer.atp-trace").read_bytes()
    with (folder / "transfer.atp-trace").open("ab") as trace:
        for _ in range((400 << 20) // len(lines)):
            trace.write(lines)
    return folder


def idle(explored: Explored) -> None:
    """Nothing goes on."""
    explored.reads(0.2)


def busy(explored: Explored) -> None:
    """Many keys wait, each of which draws the screen anew."""
    explored.types(b"tv56789" * 100)


def stalled(explored: Explored) -> None:
    """Nobody reads the terminal, and there is more to draw than it holds."""
    for _ in range(5):
        explored.types(b"tv56789" * 20)
        time.sleep(0.2)


STATES: Final[dict[str, Callable[[Explored], None]]] = {"idle": idle, "busy": busy, "stalled": stalled}


@pytest.mark.parametrize(("number", "state"), [(signal.SIGINT, "idle"), (signal.SIGTERM, "stalled")])
def test_a_signal_ends_it_with_the_terminal_as_it_was(tmp_path: Path, number: signal.Signals, state: str) -> None:
    # What is drawn goes to the terminal, though stderr does not.
    program = ("/bin/sh", "-c", f'exec "$@" 2>{tmp_path}/stderr', "sh", *PROGRAM)
    with exploring(program=program) as explored:
        STATES[state](explored)
        os.kill(explored.process, number)
        assert explored.code(reading=state != "stalled") == 128 + number
        explored.reads()
        explored.is_given_back()
    assert (tmp_path / "stderr").read_bytes() == b""


def test_a_signal_asks_nothing_even_where_edits_are_not_saved() -> None:
    with exploring() as explored:
        explored.types(b"7jje\x150\r")
        explored.until(lambda seen: b"edited" in seen)
        os.kill(explored.process, signal.SIGTERM)
        assert explored.code(reading=True) == 128 + signal.SIGTERM
        explored.reads()
        explored.is_given_back()


def test_a_terminal_that_is_closed_ends_it_without_a_signal() -> None:
    with exploring_without_session() as explored:
        os.close(explored.terminal)
        assert explored.code() == 128 + signal.SIGHUP


def test_a_signal_before_the_explorer_is_loaded_ends_it_with_the_terminal_as_it_was() -> None:
    with exploring(shows=None) as explored:
        explored.until(lambda seen: b"\x1b[?1049h" in seen)
        os.kill(explored.process, signal.SIGINT)
        assert explored.code(reading=True) == 128 + signal.SIGINT
        explored.reads()
        explored.is_given_back()


def test_what_is_left_on_is_found() -> None:
    assert still_on(b"\x1b[?1049h\x1b[?7l\x1b[?2004;1004h\x1b[?2004l\x1b[>1u") == {
        1049: True,
        7: False,
        1004: True,
        -1: True,
    }


def _end(explored: Explored, number: signal.Signals, state: str) -> list[str]:
    """Send a signal; return what went wrong."""
    began = time.monotonic()
    os.kill(explored.process, number)
    code = explored.code(reading=state != "stalled")
    took = time.monotonic() - began
    explored.reads()
    wrong = [f"code {code}"] if code != 128 + number else []
    wrong += [f"took {took:.2f} s"] if took > IN_TIME else []
    try:
        explored.is_given_back()
    except AssertionError as error:
        wrong.append(str(error))
    return [f"{number.name} while {state}: {what}" for what in wrong]


HANGING = (
    "import time; from atp_tui.tui.screens.main import MainScreen; from atp_tui.cli import main\n"
    "MainScreen.action_help = lambda _: time.sleep(60)\nmain()\n"
)
"""The explorer with a key that holds up its main thread."""


@pytest.mark.soak
def test_every_signal_in_every_state(large: Path) -> None:
    wrong: list[str] = []
    cases = 0
    for number in SIGNALS:
        for state, reach in STATES.items():
            with exploring() as explored:
                reach(explored)
                wrong += _end(explored, number, state)
                cases += 1
        with exploring(program=(sys.executable, "-c", HANGING)) as explored:
            explored.types(b"?")
            explored.reads(0.5)
            wrong += _end(explored, number, "hung")
            cases += 1
        with exploring(large, shows=b"reading") as explored:
            wrong += _end(explored, number, "indexing")
            cases += 1
    figure("signals in every state", cases, len(wrong))
    assert wrong == []


@pytest.mark.soak
@pytest.mark.parametrize("start", [exploring, exploring_without_session])
def test_a_closed_terminal_ends_it_in_a_second(start: Callable[[], AbstractContextManager[Explored]]) -> None:
    late = []
    for _ in range(ROUNDS):
        with start() as explored:
            os.close(explored.terminal)
            began = time.monotonic()
            code = explored.code()
            took = time.monotonic() - began
            if took > GONE or code != 128 + signal.SIGHUP:
                late.append((round(took, 2), code))
    figure(f"terminal closed ({start.__name__})", ROUNDS, len(late))
    assert late == []
