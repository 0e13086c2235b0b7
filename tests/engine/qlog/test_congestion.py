"""The course of a connection as one end logged it: packets, window and round trip times."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.qlog import congestion as module
from atp_tui.engine.qlog.congestion import Congestion, CongestionCollector
from atp_tui.engine.qlog.event import LogEvent
from atp_tui.engine.qlog.judge import ranges
from atp_tui.engine.series import COLUMNS, Sample, Series
from tests.engine.qlog.anything import OBJECTS, PACKETS
from tests.engine.qlog.transfer import Log, ack, stream
from tests.examples import examples

SECOND = 10**9


def course(log: Log, milliseconds: float = 1) -> Congestion:
    collector = CongestionCollector(0, SECOND, milliseconds)
    for event in log.events:
        collector.take(event, event.time_ns)
    return collector.fixed()


def values(series: Series) -> list[float]:
    return [value for _, sample in series.columns for value in dict.fromkeys(sample)]


def column(milliseconds: float) -> int:
    return int(milliseconds * 10**6 * COLUMNS // (SECOND + 1))


def test_packets_are_sent_acknowledged_lost_or_spuriously_lost() -> None:
    log = Log()
    for offset in range(5):
        log.sent(stream(offset * 1000))
    log.received(ack((0, 1)))
    log.lost(2)
    log.lost(3)
    log.received(ack((0, 1), (3, 4)))
    found = course(log)
    assert (found.sent_count, found.acked_count, found.lost_count, found.spurious_count) == (5, 4, 1, 1)
    assert values(found.sent) == [0, 1, 2, 3, 4]
    assert values(found.acked) == [1, 4]
    assert found.acked.columns[0][0] == column(5)
    assert found.lost.columns == ((column(6), Sample(2, 2, 2)),)
    assert found.spurious.columns == ((column(7), Sample(3, 3, 3)),)
    assert found.marks == {"lost": ((column(6), 2),), "spurious": ((column(7), 3),)}
    assert found.notes == ()


def test_a_packet_that_is_lost_after_its_acknowledgement_is_spurious() -> None:
    log = Log()
    log.sent(stream(0))
    log.received(ack((0, 0)))
    log.lost(0)
    log.lost(0)
    found = course(log)
    assert (found.lost_count, found.spurious_count) == (0, 1)


def test_what_was_never_sent_is_not_acknowledged() -> None:
    log = Log()
    log.received(ack((0, 5)))
    log.sent(stream(0), number=7)
    log.sent(stream(0), number=8)
    log.received(ack((0, 2**62)))
    found = course(log)
    assert (found.acked_count, values(found.acked)) == (2, [8])


def test_acknowledgements_may_be_an_event_of_their_own() -> None:
    log = Log()
    log.sent(stream(0))
    log.sent(stream(0))
    log.add("transport:packets_acked", packet_number_space="application_data", packet_numbers=[0, 1])
    log.add("transport:packets_acked", packet_number_space="initial", packet_numbers=[1])
    assert course(log).acked_count == 2


def test_packets_of_the_handshake_are_left_out() -> None:
    log = Log()
    log.sent(stream(0), kind="initial")
    log.sent(stream(0), kind="handshake")
    log.received(ack((0, 0)), kind="initial")
    log.add("recovery:packet_lost", header={"packet_type": "initial", "packet_number": 0})
    assert course(log) == course(Log())
    log.sent(stream(0), kind="0RTT", number=0)
    log.sent(stream(0), number=1)
    assert course(log).sent_count == 2


def test_metrics_are_in_bytes_and_milliseconds() -> None:
    log = Log()
    rtts = {"smoothed_rtt": 30_500, "latest_rtt": "31000", "min_rtt": 29_000}
    log.add("recovery:metrics_updated", cwnd=12_000, bytes_in_flight=0, **rtts)
    log.add("recovery:metrics_updated", congestion_window=13_000, bytes_in_flight=1_200, smoothed_rtt=0, latest_rtt=-1)
    found = course(log, milliseconds=1e-3)
    assert values(found.window) == [12_000, 13_000]
    assert values(found.in_flight) == [0, 1_200]
    assert [values(each) for each in (found.smoothed, found.latest, found.least)] == [[30.5], [31], [29]]


def on_path(log: Log, path: int) -> Log:
    log.extra = {"path_id": path}
    return log


def test_paths_with_numbers_of_their_own_are_left_out_and_told() -> None:
    log = Log()
    for owner in ("local", "remote"):
        log.add("transport:parameters_set", owner=owner, initial_max_data=1, initial_max_path_id=2)
    on_path(log, 0).sent(stream(0), number=0)
    on_path(log, 1).sent(stream(0), number=0)
    log.add("recovery:packet_lost", header={"packet_type": "1RTT", "packet_number": 0})
    log.received(ack((0, 0)))
    log.received({"frame_type": "path_ack", "path_id": 0, "acked_ranges": [[0, 0]]})
    on_path(log, 0).add("recovery:metrics_updated", cwnd=12_000)
    on_path(log, 1).add("recovery:metrics_updated", cwnd=99_000)
    found = course(log)
    assert (found.sent_count, found.acked_count, found.lost_count) == (1, 1, 0)
    assert values(found.window) == [12_000]
    assert found.notes == (
        "1 packet of other paths, which have numbers of their own",
        "window and RTT of other paths than 0",
    )


def test_it_is_told_where_paths_may_share_numbers() -> None:
    log = Log()
    on_path(log, 0).sent(stream(0), number=0)
    on_path(log, 1).sent(stream(0), number=0)
    assert course(log).notes == ("the log does not state whether its paths share packet numbers",)


def test_losses_beyond_a_number_are_counted_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LOST", 2)
    monkeypatch.setattr(module, "MOST_MARKS", 1)
    log = Log()
    for _ in range(5):
        log.sent(stream(0))
    for number in range(5):
        log.lost(number)
    found = course(log)
    assert (found.lost_count, values(found.lost)) == (5, [0, 1])
    assert found.marks == {"lost": (), "spurious": ()}
    assert found.notes == ("3 lost packets beyond the first 2",)


def test_acknowledgements_in_many_pieces_take_bounded_memory() -> None:
    log = Log()
    for _ in range(4 * ranges.MOST_RANGES):
        log.sent(stream(0))
    for number in range(0, 4 * ranges.MOST_RANGES, 2):
        log.received(ack((number, number)))
    for number in range(0, 4 * ranges.MOST_RANGES, 2):
        log.received(ack((number, number)))
    found = course(log)
    assert found.acked_count == 2 * ranges.MOST_RANGES


NAMES = ("packet_sent", "packet_received", "packets_acked", "parameters_set")
EVENTS = st.tuples(
    st.sampled_from((*(f"transport:{name}" for name in NAMES), "recovery:packet_lost", "recovery:metrics_updated")),
    OBJECTS | PACKETS,
    st.integers(-5, 2**64),
)


@examples(300)
@given(st.lists(EVENTS, max_size=20))
def test_nothing_raises_whatever_the_data(events: list[tuple[str, dict[str, Any], int]]) -> None:
    collector = CongestionCollector(0, SECOND, 1)
    for number, (name, data, time) in enumerate(events):
        collector.take(LogEvent(number, 0, 0, 0, name, data, {}), time)
    found = collector.fixed()
    assert found.acked_count <= found.sent.most - found.sent.least + 1
    assert min(found.sent_count, found.lost_count, found.spurious_count) >= 0
