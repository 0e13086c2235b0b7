"""Places visited: back and forward, as in a browser."""

from hypothesis import given
from hypothesis import strategies as st

from atp_tui.tui.panes.events.view import MOST_VISITS, EventView, History, Visit


def visit(place: int) -> Visit:
    return Visit(EventView(), place)


def test_there_is_nothing_to_go_to_at_first() -> None:
    visits = History()
    assert visits.back(visit(1)) is None
    assert visits.forward(visit(1)) is None


@given(st.lists(st.integers(0, 5), min_size=1, max_size=20))
def test_all_the_way_back_and_forward_again_passes_each_place(places: list[int]) -> None:
    visits, here = History(), visit(places[0])
    for place in places[1:]:
        visits.push(here)
        here = visit(place)
    route = [place for index, place in enumerate(places) if index == 0 or place != places[index - 1]]
    back = [here]
    while (found := visits.back(back[-1])) is not None:
        back.append(found)
    assert [each.place for each in reversed(back)] == route
    forward = [back[-1]]
    while (found := visits.forward(forward[-1])) is not None:
        forward.append(found)
    assert forward == back[::-1]


def test_a_new_jump_forgets_what_lay_ahead() -> None:
    visits = History()
    visits.push(visit(1))
    assert visits.back(visit(2)) == visit(1)
    visits.push(visit(1))
    assert visits.forward(visit(3)) is None
    assert visits.back(visit(3)) == visit(1)


def test_a_view_without_an_event_is_no_place() -> None:
    visits = History()
    visits.push(Visit())
    assert visits.back(visit(2)) is None
    visits.push(visit(1))
    assert visits.back(Visit()) == visit(1)
    assert visits.forward(visit(1)) is None


def test_only_so_many_are_kept() -> None:
    visits = History()
    for place in range(MOST_VISITS + 5):
        visits.push(visit(place))
    here, seen = visit(-1), []
    while (found := visits.back(here)) is not None:
        here = found
        seen.append(found.place)
    assert seen == list(range(MOST_VISITS + 4, 4, -1))
