"""What is said of the terminal is what the explorer will find there."""

import itertools
import os

import pytest
from rich.console import Console

from atp_tui.machine.environment import Surroundings
from atp_tui.machine.finding import Word
from atp_tui.machine.terminal import WIDE, colour_system, observe_terminal
from atp_tui.tui import sizes
from tests.machine.places import around, by_subject, words

TERMS = (None, "", "dumb", "unknown", "linux", "xterm", "xterm-256color", "XTERM-256COLOR", "xterm-kitty", "x-16color")
COLORTERMS = (None, "", "truecolor", " 24bit ", "TrueColor", "yes")


@pytest.mark.parametrize(("term", "colorterm"), itertools.product(TERMS, COLORTERMS))
def test_colours_are_those_that_rich_takes(term: str | None, colorterm: str | None) -> None:
    given = {"TERM": term, "COLORTERM": colorterm}
    environ = {name: value for name, value in given.items() if value is not None}
    console = Console(force_terminal=True, _environ=environ)
    assert colour_system(environ) == (console.color_system or "none")


def test_colours_can_be_forced_as_for_textual() -> None:
    assert colour_system({"TEXTUAL_COLOR_SYSTEM": "256", "COLORTERM": "truecolor"}) == "256"


def test_a_good_terminal_has_nothing_to_note() -> None:
    assert set(words(observe_terminal(around())).values()) == {Word.OK}


@pytest.mark.parametrize(
    ("environ", "size", "noted"),
    [
        ({"TERM": "dumb", "LANG": "C.UTF-8"}, (120, 36), {"terminal", "colours"}),
        ({"LANG": "en_GB.utf8"}, (120, 36), {"terminal", "colours"}),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, (120, 36), {"letters"}),
        ({"TERM": "xterm", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "LC_ALL": "C"}, (120, 36), {"letters"}),
        ({"TERM": "xterm", "NO_COLOR": "", "LANG": "C.UTF-8"}, (59, 18), {"size"}),
        ({"TERM": "xterm", "NO_COLOR": "", "LANG": "C.UTF-8"}, (60, 17), {"size"}),
        ({"TERM": "xterm", "NO_COLOR": "", "LANG": "C.UTF-8"}, (60, 18), set()),
        ({"TERM": "xterm", "NO_COLOR": "", "LANG": "C.UTF-8"}, None, {"terminal", "size"}),
        ({"TERM": "screen", "NO_COLOR": "", "LANG": "C.UTF-8", "STY": "1.pts"}, (80, 24), {"screen"}),
    ],
)
def test_what_is_less_than_it_could_be_is_noted(
    environ: dict[str, str], size: tuple[int, int] | None, noted: set[str]
) -> None:
    found = by_subject(observe_terminal(around(environ, size=size)))
    assert {subject for subject, each in found.items() if each.word is not Word.OK} == noted
    assert all(each.advice or subject in ("size", "colours") for subject, each in found.items() if subject in noted)


def test_the_width_of_all_panes_is_that_of_the_explorer() -> None:
    assert WIDE == sizes.WIDE


@pytest.mark.parametrize("name", ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"])
def test_ssh_and_tmux_are_told_and_no_address_is(name: str) -> None:
    found = by_subject(observe_terminal(around({name: "192.0.2.7 1 2", "TMUX": "/s,1,0"})))
    assert "over SSH" in found["SSH"].found
    assert "inside tmux" in found["tmux"].found
    assert all("192.0.2.7" not in each.line for each in found.values())


def test_the_surroundings_here_are_those_of_this_process() -> None:
    here = Surroundings.here()
    assert here.environ == dict(os.environ)
    assert here.user == os.getuid()
