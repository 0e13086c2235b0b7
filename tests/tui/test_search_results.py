"""What a search has found so far."""

from hypothesis import given
from hypothesis import strategies as st

from atp_tui.tui.search_results import SearchResults, step_from

PLACES = st.lists(st.integers(0, 60), unique=True).map(sorted)


def test_words_say_how_far_the_search_is() -> None:
    found = SearchResults()
    found.add([3, 1_500], 2_000, is_done=False)
    assert [*found.words(12_000, 3)] == ["2 of 12,000, 2,000 looked through", "match 1"]
    found.add([2_500], 12_000, is_done=True)
    assert [*found.words(12_000, 2_500)] == ["3 of 12,000", "match 3"]
    assert [*found.words(12_000, 4)] == ["3 of 12,000"]
    assert [*found.words(12_000, None)] == ["3 of 12,000"]


@given(PLACES, st.integers(-1, 61))
def test_steps_are_those_that_a_plain_look_finds(places: list[int], here: int) -> None:
    assert step_from(places, here, 1) == min((place for place in places if place > here), default=None)
    assert step_from(places, here, -1) == max((place for place in places if place < here), default=None)
