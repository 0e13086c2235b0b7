"""Events of two sides as rows."""

from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.diff.alignment import Placed, Row, RowKind, align
from atp_tui.engine.diff.model import Divergence
from atp_tui.engine.trace import BrokenEvent, TraceEvent
from atp_tui.store.trace.events import LoadedEvents
from atp_tui.tui.side_rows import AlignedRows, DivergenceRows, SideLines, side_detail, side_heading, side_line


def event(number: int, text: str) -> TraceEvent:
    return TraceEvent.message(number, number * 10, "Log", text)


def trace(words: str) -> tuple[TraceEvent, ...]:
    return tuple(event(number, word) for number, word in enumerate(words))


@given(st.text("ab", max_size=12), st.text("ab", max_size=12))
def test_rows_are_those_of_the_alignment(one: str, other: str) -> None:
    first, second = trace(one), trace(other)
    rows = AlignedRows(LoadedEvents(first), LoadedEvents(second))
    expected = list(align(first, second))
    for row in expected:
        rows.add(row)
    assert [rows.row(index) for index in range(rows.count())] == expected
    kinds = [row.kind for row in expected]
    begin = [
        at for at, kind in enumerate(kinds) if kind is not RowKind.SAME and (not at or kinds[at - 1] is RowKind.SAME)
    ]
    assert list(rows.differences) == begin
    for index in range(len(kinds)):
        assert rows.difference(index, 1) == next((at for at in begin if at > index), None)
        assert rows.difference(index, -1) == next((at for at in reversed(begin) if at < index), None)


def test_where_traces_part_both_sides_stand_beside_each_other() -> None:
    before, first, second = trace("ab"), (event(2, "c"), event(3, "d")), (event(2, "C"),)
    rows = DivergenceRows(Divergence(2, before, first, second))
    found = [rows.row(index) for index in range(rows.count())]
    assert [row.kind for row in found] == [RowKind.SAME, RowKind.SAME, RowKind.CHANGED, RowKind.FIRST_ONLY]
    assert [row.first.place for row in found if row.first] == [0, 1, 2, 3]
    assert [row.second.place for row in found if row.second] == [0, 1, 2]
    assert DivergenceRows(None).count() == 0
    over = DivergenceRows(Divergence(2, before, (), second))
    assert over.row(2).kind is RowKind.SECOND_ONLY


@given(st.integers(0, 200), st.text(max_size=300), st.text(max_size=300))
def test_a_row_has_two_columns_that_fit(width: int, one: str, other: str) -> None:
    row = Row(RowKind.CHANGED, Placed(0, event(0, one)), Placed(0, event(0, other)))
    line = side_line(row, width)
    assert line.cell_len <= max(width, 2 * 12 + 5)
    assert line.plain.startswith("~ 000000 0.0")
    assert line.spans


def test_signs_tell_the_kinds_apart() -> None:
    placed = Placed(0, event(0, "lost"))
    kinds = [
        Row(RowKind.SAME, placed, placed),
        Row(RowKind.CHANGED, placed, placed),
        Row(RowKind.FIRST_ONLY, placed, None),
        Row(RowKind.SECOND_ONLY, None, placed),
    ]
    assert [side_line(row, 60).plain[:2] for row in kinds] == ["  ", "~ ", "- ", "+ "]
    details = [side_detail(row, ("recorded", "found")).plain for row in kinds]
    assert details[0] == "both: 000000 0 Log lost"
    assert details[1] == "recorded: 000000 0 Log lost\nfound: 000000 0 Log lost"
    assert details[2] == "recorded: 000000 0 Log lost\nfound: no event here"
    assert side_heading(("recorded", "found"), 40).plain.split(" | ")[1] == "found"


def test_a_broken_event_is_a_row_too() -> None:
    broken = BrokenEvent(b"7", "an object", "7\x1b[2J")
    lines = SideLines(DivergenceRows(Divergence(0, (), (broken,), ())), 80)
    assert lines.count() == 1
    assert "x 000000 BROKEN: 7␛[2J" in lines.line(0).plain
