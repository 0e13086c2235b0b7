"""A click on data does what the program means it to do, and never what the data say."""

import asyncio
from pathlib import Path
from typing import Final

import pytest
from textual import events
from textual.app import App

from tests.explorer import NARROW, WIDE, Hand, main_screen, opened, press, settled
from tests.soak_figures import figure
from tests.tui.test_hostile_text import GROUPS, write

SCROLLBAR: Final = {"grab", "release", "scroll_up", "scroll_down"}
"""What a click on a scrollbar asks for, and the only thing that a cell may."""

PANES: Final = ("v", "V", "V5", "6", "6a", "7", "8", "9", "2f")
"""The keys that lead to each pane."""

SHOWN: Final = ((NARROW, 0), (NARROW, 1), (NARROW, 2), (WIDE, 0))
"""The sizes at which every cell is clicked, with the group of texts that is shown."""


class Watch:
    """Keeps what clicks made the program do: actions that were run, the program ended, links opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: list[str] = []
        self.is_clicking = False
        run_action = App.run_action

        async def run(app: App[object], action: object, *given: object, **named: object) -> bool:
            if self.is_clicking and str(action) not in SCROLLBAR:
                self.done.append(f"action {action}")
            return await run_action(app, action, *given, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(App, "run_action", run)
        monkeypatch.setattr(App, "exit", lambda _app, *_given, **_named: self.done.append("exit"))
        monkeypatch.setattr(App, "open_url", lambda _app, url, **_named: self.done.append(f"link {url}"))


async def click_over(pilot: Hand, watch: Watch, keys: str, steps: tuple[int, int]) -> int:
    """Click over a pane in steps of rows and columns, and come back to it before each row; return how many clicks."""
    width, height = pilot.app.size
    clicks = 0
    for row in range(1, height - 1, steps[0]):
        if not main_screen(pilot).is_current:
            await press(pilot, "escape")
        await press(pilot, *keys)
        assert asking(pilot) == set()
        watch.is_clicking = True
        for column in range(row % steps[1], width, steps[1]):
            click(pilot, column, row)
            clicks += 1
        await settled(pilot)
        watch.is_clicking = False
    return clicks


def asking(pilot: Hand) -> set[str]:
    """What the cells of the screen ask for when they are clicked, but for scrollbars, and the links behind them."""
    found = set()
    for strip in pilot.app.screen._compositor.render_strips():
        for segment in strip:
            if segment.style is not None:
                asked = {str(action) for name, action in segment.style.meta.items() if name.startswith("@")}
                found |= asked - SCROLLBAR
                found |= {segment.style.link} if segment.style.link else set()
    return found


def click(pilot: Hand, column: int, row: int) -> None:
    """Press and leave the mouse button on a cell of the screen."""
    for kind in (events.MouseDown, events.MouseUp):
        pilot.app.post_message(kind(None, column, row, 0, 0, 1, False, False, False, screen_x=column, screen_y=row))


async def test_a_click_on_a_cell_of_data_runs_no_action_of_the_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clicks, done = await clicked(tmp_path, GROUPS[0], NARROW, PANES, (6, 8), monkeypatch)
    assert done == []
    assert clicks == 40 * len(PANES)


async def clicked(
    folder: Path,
    texts: tuple[str, ...],
    size: tuple[int, int],
    panes: tuple[str, ...],
    steps: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[int, list[str]]:
    """Click the cells of some panes of a pack of hostile texts; return how many, and what was done that may not be."""
    async with opened(write(folder, texts), size) as pilot:
        with monkeypatch.context() as patch:
            watch = Watch(patch)
            clicks = sum([await click_over(pilot, watch, keys, steps) for keys in panes])
        return clicks, watch.done


@pytest.mark.soak
@pytest.mark.parametrize("keys", PANES)
@pytest.mark.parametrize(("size", "group"), SHOWN, ids=[f"{size[0]}x{size[1]}-{group}" for size, group in SHOWN])
async def test_a_click_on_any_cell_of_data_runs_no_action_of_the_pack(
    size: tuple[int, int], group: int, keys: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clicks, done = await clicked(tmp_path, GROUPS[group], size, (keys,), (1, 1), monkeypatch)
    figure(f"clicks on cells of data, pane {keys}, {size[0]}x{size[1]}", clicks, len(done))
    assert done == []


async def test_clicks_on_one_pane_after_the_other_come_to_an_end() -> None:
    async with opened("clean", NARROW) as pilot:
        await press(pilot, "V")
        for column in range(NARROW[0]):
            click(pilot, column, 1)
        async with asyncio.timeout(60):
            await settled(pilot)
        await press(pilot, "v")
        assert main_screen(pilot).pane == "violations"


async def test_a_click_that_runs_an_action_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened("clean", NARROW) as pilot:
        with monkeypatch.context() as patch:
            watch = Watch(patch)
            watch.is_clicking = True
            await pilot.app.run_action("bell")
            pilot.app.open_url("http://evil.example")
            pilot.app.exit()
        assert watch.done == ["action bell", "link http://evil.example", "exit"]
