"""What a terminal shows after its size has changed and changed back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.program import PACKS
from tests.terminal import NEEDS_TMUX, Terminal

pytestmark = NEEDS_TMUX


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    found = Terminal(tmp_path)
    yield found
    found.close()


def test_no_cell_is_taken_for_drawn_that_is_not(terminal: Terminal) -> None:
    terminal.runs("open", "--no-cache", str(PACKS / "many-oracles"))
    settled = ("intact ", "Retry storm", "no event is related to it", "40.133 ms to", "380 scheduler", ">   000898")
    before = terminal.waits_for(*settled)
    terminal("resize-window", "-x", "84", "-y", "24")
    terminal.waits_for_screen(lambda screen: "? Help" in screen.rstrip().split("\n")[-1] and "│" not in screen)
    terminal("resize-window", "-x", "120", "-y", "36")
    terminal.waits_for_screen(lambda screen: screen == before)
    terminal.type("q")
    terminal.is_as_before()
