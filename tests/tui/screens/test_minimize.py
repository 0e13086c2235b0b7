"""The pack made smaller in the explorer."""

import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Static

from atp_tui.engine import is_sound
from atp_tui.engine.minimize.config import MinimizeMode
from atp_tui.engine.minimize.minimizer import TraceMinimizer
from atp_tui.engine.minimize.selection import Selection
from atp_tui.rerun.minimized_pack import MinimizedPack, minimize_pack
from atp_tui.store.extras import how_to_install
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack, examine_pack
from atp_tui.tui.app_messages import PackRequested
from atp_tui.tui.dialogs.choice import ChoiceScreen
from atp_tui.tui.screens import minimize
from atp_tui.tui.screens.main import MainScreen
from atp_tui.tui.screens.minimize import MinimizeScreen
from atp_tui.tui.typed_paths import suggested_directory
from tests.explorer import NARROW, WIDE, Hand, main_screen, opened, press, press_at_once, rows, shown, told
from tests.lab_packs import written
from tests.program import copy_of

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x36"])


async def ask(pilot: Hand, mode: str) -> None:
    """Ask for a smaller pack in a mode, in the directory that is suggested."""
    await press(pilot, "M", "home" if mode == "replay" else "end", "enter", "enter")


@SIZES
async def test_a_shorter_reading_is_written_and_opened(tmp_path: Path, size: tuple[int, int]) -> None:
    path = copy_of("five-violations", tmp_path)
    async with opened(path, size) as pilot:
        await ask(pilot, "project")
        page = " ".join(shown(pilot).split())
        assert "minimize, project mode:" in page
        assert "1-minimal: nothing that is left can be removed on its own" in page
        assert "a shorter trace to read, not a cause" in page
        assert "of 400 events left" in page
        assert any("█" in line and "▁" in line for line in rows(pilot))
        assert rows(pilot)[-1].split() == ["o", "Open", "the", "result", "?", "Help", "esc", "Back"]
        small = open_pack(f"{path}-small")
        assert is_sound(examine_pack(small).findings)
        await press(pilot, "p", "s", "o")
        top = pilot.app.screen
        assert isinstance(top, MainScreen)
        assert top is not main_screen(pilot)
        assert top.path == f"{path}-small"
        assert top.pack is not None
        assert top.pack.events.count() == small.events.count() < 400
        await press(pilot, "escape")
        assert main_screen(pilot).is_current


async def test_a_cause_is_found_with_the_lab(tmp_path: Path) -> None:
    path = written(tmp_path, "flipped-bit")
    async with opened(path, NARROW) as pilot:
        await press(pilot, "M", "enter", "enter")
        page = " ".join(shown(pilot).split())
        assert "external decisions: 1 fault flipped-bit" in page
        assert "a cause: the lab ran with only these external decisions" in page
        await press(pilot, "o")
        await press(pilot, "R")
        assert "== EXACT" in shown(pilot)
        await press(pilot, "escape", "escape")
        assert main_screen(pilot).is_current


class Slow:
    """A search for one thing of a hundred that waits after its tenth try until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.free = threading.Event(), threading.Event()
        self.tries = 0
        monkeypatch.setattr(minimize, "minimize_pack", self.minimize)

    def minimize(
        self, pack: Pack, minimizer: TraceMinimizer, *, is_stopped: Callable[[], bool] | None = None
    ) -> MinimizedPack:
        assert is_stopped is not None

        def holds(kept: Selection) -> bool:
            self.tries += 1
            if self.tries == 10:
                self.reached.set()
                assert self.free.wait(10)
            return 77 in kept.places()

        minimized = minimizer.minimize(100, holds)
        made = minimize_pack(pack, TraceMinimizer(minimizer.config))
        return MinimizedPack(made.files, minimized, "some", "others", "a result")


async def _begun(pilot: Hand, slow: Slow) -> None:
    """Begin a search and wait until it waits."""
    screen = MinimizeScreen(_pack(pilot), MinimizeMode.PROJECT, f"{_pack(pilot).path}-small")
    pilot.app.push_screen(screen)
    for _ in range(100):
        await pilot.pause(0.02)
        if slow.reached.is_set():
            return
    pytest.fail("the search did not begin")


def _names(folder: Path) -> list[str]:
    return [found.name for found in folder.iterdir()]


def _pack(pilot: Hand) -> Pack:
    pack = main_screen(pilot).pack
    assert pack is not None
    return pack


async def test_a_search_is_paused_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(monkeypatch)
    async with opened(copy_of("five-violations", tmp_path)) as pilot:
        await _begun(pilot, slow)
        assert "p Pause  s Stop with the best so far  esc Cancel, write nothing" in shown(pilot)
        await press_at_once(pilot, "p")
        slow.free.set()
        await pilot.pause(0.3)
        assert "PAUSED" in shown(pilot)
        assert "p Continue" in shown(pilot)
        assert slow.tries == 10
        await press(pilot, "p")
        assert "1 of 100 events left" in shown(pilot)
        assert "PAUSED" not in shown(pilot)
        assert slow.tries > 10


async def test_a_search_is_stopped_with_the_best_so_far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(monkeypatch)
    path = copy_of("five-violations", tmp_path)
    async with opened(path) as pilot:
        await _begun(pilot, slow)
        await press_at_once(pilot, "p", "s")
        slow.free.set()
        await press(pilot)
        assert "it was interrupted, so less may suffice" in shown(pilot)
        assert slow.tries == 10
        assert is_sound(examine_pack(open_pack(f"{path}-small")).findings)


@pytest.mark.parametrize("keys", [("escape",), ("p", "escape")])
async def test_escape_leaves_and_nothing_is_written(
    keys: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    path = copy_of("five-violations", tmp_path)
    async with opened(path) as pilot:
        await _begun(pilot, slow)
        await press_at_once(pilot, *keys)
        slow.free.set()
        await press(pilot)
        assert main_screen(pilot).is_current
        assert told(pilot) == []
    assert _names(tmp_path) == [path.name]
    assert slow.tries == 10


async def test_what_cannot_be_minimized_is_told(tmp_path: Path) -> None:
    async with opened("clean") as pilot:
        await press(pilot, "M")
        assert told(pilot) == ["nothing failed, so there is nothing to minimize"]
    async with opened("empty") as pilot:
        await press(pilot, "M")
        assert told(pilot) == ["no oracle judged this run, so there is nothing to minimize"]
    path = copy_of("five-violations", tmp_path)
    async with opened(path) as pilot:
        await ask(pilot, "replay")
        assert isinstance(pilot.app.screen, ChoiceScreen)
        said = str(pilot.app.screen.query_one(".choice-refusal", Static).render())
        assert said == "replay: its metadata names no lab; only packs of the lab atp-tui can be run here"
        await press(pilot, "escape")
        assert main_screen(pilot).is_current
    assert not (tmp_path / f"{path.name}-small").exists()


async def test_without_the_lab_only_a_shorter_reading_can_be_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "raptorq", None)
    async with opened(written(tmp_path, "flipped-bit")) as pilot:
        await press(pilot, "M")
        said = str(pilot.app.screen.query_one(".choice-refusal", Static).render())
        assert said == f"replay: the lab is not installed (raptorq is missing); install it: {how_to_install('lab')}"
        await press(pilot, "home", "enter")
        assert isinstance(pilot.app.screen, ChoiceScreen)
        await press(pilot, "end", "enter", "enter")
        assert "a shorter trace to read" in " ".join(shown(pilot).split())


async def test_a_pack_that_is_gone_again_leads_back(tmp_path: Path) -> None:
    async with opened("clean") as pilot:
        main_screen(pilot).post_message(PackRequested(str(tmp_path / "gone")))
        await press(pilot)
        assert main_screen(pilot).is_current
        assert "gone" in told(pilot)[0]
        assert pilot.app.return_value is None


def test_a_directory_is_suggested_where_it_can_be_typed() -> None:
    assert suggested_directory("a/b", "small") == "a/b-small"
    assert suggested_directory("a\x1bb", "small") == ""
