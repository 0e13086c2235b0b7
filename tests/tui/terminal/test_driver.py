"""The explorer's hold of its terminal; what a real terminal sees is tested in tests/journeys/test_suspending.py."""

import pytest

from atp_tui.tui.app import ExplorerApp
from tests.explorer import opened, press


async def test_the_key_that_puts_it_to_sleep_works_on_every_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    asleep: list[str] = []
    monkeypatch.setattr(ExplorerApp, "action_suspend_process", lambda app: asleep.append(app.screen.name or "main"))
    async with opened("clean") as pilot:
        await press(pilot, "ctrl+z")
        await press(pilot, "question_mark")
        await press(pilot, "ctrl+z")
        await press(pilot, "escape", "slash")
        await press(pilot, "ctrl+z")
    assert len(asleep) == 3
