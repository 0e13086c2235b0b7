"""What is said of the parts of the picture of a connection, and their scales."""

import pytest

from atp_tui.engine.imported import LoggedEnd
from atp_tui.engine.qlog.congestion import CongestionCollector
from atp_tui.engine.qlog.event import LogEvent
from atp_tui.engine.series import Sample
from atp_tui.report.congestion_parts import PARTS, lacking_words, short_number, summary, written
from atp_tui.store.congestion import EndCongestion

PACKETS, WINDOW, RTT = PARTS


@pytest.mark.parametrize(
    ("part", "value", "words"),
    [
        (PACKETS, 0, "0"),
        (PACKETS, 123_456, "123456"),
        (PACKETS, 1_250_000, "1.25M"),
        (WINDOW, 40_064, "40.1 kB"),
        (WINDOW, 999, "999 B"),
        (WINDOW, 12_345_678, "12.3 MB"),
        (RTT, 0.25, "0.25 ms"),
        (RTT, 8_996.003, "8996 ms"),
        (RTT, 12_345, "12.3 s"),
    ],
)
def test_a_number_of_a_scale_is_short(part: object, value: float, words: str) -> None:
    assert part in PARTS
    assert short_number(PARTS[PARTS.index(part)], value) == words
    assert len(words) <= 7


@pytest.mark.parametrize(
    ("number", "sample", "words"),
    [
        (0, Sample(7, 7, 7), "7"),
        (0, Sample(1_007, 1_012, 1_012), "1,007-1,012"),
        (1, Sample(12_000, 14_520.0, 14_520.0), "12,000-14,520 B"),
        (2, Sample(30.5, 30.5, 30.5), "30.500 ms"),
    ],
)
def test_exact_values_have_their_unit(number: int, sample: Sample, words: str) -> None:
    assert written(PARTS[number], sample) == words


def test_packet_numbers_that_begin_far_above_0_have_a_scale_of_their_own() -> None:
    collector = CongestionCollector(0, 10, 1)
    for number in (900, 950, 1_000):
        data = {"header": {"packet_type": "1RTT", "packet_number": number}}
        collector.take(LogEvent(0, 0, 0, 0, "transport:packet_sent", data, {}), 1)
    found = collector.fixed()
    assert PACKETS.range(found) == (900, 1_000)
    assert RTT.range(found) == (0, 0)


def test_what_a_log_lacks_of_a_part_is_said() -> None:
    collector = CongestionCollector(0, 10, 1)
    collector.take(LogEvent(0, 0, 0, 0, "recovery:metrics_updated", {"cwnd": 12_000}, {}), 1)
    found = collector.fixed()
    assert [lacking_words(part, found) for part in PARTS] == ["", "the log has no bytes in flight", ""]


@pytest.mark.parametrize(
    ("end", "writer", "begins"),
    [
        ("client", "quic-go", "As the client (quic-go) logged it; the other end is not drawn: 0 packets sent, "),
        ("unknown", "", "As one end logged it; the other end is not drawn: 0 packets sent, "),
    ],
)
def test_a_summary_says_whose_log_it_is(end: str, writer: str, begins: str) -> None:
    shown = EndCongestion(LoggedEnd(end, writer, 1), CongestionCollector(0, 1, 1).fixed())
    assert summary(shown, has_other=True).startswith(begins)
    assert "the other end" not in summary(shown, has_other=False)
