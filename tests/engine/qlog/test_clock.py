"""Times of every form become nanoseconds, with all their digits."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.qlog.clock import (
    ABSOLUTE,
    DELTA,
    PLAIN,
    RELATIVE,
    Clock,
    decimal,
    read_date,
    write_date,
)
from tests.examples import examples


def clock(configuration: dict[str, Any] | None = None, **common: object) -> Clock:
    made = Clock()
    made.refer(common)
    made.configure(configuration or {})
    return made


def times(made: Clock, *values: str, form: int = PLAIN) -> list[int | None]:
    return [made.nanoseconds(Decimal(value), form) for value in values]


def test_date_in_milliseconds_keeps_all_digits() -> None:
    made = clock()
    assert times(made, "1744082002713.0828", "1744082002713.082812") == [1744082002713082800, 1744082002713082812]
    assert (made.is_wall, made.kind, made.resolution, made.unit) == (True, "system", "1ns", "ms")


@pytest.mark.parametrize("unit", ["1700000000", "1700000000000", "1700000000000000", "1700000000000000000"])
def test_unit_of_a_date_is_known_by_its_size(unit: str) -> None:
    assert times(clock(), unit) == [1_700_000_000 * 10**9]


def test_stated_unit_is_taken() -> None:
    made = clock({"time_units": "us"}, reference_time="1701108722611338")
    assert times(made, "267", form=RELATIVE) == [1701108722611605000]
    assert (made.is_wall, made.unit) == (True, "us")


@pytest.mark.parametrize(
    "reference",
    [
        1700000000123,
        1700000000123.0,
        "1700000000123",
        "1700000000.123",
        "2023-11-14T22:13:20.123Z",
        {"clock_type": "system", "epoch": "2023-11-14T22:13:20.123Z"},
        {"clock_type": "monotonic", "epoch": "unknown", "wall_clock_time": "2023-11-15T00:13:20.123+02:00"},
    ],
)
def test_reference_time_of_every_form(reference: object) -> None:
    made = clock(time_format="relative", reference_time=reference)
    assert times(made, "1.5") == [1700000000124500000]
    assert made.is_wall


def test_clock_type_is_kept() -> None:
    made = clock(time_format="relative_to_epoch", reference_time={"clock_type": "monotonic", "epoch": "unknown"})
    assert times(made, "8123456.789") == [8123456789000]
    assert (made.kind, made.is_wall) == ("monotonic", False)
    assert clock(reference_time={"clock_type": "sundial"}).kind == "unknown"


def test_offset_is_added_to_the_reference() -> None:
    assert times(clock({"time_offset": "2.5"}), "1") == [3_500_000]


@pytest.mark.parametrize("name", ["delta", "relative_to_previous_event"])
def test_delta_counts_from_the_event_before(name: str) -> None:
    made = clock(time_format=name, reference_time=100)
    assert times(made, "1", "0.5", "2") == [101_000_000, 101_500_000, 103_500_000]


def test_event_may_have_a_form_of_its_own() -> None:
    made = clock(time_format="relative", reference_time=10)
    assert times(made, "1") == [11_000_000]
    assert made.nanoseconds(Decimal(5), made.form_of("absolute", PLAIN)) == 5_000_000
    assert made.nanoseconds(Decimal(1), made.form_of("delta", PLAIN)) == 6_000_000
    assert made.form_of(["delta"], ABSOLUTE) == ABSOLUTE
    assert times(clock(), "1", "1", form=DELTA) == [1_000_000, 2_000_000]


@pytest.mark.parametrize(
    ("values", "resolution"),
    [
        (("0",), "unknown"),
        (("1000",), "1s"),
        (("20000",), "1s"),
        (("1", "2"), "1ms"),
        (("0.5",), "100us"),
        (("1.001",), "1us"),
        (("0.0001",), "100ns"),
        (("1", "1.000001"), "1ns"),
        (("0.0000001",), "unknown"),
    ],
)
def test_resolution_is_the_finest_step(values: tuple[str, ...], resolution: str) -> None:
    made = clock()
    times(made, *values)
    assert made.resolution == resolution


def test_digits_of_a_float_are_rounded() -> None:
    assert times(clock(), "1234.5669999999998") == [1234567000]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "sNaN", "1e99999", "-1e30"])
def test_time_out_of_range_is_none(value: str) -> None:
    assert times(clock(), value) == [None]
    assert decimal(value) is None


@pytest.mark.parametrize("value", [True, None, "x", "", [], {}, "1_0x", float("nan")])
def test_what_states_no_number_is_none(value: object) -> None:
    assert decimal(value) is None


@examples(200)
@given(st.integers(0, 4_000_000_000 * 10**9))
def test_dates_are_read_as_written(nanoseconds: int) -> None:
    assert read_date(write_date(nanoseconds)) == nanoseconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("2000-02-29 23:59:59", 951868799),
        ("2024-02-29T23:59:59+02:00", 1709243999),
        ("2024-12-31T23:59:59-0130", 1735694999),
    ],
)
def test_dates(text: str, seconds: int) -> None:
    assert read_date(text) == seconds * 10**9


@pytest.mark.parametrize("text", ["", "unknown", "2024", "2024-13", "12:00:00", "2024-01-01T00:00:00Zx"])
def test_other_text_is_no_date(text: str) -> None:
    assert read_date(text) is None


@examples(300)
@given(st.decimals() | st.none(), st.sampled_from((PLAIN, RELATIVE, DELTA, ABSOLUTE)), st.text(max_size=5))
def test_any_decimal_is_read_without_an_error(value: Decimal | None, form: int, reference: str) -> None:
    made = clock({"time_units": reference, "time_offset": reference}, reference_time=reference, time_format=reference)
    made.nanoseconds(value, form)
    assert made.resolution
