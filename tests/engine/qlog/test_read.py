"""A log becomes connections and events, whatever it is."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.qlog.event import End, FaultKind, Framing
from atp_tui.engine.qlog.read import read_log
from tests.engine.qlog import logs
from tests.examples import examples

SUMMARY = {
    "aioquic.qlog": ("3d7719d94183cb7e", "client", "aioquic", "JSON", "2025-04-26T12:55:25.961592500Z", "100ns", 3),
    "mvfst.qlog": ("c0ffee00c0ffee01", "server", "mvfst", "JSON", "unknown", "1us", 7),
    "neqo.sqlog": ("0011223344556677", "client", "neqo", "JSON-SEQ", "2025-06-15T15:06:40.123456800Z", "100ns", 5),
    "picoquic.qlog": ("0807060504030201", "server", "picoquic", "JSON", "2023-11-27T18:12:02.611338000Z", "1us", 7),
    "quic-go-lines.qlog": (
        *("a1b2c3d4e5f60718", "server", "quic-go", "NDJSON"),
        *("2023-11-14T22:13:20.123556800Z", "10us", 3),
    ),
    "quic-go.sqlog": (
        *("8394c8f03e515708", "client", "quic-go", "JSON-SEQ"),
        *("2026-08-02T08:00:00.123456914Z", "1ns", 8),
    ),
    "quiche-pretty.sqlog": ("5f2d54df0c875916", "client", "quiche", "JSON-SEQ", "unknown", "1ns", 4),
    "quiche.sqlog": ("5f2d54df0c875916", "server", "quiche", "JSON-SEQ", "2026-03-01T12:00:00.250000000Z", "1ns", 10),
    "version-0.1.qlog": ("0e8ac117cd49382c", "network", "", "JSON", "2018-12-17T09:43:50.418219000Z", "1ms", 2),
}


@pytest.mark.parametrize("name", SUMMARY)
def test_typed_log_of_one_connection(name: str) -> None:
    found = logs.read((logs.LOGS / name).read_bytes())
    (connection,) = found.connections
    assert (
        *(connection.key, connection.end, connection.writer, connection.framing),
        *(connection.time_origin, connection.time_resolution, connection.events),
    ) == SUMMARY[name]
    assert [event.number for _, event in found.events] == list(range(connection.events))
    assert {fault.kind for fault in found.faults} <= {FaultKind.TIME}


@pytest.mark.parametrize("path", logs.TYPED, ids=lambda path: path.name)
def test_offset_and_length_lead_to_the_record(path: Path) -> None:
    source = path.read_bytes()
    found = logs.read(source)
    assert found.events
    for _, event in found.events:
        record = json.loads(source[event.offset : event.offset + event.length])
        data = record.get("data", {}) if isinstance(record, dict) else record[-1]
        assert data == event.data


def test_times_in_microseconds_go_back_and_stay_in_order() -> None:
    found = logs.read((logs.LOGS / "picoquic.qlog").read_bytes())
    assert [event.time_ns for _, event in found.events] == [
        *(0, 0, 267_000, 1_250_000, 1_249_000, 2_500_000, 2_600_000)
    ]
    assert found.connections[0].reversals == 1
    assert found.connections[0].time_unit == "us"
    (fault,) = found.faults
    assert fault.kind is FaultKind.TIME
    assert fault.offset == found.events[4][1].offset
    assert [event.extra["path_id"] for _, event in found.events] == [0, 0, 0, 1, 0, 1, 0]


def test_two_ends_and_an_error_in_one_file() -> None:
    found = logs.read((logs.LOGS / "two-ends.qlog").read_bytes())
    assert [(each.key, each.end, each.trace, each.events) for each in found.connections] == [
        ("b0bf29d0abe27b8b", End.CLIENT, 0, 2),
        ("b0bf29d0abe27b8b", End.SERVER, 2, 1),
        ("ff", End.SERVER, 3, 0),
    ]
    assert [event.time_ns for _, event in found.events] == [0, 1_250_000, 0]
    assert found.connections[0].time_origin == "2019-08-26T18:39:15.588500000Z"
    assert [fault.kind for fault in found.faults] == [FaultKind.TRACE, FaultKind.EMPTY]
    assert "no such file" in found.faults[0].words


def test_groups_of_one_trace_are_connections() -> None:
    found = logs.read((logs.LOGS / "groups.sqlog").read_bytes())
    assert [(each.key, each.events) for each in found.connections] == [("aa01", 2), ("bb02", 3)]
    assert [(number, event.number, event.time_ns) for number, event in found.events] == [
        *((0, 0, 0), (1, 0, 0), (0, 1, 7_000_000), (1, 1, 85_000_000), (1, 2, 85_000_000))
    ]
    assert found.events[2][1].name == "connectivity:path_assigned"
    assert found.events[2][1].extra["tuple"] == "t1"
    assert [fault.words.split(":")[0] for fault in found.faults] == ["no readable time"]


def test_end_that_follows_the_events_comes_with_the_first() -> None:
    reader = read_log([(logs.LOGS / "aioquic.qlog").read_bytes()])
    connection, _ = next(iter(reader))
    assert (connection.end, connection.writer) == (End.CLIENT, "aioquic")


def test_end_and_key_are_guessed_from_the_first_initial() -> None:
    sent = '{"time":1,"name":"quic:packet_sent","data":{"header":{"packet_type":"initial","dcid":"0102030405060708"}}}'
    (connection,) = logs.read(f"\x1e{sent}\n".encode()).connections
    assert (connection.key, connection.end) == ("0102030405060708", End.CLIENT)
    (connection,) = logs.read(f"\x1e{sent}\n".replace("sent", "received").encode()).connections
    assert connection.end is End.SERVER


@pytest.mark.parametrize("blank", [b"", b" \n", b"\xef\xbb\xbf", b"\x1e\n"])
def test_blank_source_is_told_as_empty(blank: bytes) -> None:
    found = logs.read(blank)
    assert (found.connections, [fault.kind for fault in found.faults]) == ((), [FaultKind.EMPTY])


@pytest.mark.parametrize(
    "other", [b"{}", b"[]", b'{"a":1}\n', b"hello", b"PK\x03\x04", b'{"traces":[]}', b"null", b"}"]
)
def test_source_that_is_no_log_has_no_connection(other: bytes) -> None:
    found = logs.read(other)
    assert not found.connections
    assert FaultKind.EMPTY in {fault.kind for fault in found.faults}


def test_byte_order_mark_is_passed() -> None:
    source = (logs.LOGS / "mvfst.qlog").read_bytes()
    found = logs.read(b"\xef\xbb\xbf" + source)
    assert [event.offset for _, event in found.events] == [event.offset + 3 for _, event in logs.read(source).events]


def test_logs_one_after_another_are_traces_of_their_own() -> None:
    found = logs.read((logs.LOGS / "neqo.sqlog").read_bytes() + (logs.LOGS / "quiche.sqlog").read_bytes())
    assert [(each.writer, each.events) for each in found.connections] == [("neqo", 5), ("quiche", 10)]
    assert not found.faults


@examples(200)
@given(st.lists(logs.events, max_size=5), st.sampled_from(logs.FRAMINGS))
def test_every_event_is_read_in_every_framing(listed: list[dict[str, object]], framing: str) -> None:
    written = logs.write(listed, framing)
    found = logs.read(written.source)
    assert [event.data for _, event in found.events] == [event["data"] for event in listed]
    assert [event.offset + event.length for _, event in found.events] == written.ends
    assert [fault.kind for fault in found.faults if fault.kind is not FaultKind.TIME] == [FaultKind.EMPTY] * (
        not listed
    )


@examples(200)
@given(st.data())
def test_cut_keeps_every_whole_event_and_is_told_once(given_data: st.DataObject) -> None:
    listed = given_data.draw(st.lists(logs.events, min_size=1, max_size=4))
    framing = given_data.draw(st.sampled_from(logs.FRAMINGS))
    written = logs.write(listed, framing)
    cut = given_data.draw(st.integers(1, len(written.source) - 1))
    found = logs.read(written.source[:cut])
    whole = sum(end <= cut for end in written.ends)
    assert [event.data for _, event in found.events] == [event["data"] for event in listed[:whole]]
    faults = [fault for fault in found.faults if fault.kind is not FaultKind.TIME]
    last = written.source[:cut].rstrip(b"\n\x1e ")[-1:]
    is_between = framing in ("seq", "pretty seq", "lines") and (
        not last or (whole and cut - written.ends[whole - 1] < 3)
    )
    if not is_between and not (last == b"}" and not whole):
        assert [fault.kind for fault in faults] == [FaultKind.CUT]
        assert faults[0].offset <= cut


@examples(200)
@given(st.data())
def test_chunks_do_not_change_what_is_read(given_data: st.DataObject) -> None:
    source = given_data.draw(st.sampled_from(logs.TYPED)).read_bytes()
    damaged = bytearray(source)
    for place in given_data.draw(st.lists(st.integers(0, len(source) - 1), max_size=3)):
        damaged[place] = given_data.draw(st.sampled_from(b'"{}[],\x1e\x00\xff\n1'))
    cuts = given_data.draw(st.lists(st.integers(0, len(source)), max_size=5))
    assert logs.read(bytes(damaged), *cuts) == logs.read(bytes(damaged))


@examples(300)
@given(st.binary(max_size=60) | st.text(st.sampled_from('{}[]",:\x1e\n\\ e1antimevs'), max_size=60).map(str.encode))
def test_any_bytes_are_read_without_an_error(source: bytes) -> None:
    for begin in (b"", b"\x1e", b'{"traces":[{"events":[', b'{"event_fields":["time"],"events":[', b'{"trace":{'):
        found = logs.read(begin + source)
        assert found.connections or found.faults


def test_numbers_as_text_equal_numbers() -> None:
    plain = '{"time":%s,"name":"quic:packet_sent","data":{"header":{"packet_number":7}}}\n'
    times = ("1.000001", "1e1", "12", "-0.5")
    as_numbers = logs.read("".join("\x1e" + plain % time for time in times).encode())
    as_text = logs.read("".join("\x1e" + plain % f'"{time}"' for time in times).encode())
    assert [event.time_ns for _, event in as_numbers.events] == [event.time_ns for _, event in as_text.events]
    assert [event.time_ns for _, event in as_text.events] == [0, 8_999_999, 10_999_999, 0]


def test_framing_is_known_by_content() -> None:
    for name, framing in (("groups.sqlog", Framing.LINES), ("quiche-pretty.sqlog", Framing.SEQUENCE)):
        assert {each.framing for each in logs.read((logs.LOGS / name).read_bytes()).connections} == {framing}
    pretty = (logs.LOGS / "quiche-pretty.sqlog").read_bytes()
    found = logs.read(pretty.replace(b"\x1e", b""))
    assert found.connections[0].framing is Framing.VALUES
    assert [event.data for _, event in found.events] == [event.data for _, event in logs.read(pretty).events]
