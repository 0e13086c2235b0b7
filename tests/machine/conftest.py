"""Clipboard programs that are stand-ins, and a tmux that nobody else uses."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


class Programs:
    """Stand-ins for clipboard programs; each keeps its clipboard in a file and notes how it was called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "bin"
        self.folder.mkdir()
        self.board = folder / "board"
        self.calls = folder / "calls"
        self.environ = {"PATH": str(self.folder), "SECRET_TOKEN": "hunter2"}

    def add(self, name: str, body: str) -> None:
        path = self.folder / name
        path.write_text(f'#!/bin/sh\necho "{name} $*" >>"{self.calls}"\n{body}\n')
        path.chmod(0o755)

    def add_working(self, write: str, read: str) -> None:
        keep, show = f'/bin/cat >"{self.board}"', f'/bin/cat "{self.board}"'
        if write == read:
            self.add(write, f'case "$*" in *out*|show*) {show};; *) {keep};; esac')
        else:
            self.add(write, keep)
            self.add(read, show)

    def called(self) -> list[str]:
        return [call.strip() for call in self.calls.read_text().splitlines()] if self.calls.exists() else []


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
