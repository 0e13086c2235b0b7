"""Access to the data of events, over the shapes that ages and writers of qlog have, and over data of any type."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from atp_tui.engine.qlog import fields, paths
from atp_tui.engine.qlog.event import U64_MAX
from tests.engine.qlog.anything import ANYTHING, OBJECTS
from tests.examples import examples

READERS: tuple[Callable[[fields.Data], object], ...] = (
    *(
        fields.packet,
        fields.packet_number,
        fields.packet_type,
        fields.frames,
        fields.frame_type,
        fields.stream_id,
        fields.span,
        fields.stream_data,
    ),
    *(fields.is_fin, fields.final_size, fields.ack_ranges, fields.packet_numbers, fields.challenge, fields.pto_count),
    *(paths.frame_path, paths.sharing),
)


@examples(400)
@given(OBJECTS, OBJECTS)
def test_data_of_any_type_never_raises(data: dict[str, Any], extra: dict[str, Any]) -> None:
    for read in READERS:
        read(data)
    paths.path_name(extra, data)
    for name in fields.METRICS:
        fields.metric(data, name)


@examples(200)
@given(ANYTHING)
def test_values_of_any_type_never_raise(value: object) -> None:
    fields.whole(value)
    fields.number(value)
    fields.text(value)
    fields.ack_range(value)
    fields.type_named(value)


def test_every_reader_of_data_is_tried_with_data_of_any_type() -> None:
    taken = {name for name, each in inspect.getmembers(fields, inspect.isfunction) if not name.startswith("_")}
    tried = {each.__name__ for each in READERS}
    others = {
        "ack_range",
        "is_bidirectional",
        "is_eliciting",
        "metric",
        "number",
        "part",
        "space_of",
        "text",
        "type_named",
        "whole",
    }
    assert taken - tried == others


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (7, 7),
        ("7", 7),
        ("0x1f", 31),
        (7.0, 7),
        (U64_MAX, U64_MAX),
        (str(U64_MAX), U64_MAX),
        (True, None),
        (-1, None),
        (U64_MAX + 1, None),
        (str(U64_MAX + 1), None),
        ("9" * 10_000, None),
        ("0x", None),
        ("²", None),
        ("", None),
        (7.5, None),
        (float("nan"), None),
        ([7], None),
    ],
)
def test_whole_numbers(value: object, read: int | None) -> None:
    assert fields.whole(value) == read


@pytest.mark.parametrize(
    ("data", "number", "kind", "space"),
    [
        # draft-00 and -01; numbers as text
        ({"packet_type": "1RTT", "header": {"packet_number": "12"}}, 12, "1RTT", "application"),
        # draft-02, 0.3
        ({"header": {"packet_type": "initial", "packet_number": 0}}, 0, "initial", "initial"),
        # recovery:packet_lost of quic-go, aioquic
        (
            {"packet_type": "1RTT", "packet_number": "3156", "trigger": "reordering_threshold"},
            3156,
            "1RTT",
            "application",
        ),
        ({"type": "handshake", "packet_number": 4}, 4, "handshake", "handshake"),
        # quiche's packet number spaces
        ({"packet_number_space": "application_data", "packet_numbers": [3]}, None, "1RTT", "application"),
        ({"header": {"packet_type": "onertt", "packet_number": 4}}, 4, "1RTT", "application"),
        ({"header": {"packet_type": "zero_rtt", "packet_number": 4}}, 4, "0RTT", "application"),
        # quic-trace
        ({"packet_type": "UNKNOWN", "header": {"packet_number": "1"}}, 1, "unknown", "application"),
        ({"packet_type": "retry", "header": {"scid": "47"}}, None, "retry", None),
        ({"header": {"packet_type": "VersionNegotiation"}}, None, "version_negotiation", None),
        ({"header": {"packet_type": 7}, "packet_type": "initial"}, None, "unknown", "application"),
        ({"header": "none", "packet_number": -4}, None, "unknown", "application"),
    ],
)
def test_packets(data: dict[str, Any], number: int | None, kind: str, space: str | None) -> None:
    assert fields.packet(data) == (kind, number)
    assert fields.packet_number(data) == number
    assert fields.packet_type(data) == kind
    assert fields.space_of(kind) == space


@pytest.mark.parametrize(
    ("frame", "kind", "stream", "span", "fin"),
    [
        ({"frame_type": "stream", "stream_id": 4, "offset": 5, "length": 3, "fin": False}, "stream", 4, (5, 8), False),
        # draft-00 of quic-trace, quic-go of 2020, picoquic
        ({"frame_type": "STREAM", "id": "3", "fin": True, "length": 6, "offset": "0"}, "stream", 3, (0, 6), True),
        ({"frame_type": "stream", "stream_id": "0", "offset": "195", "length": 0}, "stream", 0, (195, 195), False),
        # 0.4 and later
        ({"frame_type": "stream", "stream_id": 0, "raw": {"payload_length": 9}}, "stream", 0, (0, 9), False),
        ({"frame_type": "stream", "stream_id": 0, "offset": 1, "raw": {"length": 9}}, "stream", 0, (1, 10), False),
        ({"frame_type": "crypto", "offset": "2", "length": "278"}, "crypto", None, (2, 280), False),
        ({"frame_type": "stream", "stream_id": 0, "offset": 1}, "stream", 0, None, False),
        ({"frame_type": "stream", "stream_id": 0, "offset": U64_MAX, "length": 1}, "stream", 0, None, False),
        ({"frame_type": 8, "stream_id": [0], "offset": {}, "length": 3}, "", None, None, False),
        ({"frame_type": "rst_stream", "id": 1}, "reset_stream", 1, None, False),
        ({"frame_type": "application_close"}, "connection_close", None, None, False),
        ({"frame_type": "ack_mp", "path_id": 0}, "path_ack", None, None, False),
    ],
)
def test_frames(
    frame: dict[str, Any], kind: str, stream: int | None, span: tuple[int, int] | None, *, fin: bool
) -> None:
    assert fields.frame_type(frame) == kind
    assert fields.stream_id(frame) == stream
    assert fields.stream_data(frame) == (None if stream is None or span is None else (stream, *span))
    assert fields.span(frame) == span
    assert fields.is_fin(frame) == fin


def test_frames_that_are_no_objects_are_left_out() -> None:
    assert fields.frames({"frames": [{"frame_type": "ping"}, 7, None, "ack"]}) == [{"frame_type": "ping"}]
    assert fields.frames({"frames": {}}) is None
    assert fields.frames({}) is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ([[0, 3], [5, 5]], [(0, 3), (5, 5)]),
        ([["0"], ["4", "9"]], [(0, 0), (4, 9)]),
        ([[9, 4]], [(4, 9)]),
        ([7, "8"], [(7, 7), (8, 8)]),
        ([[], [1, 2, 3], ["x"], [None, 1], [1, 2]], [(1, 2)]),
        ("0-3", []),
    ],
)
def test_ack_ranges(written: object, read: list[tuple[int, int]]) -> None:
    assert fields.ack_ranges({"acked_ranges": written}) == read


@pytest.mark.parametrize(
    "frame",
    [
        {"frame_type": "path_challenge", "data": "0a"},
        {"frame_type": "path_challenge", "path_challenge": "0a"},
        {"frame_type": "path_response", "path_response": "0a"},
        {"frame_type": "path_response", "raw": {"data": "0a"}},
    ],
)
def test_challenges(frame: dict[str, Any]) -> None:
    assert fields.challenge(frame) == "0a"
    assert fields.challenge({"frame_type": "path_challenge"}) == ""


def test_metrics() -> None:
    assert fields.metric({"cwnd": 12000}, "congestion_window") == 12000
    assert fields.metric({"congestion_window": "40064"}, "congestion_window") == 40064
    assert fields.metric({"latest_rtt": 86.95}, "latest_rtt") == 86.95
    assert fields.metric({"latest_rtt": "nan"}, "latest_rtt") is None
    assert fields.metric({"latest_rtt": True}, "latest_rtt") is None
    assert fields.pto_count({"pto_count": "3"}) == 3


@pytest.mark.parametrize(
    ("extra", "data", "path"),
    [
        ({}, {}, None),
        ({"path_id": 1}, {}, 1),
        ({"path_id": "1"}, {"path_id": 2}, 1),
        ({"tuple": "t0"}, {}, "t0"),
        ({"path": ""}, {"path": "wifi"}, "wifi"),
        ({"group_id": "a"}, {"path_id": 0}, 0),
        ({"path_id": [1]}, {}, None),
    ],
)
def test_paths(extra: dict[str, Any], data: dict[str, Any], path: int | str | None) -> None:
    assert paths.path_name(extra, data) == path


@pytest.mark.parametrize(
    ("parameters", "sharing"),
    [
        ({"initial_max_path_id": 2}, paths.Sharing.PER_PATH),
        ({"initial_max_path_id": "0", "enable_multipath": 1}, paths.Sharing.PER_PATH),
        ({"enable_multipath": 1}, paths.Sharing.SHARED),
        ({"enable_simple_multipath": 1}, paths.Sharing.SHARED),
        ({"enable_multipath": ""}, None),
        ({"enable_multipath": 0}, None),
        ({}, None),
    ],
)
def test_how_paths_share_packet_numbers(parameters: dict[str, Any], sharing: paths.Sharing | None) -> None:
    assert paths.sharing(parameters) is sharing
    assert paths.frame_path({"path_id": "3"}) == 3
