"""Clipboard programs that are stand-ins, and a tmux that nobody else uses."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clipboard_programs import Programs


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    return Programs(tmp_path)


@pytest.fixture
def tmux_environ(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Start a tmux and give the environment of a program inside it."""
    tmux = shutil.which("tmux")
    if tmux is None:
        pytest.skip("tmux is not installed")
    base = {"PATH": os.environ["PATH"], "TMUX_TMPDIR": str(tmp_path), "HOME": str(tmp_path), "TERM": "screen"}

    def run(*arguments: str) -> str:
        argv = [tmux, "-L", "copying", "-f", "/dev/null", *arguments]
        return subprocess.run(argv, env=base, check=True, capture_output=True, text=True, timeout=10).stdout.strip()

    run("new-session", "-d", "/bin/cat")
    yield {**base, "TMUX": run("display-message", "-p", "#{socket_path},#{pid},0")}
    run("kill-server")
