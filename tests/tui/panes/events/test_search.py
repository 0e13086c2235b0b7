"""What stands in the list of events while a filter that was typed is looked for."""

import threading
from collections.abc import Callable, Iterator

import pytest

from atp_tui.engine.event_filter import EventFilter
from atp_tui.engine.trace import Lane
from atp_tui.store.trace.events import IndexedEvents
from atp_tui.tui.panes.events.pane import EventsPane
from atp_tui.tui.widgets.filter_input import FilterInput
from atp_tui.tui.widgets.line_list import LineList
from tests.explorer import enter, listed, main_screen, opened, press, press_at_once, said, settled, shown, until


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Holds each search for words, before it has found anything, until it is set."""
    gate, search = threading.Event(), IndexedEvents.search

    def held(
        events: IndexedEvents, wanted: EventFilter, lane: Lane | None, cancelled: Callable[[], bool]
    ) -> Iterator[tuple[list[int], int]]:
        if wanted.query.terms:
            yield [], 0
            assert gate.wait(60)
        yield from search(events, wanted, lane, cancelled)

    monkeypatch.setattr(IndexedEvents, "search", held)
    yield gate
    gate.set()


async def test_rows_stay_until_something_is_found(monkeypatch: pytest.MonkeyPatch, gate: threading.Event) -> None:
    monkeypatch.setattr("atp_tui.tui.panes.events.search.STALE_SECONDS", 600.0)
    async with opened("five-violations") as pilot:
        await press_at_once(pilot, "V", "end")
        await press_at_once(pilot, "slash", "q", "u", "i", "c")
        assert any("quic" not in row.lower() for row in listed(pilot, "event-list"))
        assert "searching …" not in shown(pilot)
        gate.set()
        await until(pilot, lambda: all("quic" in row.lower() for row in listed(pilot, "event-list")))


async def test_rows_of_an_old_filter_do_not_stay_for_long(gate: threading.Event) -> None:
    async with opened("five-violations") as pilot:
        await press_at_once(pilot, "V", "slash", "q")
        await until(pilot, lambda: "searching …" in shown(pilot))
        assert said(pilot, "found").startswith("0 of 400")
        gate.set()
        await settled(pilot)
        assert "quic" in listed(pilot, "event-list")[0].lower()


async def test_rows_of_an_old_filter_do_not_stay_where_nothing_matches() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "V", "slash", "q", "x", "q")
        assert "nothing matches" in shown(pilot)


async def test_a_term_that_has_only_been_begun_asks_for_nothing() -> None:
    async with opened("five-violations") as pilot:
        pane = main_screen(pilot).query_one(EventsPane)
        for before in ("", "permit "):
            pane.search.entry.value = before
            await settled(pilot)
            expected = listed(pilot, "event-list")
            for begun in ("kind:", "!kind:", 'kind:"', "kind:/", '!kind:"', '"', "!"):
                pane.search.entry.value = before + begun
                await settled(pilot)
                assert listed(pilot, "event-list") == expected, begun
                assert pane.query_one(FilterInput).error == ""


async def test_a_kind_narrows_while_it_is_typed_and_marks_nothing_in_the_rows() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "V", "slash")
        counts = []
        for part in ('kind:"R', "egion", "CLOSE", 'BEGIN"'):
            await enter(pilot, part)
            rows = listed(pilot, "event-list")
            counts.append(int(said(pilot, "found").split()[0]))
        assert counts == sorted(counts, reverse=True)
        assert counts[1] > counts[2] > counts[3] > 0
        assert all("RegionCloseBegin" in row for row in rows)
        event_list = main_screen(pilot).query_one("#event-list", LineList)
        styles = [segment.style for row in range(len(rows)) for segment in event_list.render_line(row)]
        assert not any(style is not None and style.reverse for style in styles)
