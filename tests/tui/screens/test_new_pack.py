"""A new pack from within the explorer: chosen, run, opened; stopped or refused without a trace on disk."""

import asyncio
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import ProgressBar, Static

from atp_tui.lab import make
from atp_tui.lab.errors import LabStopped
from atp_tui.lab.options import LabOptions
from atp_tui.lab.pack import crashpack_of
from atp_tui.lab.requested_options import chosen_options
from atp_tui.lab.run import LabProgress, LabRun, run_transfer
from atp_tui.store.extras import how_to_install
from atp_tui.tui.dialogs.plain import PlainScreen
from atp_tui.tui.screens.main import MainScreen
from atp_tui.tui.screens.new_pack import NewPackScreen
from atp_tui.tui.widgets.filter_input import FilterInput
from tests.explorer import NARROW, Hand, enter, main_screen, opened, press, press_at_once, settled, shown, until


@pytest.fixture(autouse=True)
def in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file under a folder by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def made(scenario: str, seed: int, *faults: str) -> dict[str, bytes]:
    """The files that a run leaves; trio takes no thread in which asyncio is at work."""
    files = crashpack_of(run_transfer(chosen_options(scenario, seed, faults))).files()
    return {f"{scenario}-{seed}/{path}": data for path, data in files.items()}


def asking(pilot: Hand) -> NewPackScreen:
    screen = pilot.app.screen
    assert isinstance(screen, NewPackScreen)
    return screen


def said(pilot: Hand) -> str:
    return str(asking(pilot).query_one("#new-said", Static).render())


def entry(pilot: Hand, name: str) -> FilterInput:
    return asking(pilot).query_one(f"#{name}", FilterInput)


async def test_what_is_chosen_is_run_written_and_opened(tmp_path: Path) -> None:
    async with opened("clean") as pilot:
        await press(pilot, "ctrl+n", "down", "down", "down", "down", "down")
        await press(pilot, "tab", "end", "space", "tab", "end", "backspace", "4")
        assert entry(pilot, "new-target").value == "torn-journal-4"
        await press(pilot, "enter")
        assert "torn-journal-4" in shown(pilot)
        assert "FAILED 2 High" in shown(pilot)
    assert tree(tmp_path) == await asyncio.to_thread(made, "torn-journal", 4, "split-outcome")


async def test_one_pack_after_another_can_be_made(tmp_path: Path) -> None:
    async with opened("clean") as pilot:
        for scenario, downs in (("heavy-loss", 2), ("blackout", 1)):
            await press(pilot, "ctrl+n", *["down"] * downs, "enter")
            screen = pilot.app.screen
            assert isinstance(screen, MainScreen)
            assert screen.path == f"{scenario}-0"
            assert len(pilot.app.screen_stack) == 2
    assert {path.split("/")[0] for path in tree(tmp_path)} == {"heavy-loss-0", "blackout-0"}


async def test_scenarios_and_faults_are_told_with_their_sentences() -> None:
    async with opened("clean", NARROW) as pilot:
        await press(pilot, "ctrl+n")
        for words in ("clean               two paths", "[ ] blackout            a path goes dark", "clean-0", "Run it"):
            assert words in shown(pilot)
        await press(pilot, "tab", "space")
        assert "[x] blackout" in shown(pilot)
        await press(pilot, "space")
        assert "[x]" not in shown(pilot)
        await press(pilot, "escape")
        assert pilot.app.screen is main_screen(pilot)


class Endless:
    """A run in place of the lab's that goes on until it is stopped."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.options: list[LabOptions] = []

    def __call__(
        self,
        options: LabOptions,
        *,
        payload: bytes | None,
        progress: Callable[[LabProgress], None],
        cancelled: Callable[[], bool],
    ) -> LabRun:
        assert payload is None
        self.options.append(options)
        while not cancelled():
            progress(LabProgress(12_000_000, 1_234, 1, 3))
            self.begun.set()
            time.sleep(0.01)
        raise LabStopped("a run to its end", "an interrupt")


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> Endless:
    run = Endless()
    monkeypatch.setattr(make, "run_transfer", run)
    return run


async def test_escape_stops_a_run_and_leaves_nothing(endless: Endless, tmp_path: Path) -> None:
    async with opened("clean") as pilot:
        await press(pilot, "ctrl+n", "tab", "down", "space")
        await press_at_once(pilot, "enter")
        await until(pilot, lambda: "1 of 3 blocks, 1,234 events, 12.000 ms of simulated time" in said(pilot))
        assert asking(pilot).query_one(ProgressBar).display
        assert "esc Stop; nothing is written" in shown(pilot)
        await press_at_once(pilot, "tab", "enter")
        assert len(endless.options) == 1
        assert endless.options[0].faults == ("heavy-loss",)
        await press_at_once(pilot, "escape")
        await until(pilot, lambda: said(pilot) == "stopped; nothing was written")
        assert not asking(pilot).query_one(ProgressBar).display
        assert tree(tmp_path) == {}
        await press(pilot, "escape")
        assert pilot.app.screen is main_screen(pilot)


@pytest.mark.usefixtures("endless")
async def test_the_program_can_be_left_while_the_lab_runs(tmp_path: Path) -> None:
    async with opened("clean") as pilot:
        await press(pilot, "ctrl+n")
        await press_at_once(pilot, "enter")
        await until(pilot, lambda: "1,234 events" in said(pilot))
        pilot.app.exit(0)
    assert tree(tmp_path) == {}


async def test_a_seed_that_is_none_is_told_and_not_run(endless: Endless) -> None:
    async with opened("clean") as pilot:
        await press(pilot, "ctrl+n", "tab", "tab")
        await enter(pilot, "x")
        assert entry(pilot, "new-seed").error == "a whole number below 2^64"
        await press(pilot, "enter")
        assert entry(pilot, "new-seed").has_focus
        await press(pilot, "escape")
    assert endless.options == []


@pytest.fixture
def there(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()


@pytest.mark.usefixtures("there")
async def test_what_exists_is_refused(endless: Endless) -> None:
    async with opened("clean") as pilot:
        await press(pilot, "ctrl+n", "shift+tab", "ctrl+u")
        await enter(pilot, "there")
        assert entry(pilot, "new-target").error == "it exists already; choose another name"
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, NewPackScreen)
        await press(pilot, "shift+tab", "end", "3")
        assert entry(pilot, "new-target").value == "there"
    assert endless.options == []


async def test_what_cannot_be_written_is_told_and_the_choice_stays(tmp_path: Path) -> None:
    async with opened("clean") as pilot:
        await press(pilot, "ctrl+n", "shift+tab", "ctrl+u")
        await enter(pilot, "no/where")
        await press(pilot, "enter")
        assert "its directory does not exist; nothing was written" in said(pilot)
        assert entry(pilot, "new-target").value == "no/where"
        assert "Run it" in shown(pilot)
    assert tree(tmp_path) == {}


async def test_options_that_do_not_go_together_cannot_be_chosen_by_faults_alone() -> None:
    async with opened("clean") as pilot:
        await press(pilot, "ctrl+n", *["down"] * 10, "tab", "end", "space")
        assert entry(pilot, "new-target").value == "train-tunnel-0"
        await press(pilot, "enter")
        assert "replicas: expected at least 2 replicas for blackout, split-outcome, found 1" in said(pilot)
        assert "Run it" in shown(pilot)


async def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "trio", None)
    async with opened("clean") as pilot:
        await press(pilot, "ctrl+n")
        assert isinstance(pilot.app.screen, PlainScreen)
        expected = f"the lab is not installed (trio is missing); install it: {how_to_install('lab')}"
        assert "".join(shown(pilot).split()).startswith("".join(expected.split()))
        await press(pilot, "escape")
        assert main_screen(pilot).is_current
    assert tree(tmp_path) == {}


async def test_a_lab_that_cannot_be_loaded_is_told_in_the_form(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "atp_tui.lab.run", None)
    async with opened("clean") as pilot:
        await press(pilot, "ctrl+n")
        assert "the lab is not installed (atp_tui is missing); install it: " in said(pilot)
        await press(pilot, "enter")
        await settled(pilot)
        assert "the lab is not installed" in said(pilot)
        await press(pilot, "escape")
        assert pilot.app.screen is main_screen(pilot)
    assert tree(tmp_path) == {}
