"""The explorer as a person meets it: keys go in, rows of the screen come out."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.widgets import Static
from textual.worker import Worker, WorkerCancelled

from atp_tui.machine.clipboard import CopyOutcome, Method
from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.app_messages import DIALOG
from atp_tui.tui.options import OpenOptions
from atp_tui.tui.screens.main import MainScreen
from atp_tui.tui.widgets.key_footer import KeyFooter
from atp_tui.tui.widgets.line_list import LineList
from tests.held_frames import draw_owed_frame, held_frames

PACKS: Final = Path(__file__).parent / "packs"
SAMPLES: Final = Path(__file__).parents[1] / "sample_packs"
WIDE: Final = (120, 36)
NARROW: Final = (80, 24)
ROUNDS: Final = 3
PATIENCE: Final = 200
"""Rounds without a pause; whoever is still busy then waits for a thread."""

SECONDS: Final = 20.0

Hand = Pilot[Any]


@asynccontextmanager
async def opened(pack: str | Path, size: tuple[int, int] = WIDE, *, from_start: bool = True) -> AsyncIterator[Hand]:
    """Open a foreign pack by its name, or any by its path, and wait until it was read and examined.

    The events begin with the first one, so that a test says itself where it goes; a user's begin at the failure.
    """
    app = ExplorerApp(str(PACKS / pack), OpenOptions(from_start=from_start))
    with ExitStack() as start:
        start.enter_context(held_frames())
        async with app.run_test(size=size) as pilot:
            start.close()
            await _settled_undrawn(pilot)
            yield pilot


async def settled(pilot: Hand) -> None:
    """Wait until no worker runs and what they told is on screen; a worker that was replaced is no fault."""
    await _settled_undrawn(pilot)
    await _drawn(pilot)


async def _settled_undrawn(pilot: Hand) -> None:
    """Wait for the same, with the frame that shows it still owed: whoever looks at the rows makes them."""
    with held_frames():
        await _worked_off(pilot)
        while running := _busy_workers(pilot):
            # Which of two dialogs' workers is at work is not known, and the one that asks may never end.
            tasks = [worker._task for worker in running if worker._task is not None]
            await asyncio.wait(tasks, timeout=SECONDS, return_when=asyncio.FIRST_COMPLETED)
            for worker in running:
                with suppress(WorkerCancelled):
                    await (worker.wait() if worker.is_finished else asyncio.sleep(0))
            await _worked_off(pilot)
        await pilot.app._animator.wait_until_complete()
        await _done(pilot)


def _busy_workers(pilot: Hand) -> list[Worker[Any]]:
    """The workers that run, apart from those that wait until the user answers a dialog."""
    running = [worker for worker in pilot.app.workers if not worker.is_finished]
    futures = [call.future for screen in pilot.app.screen_stack for call in screen._result_callbacks]
    asked = sum(future is not None and not future.done() for future in futures)
    asking = [worker for worker in running if worker.group == DIALOG]
    return running if len(asking) > asked else [worker for worker in running if worker.group != DIALOG]


async def press(pilot: Hand, *keys: str) -> None:
    """Press keys, each once all that came of the one before is done, and wait until what came of the last is shown."""
    for key in keys:
        await _send(pilot, key, key if len(key) == 1 else None)
        if _busy_workers(pilot):
            await _settled_undrawn(pilot)
    await settled(pilot)


async def press_at_once(pilot: Hand, *keys: str) -> None:
    """Press keys and do not wait for workers, as when one of them takes long."""
    for key in keys:
        await _send(pilot, key, key if len(key) == 1 else None)
    await _drawn(pilot)


async def until(pilot: Hand, holds: Callable[[], bool]) -> None:
    """Wait until something holds; workers may go on."""
    end = time.monotonic() + SECONDS
    while not holds():
        if time.monotonic() > end:
            message = "it never came to hold; on screen:\n" + shown(pilot)
            raise AssertionError(message)
        await asyncio.sleep(0.01)


async def enter(pilot: Hand, text: str) -> None:
    """Type a text, faster than the program works off its letters, and wait until what comes of it is shown."""
    for character in text:
        pilot.app.post_message(events.Key(_character_to_key(character), character))
    await settled(pilot)


async def _send(pilot: Hand, key: str, character: str | None) -> None:
    pilot.app.post_message(events.Key(key, character))
    await _done(pilot)


async def _drawn(pilot: Hand) -> None:
    """Wait until everything is done, and draw the frame that shows it, with all that comes of that."""
    with held_frames():
        await _done(pilot)
        while pilot.app._running and draw_owed_frame(pilot.app.screen):
            await _done(pilot)


async def _done(pilot: Hand) -> None:
    """Wait until everything is worked off, with what it put off until the next frame; that frame is held back."""
    with held_frames():
        await _worked_off(pilot)
        while pilot.app._running and (pilot.app.screen._dirty_widgets or pilot.app.screen._callbacks):
            pilot.app.screen._on_timer_update()
            await _worked_off(pilot)


async def _worked_off(pilot: Hand) -> None:
    """Wait until for some rounds of the event loop every part of the program waits for a message, and none has come.

    Textual's own wait posts a callback to every widget; that wakes them all, and took most of the time of a key.
    """
    app, quiet, rounds = pilot.app, 0, 0
    loop: Any = asyncio.get_running_loop()
    nodes: list[MessagePump] = []
    # An app that has failed works nothing off any more.
    while quiet < ROUNDS and app._exception is None:
        await asyncio.sleep(0 if rounds < PATIENCE else 0.001)
        rounds += 1
        if loop._ready or (isinstance(app, ExplorerApp) and app.has_keys_waiting):
            quiet = 0
            continue
        if quiet == 0:
            nodes = [app, *(node for screen in app.screen_stack for node in screen.walk_children(with_self=True))]
        quiet = quiet + 1 if all(_is_idle(node) for node in nodes) else 0


def _is_idle(node: MessagePump) -> bool:
    # The part of a program that has ended, or of a screen that was closed, waits for nothing any more.
    if node.app._exit or not node.is_running or node._closing:
        return True
    queue: Any = node._message_queue
    return bool(queue.empty() and queue.ready_event._waiters and not node._next_callbacks)


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


def replace_clipboard(monkeypatch: pytest.MonkeyPatch, method: Method = "tmux") -> list[str]:
    """Replace the machine's clipboard; return the list of texts that it is given."""
    copied: list[str] = []

    def copy(text: str, *_: object) -> CopyOutcome:
        copied.append(text)
        return CopyOutcome(method, confirmed=method == "tmux", sentence=f"it went by {method} [b]")

    monkeypatch.setattr("atp_tui.machine.clipboard.copy", copy)
    return copied
