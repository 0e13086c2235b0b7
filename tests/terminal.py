"""A shell in a real terminal, which is a tmux of its own: keys go in, the screen comes out."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
SECONDS: Final = 20.0
TMUX: Final = shutil.which("tmux")
NAMED: Final = frozenset({"Enter", "Escape", "Tab", "Down", "C-l", "C-u", "C-z"})
NEEDS_TMUX: Final = pytest.mark.skipif(TMUX is None, reason="tmux is not installed")


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
        self("new-session", "-d", "-x", "120", "-y", "36", "-c", str(folder), "sh")
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
        return self._until(str(texts), lambda screen: all(text in screen for text in texts))

    def waits_for_row(self, pattern: str) -> str:
        """Wait until a regular expression matches within a row of the screen, and return the screen."""
        return self._until(pattern, lambda screen: re.search(pattern, screen) is not None)

    def waits_for_screen(self, holds: Callable[[str], bool]) -> str:
        """Wait until something holds of the screen, and return it."""
        return self._until("what was waited for", holds)

    def _until(self, what: str, holds: Callable[[str], bool]) -> str:
        end = time.monotonic() + SECONDS
        while not holds(screen := self.screen()):
            if time.monotonic() > end:
                message = f"never seen: {what}\n{screen}"
                raise AssertionError(message)
            time.sleep(0.05)
        return screen

    def flags(self) -> str:
        """Return whether the alternate screen is on, and whether the mouse is tracked."""
        return self("display-message", "-p", "#{alternate_on} #{mouse_any_flag}").strip()

    def runs(self, *arguments: str, environ: str = "") -> None:
        """Start the program between two looks at the terminal's settings, *environ* as options of env."""
        program = f"env {environ} {sys.executable} -m atp_tui {' '.join(arguments)}"
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

    def buffer(self, socket: str = "journey") -> str:
        """Return the newest text in the buffers of this tmux, or of another one with its socket beside; else empty."""
        argv = [TMUX or "tmux", "-L", socket, "show-buffer"]
        return subprocess.run(argv, env=self._environ, capture_output=True, text=True, timeout=10, check=False).stdout

    def waits_for_buffer(self, text: str) -> None:
        """Wait until this tmux was given *text* by the terminal sequence of a program."""
        self._until(f"{text} in the buffer", lambda _: self.buffer() == text)

    def close(self) -> None:
        """End the shell and what runs in it."""
        self("kill-server")

    def pid(self) -> int:
        """Return the process that has the terminal."""
        shell = self("display-message", "-p", "#{pane_pid}").strip()
        found = subprocess.run(["ps", "-o", "pid=", "--ppid", shell], capture_output=True, text=True, check=True)
        return int(found.stdout.split()[0])
