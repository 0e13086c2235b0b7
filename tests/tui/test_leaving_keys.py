"""Escape and ``q`` close what is on top; ``q`` leaves the program from the main screen alone."""

from pathlib import Path

import pytest
from textual.screen import Screen

from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.commands import PANES
from atp_tui.tui.screens.compare import CompareScreen
from atp_tui.tui.screens.minimize import MinimizeScreen
from tests.explorer import Hand, enter, main_screen, opened, press, press_at_once, settled, until
from tests.program import PACKS, copy_of

SCREENS = {
    "help": ("question_mark",),
    "history": ("7", "H"),
    "plain": ("p",),
    "proof": ("A",),
    "marks": ("V", "m", "apostrophe"),
    "kinds": ("K",),
    "new pack": ("ctrl+n",),
    "replay": ("R",),
    "jump": ("colon",),
    "export": ("V", "m", "X"),
    "compare, asked": ("D",),
    "minimize, asked": ("M",),
    "note": ("i",),
    "palette": ("ctrl+p",),
}
"""The keys that lead to each screen above the explorer."""

TYPED = {"jump", "export", "compare, asked", "note", "palette"}
"""Those in which something may be typed, ``q`` among it."""


def top(pilot: Hand) -> Screen[object]:
    return pilot.app.screen


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The codes with which the program would have been left, each time that it would."""
    codes: list[object] = []
    monkeypatch.setattr(ExplorerApp, "exit", lambda _app, result=None, *_args, **_settings: codes.append(result))
    return codes


async def test_from_every_pane_escape_leads_back_and_q_quits(left: list[object]) -> None:
    async with opened("five-violations") as pilot:
        for number, pane in enumerate(PANES, start=1):
            main_screen(pilot).action_show_pane(pane)
            await press(pilot, "q")
            assert left == [0] * number, pane
            await press(pilot, "escape", "escape")
            assert main_screen(pilot).pane == "violations", pane


async def test_from_every_screen_escape_leads_back_and_so_does_q_where_nothing_is_typed(
    left: list[object], tmp_path: Path
) -> None:
    async with opened(copy_of("five-violations", tmp_path)) as pilot:
        for name, keys in SCREENS.items():
            for key in ("escape", "q"):
                await press(pilot, *keys)
                assert top(pilot) is not main_screen(pilot), name
                await press_at_once(pilot, key)
                if key == "q" and name in TYPED:
                    assert top(pilot) is not main_screen(pilot), f"{name}: it is typed"
                    await press_at_once(pilot, "escape")
                await until(pilot, lambda: top(pilot) is main_screen(pilot))
                await settled(pilot)
                main_screen(pilot).events_pane.rows.show_marks(())
        assert left == []


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_beside_another_pack_and_while_minimizing_it_leads_back(key: str, tmp_path: Path) -> None:
    async with opened(copy_of("five-violations", tmp_path)) as pilot:
        await press(pilot, "D")
        await enter(pilot, str(PACKS / "clean"))
        await press(pilot, "enter")
        assert isinstance(top(pilot), CompareScreen)
        await press_at_once(pilot, key)
        await until(pilot, lambda: top(pilot) is main_screen(pilot))
        await press(pilot, "M", "ctrl+u", *"project", "enter", "ctrl+u")
        await enter(pilot, str(tmp_path / "smaller"))
        await press(pilot, "enter")
        assert isinstance(top(pilot), MinimizeScreen)
        await press_at_once(pilot, key)
        await until(pilot, lambda: top(pilot) is main_screen(pilot))
        assert pilot.app.is_running


async def test_what_is_typed_may_hold_a_q() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "slash")
        await enter(pilot, "q")
        assert pilot.app.is_running
        assert main_screen(pilot).query_one("#filter").value == "q"  # type: ignore[attr-defined]
