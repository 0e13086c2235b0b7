"""Round numbers on an axis."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.scale import byte_unit, ticks


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0, 30, ["0", "10", "20", "30"]),
        (0, 1234, ["0", "500", "1,000"]),
        (0, 0.7, ["0.0", "0.2", "0.4", "0.6"]),
        (980, 1010, ["980", "990", "1,000", "1,010"]),
        (0, 0, ["0"]),
        (40, 40, ["40"]),
    ],
)
def test_ticks_are_round(low: float, high: float, labels: list[str]) -> None:
    assert [tick.label for tick in ticks(low, high, 4)] == labels


@given(st.floats(0, 1e19), st.floats(0, 1e19), st.integers(1, 12))
def test_ticks_are_few_and_within_the_range(first: float, second: float, most: int) -> None:
    low, high = min(first, second), max(first, second)
    found = [tick.value for tick in ticks(low, high, most)]
    assert len(found) <= most + 1
    assert all(low - abs(low) * 1e-9 <= value <= high + abs(high) * 1e-9 for value in found)
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("most", "unit"), [(0, (1, "B")), (999, (1, "B")), (1_000, (1_000, "kB")), (3e9, (10**9, "GB"))]
)
def test_a_unit_of_bytes_is_the_largest_that_fits(most: float, unit: tuple[int, str]) -> None:
    assert byte_unit(most) == unit
