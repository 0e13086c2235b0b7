import pytest

from atp_tui.store.limits import LIMITS, Limit


@pytest.mark.parametrize(
    ("most", "unit", "told"),
    [
        (64 << 20, "bytes", "64 MiB"),
        (1 << 30, "bytes", "1 GiB"),
        (2048 << 30, "bytes", "2,048 GiB"),
        (1 << 10, "bytes", "1 KiB"),
        (1536, "bytes", "1,536 bytes"),
        (3 << 9, "bytes", "1,536 bytes"),
        (10_000, "kinds", "10,000 kinds"),
        (1 << 20, "names", "1,048,576 names"),
    ],
)
def test_a_limit_is_told_in_the_largest_whole_unit(most: int, unit: str, told: str) -> None:
    assert Limit("", most, unit, "", "").told == told


def test_each_limit_stands_once_with_its_reason_and_what_happens_past_it() -> None:
    assert len({limit.what for limit in LIMITS}) == len(LIMITS)
    assert all(limit.most > 0 and limit.unit and limit.why and limit.past for limit in LIMITS)
