"""The times of structured logs."""

import pytest

from atp_tui.engine.records.mapping import UNIT_NAMES
from atp_tui.engine.records.times import Times, told_origin

SECOND = 1_795_908_879
NANOSECONDS = SECOND * 10**9


@pytest.mark.parametrize(
    ("unit", "value", "found"),
    [
        ("auto", "2026-11-28T23:34:39.6036258Z", NANOSECONDS + 603_625_800),
        ("auto", "2026-11-29T00:34:39+01:00", NANOSECONDS),
        ("auto", 1795908879.6036258, NANOSECONDS + 603_625_800),
        ("auto", SECOND * 1000 + 5, NANOSECONDS + 5_000_000),
        ("auto", "1795908879.5", NANOSECONDS + 500_000_000),
        ("auto", 12.25, 12_250_000_000),
        ("ms", 12.25, 12_250_000),
        ("us", "7", 7_000),
        ("ns", 2**64 - 1, 2**64 - 1),
        ("rfc3339", 5, None),
        ("ns", 2**64, None),
        ("s", 1e300, None),
        ("s", float("nan"), None),
        ("s", True, None),
        ("auto", "yesterday", None),
        ("auto", None, None),
        ("auto", {}, None),
    ],
)
def test_a_time_in_nanoseconds(unit: str, value: object, found: int | None) -> None:
    assert unit in UNIT_NAMES
    assert Times(unit).read(value) == found


def test_the_unit_of_numbers_is_that_of_the_first() -> None:
    times = Times("auto")
    assert times.read(SECOND * 10**6) == NANOSECONDS
    assert times.read(5) == 5_000
    assert (times.is_dated, times.resolution) == (True, "1us")


def test_a_log_without_dates_has_no_origin() -> None:
    times = Times("auto")
    assert times.resolution == "unknown"
    first = times.read(0.25)
    assert told_origin(first, is_dated=times.is_dated) == "unknown"
    assert told_origin(NANOSECONDS, is_dated=True) == "2026-11-28T23:34:39.000000000Z"
