import pytest

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
