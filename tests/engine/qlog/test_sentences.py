"""The Message of an event is in the lanes that its name and frames decide, whatever the log quotes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.qlog.event import LogEvent
from atp_tui.engine.qlog.names import CANONICAL
from atp_tui.engine.qlog.sentences import MAX_SENTENCE, quoted, sentence
from atp_tui.engine.trace import EventFields, Lane, lanes_of
from tests.engine.qlog import logs
from tests.examples import examples

PATH_EVENTS = {
    f"connectivity:{event}"
    for event in ("connection_id_updated", "path_assigned", "mtu_updated", "migration_state_updated")
}
PACKET_EVENTS = {
    f"transport:{event}"
    for event in ("packet_sent", "packet_received", "packet_dropped", "packet_buffered", "packets_acked")
} | {f"transport:datagram{event}" for event in ("s_sent", "s_received", "_dropped")}


def lanes(message: str) -> frozenset[Lane]:
    return lanes_of(EventFields(0, 0, "Message", message, b""))


def said(name: str, data: dict[str, Any] | None = None) -> str:
    return sentence(LogEvent(0, 0, 0, 0, name, data or {}, {}))


def expected_lanes(name: str) -> set[Lane]:
    found = {Lane.REPAIR} if name.startswith("recovery:") else set()
    found |= {Lane.QUIC} if name in PACKET_EVENTS | {"recovery:packet_lost", "recovery:spurious_loss"} else set()
    return found | ({Lane.PATH} if name in PATH_EVENTS else set())


@pytest.mark.parametrize("name", sorted(CANONICAL))
def test_lanes_of_each_canonical_event(name: str) -> None:
    assert lanes(said(name)) == expected_lanes(name)


HOSTILE = (
    "packet",
    "Path",
    "FEC",
    "repair",
    "route",
    "f20d54dfec875916",
    "https://a/route",
    "::1",
    "10.0.0.1",
    "\x1b[2J",
)


@examples(400)
@given(
    st.sampled_from(sorted(CANONICAL)),
    st.dictionaries(
        st.sampled_from(
            ("trigger", "old", "new", "message", "state", "owner", "header", "packet_type", "frame", "stream_id", "raw")
        ),
        st.sampled_from(HOSTILE) | logs.values | st.just({"packet_type": "path", "frame_type": "symbol"}),
    ),
)
def test_what_is_quoted_adds_no_lane(name: str, data: dict[str, Any]) -> None:
    message = said(name, data)
    assert lanes(message) == expected_lanes(name)
    assert message.isprintable()
    assert message.isascii()
    assert 0 < len(message) <= MAX_SENTENCE


@pytest.mark.parametrize("text", [*HOSTILE, "a" * 121, "é", "me@x", None, [], {}])
def test_not_quoted(text: object) -> None:
    assert quoted(text) == ""


@pytest.mark.parametrize(
    ("value", "text"), [("time_threshold", "time_threshold"), (7, "7"), (True, "true"), (1.5, "1.5")]
)
def test_quoted(value: object, text: str) -> None:
    assert quoted(value) == text


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        (
            "transport:packet_sent",
            {
                "header": {"packet_type": "1RTT", "packet_number": "5"},
                "raw": {"length": 1200},
                "frames": [
                    {"frame_type": "stream", "stream_id": "4"},
                    {"frame_type": "ack"},
                    {"frame_type": "path_challenge"},
                ],
            },
            "1RTT packet 5 sent: stream 4, ACK, path challenge, 1200 bytes",
        ),
        (
            "transport:packet_received",
            {"frames": [{"frame_type": "stream", "id": each} for each in range(6)]},
            "packet received: stream 0, stream 1, stream 2, stream 3 and 2 more",
        ),
        (
            "recovery:packet_lost",
            {"header": {"packet_type": "1RTT", "packet_number": 3}, "trigger": "time_threshold"},
            "repair: 1RTT packet 3 lost: time threshold",
        ),
        (
            "recovery:metrics_updated",
            {"smoothed_rtt": 20.5, "pto_count": 2},
            "repair metrics: smoothed RTT 20.5, PTO count 2",
        ),
        ("recovery:marked_for_retransmit", {"frames": [{}]}, "repair: 1 frame to be sent again"),
        (
            "connectivity:connection_closed",
            {"owner": "remote", "error_code": 298},
            "connection closed by the remote end: 298",
        ),
        (
            "http:frame_created",
            {"stream_id": 4, "frame": {"frame_type": "headers"}},
            "HTTP headers frame sent on stream 4",
        ),
        ("mvfst:pacing_observation", {}, "mvfst: pacing observation"),
        ("RECOVERY:CUSTOM_CC", {}, "repair event CUSTOM CC"),
        ("x\x1b", {}, "event of an unknown type"),
    ],
)
def test_sentence(name: str, data: dict[str, Any], message: str) -> None:
    assert said(name, data) == message


def test_identifiers_and_headers_of_typed_logs_are_not_said() -> None:
    for path in logs.TYPED:
        for _, event in logs.read(path.read_bytes()).events:
            message = sentence(event)
            assert not any(
                secret in message for secret in ("secret", "0102030405060708", "8394c8f03e515708", "192.0.2")
            ) or event.name.startswith("security:")
