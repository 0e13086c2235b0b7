"""Sets and maps of ranges, compared with sets and dictionaries of single numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.qlog.judge.ranges import MOST_RANGES, RangeMap, RangeSet, TooManyRangesError
from tests.examples import examples

RANGES = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda ends: (min(ends), max(ends)))


@examples(400)
@given(st.lists(RANGES, max_size=20), RANGES)
def test_a_set_of_ranges_is_a_set_of_numbers(added: list[tuple[int, int]], asked: tuple[int, int]) -> None:
    ranges, numbers = RangeSet(), set[int]()
    for start, end in added:
        ranges.add(start, end)
        numbers |= set(range(start, end))
    wanted = set(range(*asked))
    assert {n for low, high in zip(ranges.starts, ranges.ends, strict=True) for n in range(low, high)} == numbers
    assert all(high < low for high, low in zip(ranges.ends, ranges.starts[1:], strict=False)), "ranges touch"
    assert ranges.covers(*asked) == (wanted <= numbers)
    assert {n for part in ranges.missing(*asked) for n in range(*part)} == wanted - numbers
    assert {n for part in ranges.common(*asked) for n in range(*part)} == wanted & numbers


def test_a_range_has_the_mark_of_what_began_it() -> None:
    ranges = RangeSet()
    for mark, (start, end) in enumerate([(0, 2), (6, 8), (8, 9), (5, 6), (12, 13)]):
        ranges.add(start, end, mark)
    assert ranges.starts == [0, 5, 12]
    assert ranges.marks == [0, 3, 4]


def test_the_older_half_is_forgotten() -> None:
    ranges = RangeSet()
    for start in range(0, 40, 4):
        ranges.add(start, start + 1)
    assert ranges.forget_older() == 20
    assert ranges.starts == [20, 24, 28, 32, 36]
    assert RangeSet().forget_older() == 0


@examples(400)
@given(st.lists(st.tuples(st.booleans(), RANGES, st.integers(0, 9)), max_size=20), RANGES)
def test_a_map_of_ranges_is_a_map_of_numbers(
    changes: list[tuple[bool, tuple[int, int], int]], asked: tuple[int, int]
) -> None:
    ranges, numbers = RangeMap(), dict[int, int]()
    for is_put, (start, end), value in changes:
        if is_put:
            ranges.put(start, end, value)
            numbers |= dict.fromkeys(range(start, end), value)
        else:
            ranges.remove(start, end)
            numbers = {number: each for number, each in numbers.items() if not start <= number < end}
    assert {n: value for low, high, value in ranges for n in range(low, high)} == numbers
    assert bool(ranges) == bool(numbers)
    found = {n: value for low, high, value in ranges.overlapping(*asked) for n in range(low, high)}
    assert found == {number: value for number, value in numbers.items() if asked[0] <= number < asked[1]}


def test_a_map_does_not_grow_without_end() -> None:
    ranges = RangeMap()
    for start in range(0, 2 * MOST_RANGES, 2):
        ranges.put(start, start + 1, 0)
    with pytest.raises(TooManyRangesError):
        ranges.put(4 * MOST_RANGES, 4 * MOST_RANGES + 1, 0)


@pytest.mark.parametrize("start", [2 * MOST_RANGES, -2])
def test_a_set_does_not_grow_without_end(start: int) -> None:
    ranges = RangeSet()
    for each in range(0, 2 * MOST_RANGES, 2):
        ranges.add(each, each + 1)
    with pytest.raises(TooManyRangesError):
        ranges.add(start, start + 1)
    assert ranges.covers(start, start + 1)
