from hypothesis import given
from hypothesis import strategies as st

from atp_tui.report.unique_names import UniqueNames
from tests.growth import growth

names = st.sampled_from(["a", "a (2)", "a (3)", "a (2) (2)", "b", ""])


def first_free(name: str, taken: set[str]) -> str:
    """The rule, word for word."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free


@given(st.lists(names, max_size=30))
def test_a_name_that_is_taken_gets_the_first_free_number(given_names: list[str]) -> None:
    unique, taken = UniqueNames(), set[str]()
    for name in given_names:
        expected = first_free(name, taken)
        assert unique.take(name) == expected
        taken.add(expected)
    assert len(taken) == len(given_names)


def test_the_work_is_linear_in_the_names() -> None:
    def take(size: int) -> None:
        unique = UniqueNames()
        for name in ["a", "a (2)", "b"] * size:
            unique.take(name)

    assert growth(take) < 1.2
