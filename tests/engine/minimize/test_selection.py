from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import Selection

TOTAL = 70
places = st.sets(st.integers(0, TOTAL - 1))


def of(kept: set[int]) -> Selection:
    return Selection(TOTAL, sum(1 << place for place in kept))


@given(places)
def test_a_selection_is_a_set(kept: set[int]) -> None:
    selection = of(kept)
    assert selection.places() == sorted(kept)
    assert selection.count == len(kept)
    assert selection.take(range(TOTAL)) == tuple(sorted(kept))
    assert selection.leave(range(TOTAL)) == tuple(sorted(set(range(TOTAL)) - kept))


@given(places, st.integers(0, TOTAL - 1), st.integers(0, TOTAL - 1))
def test_a_span_is_cut_or_kept(kept: set[int], one: int, other: int) -> None:
    first, last = sorted((one, other))
    span = set(range(first, last + 1))
    assert of(kept).without(first, last) == of(kept - span)
    assert of(kept).only(first, last) == of(kept & span)


@given(places, places)
def test_a_key_tells_selections_apart(one: set[int], other: set[int]) -> None:
    assert (of(one).key == of(other).key) is (one == other)


def test_places_61_apart_have_keys_of_their_own() -> None:
    # Python's own hash of such numbers is the same.
    assert len({of({place}).key for place in range(TOTAL)}) == TOTAL


def test_everything_and_nothing() -> None:
    assert Selection.everything(0) == Selection.nothing(0) == Selection(0, 0)
    assert Selection.everything(3).places() == [0, 1, 2]
    assert Selection.nothing(3).places() == []
