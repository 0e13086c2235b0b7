"""Random walks over keys, modes and panes against a model, and that a failing walk is found and cut down."""

import asyncio
import random
import shutil
from pathlib import Path

import pytest
from textual import work

from atp_tui.tui.app_messages import DIALOG
from atp_tui.tui.commands import COMMANDS
from atp_tui.tui.dialogs.help import HelpScreen
from atp_tui.tui.panes.events.marks import EventMarks
from atp_tui.tui.panes.events.pane import EventsPane
from tests import key_walk
from tests.explorer import enter, main_screen, opened, press, press_at_once, settled, told
from tests.key_walk import LEAVING, RUNS, WalkError, check, go, made_walk, shortest
from tests.program import FOREIGN, PACKS, copy_of
from tests.soak_figures import figure
from tests.tui.test_random_keys import writing_into

SHORT = 50
LONG = 1_500
LOG_KEYS = tuple(
    command.keys.split(",")[0]
    for command in COMMANDS
    if command.group in ("Events", "Marks") and not set(command.keys.split(",")) & (LEAVING | RUNS)
)


@pytest.mark.parametrize("name", ["five-violations", "empty"])
async def test_a_random_walk(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing_into(tmp_path, monkeypatch):
        await check(copy_of(name, tmp_path), made_walk(random.Random(f"short {name}"), SHORT))


@pytest.mark.soak
@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("seed", range(3))
async def test_a_long_random_walk(name: str, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing_into(tmp_path, monkeypatch):
        await check(copy_of(name, tmp_path), made_walk(random.Random(f"long {name} {seed}"), LONG))
    figure(f"steps of random walks over keys, modes and panes, {name}", LONG, 0)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3))
async def test_a_long_random_walk_with_the_lab(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = Path(__file__).parents[2] / "sample_packs" / "five-violations"
    with writing_into(tmp_path, monkeypatch):
        pack = Path(shutil.copytree(sample, tmp_path / "pack"))
        await check(pack, made_walk(random.Random(f"lab {seed}"), LONG))
    figure("steps of random walks over keys, modes and panes, with the lab", LONG, 0)


BACK = ("escape",) * 6
LOG_WALKS = (
    ("2", "slash", "~lost", "enter", "f", "G", "K", "enter"),
    ("2", "f", "G", "t", "right", "right", "space", "right", "enter"),
    ("3", "f", "G", "v", "enter"),
    ("4", "f", "G", "slash", "~repair", "enter", "f", "c", "n", "N", "m"),
    ("2", "slash", "~nothing here", "enter", "f", "G", "f"),
    ("2", "f", "1", "f", "enter"),
)


async def test_walks_through_a_log_file() -> None:
    await go(PACKS / "five-violations", tuple(step for walk in LOG_WALKS for step in (*walk, ".", *BACK)))


async def test_every_key_in_a_log_file_does_something_or_says_why_not() -> None:
    async with opened("five-violations") as pilot:
        for key in LOG_KEYS:
            await press_at_once(pilot, "escape", "escape", "2", "f", "end")
            pane = main_screen(pilot).query_one(EventsPane)
            assert pane.view.log
            pilot.app.clear_notifications()
            before = (pane.visit, pane.view.log, main_screen(pilot).pane, pane.rows.marks.copy())
            sized = len(pilot.app.screen_stack)
            await press_at_once(pilot, key)
            after = (pane.visit, pane.view.log, main_screen(pilot).pane, pane.rows.marks.copy())
            is_said = bool(told(pilot)) or len(pilot.app.screen_stack) != sized
            assert after != before or is_said or main_screen(pilot).focused is not None, key
            assert pane.view.log == (pane.rows.place is None), key
            while len(pilot.app.screen_stack) > 1:
                pilot.app.pop_screen()
                await press_at_once(pilot)


async def test_enter_on_a_line_of_a_log_file_leads_to_its_event() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "2", "f", "end", "up")
        pane = main_screen(pilot).query_one(EventsPane)
        near = pane.search.near
        await press(pilot, "enter")
        assert not pane.view.log
        assert pane.rows.place == near is not None
        await press(pilot, "f", "slash")
        await enter(pilot, "racing")
        assert not pane.view.log
        assert pane.search.results is not None


async def test_a_failing_walk_is_found_and_cut_down(monkeypatch: pytest.MonkeyPatch) -> None:
    walk = ("1", "down", "2", "@80x24", "m", ".", "escape", "3", "~x", "g")
    seen: list[int] = []

    async def fails(part: tuple[str, ...]) -> bool:
        seen.append(len(part))
        return "2" in part and "m" in part and part.index("2") < part.index("m")

    assert await shortest(walk, fails, 100) == ("2", "m")
    assert len(seen) < 40

    def broken(_self: EventMarks) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(EventMarks, "action_mark", broken)
    with pytest.raises(WalkError, match="ZeroDivisionError"):
        await go(PACKS / "empty", ("1", "m", "2"))


async def test_settling_waits_for_the_dialog_that_works_and_not_for_the_one_that_asks() -> None:
    done: list[str] = []

    async def asks() -> None:
        await pilot.app.push_screen_wait(HelpScreen(()))

    async def works() -> None:
        await asyncio.sleep(0.05)
        done.append("worked")

    async with opened("empty") as pilot:
        asking = pilot.app.run_worker(asks(), group=DIALOG)
        pilot.app.run_worker(works(), group=DIALOG)
        # Where it waits for the one that asks, the end of the time cancels that one.
        async with asyncio.timeout(10):
            await settled(pilot)
        assert (done, asking.is_running) == (["worked"], True)


async def test_a_step_that_never_ends_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def waits(_self: EventMarks) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(key_walk, "STEP_SECONDS", 0.2)
    monkeypatch.setattr(EventMarks, "action_mark", work(waits))
    with pytest.raises(WalkError, match="takes longer"):
        await go(PACKS / "empty", ("2", "m", "."))
