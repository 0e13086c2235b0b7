"""Settings for every test, and the figures at the end of a run."""

import gc
import os
import signal
import tempfile
from pathlib import Path

import pytest

from tests.examples import register_profiles
from tests.figures_table import table
from tests.soak_figures import FILE

register_profiles()

# The looks of a screen do not depend on the terminal in which the tests happen to run.
for name in ("NO_COLOR", "FORCE_COLOR", "TEXTUAL_THEME", "SSH_CONNECTION", "SSH_TTY"):
    os.environ.pop(name, None)
os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}

# Nor do signals depend on how the tests were started: under nohup, or in the background of a shell, some are ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
for number in (signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM):
    signal.signal(number, signal.SIG_DFL)

# Textual reads its settings from the environment when it is imported, so these imports come after them.
from atp_tui.tui import app  # noqa: E402
from tests.held_frames import let_frames_be_held  # noqa: E402
from tests.parsed_styles import share_parsed_styles  # noqa: E402

share_parsed_styles()
let_frames_be_held()

# Opening another pack would make the garbage collector visit all collected tests, which takes a second and more.
setattr(app, "release", lambda: None)  # noqa: B010 - a name that the module has imported

MADE = pytest.StashKey[str]()
"""The file of figures that this run made, which its other processes find by the environment."""


def pytest_configure(config: pytest.Config) -> None:
    """Give all processes of this run one file for their figures."""
    if FILE not in os.environ:
        descriptor, os.environ[FILE] = tempfile.mkstemp(prefix="atp-figures-")
        os.close(descriptor)
        config.stash[MADE] = os.environ[FILE]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the file again."""
    if path := config.stash.get(MADE, None):
        Path(path).unlink(missing_ok=True)
        os.environ.pop(FILE, None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show how many cases each proof ran, and how many of them failed."""
    path = Path(os.environ.get(FILE, os.devnull))
    rows = list(table(path.read_text(encoding="utf-8"))) if path.is_file() else []
    if rows:
        terminalreporter.write_sep("=", "cases counted")
    for row in rows:
        terminalreporter.write_line(row)


def pytest_collection_finish() -> None:
    """What was loaded stays: the collector passes over it, and looks less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 10)
