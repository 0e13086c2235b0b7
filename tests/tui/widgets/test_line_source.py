"""Rows on screen: what scrolls and what stays, and how a row looks in one colour."""

import pytest
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.strip import Strip

from atp_tui.tui.widgets.line_source import GrowingColumns, scrolled, uncoloured


class Rows:
    def __init__(self, frozen: int) -> None:
        self.columns = GrowingColumns(2, frozen=frozen)

    def count(self) -> int:
        return 1

    def line(self, index: int) -> Text:
        return Text(f"{index:02d}abcdefgh")


ROW = Strip([Segment("01"), Segment("ab", Style(color="red", bold=True)), Segment("cdefgh")])


@pytest.mark.parametrize(
    ("frozen", "left", "shown"),
    [
        (0, 0, "01abcd"),
        (0, 3, "bcdefg"),
        (1, 0, "01abcd"),
        (1, 1, "01acde"),
        (1, 3, "01aefg"),
        (1, 6, "01ah  "),
        (4, 2, "abcdef"),
    ],
)
def test_frozen_columns_stay_where_there_is_room_for_more(frozen: int, left: int, shown: str) -> None:
    found = scrolled(ROW, left, 6, Rows(frozen))
    assert (found.text, found.cell_length) == (shown, 6)


def test_a_row_in_one_colour_keeps_its_weight() -> None:
    found = uncoloured(ROW)
    assert found.text == ROW.text
    assert [segment.style.color for segment in found if segment.style] == [None]
    assert [bool(segment.style and segment.style.bold) for segment in found] == [False, True, False]
