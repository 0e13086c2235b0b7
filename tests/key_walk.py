"""Walks over keys, texts, clicks and sizes, checked step by step against a model, and cut down where one fails."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from textual import events
from textual.keys import _character_to_key

from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.commands import COMMANDS
from atp_tui.tui.event_lines import LogLines
from atp_tui.tui.lanes import LANES
from atp_tui.tui.options import OpenOptions
from atp_tui.tui.panes.events.pane import EventsPane
from atp_tui.tui.screens.main import MainScreen
from atp_tui.tui.widgets.filter_input import FilterInput
from atp_tui.tui.widgets.line_list import LineList
from tests.explorer import Hand, _busy_workers, _drawn, _send, settled

LEAVING: Final = frozenset({"q", "ctrl+q", "ctrl+c", "ctrl+z", "ctrl+p"})
"""Keys that end or suspend the program, and the palette, which can end it too."""

COMMAND_KEYS: Final = tuple(key for c in COMMANDS for key in c.keys.split(",") if key not in LEAVING)

LIST_KEYS: Final = (
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "enter", "enter", "enter", "space"),
    *("ctrl+u", "ctrl+d", "j", "k", "g", "G", "h", "l", "escape", "escape", "ctrl+left", "ctrl+right", "backspace"),
)

OPENERS: Final = (
    ("slash", "~lost", "enter"),
    ("slash", "~kind:log path", "enter"),
    ("slash", "~nothing at all", "enter"),
    ("slash", "~/[/", "enter"),
    ("2", "f"),
    ("3", "f", "G"),
    ("4", "f", "end"),
    ("K", "enter"),
    ("K", "end", "enter"),
    ("colon", "~3", "enter"),
    ("colon", "~18446744073709551615ns", "enter"),
    ("colon", "~#18446744073709551616", "enter"),
    ("t", "space", "right", "right", "enter"),
    ("V", "m", "m", "m"),
    ("apostrophe", "enter"),
    ("v", "end", "enter"),
    ("7", "e", "backspace", "~9", "enter"),
    ("7", "end", "e", "~x", "enter", "escape"),
    ("7", "H", "enter"),
    ("i", "~a note", "escape"),
    ("escape", "escape", "escape", "escape"),
)
"""Sequences that lead into a mode, so that a walk comes there more often than by chance."""

SIZES: Final = ("@1x1", "@20x5", "@80x24", "@120x36", "@250x80", "@109x3")

STEP_SECONDS: Final = 120
"""How long a step may take, with all that it waits for; the lab is the slowest."""

RUNS: Final = frozenset({"R", "M", "D", "ctrl+n", "w", "X", "P"})
"""Keys that ask for the lab or for a file; they come seldom."""

Walk = tuple[str, ...]
"""Steps: a key by its name, a text behind ``~``, a size behind ``@``, a click at two shares of the screen behind ``%``,
and ``.`` to wait for the workers."""


def made_walk(dice: random.Random, length: int) -> Walk:
    """Return a random walk."""
    steps: list[str] = []
    while len(steps) < length:
        kind = dice.random()
        if kind < 0.4:
            key = dice.choice(COMMAND_KEYS)
            steps.append(key if key not in RUNS or dice.random() < 0.2 else "escape")
        elif kind < 0.65:
            steps.append(dice.choice(LIST_KEYS))
        elif kind < 0.85:
            steps += dice.choice(OPENERS)
        elif kind < 0.9:
            steps.append(dice.choice(SIZES))
        elif kind < 0.95:
            steps.append(f"%{dice.random():.2f} {dice.random():.2f}")
        else:
            steps.append(".")
    return tuple(steps[:length])


@dataclass
class Model:
    """What is expected of the explorer's screen, told by the keys alone where they say it."""

    lane: str = "all"
    pane: str = "violations"
    expected: dict[str, str] = field(default_factory=dict)

    def before(self, screen: MainScreen, step: str) -> None:
        """Take notice of what a key is to do, where that does not depend on where else something is typed."""
        self.expected = {}
        if screen.app.screen is not screen or isinstance(screen.focused, FilterInput) or screen.pack is None:
            return
        events_pane = screen.query_one(EventsPane)
        meant = sorted((c for c in COMMANDS if c.only_in in ("", screen.pane)), key=lambda c: c.only_in)
        by_key = {key: c.action.removeprefix(f"{c.owner}.") for c in meant for key in c.keys.split(",")}
        action = by_key.get(step, "")
        if action.startswith("show_pane"):
            self.expected["pane"] = action.split("'")[1]
        elif action.startswith("show_lane"):
            self.expected |= {"pane": "events", "lane": action.split("'")[1], "log": "False"}
        elif action.startswith("next_pane"):
            step_by = 1 if step == "tab" else -1
            is_wide, is_tall = screen.has_class("-wide"), screen.has_class("-tall")
            self.expected["pane"] = screen.arrangement.neighbour(step_by, is_wide=is_wide, is_tall=is_tall)
        elif action == "log_file":
            shows = not events_pane.view.log if events_pane.view.lane is not None else events_pane.view.log
            self.expected |= {"pane": "events", "log": str(shows)}
        elif action == "mark" and (place := events_pane.rows.place) is not None:
            self.expected["marks"] = str(sorted(events_pane.rows.marks ^ {place}))

    def wrong(self, screen: MainScreen) -> list[str]:
        """Return what is not as expected."""
        if screen.app.screen is not screen:
            return []
        events_pane = screen.query_one(EventsPane)
        lane = next(name for name, known in LANES.items() if known is events_pane.view.lane)
        found = {
            "pane": screen.pane,
            "lane": lane,
            "log": str(events_pane.view.log),
            "marks": str(sorted(events_pane.rows.marks)),
        }
        return [
            f"{name}: expected {value}, found {found[name]}"
            for name, value in self.expected.items()
            if found[name] != value
        ]


def broken_invariants(screen: MainScreen) -> list[str]:
    """Return what must hold of the explorer's screen at any time and does not."""
    wrong = []
    for line_list in screen.query(LineList):
        if not 0 <= line_list.cursor <= max(line_list.row_count - 1, 0):
            wrong.append(f"{line_list.id}: cursor {line_list.cursor} of {line_list.row_count} rows")
        if line_list.row_count > line_list._source.count():
            wrong.append(f"{line_list.id}: {line_list.row_count} rows, the source has {line_list._source.count()}")
    pack, pane = screen.pack, screen.query_one(EventsPane)
    if pack is None:
        return wrong
    source = pane.query_one(LineList)._source
    if isinstance(source, LogLines) != pane.view.log:
        wrong.append(f"the list has {type(source).__name__}, log mode is {pane.view.log}")
    if pane.view.log and pane.rows.place is not None:
        wrong.append("a line of a log file is taken for an event")
    if pane.rows.marks and not set(pane.rows.marks) <= set(range(pack.events.count())):
        wrong.append("an event is marked that is not there")
    return wrong


class WalkError(Exception):
    """A walk failed at a step."""

    def __init__(self, step: int, why: str) -> None:
        super().__init__(step, why)
        self.step, self.why = step, why


async def go(pack: Path, walk: Walk) -> None:
    """Walk through the explorer, and check model and invariants behind every step.

    Raises:
        WalkError: something did not hold, or the explorer ended.
    """
    app = ExplorerApp(str(pack), OpenOptions(keeps_index=False))
    at, failed = 0, ""
    try:
        async with app.run_test(size=(120, 36)) as pilot:
            await settled(pilot)
            while at < len(walk) and not failed:
                try:
                    async with asyncio.timeout(STEP_SECONDS):
                        failed = await _take(pilot, walk[at])
                except TimeoutError:
                    failed = f"it takes longer than {STEP_SECONDS} s: {app.screen_stack}, {_busy_workers(pilot)}"
                at += not failed
            if not failed:
                await settled(pilot)
    except Exception as error:
        raise WalkError(at, f"{type(error).__name__}: {error}") from error
    if failed:
        raise WalkError(at, failed)


async def _take(pilot: Hand, step: str) -> str:
    """Take one step; return what is wrong behind it."""
    below = pilot.app.screen_stack[0]
    if not isinstance(below, MainScreen):
        return f"the lowest screen is {below}"
    model = Model()
    # What an earlier step still works on may show another pane behind this one.
    if not _busy_workers(pilot):
        model.before(below, step)
    await _do(pilot, step)
    await _drawn(pilot)
    app = pilot.app
    if app._exception is not None or app.return_value is not None or not app.is_running:
        return f"the explorer ended: {app._exception!r}, {app.return_value!r}"
    return "; ".join([*model.wrong(below), *broken_invariants(below)])


async def _do(pilot: Hand, step: str) -> None:
    rest = step[1:]
    if step == ".":
        await settled(pilot)
    elif step.startswith("~") and rest:
        for character in rest:
            pilot.app.post_message(events.Key(_character_to_key(character), character))
        await _send(pilot, "left", None)
    elif step.startswith("@") and rest:
        columns, rows = map(int, rest.split("x"))
        await pilot.resize_terminal(columns, rows)
    elif step.startswith("%") and rest:
        width, height = pilot.app.size
        x, y = (float(share) for share in rest.split())
        await pilot.click(offset=(min(int(x * width), width - 1), min(int(y * height), height - 1)))
    else:
        await _send(pilot, step, _characters.get(step))


_characters: Final = {_character_to_key(character): character for character in map(chr, range(0x20, 0x7F))}


async def shortest(walk: Walk, fails: Callable[[Walk], Awaitable[bool]], tries: int) -> Walk:
    """Return as short a part of a walk as still fails, by taking out ever smaller pieces (Zeller's ddmin)."""
    size = len(walk) // 2
    while size and tries:
        start, shorter = 0, False
        while start < len(walk) and tries:
            tries -= 1
            candidate = walk[:start] + walk[start + size :]
            if candidate and await fails(candidate):
                walk, shorter = candidate, True
            else:
                start += size
        size = size // 2 if not shorter or size > 1 else size
        size = min(size, len(walk) // 2) if size > 1 else size
    return walk


async def check(pack: Path, walk: Walk, tries: int = 60) -> None:
    """Walk; where that fails, find a short walk that does, and say which.

    Raises:
        AssertionError: it fails.
    """
    try:
        await go(pack, walk)
    except WalkError as first:
        short = await shortest(walk[: first.step + 1], lambda part: _fails(pack, part), tries)
        why = await _why(pack, short) or first.why
        raise AssertionError(f"{pack.name}: {' '.join(short)!r} fails: {why}") from first


async def _why(pack: Path, walk: Walk) -> str:
    try:
        await go(pack, walk)
    except WalkError as failed:
        return failed.why
    return ""


async def _fails(pack: Path, walk: Sequence[str]) -> bool:
    return bool(await _why(pack, tuple(walk)))


def run(pack: Path, walk: Walk, tries: int = 60) -> None:
    """As :func:`check`, outside of a loop."""
    asyncio.run(check(pack, walk, tries))
