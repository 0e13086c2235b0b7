"""What Detail adds to an event of an imported log."""

import pytest

from atp_tui.engine.imported import Imported
from atp_tui.store.source_records import SourceRecord
from atp_tui.tui.log_detail import NO_LOG, LogDetail


def times(imported: Imported, time: int | None) -> list[str]:
    return [line.plain for line in LogDetail(imported, None).times(time)]


@pytest.mark.parametrize(
    ("imported", "time", "said"),
    [
        (
            Imported("a", "2025-04-26T10:00:00.500000001Z", "1ms", "system"),
            86_400_000_000_000,
            "2025-04-27 10:00:00.500000001 UTC, system clock, in steps of 1ms",
        ),
        (Imported("a", "unknown", "1us", "monotonic"), 5, "wall clock not known, monotonic clock, in steps of 1us"),
        (Imported("a", "", "", ""), 5, "wall clock not known"),
        (Imported("a", "2025-04-26T10:00:00Z", "", "unknown"), None, "wall clock not known"),
        (Imported("a", "9999-12-31T23:59:59Z", "", ""), 2**64 - 1, "wall clock not known"),
        (Imported("a", "x\x1b[2J", "\x1b[2J", ""), 1, "wall clock not known, in steps of \u241b[2J"),
    ],
)
def test_the_time_on_the_clock_of_the_log(imported: Imported, time: int | None, said: str) -> None:
    assert times(imported, time) == [said]


def record(data: bytes, length: int | None = None) -> list[str]:
    found = SourceRecord("source/a.qlog", 1_234, len(data) if length is None else length, data)
    return [line.plain for line in LogDetail(None, found).record()]


def test_a_record_is_laid_out_with_its_place() -> None:
    assert record(b'{"a":[1]}') == [
        "",
        "source/a.qlog, byte 1,234, 9 bytes",
        "{",
        '  "a": [',
        "    1",
        "  ]",
        "}",
    ]


def test_a_record_that_is_no_json_is_shown_harmless() -> None:
    assert record(b"\x1b[2J\xff")[2] == "\u241b[2J\ufffd"
    assert record(b"[" * 100_000)[-1] == "and 80,000 more bytes"


def test_a_record_that_is_gone_says_so() -> None:
    assert record(b"", 20) == [
        "",
        "source/a.qlog, byte 1,234, 20 bytes",
        "not in the pack any more",
        "and 20 more bytes",
    ]


def test_of_an_event_of_the_lab_nothing_is_added() -> None:
    assert [*NO_LOG.times(1), *NO_LOG.record()] == []
