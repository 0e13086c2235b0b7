"""Columns on a log scale and the axis below them; the chart fits what it shows into its height."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from atp_tui.tui.widgets.strip_chart import Axis, ChartRow, StripChart, columns, log_columns

ROWS = (ChartRow("One", (0, 1, 10, 400)), ChartRow("Two", (4, 0, 0, 0)))
AXIS = Axis("ms", ((1, "5"),))


def test_one_burst_does_not_flatten_the_rest() -> None:
    (line,) = log_columns((0, 1, 2, 4, 10, 400))
    assert line[0] == " "
    assert line == " ▁▁▂▃█"
    assert columns((0, 1, 2, 4, 10, 400)) == " ▁▁▁▁█"


@given(st.lists(st.integers(0, 2**63), max_size=40), st.integers(1, 6))
def test_anything_above_none_shows_and_the_highest_fills_all_rows(values: list[int], height: int) -> None:
    lines = log_columns(tuple(values), height)
    assert len(lines) == height
    assert {len(line) for line in lines} == {len(values)}
    for column, value in enumerate(values):
        cells = [line[column] for line in lines]
        assert (cells[-1] != " ") == (value > 0)
        assert value < max(values) or not value or set(cells) == {"█"}
        assert "".join(cells).lstrip(" ").strip("█") in ("", *"▁▂▃▄▅▆▇"), "one cell at most is not full"


@pytest.mark.parametrize(
    ("width", "ticks", "text"),
    [
        (10, ((0, "0"), (5, "50")), "╵0   ╵50  "),
        (6, ((0, "0"), (5, "50")), "╵0    "),
        (10, ((0, "1000"), (4, "50"), (7, "6")), "╵1000  ╵6 "),
        (0, ((0, "0"),), ""),
    ],
)
def test_a_number_without_room_is_left_out_of_the_axis(
    width: int, ticks: tuple[tuple[int, str], ...], text: str
) -> None:
    assert Axis("ms", ticks).text(width) == text


class ChartApp(App[None]):
    def __init__(self, height: int) -> None:
        super().__init__()
        self._height = height

    def compose(self) -> ComposeResult:
        chart = StripChart(label_width=5)
        chart.styles.height = self._height
        yield chart


@pytest.mark.parametrize(
    ("height", "lines"),
    [
        (1, ["all  ▂▁▲█"]),
        (4, ["One   ▁▃█", "Two  █", "       ▲", "ms    ╵5"]),
        (6, ["One     █", "      ▂▆█", "Two  █", "     █", "       ▲", "ms    ╵5"]),
        (5, ["One   ▁▃█", "Two  █", "       ▲", "ms    ╵5", ""]),
    ],
)
async def test_the_charts_share_the_height(height: int, lines: list[str]) -> None:
    app = ChartApp(height)
    async with app.run_test(size=(9, 12)) as pilot:
        chart = app.query_one(StripChart)
        chart.show(ROWS, (0, 0, 1, 0), AXIS, "all")
        await pilot.pause()
        shown = [chart.render_line(y).text.rstrip() for y in range(height)]
    assert shown == lines
