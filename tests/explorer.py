"""The explorer as a person meets it: keys go in, rows of the screen come out."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Static
from textual.worker import WorkerCancelled

from atp_tui.engine.errors import CrashpackError
from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.screens.main import MainScreen
from atp_tui.tui.widgets.key_footer import KeyFooter
from atp_tui.tui.widgets.line_list import LineList

PACKS: Final = Path(__file__).parent / "packs"
WIDE: Final = (120, 36)
NARROW: Final = (80, 24)
ROUNDS: Final = 10
SECONDS: Final = 20.0

Hand = Pilot[int | CrashpackError]


@asynccontextmanager
async def opened(pack: str | Path, size: tuple[int, int] = WIDE) -> AsyncIterator[Hand]:
    """Open a foreign pack by its name, or any by its path, and wait until it was read and examined."""
    app = ExplorerApp(str(PACKS / pack))
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        yield pilot


async def settled(pilot: Hand) -> None:
    """Wait until no worker runs and what they told is on screen; a worker that was replaced is no fault."""
    await _worked_off(pilot)
    while running := [worker for worker in pilot.app.workers if not worker.is_finished]:
        for worker in running:
            with suppress(WorkerCancelled):
                await worker.wait()
        await _worked_off(pilot)
    await pilot.app._animator.wait_until_complete()
    await pilot.pause()
    await _worked_off(pilot)


async def press(pilot: Hand, *keys: str) -> None:
    """Press keys, each once all that came of the one before is on screen, and wait for what comes of the last."""
    for key in keys:
        await _send(pilot, key, key if len(key) == 1 else None)
        if any(not worker.is_finished for worker in pilot.app.workers):
            await settled(pilot)
    await settled(pilot)


async def press_at_once(pilot: Hand, *keys: str) -> None:
    """Press keys and do not wait for workers, as when one of them takes long."""
    for key in keys:
        await _send(pilot, key, key if len(key) == 1 else None)


async def until(pilot: Hand, holds: Callable[[], bool]) -> None:
    """Wait until something holds; workers may go on."""
    end = time.monotonic() + SECONDS
    while not holds():
        if time.monotonic() > end:
            message = "it never came to hold; on screen:\n" + shown(pilot)
            raise AssertionError(message)
        await asyncio.sleep(0.01)


async def enter(pilot: Hand, text: str) -> None:
    """Type a text, letter by letter, and wait for what comes of it."""
    for character in text:
        await _send(pilot, _character_to_key(character), character)
    await settled(pilot)


async def _send(pilot: Hand, key: str, character: str | None) -> None:
    pilot.app.post_message(events.Key(key, character))
    await _worked_off(pilot)


async def _worked_off(pilot: Hand) -> None:
    """Wait until no part of the program has had a message to work off for some rounds of the loop."""
    rounds = 0
    # An app that has failed works nothing off any more.
    while rounds < ROUNDS and pilot.app._exception is None:
        await asyncio.sleep(0)
        if isinstance(pilot.app, ExplorerApp) and pilot.app.has_keys_waiting:
            continue
        nodes = [
            pilot.app,
            *pilot.app.screen_stack,
            *(node for s in pilot.app.screen_stack for node in s.walk_children()),
        ]
        rounds = rounds + 1 if all(node._message_queue.empty() for node in nodes) else 0
    if pilot.app._exception is None:
        await pilot._wait_for_screen()


def main_screen(pilot: Hand) -> MainScreen:
    """Return the screen that shows the pack."""
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, MainScreen)
    return screen


def rows(pilot: Hand) -> list[str]:
    """Return the rows of the screen on top."""
    return [strip.text.rstrip() for strip in pilot.app.screen._compositor.render_strips()]


def shown(pilot: Hand) -> str:
    """Return all of the screen on top."""
    return "\n".join(rows(pilot))


def listed(pilot: Hand, name: str) -> list[str]:
    """Return the rows of a list of the main screen that can be seen."""
    line_list = main_screen(pilot).query_one(f"#{name}", LineList)
    count = min(line_list.size.height, line_list.row_count)
    return [line_list.render_line(row).text.rstrip() for row in range(count)]


def cursor_row(pilot: Hand, name: str) -> str:
    """Return the row of a list of the main screen on which its cursor is."""
    line_list = main_screen(pilot).query_one(f"#{name}", LineList)
    return line_list.render_line(line_list.cursor - line_list.scroll_offset.y).text.rstrip()


def said(pilot: Hand, name: str) -> str:
    """Return what a text of the main screen says."""
    return str(main_screen(pilot).query_one(f"#{name}", Static).render())


def footer(pilot: Hand) -> str:
    """Return the keys that the main screen offers."""
    return main_screen(pilot).query_one(KeyFooter).render_line(0).text.strip()


def told(pilot: Hand) -> list[str]:
    """Return the notices that were given, the oldest first."""
    return [notice.message for notice in pilot.app._notifications]
