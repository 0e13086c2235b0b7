"""Events as rows."""

import pytest
from textual.app import App, ComposeResult

from atp_tui.cells import cell_len
from atp_tui.engine.query import Query
from atp_tui.engine.relevance import Relevance
from atp_tui.engine.trace import BrokenEvent, Lane, TraceEvent
from atp_tui.report.event_export import copied_line
from atp_tui.store.trace.events import LoadedEvents
from atp_tui.store.trace.listed import ListedEvents
from atp_tui.tui.event_lines import EventLines
from atp_tui.tui.event_row import event_line
from atp_tui.tui.widgets.line_list import LineList

PERMIT = TraceEvent.message(7, 12_004_999, "Log", "permit 7\nopened")
TASK = TraceEvent.of(8, 5, "RegionCloseComplete", {"Task": {"task": "T1"}})
BROKEN = BrokenEvent(b"[", "an object", "a list\x1b")


@pytest.mark.parametrize(
    ("event", "row"),
    [
        (PERMIT, "  000007    12.004 ms    Log              permit 7\\nopened"),
        (TASK, "  000008     0.000 ms    RegionCloseComp… Task task=T1"),
        (TraceEvent.read(b'{"kind":3}'), "  ------            -    -                -"),
        (TraceEvent.message(1, 2**64 - 1, "K", "[b]x"), "  000001 18,446,744,073,709.551 ms    K                [b]x"),
        (TraceEvent.message(2**64 - 1, 0, "漢字", "x"), "  18446744073709551615     0.000 ms    漢字             x"),
        (TraceEvent.message(1, 0, "漢" * 9, "x"), "  000001     0.000 ms    漢漢漢漢漢漢漢…  x"),
        (TraceEvent.message(1, 0, "e\u0301" * 16, "x"), "  000001     0.000 ms    " + "e\u0301" * 16 + " x"),
        (BROKEN, "x 000003  BROKEN: expected an object, found a list␛"),
    ],
)
def test_a_row_says_when_what_and_how(event: TraceEvent | BrokenEvent, row: str) -> None:
    assert event_line(event, 3).plain == row


def test_a_related_event_has_a_sign() -> None:
    relevance = Relevance(("permit",))
    assert event_line(PERMIT, 0, relevance).plain.startswith("• 000007")
    assert event_line(TASK, 0, relevance).plain.startswith("  000008")


def test_rows_of_a_lane_and_of_what_was_found() -> None:
    events = LoadedEvents((PERMIT, TraceEvent.message(9, 1, "Log", "path racing"), BROKEN, TASK))
    lane = EventLines(ListedEvents(events, Lane.PATH, hides_scheduler=False), None, Query.parse(""), lambda: None)
    assert (lane.count(), lane.place(0), lane.row(0), lane.row(2)) == (2, 1, 0, 1)
    assert "path racing" in lane.line(0).plain
    found = EventLines(ListedEvents(events, None, hides_scheduler=True), [0, 3], Query.parse("permit"), lambda: None)
    assert (found.count(), found.place(1), found.row(1), found.row(4)) == (2, 3, 1, 2)
    (span,) = [span for span in found.line(0).spans if span.style == "reverse"]
    assert found.line(0).plain[span.start : span.end] == "permit"


def test_the_line_to_copy_is_that_of_the_format_made_visible() -> None:
    assert copied_line(PERMIT, 0) == "000007 12004999 Log permit 7\\nopened"
    assert copied_line(TraceEvent.message(1, 2, "a\u202e", "b"), 0) == "000001 2 a<U+202E> b"
    assert copied_line(BROKEN, 4) == "event 4: broken: expected an object, found a list␛"


async def test_columns_grow_with_the_rows_on_screen_and_stay_in_line() -> None:
    texts = [(1, 5, "Log"), (2**64 - 1, 7, "漢字"), (3, 2**64 - 1, "e\u0301" * 20), (4, 9, "😀" * 9)]
    events = LoadedEvents([TraceEvent.message(number, time, kind, "@") for number, time, kind in texts])
    source = EventLines(ListedEvents(events, None, hides_scheduler=True), None, Query.parse(""), lambda: None)

    class Shown(App[None]):
        def compose(self) -> ComposeResult:
            yield LineList(source)

    async with Shown().run_test(size=(100, 10)) as pilot:
        await pilot.pause()
        await pilot.pause()
        strips = pilot.app.screen._compositor.render_strips()[: len(texts)]
        assert [cell_len(strip.text[: strip.text.index("@")]) for strip in strips] == [
            2 + 2 + 21 + 25 + 2 + 2 + 16 + 1
        ] * 4
