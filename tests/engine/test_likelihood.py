"""From when on a failure was inevitable."""

import pytest

from atp_tui.engine.likelihood import Cut, Likelihood


def likelihood(*failed: int, runs: int = 4) -> Likelihood:
    """A likelihood with a cut for each number of failed runs."""
    cuts = tuple(Cut(place * 10, runs, number) for place, number in enumerate(failed))
    return Likelihood("quiescence", 100, runs, cuts, 0, is_stopped=False)


@pytest.mark.parametrize(
    ("failed", "place"),
    [
        ((0, 1, 4, 4), 2),
        ((4, 4), 0),
        ((0, 0, 3), None),
        # One run that passes later shows that it was not inevitable before.
        ((4, 4, 3, 4), 3),
        ((0, 0, 4), 2),
        ((), None),
    ],
)
def test_it_is_inevitable_from_the_cut_after_which_no_run_passes(failed: tuple[int, ...], place: int | None) -> None:
    assert likelihood(*failed).inevitable == place


def test_cuts_without_runs_say_nothing() -> None:
    assert likelihood(0, 0, runs=0).inevitable is None
    cut = Cut(0, 0, 0)
    assert (cut.share, tuple(cut.interval), cut.always_fails) == (0.0, (0.0, 1.0), False)


def test_the_interval_of_a_share_is_that_of_wilson() -> None:
    low, high = Cut(0, 16, 16).interval
    assert (round(low, 3), high) == (0.806, 1.0)
    assert tuple(round(end, 3) for end in Cut(0, 4, 1).interval) == (0.046, 0.699)
