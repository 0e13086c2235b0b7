"""Lab time in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.event_location import EventLocation
from atp_tui.engine.lab_time import milliseconds, unit_of


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (None, "-"),
        (0, "0.000 ms"),
        (999, "0.000 ms"),
        (1_999_999, "1.999 ms"),
        (12_004_999, "12.004 ms"),
        (10**12, "1,000,000.000 ms"),
        (2**64 - 1, "18,446,744,073,709.551 ms"),
    ],
)
def test_times_are_in_milliseconds_and_cut_off(time: int | None, words: str) -> None:
    assert milliseconds(time) == words


@given(st.integers(0, 2**64 - 1))
def test_the_time_that_is_shown_is_less_than_a_microsecond_before_the_true_one(time: int) -> None:
    shown = EventLocation.read(milliseconds(time).replace(",", "")).value
    assert 0 <= time - shown < 1000


@pytest.mark.parametrize(
    ("step", "unit"),
    [
        (1, (1, "ns")),
        (500, (1, "ns")),
        (2_000, (1_000, "us")),
        (500_000, (1_000, "us")),
        (50_000_000, (1_000_000, "ms")),
        (10_000_000_000, (1_000_000_000, "s")),
    ],
)
def test_a_step_is_a_whole_number_of_its_unit(step: int, unit: tuple[int, str]) -> None:
    assert unit_of(step) == unit
