"""The explorer in a real terminal: what a person sees, pastes, and has left when it ends."""

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from atp_tui.engine import replay_command
from atp_tui.engine.oracle.state import TransferState
from tests.program import copy_of
from tests.terminal import NEEDS_TMUX, SECONDS, Terminal

pytestmark = NEEDS_TMUX


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    copy_of("five-violations", tmp_path)
    found = Terminal(tmp_path)
    found.type(f"cd {tmp_path}", "Enter")
    yield found
    found.close()


def test_from_the_verdict_to_the_replay(terminal: Terminal) -> None:
    terminal.runs("open", "five-violations")
    terminal.waits_for("FAILED 4 High 1 Medium | intact 23/23", "8 related events")
    assert terminal.flags() == "1 1"
    terminal.type("Enter")
    terminal.waits_for("related to manifest_integrity", "8 of 400")
    terminal.type("Escape")
    terminal.waits_for("[1 All 400]", "000115")
    terminal.type("/", "permit 7 opened")
    terminal.waits_for("filter: permit 7 opened", "7 of 400")
    terminal.type("Enter", "7", "Down", "Down", "e", "C-u", "0")
    terminal.waits_for("journal_gaps =")
    terminal.type("Enter")
    terminal.waits_for("FAILED 4 High 1 Medium -> FAILED 3 High 1 Medium", "1 resolved, 4 unchanged")
    terminal.type("y")
    terminal.waits_for("Copied to tmux buffer")
    assert terminal("show-buffer") == replay_command.local_line("five-violations")
    terminal.type("q")
    terminal.waits_for("is not saved", "discard and leave")
    terminal.type("d")
    terminal.waits_for("code=0")
    terminal.is_as_before()


def test_a_state_goes_from_one_explorer_to_another(terminal: Terminal) -> None:
    (terminal.folder / "given.json").write_text('{"journal_gaps": 7}')
    terminal.runs("open", "--state", "given.json", "--theme", "light", "--no-animation", "five-violations")
    terminal.waits_for("WHAT IF  started from given.json:", "intact 23/23")
    terminal.type("7", "J")
    terminal.waits_for("the state as JSON: Copied to tmux buffer")
    assert TransferState.read(json.loads(terminal("show-buffer"))) == TransferState(journal_gaps=7)
    terminal.type("q")
    terminal.waits_for("is not saved")
    terminal.type("d")
    terminal.waits_for("code=0")
    terminal.is_as_before()


def test_a_terminal_without_a_screen_gets_the_report(terminal: Terminal) -> None:
    terminal.type("export TERM=dumb", "Enter")
    terminal.runs("open", "five-violations")
    terminal.waits_for("atp-tui: the terminal has no screen (TERM is dumb); printing the report", "code=1")
    terminal.is_as_before()


def test_the_mouse_can_be_left_to_the_terminal(terminal: Terminal) -> None:
    terminal.runs("open", "--no-mouse", "five-violations")
    terminal.waits_for("FAILED 4 High 1 Medium | intact 23/23")
    assert terminal.flags() == "1 0"
    terminal.type("q")
    terminal.is_as_before()


def test_a_path_that_is_not_there_is_one_line(terminal: Terminal) -> None:
    terminal.runs("open", "nowhere")
    screen = terminal.waits_for("code=4")
    said = [line for line in screen.split("\n") if line.startswith("atp-tui:")]
    assert said == ["atp-tui: nowhere: no such file or directory"]
    assert "Traceback" not in screen
    terminal.is_as_before()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_ends_it_leaves_the_terminal_usable(terminal: Terminal, number: signal.Signals) -> None:
    terminal.runs("open", "five-violations")
    terminal.waits_for("FAILED 4 High 1 Medium | intact 23/23")
    os.kill(terminal.pid(), number)
    terminal.waits_for(f"code={128 + number}")
    terminal.is_as_before()


def test_a_shell_puts_it_to_sleep_and_brings_it_back(terminal: Terminal) -> None:
    terminal.runs("open", "five-violations")
    terminal.waits_for("FAILED 4 High 1 Medium | intact 23/23")
    terminal.type("C-z")
    terminal.is_as_before()
    terminal("resize-window", "-x", "100", "-y", "30")
    terminal.type("clear; fg", "Enter")
    terminal.waits_for("FAILED 4 High 1 Medium | intact 23/23")
    end = time.monotonic() + SECONDS
    while not (rows := terminal.screen().rstrip("\n").split("\n"))[-1].endswith("q Quit"):
        assert time.monotonic() < end, rows
    assert len(rows) == 30
    assert max(map(len, rows)) <= 100
    assert terminal.flags() == "1 1"
    terminal.type("q")
    terminal.waits_for("ready$")
    terminal.type("stty -g > after; echo again''over", "Enter")
    terminal.waits_for("againover")
    terminal.is_usable()


def test_what_another_program_wrote_over_the_screen_goes_when_it_is_drawn_anew(terminal: Terminal) -> None:
    terminal.runs("open", "five-violations")
    middle = "quiescence                   ││> • 000116"  # where it stands once the list has its last height
    settled = ("| intact 23/23", "8 related events", "▲", "4.796 ms to", "146 scheduler", middle, "q Quit")
    before = terminal.waits_for(*settled)
    with Path(terminal("display-message", "-p", "#{pane_tty}").strip()).open("w", encoding="utf-8") as screen:
        screen.write("\x1b[12;1Hscribbled over all of it, from here to there\x1b[3;3Hand here")
    terminal.waits_for("scribbled over", "and here")
    terminal.type("C-l")
    assert terminal.waits_for(before.split("\n")[11], before.split("\n")[2]) == before
    terminal.type("q")
    terminal.is_as_before()
