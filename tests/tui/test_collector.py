"""A loaded pack is not visited by the collector, and a closed one is collected once another is loaded."""

import asyncio
import gc
import weakref
from contextvars import ContextVar

import pytest
from textual.screen import Screen

from atp_tui.tui import app
from atp_tui.tui.app_messages import PackRequested
from atp_tui.tui.collector import FreshContextExecutor, release
from tests.explorer import PACKS, Hand, opened, press, settled


@pytest.fixture(autouse=True)
def _releases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the app do what other tests keep it from."""
    monkeypatch.setattr(app, "release", release)


class Made:
    """Something that weak references can point to."""


LEFT: ContextVar[Made] = ContextVar("LEFT")


async def open_another(pilot: Hand) -> None:
    pilot.app.screen.post_message(PackRequested(str(PACKS / "many-oracles")))
    await settled(pilot)


async def test_a_loaded_pack_is_left_out_of_collections() -> None:
    before = gc.get_freeze_count()
    async with opened("five-violations"):
        assert gc.get_freeze_count() > before


async def test_closed_packs_are_collected_once_another_is_loaded() -> None:
    closed: list[weakref.ref[Screen[object]]] = []
    async with opened("five-violations") as pilot:
        for _ in range(3):
            await open_another(pilot)
            closed.append(weakref.ref(pilot.app.screen))
            await press(pilot, "escape")
            assert len(pilot.app.screen_stack) == 1
        await open_another(pilot)
        # Textual itself still refers to the one that was closed last.
        assert [found() for found in closed[:-1]] == [None, None]


def ran() -> "weakref.ref[Made]":
    """Leave something in the context of the thread that runs this, as Textual does."""
    made = Made()
    LEFT.set(made)
    return weakref.ref(made)


def test_threads_keep_nothing_of_what_they_have_run() -> None:
    with FreshContextExecutor(max_workers=2) as threads:
        found = [threads.submit(ran).result() for _ in range(5)]
        gc.collect()
        assert [each() for each in found] == [None] * 5
        assert threads.submit(max, [1], [2], key=len).result() == [1]


async def test_the_threads_of_the_explorer_keep_nothing_either() -> None:
    async with opened("five-violations"):
        found = await asyncio.get_running_loop().run_in_executor(None, ran)
        gc.collect()
        assert found() is None
