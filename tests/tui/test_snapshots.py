"""Screens as pictures. `make snapshots` draws them anew; look at each before it is committed."""

from collections.abc import Awaitable, Callable
from typing import Protocol

import pytest

from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.options import OpenOptions
from atp_tui.tui.widgets.tab_line import TabLine
from tests.explorer import NARROW, PACKS, WIDE, Hand, main_screen, press, settled


class Compare(Protocol):
    def __call__(
        self,
        app: ExplorerApp,
        *,
        terminal_size: tuple[int, int],
        run_before: Callable[[Hand], Awaitable[None]],
    ) -> bool: ...


WHOLE = frozenset({(NARROW, "clean"), (WIDE, "clean"), (NARROW, "five-violations"), (WIDE, "five-violations")})
"""Whole screens as they open; all others leave out the rows that name every pane, so that a new pane is no news."""

WHAT_IF = ("7", "end", "e", "ctrl+u", *"true", "enter")


async def leave_out_tabs(pilot: Hand) -> None:
    for row in main_screen(pilot).query(TabLine):
        row.styles.display = "none" if row.id in {"upper-panes", "lower-panes"} else "block"
    await settled(pilot)


@pytest.mark.parametrize(
    ("pack", "size", "keys"),
    [
        pytest.param("clean", NARROW, (), id="clean-80x24"),
        pytest.param("clean", WIDE, (), id="clean-120x36"),
        pytest.param("five-violations", NARROW, (), id="failing-80x24"),
        pytest.param("five-violations", WIDE, (), id="failing-120x36"),
        pytest.param("five-violations", WIDE, ("enter", "c"), id="failing-120x36-events-in-context"),
        pytest.param("other-writer", WIDE, ("6",), id="evidence"),
        pytest.param("five-violations", NARROW, ("a", "plus", "down", "down", "down"), id="evidence-check-by-check"),
        pytest.param("five-violations", WIDE, WHAT_IF, id="state-what-if"),
        pytest.param("damaged", WIDE, ("8",), id="replay"),
        pytest.param("damaged", WIDE, ("9",), id="soundness"),
        pytest.param("hostile-text", WIDE, ("down", "V", "down"), id="hostile-120x36"),
        pytest.param("hostile-text", NARROW, ("2", "f"), id="hostile-80x24-log-file"),
        pytest.param("clean", NARROW, ("question_mark",), id="help"),
        pytest.param("five-violations", NARROW, ("K", "down"), id="kinds-80x24"),
        pytest.param("damaged", WIDE, ("K", "end"), id="kinds-120x36-damaged"),
        pytest.param("five-violations", NARROW, ("R",), id="replay-not-runnable"),
        pytest.param("five-violations", WIDE, ("D", *"damaged", "enter"), id="diff"),
    ],
)
def test_a_screen_looks_as_it_did(
    pack: str,
    size: tuple[int, int],
    keys: tuple[str, ...],
    snap_compare: Compare,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(PACKS)  # a path of this machine has no place in a picture

    async def show(pilot: Hand) -> None:
        await settled(pilot)
        if keys or (size, pack) not in WHOLE:
            await leave_out_tabs(pilot)
        await press(pilot, *keys)

    assert snap_compare(ExplorerApp(pack), terminal_size=size, run_before=show)


PLACES = {
    "timeline": ("t", *["ctrl+right"] * 2, "space", "ctrl+right"),
    "violations": ("down",),
    "events": ("V", "down", "m", "down"),
    "detail": ("V", "end", "enter"),
    "evidence": ("6",),
    "state": ("7", "down", "down", "e", "end", "ctrl+u", "0", "enter", "e", "x"),
    "replay": ("8",),
    "soundness": ("9",),
}
"""Keys that lead to each pane."""

LOWER = ("detail", "evidence", "state", "replay", "soundness")
"""Panes that stand below the others, one at a time; where there is room the others are always there."""

TINY = (60, 18)
LARGE = (200, 50)


@pytest.mark.parametrize(
    ("pane", "size", "theme", "no_color"),
    [
        *(pytest.param(pane, TINY, "dark", False, id=f"dark-60x18-{pane}") for pane in PLACES),
        *(pytest.param(pane, NARROW, "light", False, id=f"light-80x24-{pane}") for pane in PLACES),
        *(pytest.param(pane, LARGE, "dark", True, id=f"no-color-200x50-{pane}") for pane in LOWER),
    ],
)
def test_every_pane_in_every_look(
    pane: str,
    size: tuple[int, int],
    theme: str,
    no_color: bool,
    snap_compare: Compare,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(PACKS)
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")

    async def show(pilot: Hand) -> None:
        await settled(pilot)
        await leave_out_tabs(pilot)
        await press(pilot, *PLACES[pane])

    assert snap_compare(
        ExplorerApp("five-violations", OpenOptions(theme=theme, is_still=True)), terminal_size=size, run_before=show
    )
