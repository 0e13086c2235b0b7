"""A failing pack opens where the failure is."""

import shutil
from pathlib import Path

import pytest

from atp_tui.engine.trace import TraceEvent
from atp_tui.engine.verdict import Verdict
from atp_tui.store.open import open_pack
from atp_tui.tui.event_row import RELATED
from tests.explorer import PACKS, SAMPLES, cursor_row, listed, main_screen, opened, press, told

FAILING = [
    path.name for path in sorted(SAMPLES.iterdir()) if path.is_dir() and open_pack(str(path)).verdict is Verdict.FAILED
]


def first_related(pilot: object) -> int:
    inspection = main_screen(pilot).inspection  # type: ignore[arg-type]
    assert inspection is not None
    assert inspection.is_done
    return inspection.places[0]


@pytest.mark.parametrize("name", FAILING)
async def test_the_cursor_is_on_the_first_related_event_of_the_worst_violation(name: str) -> None:
    async with opened(SAMPLES / name, from_start=False) as pilot:
        pane = main_screen(pilot).events_pane
        assert pane.rows.place == first_related(pilot)
        assert cursor_row(pilot, "event-list").startswith(f"> {RELATED}")
        assert main_screen(pilot).pane == "violations"


@pytest.mark.parametrize("name", FAILING)
async def test_of_the_first_rows_few_are_of_the_scheduler(name: str) -> None:
    async with opened(SAMPLES / name, from_start=False) as pilot:
        pane = main_screen(pilot).events_pane
        shown = [pane.rows.place_of(row) for row in pane.rows.list.rows_on_screen]
        assert pane.pack is not None
        noise = [place for place in shown if place is not None and pane.pack.events.at(place).is_scheduler]
        assert len(shown) >= 10
        assert noise == []


async def test_the_cursor_follows_the_highlighted_violation_until_the_events_were_visited() -> None:
    async with opened("five-violations", from_start=False) as pilot:
        pane = main_screen(pilot).events_pane
        before = pane.rows.place
        await press(pilot, "down")
        assert pane.rows.place == first_related(pilot) != before
        await press(pilot, "V", "down", "down")
        here = pane.rows.place
        await press(pilot, "v", "down")
        assert pane.rows.place == here


async def test_from_start_begins_with_the_first_event() -> None:
    async with opened("five-violations", from_start=True) as pilot:
        assert main_screen(pilot).events_pane.rows.place == 0


async def test_a_pack_without_violations_begins_with_the_first_event() -> None:
    async with opened("clean", from_start=False) as pilot:
        assert main_screen(pilot).events_pane.rows.list.cursor == 0


async def test_without_a_related_event_the_list_begins_at_its_end(tmp_path: Path) -> None:
    shutil.copytree(PACKS / "hostile-text", tmp_path / "pack")
    async with opened(tmp_path / "pack", from_start=False) as pilot:
        screen = main_screen(pilot)
        assert screen.inspection is not None
        assert not screen.inspection.places
        rows = screen.events_pane.rows.list
        assert rows.cursor == rows.row_count - 1


async def test_errors_are_gone_through() -> None:
    async with opened(SAMPLES / "five-violations") as pilot:
        pane = main_screen(pilot).events_pane
        found: list[int] = []
        await press(pilot, "V")
        for _ in range(20):
            await press(pilot, "e")
            if told(pilot):
                break
            assert pane.rows.place is not None
            found.append(pane.rows.place)
        assert pane.pack is not None
        events = [pane.pack.events.at(place) for place in found]
        kinds = {event.fields.kind for event in events if isinstance(event, TraceEvent)}
        assert kinds == {"Fault", "PowerCut", "Deadline"}
        assert found == sorted(set(found))
        assert told(pilot) == [f"no later error; there are {len(found)}"]
        await press(pilot, "E")
        assert pane.rows.place == found[-2]


async def test_without_errors_it_says_so() -> None:
    async with opened(SAMPLES / "clean") as pilot:
        await press(pilot, "V", "e")
        assert told(pilot) == ["no event here is an error"]


async def test_broken_events_are_errors() -> None:
    async with opened("damaged") as pilot:
        await press(pilot, "V", "e")
        assert "BROKEN" in cursor_row(pilot, "event-list")


async def test_number_and_kind_stay_in_view_while_the_rows_are_scrolled() -> None:
    async with opened(SAMPLES / "five-violations", (80, 24)) as pilot:
        await press(pilot, "V")
        before = listed(pilot, "event-list")
        await press(pilot, "l", "l")
        after = listed(pilot, "event-list")
        assert [row[:42] for row in after] == [row[:42] for row in before]
        assert [row[42:50] for row in after] != [row[42:50] for row in before]
