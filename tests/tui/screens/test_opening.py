"""The opening: the first rows, before what explores them is loaded."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, current_thread, main_thread
from typing import cast

import pytest
from textual import events

from atp_tui.engine.errors import IoError
from atp_tui.store.open import open_pack
from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.options import OpenOptions
from atp_tui.tui.screens.main import MainScreen
from atp_tui.tui.screens.opening import FIRST, OpeningScreen, first_events
from atp_tui.tui.widgets.line_list import LineList
from tests.explorer import NARROW, PACKS, SECONDS, WIDE, Hand, listed, main_screen, opened, rows, settled, shown, until

PACK = PACKS / "five-violations"
TRACE = "transfer.atp-trace"


def opening(path: Path = PACK) -> ExplorerApp:
    options = OpenOptions(from_start=True)
    return ExplorerApp(str(path), options, OpeningScreen(str(path), first_events(str(PACK)), options))


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """What has to be set before the main screen is loaded behind the opening."""
    found = Event()

    def load() -> type[MainScreen]:
        # An app that begins with the main screen makes it in its own thread.
        assert current_thread() is main_thread() or found.wait(SECONDS)
        return MainScreen

    monkeypatch.setattr("atp_tui.tui.app._main_screen", load)
    yield found
    found.set()


def is_open(pilot: Hand) -> bool:
    return isinstance(pilot.app.screen, MainScreen) and not cast("ExplorerApp", pilot.app).holds_input


def has_rows(pilot: Hand) -> bool:
    return "000000" in shown(pilot)


def test_the_first_events_are_those_that_are_listed() -> None:
    listed = [event for event in open_pack(str(PACK)).events if not event.is_scheduler]
    found = first_events(str(PACK))
    assert len(found) == FIRST
    assert list(found) == listed[:FIRST]


@pytest.mark.parametrize("kept", [0, 1, 700, 1 << 20])
def test_of_a_cut_trace_the_whole_events_are_there(tmp_path: Path, kept: int) -> None:
    whole = (PACK / TRACE).read_bytes()
    (tmp_path / TRACE).write_bytes(whole[:kept])
    found = first_events(str(tmp_path))
    assert found == first_events(str(PACK))[: len(found)]
    assert bool(found) == (kept >= 700)


def test_what_is_no_pack_has_no_first_events(tmp_path: Path) -> None:
    assert first_events(str(tmp_path)) == ()
    assert first_events(str(tmp_path / "nowhere")) == ()
    (tmp_path / TRACE).mkdir()
    assert first_events(str(tmp_path)) == ()


@pytest.mark.usefixtures("gate")
@pytest.mark.parametrize("size", [WIDE, NARROW, (60, 18), (40, 12)])
async def test_the_opening_is_laid_out_as_the_main_screen(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(MainScreen, "_load", lambda _screen: None)
    async with ExplorerApp(str(PACK), OpenOptions()).run_test(size=size) as pilot:
        await pilot.pause()
        reading = rows(pilot)
    async with opening().run_test(size=size) as pilot:
        await until(pilot, lambda: rows(pilot)[0] == reading[0])
        first = rows(pilot)
    for told, found in zip(reading, first, strict=True):
        # The events alone are there already: what stands for them, and the scrollbar beside them, is not.
        assert found == told or "ms " in found or "reading" in told


@pytest.mark.usefixtures("gate")
async def test_the_first_rows_are_those_of_the_main_screen() -> None:
    async with opened("five-violations") as pilot:
        wanted = [row.strip() for row in listed(pilot, "event-list")]
    async with opening().run_test(size=WIDE) as pilot:
        await until(pilot, lambda: has_rows(pilot))
        line_list = pilot.app.screen.query_one("#event-list", LineList)
        found = [line_list.render_line(row).text.strip() for row in range(line_list.size.height)]
    assert len(found) >= len(wanted) > 10
    assert found[: len(wanted)] == wanted


async def test_the_whole_explorer_stands_in_its_place_at_the_end(gate: Event) -> None:
    async with opened("five-violations") as pilot:
        wanted = rows(pilot)
    async with opening().run_test(size=WIDE) as pilot:
        await until(pilot, lambda: has_rows(pilot))
        gate.set()
        await until(pilot, lambda: is_open(pilot))
        await settled(pilot)
        assert [row.split("five-violations", 1)[-1] for row in rows(pilot)][1:] == wanted[1:]
        assert len(pilot.app.screen_stack) == 1


async def test_keys_wait_for_the_whole_explorer_and_keep_their_order(gate: Event) -> None:
    async with opening().run_test(size=WIDE) as pilot:
        for key in ("V", "down", "down", "slash"):
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await until(pilot, lambda: has_rows(pilot) and cast("ExplorerApp", pilot.app).has_keys_waiting)
        gate.set()
        await until(pilot, lambda: is_open(pilot))
        pilot.app.post_message(events.Key("l", "l"))
        await settled(pilot)
        assert main_screen(pilot).pane == "events"
        assert main_screen(pilot).events_pane.view.query_text == "l"


async def test_a_click_waits_too(gate: Event) -> None:
    async with opening().run_test(size=WIDE) as pilot:
        await until(pilot, lambda: has_rows(pilot))
        at = rows(pilot)
        row = next(number for number, text in enumerate(at) if "6 Evidence" in text)
        column = at[row].index("6 Evidence")
        for kind in (events.MouseDown, events.MouseUp):
            pilot.app.post_message(kind(None, column, row, 0, 0, 1, False, False, False, column, row))
        gate.set()
        await until(pilot, lambda: is_open(pilot))
        await settled(pilot)
        assert main_screen(pilot).pane == "evidence"


async def test_the_program_can_be_left_before_it_was_loaded(gate: Event) -> None:
    app = opening()
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: has_rows(pilot))
        app.exit(143)
        gate.set()
    assert app.return_value == 143


async def test_a_key_that_leaves_waits_and_then_leaves(gate: Event) -> None:
    app = opening()
    async with app.run_test(size=WIDE) as pilot:
        pilot.app.post_message(events.Key("q", "q"))
        await until(pilot, lambda: has_rows(pilot))
        gate.set()
        await until(pilot, lambda: not app.is_running)
    assert app.return_value == 0


async def test_a_pack_that_takes_long_can_be_left(gate: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("atp_tui.tui.app.PATIENCE", 0.01)
    monkeypatch.setattr(MainScreen, "_load", lambda _screen: None)
    app = opening()
    async with app.run_test(size=WIDE) as pilot:
        gate.set()
        await until(pilot, lambda: is_open(pilot))
        assert main_screen(pilot).pack is None
        pilot.app.post_message(events.Key("q", "q"))
        await until(pilot, lambda: not app.is_running)
    assert app.return_value == 0


async def test_a_resize_of_the_opening_is_taken_on(gate: Event) -> None:
    async with opened("five-violations", NARROW) as pilot:
        wanted = rows(pilot)
    async with opening().run_test(size=WIDE) as pilot:
        await until(pilot, lambda: has_rows(pilot))
        await pilot.resize_terminal(*NARROW)
        await until(pilot, lambda: len(rows(pilot)) == NARROW[1] and "1 All" not in shown(pilot))
        gate.set()
        await until(pilot, lambda: is_open(pilot))
        await settled(pilot)
        assert rows(pilot)[1:] == wanted[1:]


async def test_a_pack_that_has_gone_meanwhile_ends_with_the_error(gate: Event, tmp_path: Path) -> None:
    app = opening(tmp_path / "nowhere")
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: has_rows(pilot))
        gate.set()
        await until(pilot, lambda: not app.is_running)
    assert isinstance(app.return_value, IoError)
