"""A typed place: a number, a place, or a lab time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.event_location import EventLocation, PlaceKind


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("0", PlaceKind.NUMBER, 0),
        (" 000812 ", PlaceKind.NUMBER, 812),
        ("#812", PlaceKind.PLACE, 812),
        ("# 7", PlaceKind.PLACE, 7),
        ("500ns", PlaceKind.TIME, 500),
        ("1.5 ms", PlaceKind.TIME, 1_500_000),
        ("0.4us", PlaceKind.TIME, 400),
        ("0.000000001s", PlaceKind.TIME, 1),
        ("0.1ns", PlaceKind.TIME, 1),
        ("1700000000123456789ns", PlaceKind.TIME, 1_700_000_000_123_456_789),
        ("18446744073709551615ns", PlaceKind.TIME, 2**64 - 1),
        ("18446744073709551.615us", PlaceKind.TIME, 2**64 - 1),
        ("18446744073709.551615ms", PlaceKind.TIME, 2**64 - 1),
        ("18446744073.709551615s", PlaceKind.TIME, 2**64 - 1),
        ("00000000000000000000000000000001s", PlaceKind.TIME, 10**9),
        ("0.0000000000000000000000000001ns", PlaceKind.TIME, 1),
        ("1.999999000000000000000ms", PlaceKind.TIME, 1_999_999),
        ("18446744073709551616ns", PlaceKind.TIME, 2**64),
    ],
)
def test_what_can_be_typed(typed: str, kind: PlaceKind, value: int) -> None:
    assert EventLocation.read(typed) == EventLocation(kind, value)


@pytest.mark.parametrize("typed", ["", "-1", "1h", "1.ms", "²", "٣", "1 2", "##1", "1.5", "#1ms", "9" * 5001])
def test_others_are_refused(typed: str) -> None:
    with pytest.raises(InvalidFormatError, match="expected a number, # and a place, or a time in ns, us, ms or s"):
        EventLocation.read(typed)


@given(st.integers(0, 2**64 - 1))
def test_every_number_that_an_event_can_have_is_read(number: int) -> None:
    assert EventLocation.read(str(number)).value == number


@given(st.integers(0, 2**64 - 1))
def test_every_time_that_an_event_can_have_is_read_in_each_unit_without_loss(time: int) -> None:
    for unit, places in (("ns", 0), ("us", 3), ("ms", 6), ("s", 9)):
        digits = f"{time:0{places + 1}d}"
        typed = f"{digits[: len(digits) - places]}.{digits[len(digits) - places :] or '0'}{unit}"
        assert EventLocation.read(typed) == EventLocation(PlaceKind.TIME, time)


def test_a_number_of_any_length_costs_nothing() -> None:
    assert EventLocation.read("9" * 5000).value == 2**64
    assert EventLocation.read("9" * 5000 + "s").value == 2**64
