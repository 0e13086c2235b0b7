"""The posterior in words."""

import pytest

from atp_tui.tui.check_rows import DEFAULT_ONE_IN, PRIORS, moved, percent, posterior_line


def test_the_priors_go_from_one_in_a_thousand_to_one_in_two() -> None:
    assert (PRIORS[0], PRIORS[-1], DEFAULT_ONE_IN) == (1000, 2, 100)
    assert list(PRIORS) == sorted(PRIORS, reverse=True)


def test_a_prior_moves_to_its_neighbour_and_stops_at_the_ends() -> None:
    assert [moved(100, 1), moved(100, -1)] == [50, 200]
    assert [moved(2, 1), moved(1000, -1)] == [2, 1000]


@pytest.mark.parametrize(
    ("log10_bf", "one_in", "said"),
    [
        (0.0, 2, "posterior 50.0% that it broke, from a prior of 50%"),
        (0.0, 1000, "posterior 0.1% that it broke, from a prior of 0.1%"),
        (1.0, 10, "posterior 52.6% that it broke, from a prior of 10%"),
        (-9.0, 100, "posterior under 0.1% that it broke, from a prior of 1%"),
        (9.0, 200, "posterior over 99.9% that it broke, from a prior of 0.5%"),
    ],
)
def test_a_posterior_stands_beside_its_prior(log10_bf: float, one_in: int, said: str) -> None:
    assert posterior_line(log10_bf, one_in, "it broke", fails=False) == said


@pytest.mark.parametrize(
    ("share", "said"), [(0.00049, "under 0.1%"), (0.0005, "0.1%"), (0.9995, "over 99.9%"), (0.9994, "99.9%")]
)
def test_nearly_none_and_nearly_all_are_not_told_as_none_and_all(share: float, said: str) -> None:
    assert percent(share) == said
