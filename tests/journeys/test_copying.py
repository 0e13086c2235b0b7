"""Copying in the program itself: what leaves it, and what it says of that."""

import base64
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from atp_tui.engine import replay_command
from atp_tui.store.open import open_pack
from tests.clipboard_programs import Programs
from tests.program import PACKS
from tests.terminal import NEEDS_TMUX, Terminal

PACK = PACKS / "five-violations"
HANGS = 20.0
"""Seconds after which a program that says nothing is said to hang."""

OSC52 = re.compile(rb"\x1b\]52;([^;]*);([^\x07\x1b]*)(?:\x07|\x1b\\)")


def replay_of(pack: Path) -> str:
    return replay_command.one_line(open_pack(str(pack)).crashpack)


def read_until(terminal: int, seen: bytes, pattern: bytes) -> bytes:
    """What came from the terminal so far and until *pattern*."""
    deadline = time.monotonic() + HANGS
    while not re.search(pattern, seen):
        assert time.monotonic() < deadline, seen[-2000:]
        if select.select([terminal], [], [], 0.1)[0]:
            seen += os.read(terminal, 1 << 16)
    return seen


def test_the_terminal_is_sent_the_very_text_once() -> None:
    process, terminal = pty.fork()
    if process == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
        environ = {
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "PATH": "",
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        }
        os.execve(sys.executable, [sys.executable, "-m", "atp_tui", "open", "--no-cache", str(PACK)], environ)  # noqa: S606
    try:
        seen = read_until(terminal, b"", b"8 events bear on it")
        assert not OSC52.search(seen)
        os.write(terminal, b"y")
        seen = read_until(terminal, seen, rb"(?s)\x1b\]52;.*\(OSC")
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(terminal)
    ((clipboard, text),) = OSC52.findall(seen)
    assert (clipboard, base64.b64decode(text).decode()) == (b"c", replay_of(PACK))
    assert b"Copied" not in seen


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    found = Terminal(tmp_path)
    yield found
    found.close()


@NEEDS_TMUX
@pytest.mark.parametrize("is_honest", [True, False])
def test_a_tool_of_the_display_is_told_as_it_is(terminal: Terminal, tmp_path: Path, *, is_honest: bool) -> None:
    programs = Programs(tmp_path)
    programs.add_working("xclip", "xclip")
    if not is_honest:
        programs.add("xclip", f'case "$*" in *out*) echo other;; *) /bin/cat >"{programs.board}";; esac')
    terminal.runs("open", str(PACK), environ=f"-u TMUX DISPLAY=:0 PATH={programs.folder}")
    terminal.waits_for("8 events bear on it")
    terminal.type("y")
    said = "Copied to clipboard (xclip)" if is_honest else "Sent to clipboard (xclip): unconfirmed"
    assert ("Copied" in terminal.waits_for(said)) == is_honest
    assert programs.board.read_text() == replay_of(PACK)
    terminal.type("q")
    terminal.is_as_before()
