"""Values over time in a fixed number of columns."""

from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.series import COLUMNS, GrowingSeries, Sample, Series, held

POINTS = st.lists(st.tuples(st.integers(0, COLUMNS - 1), st.integers(-5, 50)), max_size=60)


def grown(points: list[tuple[int, int]]) -> Series:
    series = GrowingSeries()
    for column, value in points:
        series.add(column, value)
    return series.fixed()


@given(POINTS, st.integers(1, 200))
def test_a_column_of_a_chart_has_the_values_of_its_columns(points: list[tuple[int, int]], bins: int) -> None:
    listed: list[list[tuple[int, int]]] = [[] for _ in range(bins)]
    for column, value in points:
        listed[int((column + 0.5) * bins / COLUMNS)].append((column, value))
    wanted = []
    for found in listed:
        last = max((column for column, _ in found), default=0)
        values = [value for _, value in found]
        latest = [value for column, value in found if column == last]
        wanted.append(Sample(min(values), max(values), latest[-1]) if values else None)
    assert grown(points).binned(bins) == tuple(wanted)


def test_no_more_is_kept_than_there_are_columns() -> None:
    series = grown([(number % COLUMNS, number) for number in range(3 * COLUMNS)])
    assert len(series.columns) == COLUMNS
    assert series.columns[1] == (1, Sample(1, 2 * COLUMNS + 1, 2 * COLUMNS + 1))
    assert (series.least, series.most) == (0, 3 * COLUMNS - 1)


def test_a_series_without_values_has_none() -> None:
    assert (Series().least, Series().most, Series().binned(2)) == (0, 0, (None, None))


def test_the_last_value_holds_until_the_next() -> None:
    first, second = Sample(1, 3, 2), Sample(5, 5, 5)
    assert list(held((None, first, None, None, second))) == [None, first, Sample(2, 2, 2), Sample(2, 2, 2), second]
