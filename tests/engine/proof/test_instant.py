"""Moments in RFC 3339."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.proof.instant import nanoseconds


@given(st.datetimes(timezones=st.just(UTC)))
def test_every_moment_of_the_calendar_is_read(moment: datetime) -> None:
    text = moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    wanted = (since.days * 86400 + since.seconds) * 10**9 + since.microseconds * 1000
    assert nanoseconds(text) == wanted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00.000000001Z", 1),
        ("1970-01-01T00:00:01.5Z", 1_500_000_000),
        ("2000-02-29T00:00:00Z", 951_782_400 * 10**9),
    ],
)
def test_known_moments(text: str, found: int) -> None:
    assert nanoseconds(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:60Z",
        "2026-01-01T00:00:00",
        "2026-01-01T00:00:00+00:00",
        "2026-01-01 00:00:00Z",
        "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00.1234567890Z",
        "2026-01-01t00:00:00z",
        "٢٠٢٦-01-01T00:00:00Z",
        "2026-01-01T00:00:00Z\n",
    ],
)
def test_what_is_no_moment(text: str) -> None:
    assert nanoseconds(text) is None
