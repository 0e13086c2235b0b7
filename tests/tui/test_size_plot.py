"""The size of the best so far over time."""

from hypothesis import given
from hypothesis import strategies as st

from atp_tui.tui.size_plot import SizeHistory


def test_a_size_stays_until_the_next_cut() -> None:
    history = SizeHistory(100)
    for seconds, size in ((0.0, 100), (1.0, 50), (1.5, 50), (2.0, 10), (4.0, 10)):
        history.add(seconds, size)
    assert history.sampled(5) == (100, 50, 10, 10, 10)
    assert history.sampled(1) == (100,)


@given(st.lists(st.tuples(st.floats(0, 10), st.integers(0, 50)), max_size=30), st.integers(1, 100))
def test_there_are_as_many_samples_as_columns(steps: list[tuple[float, int]], count: int) -> None:
    history = SizeHistory(51)
    for seconds, size in sorted(steps):
        history.add(seconds, size)
    found = history.sampled(count)
    assert len(found) == count
    assert set(found) <= {51, *(size for _, size in steps)}
    assert count == 1 or not steps or found[-1] in [size for second, size in steps if second == max(steps)[0]]
