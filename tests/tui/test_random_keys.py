"""Any keys in any order at any size of the terminal, while a pack is loading and while one is made smaller."""

import asyncio
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from textual import events
from textual.keys import _character_to_key

from atp_tui.engine.pack_format import trace_chunks
from atp_tui.engine.trace import TraceEvent
from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.commands import COMMANDS
from atp_tui.tui.dialogs.help import HelpScreen
from atp_tui.tui.dialogs.unsaved import UnsavedScreen
from atp_tui.tui.options import OpenOptions
from atp_tui.tui.screens.main import MainScreen
from atp_tui.tui.screens.minimize import MinimizeScreen
from tests.explorer import NARROW, Hand, press_at_once, settled, until
from tests.program import copy_of
from tests.soak_figures import figure

SAMPLE_PACKS: Final = Path(__file__).parents[2] / "sample_packs"

LEAVING: Final = frozenset({"q", "ctrl+q", "ctrl+c", "ctrl+z", "ctrl+p"})
"""Keys that end or suspend the program, and the one that asks for any action, to end it too."""

KEYS: Final = tuple(
    dict.fromkeys(
        key
        for key in (
            *(key for command in COMMANDS for key in command.keys.split(",")),
            *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "enter", "space", "backspace"),
            *("delete", "tab", "shift+tab", "escape", "escape", "ctrl+left", "ctrl+right", "shift+down", "f1", "f5"),
            *map(_character_to_key, "abcdefghijklmnopqrstuvwxyzGHLMNRVY0123456789-+.:"),
            *(f"ctrl+{letter}" for letter in "abdefghijklnorstuvwxy"),
        )
        if key not in LEAVING
    )
)
"""Every key of the program, of lists and of entries; a slash begins a filter and no path, so it types nothing."""

CHARACTERS: Final = {_character_to_key(character): character for character in map(chr, range(0x21, 0x7F))} | {
    "space": " ",
    "slash": None,
}

QUICK: Final = (60, 15)
SOAK: Final = (1_000, 300)
SEEDS: Final = range(3)
STEPS_BACK: Final = 200
"""Rounds of keys after which the first screen has to be there."""
EVENTS: Final = 60_000


@contextmanager
def writing_into(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let whatever is written be written into a folder, and nothing be put into a clipboard."""
    with monkeypatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(tempfile, "tempdir", str(folder))
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "SSH_CONNECTION"):
            patch.delenv(name, raising=False)
        patch.setenv("HOME", str(folder))
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        yield


async def hammer(pilot: Hand, dice: random.Random, keys: int, resizes: int) -> None:
    """Send keys and sizes in any order, some of them before the ones before were worked off."""
    doings = [True] * keys + [False] * resizes
    dice.shuffle(doings)
    for is_key in doings:
        if is_key:
            key = dice.choice(KEYS)
            pilot.app.post_message(events.Key(key, CHARACTERS.get(key)))
            await asyncio.sleep(dice.choice((0, 0, 0.001, 0.01)))
        else:
            await pilot.resize_terminal(dice.choice((1, 20, 80, 120, 250)), dice.choice((1, 5, 24, 36, 80)))


async def answers(pilot: Hand) -> None:
    """Go back to the first screen, without what was marked on others, and see that help still comes and goes."""
    await pilot.resize_terminal(*NARROW)
    await until(pilot, lambda: is_idle(pilot))
    for _ in range(STEPS_BACK):
        if (depth := len(pilot.app.screen_stack)) == 1:
            break
        discards = isinstance(pilot.app.screen, UnsavedScreen)
        await press_at_once(pilot, *(["d"] if discards else ["escape"] * 3))
        await until(pilot, lambda depth=depth: len(pilot.app.screen_stack) < depth or is_idle(pilot))  # type: ignore[misc]
        await asyncio.sleep(0.01)
    assert len(pilot.app.screen_stack) == 1
    await press_at_once(pilot, *["escape"] * 6)
    await press_at_once(pilot, "question_mark")
    await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
    await press_at_once(pilot, "escape")
    await until(pilot, lambda: isinstance(pilot.app.screen, MainScreen))
    assert pilot.app.return_value is None


def is_idle(pilot: Hand) -> bool:
    """Whether all keys that were sent have been worked off."""
    return isinstance(pilot.app, ExplorerApp) and not pilot.app.has_keys_waiting


def long_pack(folder: Path) -> Path:
    """A pack whose trace takes a while to read."""
    pack = copy_of("five-violations", folder)
    made = (TraceEvent.message(n, n * 1000, "Log", f"path {n} racing quic repair") for n in range(EVENTS))
    (pack / "transfer.atp-trace").write_bytes(b"".join(trace_chunks(made)))
    return pack


async def keys_while_loading(pack: Path, seed: int, counts: tuple[int, int]) -> None:
    """Send keys and sizes from the moment on at which the explorer starts."""
    async with ExplorerApp(str(pack), OpenOptions(keeps_index=False)).run_test(size=NARROW) as pilot:
        await hammer(pilot, random.Random(f"loading {seed}"), *counts)
        await answers(pilot)
        await settled(pilot)


async def keys_while_minimizing(folder: Path, seed: int, counts: tuple[int, int]) -> None:
    """Send keys and sizes while the lab looks for a smaller pack, beginning again whenever it was left."""
    dice = random.Random(f"minimizing {seed}")
    pack = Path(shutil.copytree(SAMPLE_PACKS / "five-violations", folder / f"lab-{seed}"))
    rounds = max(1, counts[0] // 100)
    async with ExplorerApp(str(pack), OpenOptions(keeps_index=False)).run_test(size=NARROW) as pilot:
        await settled(pilot)
        for number in range(rounds):
            await press_at_once(pilot, "M", "enter")
            await press_at_once(pilot, "end", "ctrl+u", *f"small{number}", "enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, MinimizeScreen))
            await hammer(pilot, dice, counts[0] // rounds, counts[1] // rounds)
            await answers(pilot)
        await settled(pilot)


async def test_keys_and_sizes_while_loading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing_into(tmp_path, monkeypatch):
        await keys_while_loading(long_pack(tmp_path), 0, QUICK)


async def test_keys_and_sizes_while_minimizing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing_into(tmp_path, monkeypatch):
        await keys_while_minimizing(tmp_path, 0, QUICK)


@pytest.mark.soak
@pytest.mark.parametrize("seed", SEEDS)
async def test_a_thousand_keys_while_loading(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing_into(tmp_path, monkeypatch):
        await keys_while_loading(long_pack(tmp_path), 100 + seed, SOAK)
    figure(f"random keys and sizes while loading, seed {seed}", sum(SOAK), 0)


@pytest.mark.soak
@pytest.mark.parametrize("seed", SEEDS)
async def test_a_thousand_keys_while_minimizing(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing_into(tmp_path, monkeypatch):
        await keys_while_minimizing(tmp_path, 100 + seed, SOAK)
    figure(f"random keys and sizes while minimizing, seed {seed}", sum(SOAK), 0)
