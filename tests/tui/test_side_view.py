"""Which rows of two traces are listed."""

import pytest

from atp_tui.engine.diff.alignment import Placed, Row, RowKind
from atp_tui.engine.trace import BrokenEvent, Lane, TraceEvent
from atp_tui.store.trace.events import Event, LoadedEvents
from atp_tui.tui.side_rows import AlignedRows
from atp_tui.tui.side_view import SideView, narrow

POLL = TraceEvent.of(1, 5, "Poll")
LOST = TraceEvent.message(2, 6, "DatagramLost", "quic packet lost")
ROUTE = TraceEvent.message(3, 7, "Log", "a route")
BROKEN = BrokenEvent(b"7", "an object", "7")


def row(first: Event | None, second: Event | None) -> Row:
    one, other = (None if event is None else Placed(0, event) for event in (first, second))
    return Row(RowKind.CHANGED, one, other)


@pytest.mark.parametrize(
    ("view", "first", "second", "expected"),
    [
        (SideView(), POLL, POLL, False),
        (SideView(), POLL, None, False),
        (SideView(), POLL, LOST, True),
        (SideView(), None, BROKEN, True),
        (SideView(scheduler=True), POLL, None, True),
        (SideView(Lane.QUIC), LOST, None, True),
        (SideView(Lane.QUIC), ROUTE, POLL, False),
        (SideView(Lane.PATH), ROUTE, POLL, True),
        (SideView(Lane.PATH), POLL, POLL, False),
        (SideView(Lane.PATH), BROKEN, None, False),
        (SideView(query_text="lost"), ROUTE, LOST, True),
        (SideView(query_text="lost"), ROUTE, POLL, False),
        (SideView(query_text="kind:poll"), POLL, None, True),
    ],
)
def test_a_row_is_listed_for_one_of_its_sides(
    view: SideView, first: Event | None, second: Event | None, expected: bool
) -> None:
    assert view.has(row(first, second)) is expected


def aligned(events: list[TraceEvent]) -> AlignedRows:
    side = LoadedEvents(events)
    rows = AlignedRows(side, side)
    for place, event in enumerate(events):
        rows.add(Row(RowKind.SAME, Placed(place, event), Placed(place, event)))
    return rows


def test_rows_that_come_later_are_listed_too() -> None:
    events = [POLL, LOST, POLL, ROUTE]
    rows = aligned(events)
    listed = rows.emptied()
    asked: list[int] = []

    def is_aligned() -> bool:
        asked.append(rows.count())
        if len(asked) == 1:
            rows.add(Row(RowKind.SAME, Placed(1, LOST), None))
        return len(asked) > 1

    assert list(narrow(rows, SideView(), listed, is_aligned, lambda: False))[-1] is True
    assert [listed.row(index).first for index in range(listed.count())] == [
        Placed(1, LOST),
        Placed(3, ROUTE),
        Placed(1, LOST),
    ]
    assert (listed.near(0), listed.row_near(2), listed.row_near(9)) == (1, 1, 2)


def test_rows_that_are_no_longer_wanted_are_not_listed() -> None:
    rows = aligned([LOST] * 10)
    listed = rows.emptied()
    assert list(narrow(rows, SideView(), listed, lambda: True, lambda: True)) == []
    assert listed.count() == 0
