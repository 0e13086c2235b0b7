"""Terminals that cannot show the explorer get the text report, and are told why."""

import os
import sys
from contextlib import nullcontext

import pytest

from atp_tui.cli.terminal import terminal_fault
from atp_tui.tui.options import OpenOptions
from tests.cli.conftest import Call
from tests.program import PACKS


@pytest.mark.parametrize(
    ("term", "fault"),
    [
        ("", "the type of the terminal is unknown (TERM is not set)"),
        ("dumb", "the terminal has no screen (TERM is dumb)"),
        ("unknown", "the terminal has no screen (TERM is unknown)"),
        ("xterm", ""),
        ("xterm-256color", ""),
        ("a-terminal-of-next-year", ""),
        ("\x1b[31m", ""),
    ],
)
def test_what_a_terminal_cannot_do(term: str, fault: str) -> None:
    assert terminal_fault(term) == fault


@pytest.mark.parametrize(
    ("capability", "fault"),
    [
        (None, "a terminal of the type old cannot position its cursor"),
        (b"\x1bY%p1%' '%+%c", "a terminal of the type old cannot position its cursor"),
        (b"\x1b[%i%p1%d;%p2%dH", ""),
    ],
)
def test_what_the_database_says_holds(capability: bytes | None, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curses.setupterm", lambda _term, fd: fd)
    monkeypatch.setattr("curses.tigetstr", lambda _name: capability)
    assert terminal_fault("old") == fault


@pytest.mark.parametrize("term", ["", "dumb"])
def test_the_report_is_printed_where_there_is_no_screen(call: Call, term: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setitem(os.environ, "TERM", term)
    outcome = call("open", PACKS / "clean")
    assert (outcome.code, outcome.out) == call("check", PACKS / "clean")[:2]
    assert outcome.told == [f"atp-tui: {terminal_fault(term)}; printing the report of 'atp-tui check' instead"]


def test_looks_are_handed_to_the_explorer(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[OpenOptions] = []

    def explore(_path: str, options: OpenOptions, *, mouse: bool, files: str) -> int:
        assert mouse
        assert files
        given.append(options)
        return 0

    monkeypatch.setattr("atp_tui.tui.explore.explore", explore)
    monkeypatch.setattr("atp_tui.cli.screen_options.drop_textual_settings", lambda _environ: None)
    monkeypatch.setattr("atp_tui.cli.open.first_screen", lambda _path: nullcontext())
    monkeypatch.setitem(os.environ, "TERM", "xterm")
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    assert call("open", PACKS / "clean").code == 0
    assert call("open", "--theme", "light", "--no-animation", PACKS / "clean").code == 0
    assert [(options.theme, options.is_still) for options in given] == [("", False), ("light", True)]
    assert call("open", "--theme", "pink", PACKS / "clean").code == 2
