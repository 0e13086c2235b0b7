import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.histogram import LANES, Density, density
from atp_tui.engine.trace import Lane

PATH, BOTH, NONE = frozenset({Lane.PATH}), frozenset({Lane.PATH, Lane.QUIC}), frozenset[Lane]()


def test_events_are_counted_by_lane_and_bin() -> None:
    found = density([(109, PATH), (100, BOTH), (101, NONE), (104, PATH), (105, PATH)], 2)
    assert found is not None
    assert (found.begin, found.end, found.bins) == (100, 109, 2)
    assert dict(found.counts) == {Lane.PATH: (2, 2), Lane.QUIC: (1, 0), Lane.REPAIR: (0, 0)}
    assert [lane for lane, _ in found.counts] == list(LANES)


def test_events_at_one_time_fill_the_first_bin() -> None:
    found = density([(5, PATH)] * 3, 4)
    assert found is not None
    assert (found.begin, found.end) == (5, 5)
    assert dict(found.counts)[Lane.PATH] == (3, 0, 0, 0)


@pytest.mark.parametrize(("events", "bins"), [([], 3), ([(1, PATH)], 0), ([(1, PATH)], -1)])
def test_without_events_or_bins_there_is_nothing(events: list[tuple[int, frozenset[Lane]]], bins: int) -> None:
    assert density(events, bins) is None


@pytest.mark.parametrize("bins", [1, 2, 3, 7, 30])
def test_a_bin_holds_the_times_of_its_span(bins: int) -> None:
    shown = Density(100, 116, bins)
    assert shown.span(0, bins - 1) == (100, 117)
    for number in range(bins):
        begin, end = shown.span(number, number)
        assert [time for time in range(100, 117) if shown.bin_of(time) == number] == list(range(begin, end))
    assert (shown.bin_of(-5), shown.bin_of(99), shown.bin_of(117), shown.bin_of(10**20)) == (0, 0, bins - 1, bins - 1)


@pytest.mark.parametrize(
    ("begin", "end", "most", "ticks"),
    [
        (0, 150, 7, [0, 50, 100, 150]),
        (0, 150, 8, [0, 20, 40, 60, 80, 100, 120, 140]),
        (18, 181, 10, [20, 40, 60, 80, 100, 120, 140, 160, 180]),
        (7, 7, 10, [7]),
        (10, 10, 0, [10]),
        (3, 4, 1, []),
    ],
)
def test_ticks_are_round_times_within_the_span(begin: int, end: int, most: int, ticks: list[int]) -> None:
    assert list(Density(begin, end, 10).ticks(most)) == ticks


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1), st.integers(1, 200))
def test_there_are_never_too_many_ticks(one: int, other: int, most: int) -> None:
    shown = Density(min(one, other), max(one, other), 100)
    ticks = shown.ticks(most)
    assert len(ticks) <= most
    assert all(shown.begin <= tick <= shown.end and tick % ticks.step == 0 for tick in ticks)
    assert str(ticks.step).strip("0") in ("1", "2", "5")
