"""The explorer in a real terminal: what a person sees, pastes, and has left when it ends."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from atp_tui.engine import replay_command
from atp_tui.store.pack import open_pack
from tests.program import PACKS, copy_of

ROOT: Final = Path(__file__).parents[2]
SECONDS: Final = 20.0
TMUX: Final = shutil.which("tmux")

pytestmark = pytest.mark.skipif(TMUX is None, reason="tmux is not installed")


class Terminal:
    """A shell in a terminal of a tmux that nobody else uses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TMUX_TMPDIR": str(folder),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
        }
        self("new-session", "-d", "-x", "120", "-y", "36", "sh")
        self.type("PS1='ready$ '", "Enter")
        self.waits_for("ready$")

    def __call__(self, *arguments: str) -> str:
        """Run a command of tmux and return what it says."""
        argv = [TMUX or "tmux", "-L", "journey", "-f", "/dev/null", *arguments]
        ended = subprocess.run(argv, env=self._environ, check=True, capture_output=True, text=True, timeout=10)
        return ended.stdout

    def type(self, *keys: str) -> None:
        """Press keys; a text is typed as it is."""
        for key in keys:
            self("send-keys", key) if len(key) == 1 or key in NAMED else self("send-keys", "-l", key)

    def screen(self) -> str:
        """Return what is on the screen."""
        return self("capture-pane", "-p")

    def waits_for(self, *texts: str) -> str:
        """Wait until all texts are on the screen, and return it."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            screen = self.screen()
            if all(text in screen for text in texts):
                return screen
            time.sleep(0.05)
        message = f"never seen: {texts}\n{screen}"
        raise AssertionError(message)

    def flags(self) -> str:
        """Return whether the alternate screen is on, and whether the mouse is tracked."""
        return self("display-message", "-p", "#{alternate_on} #{mouse_any_flag}").strip()

    def runs(self, *arguments: str) -> None:
        """Start the program between two looks at the terminal's settings."""
        program = f"{sys.executable} -m atp_tui {' '.join(arguments)}"
        self.type(f"stty -g > before; {program}; echo code=$?; stty -g > after; echo all''over", "Enter")

    def is_as_before(self) -> None:
        """Check that the terminal is as it was before the program ran."""
        self.waits_for("allover")
        self.is_usable()

    def is_usable(self) -> None:
        """Check that the terminal is now as it was before."""
        assert self.flags() == "0 0"
        assert (self.folder / "after").read_text() == (self.folder / "before").read_text()
        self.type("echo still ''here", "Enter")
        self.waits_for("still here")

    def pid(self) -> int:
        """Return the process that has the terminal."""
        shell = self("display-message", "-p", "#{pane_pid}").strip()
        found = subprocess.run(["ps", "-o", "pid=", "--ppid", shell], capture_output=True, text=True, check=True)
        return int(found.stdout.split()[0])


NAMED: Final = frozenset({"Enter", "Escape", "Tab", "Down", "C-u", "C-z"})


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    copy_of("five-violations", tmp_path)
    found = Terminal(tmp_path)
    found.type(f"cd {tmp_path}", "Enter")
    yield found
    found("kill-server")


def test_from_the_verdict_to_the_replay(terminal: Terminal) -> None:
    terminal.runs("open", "five-violations")
    terminal.waits_for("FAILED 4 High 1 Medium | sound 23/23", "8 events bear on it")
    assert terminal.flags() == "1 1"
    terminal.type("Enter")
    terminal.waits_for("bearing on manifest_integrity", "8 of 400")
    terminal.type("Escape")
    terminal.waits_for("[All 400]", "000117")
    terminal.type("/", "permit 7 opened")
    terminal.waits_for("filter: permit 7 opened", "7 of 400")
    terminal.type("Enter", "7", "Down", "Down", "e", "C-u", "0")
    terminal.waits_for("journal_gaps =")
    terminal.type("Enter")
    terminal.waits_for("WHAT IF  journal_gaps edited")
    terminal.type("r")
    terminal.waits_for("FAILED 4 High 1 Medium -> FAILED 3 High 1 Medium", "FLIPPED", "GONE")
    terminal.type("y")
    terminal.waits_for("Copied to tmux's buffer")
    command = replay_command.one_line(open_pack(str(PACKS / "five-violations")).crashpack)
    assert terminal("show-buffer") == command
    terminal.type("q")
    terminal.waits_for("code=0")
    terminal.is_as_before()


def test_the_mouse_can_be_left_to_the_terminal(terminal: Terminal) -> None:
    terminal.runs("open", "--no-mouse", "five-violations")
    terminal.waits_for("FAILED 4 High 1 Medium | sound 23/23")
    assert terminal.flags() == "1 0"
    terminal.type("q")
    terminal.is_as_before()


def test_a_path_that_is_not_there_is_one_line(terminal: Terminal) -> None:
    terminal.runs("open", "nowhere")
    screen = terminal.waits_for("code=4")
    said = [line for line in screen.split("\n") if line.startswith("atp-tui:")]
    assert said == ["atp-tui: nowhere: expected a crashpack, found nothing"]
    assert "Traceback" not in screen
    terminal.is_as_before()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_ends_it_leaves_the_terminal_usable(terminal: Terminal, number: signal.Signals) -> None:
    terminal.runs("open", "five-violations")
    terminal.waits_for("FAILED 4 High 1 Medium | sound 23/23")
    os.kill(terminal.pid(), number)
    terminal.waits_for(f"code={128 + number}")
    terminal.is_as_before()


def test_a_shell_puts_it_to_sleep_and_brings_it_back(terminal: Terminal) -> None:
    terminal.runs("open", "five-violations")
    terminal.waits_for("FAILED 4 High 1 Medium | sound 23/23")
    terminal.type("C-z")
    terminal.is_as_before()
    terminal("resize-window", "-x", "100", "-y", "30")
    terminal.type("clear; fg", "Enter")
    terminal.waits_for("FAILED 4 High 1 Medium | sound 23/23")
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
