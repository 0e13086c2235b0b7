"""Writing to a terminal that reads slowly, not at all, or is gone; and giving it back."""

import os
import pty
import termios
import threading
import tty
from collections.abc import Iterator

import pytest

from atp_tui.tui.terminal.file import LEAVE, TerminalFile, give_back, modes_of
from tests.own_terminal import still_on


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    """Both ends of a terminal, the outer first."""
    outer, inner = pty.openpty()
    tty.setraw(inner)
    yield outer, inner
    for end in (outer, inner):
        try:
            os.close(end)
        except OSError:
            continue


def test_a_long_text_arrives_whole_at_a_terminal_that_reads_slowly(ends: tuple[int, int]) -> None:
    outer, inner = ends
    text = "0123456789é" * 50_000
    file = TerminalFile(inner, lambda: None)
    writing = threading.Thread(target=file.write, args=(text,), daemon=True)
    writing.start()
    found = b""
    while len(found) < len(text.encode()):
        found += os.read(outer, 1000)
    writing.join(20)
    assert found == text.encode()


def test_a_terminal_that_does_not_read_holds_up_nobody_once_it_is_stopped(ends: tuple[int, int]) -> None:
    _, inner = ends
    file = TerminalFile(inner, lambda: None)
    writing = threading.Thread(target=file.write, args=("x" * 1_000_000,), daemon=True)
    writing.start()
    file.stop()
    writing.join(20)
    assert not writing.is_alive()


def test_the_old_descriptor_is_left_as_it_is(ends: tuple[int, int]) -> None:
    TerminalFile(ends[1], lambda: None)
    assert os.get_blocking(ends[1])


def test_a_terminal_that_is_gone_is_told_once(ends: tuple[int, int]) -> None:
    outer, inner = ends
    told: list[bool] = []
    file = TerminalFile(inner, lambda: told.append(True))
    os.close(outer)
    for _ in range(3):
        assert file.write("text") == len("text")
    assert told == [True]


def test_what_the_terminal_cannot_write_is_replaced(ends: tuple[int, int]) -> None:
    TerminalFile(ends[1], lambda: None, encoding="ascii").write("a\ud800字b")
    assert os.read(ends[0], 100) == b"a??b"


def test_a_terminal_that_is_full_is_given_back_without_waiting(ends: tuple[int, int]) -> None:
    outer, inner = ends
    os.set_blocking(inner, False)
    modes = modes_of(inner)
    try:
        while os.write(inner, b"\x1b[?1049h" * 1000):
            continue
    except BlockingIOError:
        pass
    tty.setcbreak(inner)
    give_back(inner, modes)
    assert termios.tcgetattr(inner) == modes
    found = b""
    while not found.endswith(LEAVE):
        found += os.read(outer, 1 << 16)
    assert still_on(found) == {}


def test_what_is_no_terminal_is_given_back_in_silence() -> None:
    read, write = os.pipe()
    assert modes_of(read) is None
    os.close(write)
    os.close(read)
    give_back(read, None)
