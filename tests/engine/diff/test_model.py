from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.diff.model import Difference, differences

maps = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("xyz"), max_size=5)


def test_the_first_side_gives_the_order() -> None:
    found = differences({"b": "1", "a": "2", "c": "3"}, {"d": "4", "c": "3", "a": "5"})
    assert found == (Difference("b", "1", None), Difference("a", "2", "5"), Difference("d", None, "4"))


@given(maps, maps)
def test_what_differs_is_told_and_nothing_else(first: dict[str, str], second: dict[str, str]) -> None:
    found = {each.name: each for each in differences(first, second)}
    for name in first.keys() | second.keys():
        assert (name in found) is (first.get(name) != second.get(name))
    assert differences(first, first) == ()
