"""A contained log is split without its whole being held, and damage costs no more than what is damaged."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.qlog import window
from atp_tui.engine.qlog.event import FaultKind
from atp_tui.engine.qlog.faults import MAX_FAULTS
from tests.engine.qlog import logs
from tests.examples import examples

HEAD = b'{"qlog_version":"0.3","traces":[{"vantage_point":{"type":"client"},"events":['
TAIL = b"]}]}"


def event(number: int, *, is_reversed: bool = False) -> bytes:
    value = {"time": number, "name": "transport:packet_sent", "data": {"number": number}}
    return json.dumps(dict(reversed(value.items())) if is_reversed else value).encode()


def numbers(found: logs.Read) -> list[int]:
    return [event.data["number"] for _, event in found.events]


@pytest.mark.parametrize("gap", [b",", b", ", b",\n    ", b" , ", b",,"])
def test_gaps_and_orders_of_keys_may_change(gap: bytes) -> None:
    listed = [event(number, is_reversed=number % 3 == 0) for number in range(12)]
    found = logs.read(HEAD + gap.join(listed) + TAIL)
    assert numbers(found) == list(range(12))
    assert not found.faults


@pytest.mark.parametrize(
    "broken",
    [
        b'{"time":1,"name":"a","data":{"x":[}}',
        b'{"time":1,"name":"a","data":{"x":"}}',
        b'{"time":1,"na',
        b'{"time":1,"name":"a","data":{"x":}}',
        b'{"time":1 "name":"a"}',
        b'"text"',
        b"17",
        b"garbage",
        b'{"x":1}',
        b'{"trace":{}}',
        b"}",
        b":",
    ],
)
@pytest.mark.parametrize("before", [0, 3])
def test_broken_element_is_told_once_and_the_others_are_kept(broken: bytes, before: int) -> None:
    start = HEAD + b"".join(event(number) + b"," for number in range(before))
    rest = b",".join(event(number) for number in range(before, 8))
    found = logs.read(start + broken + b"," + rest + TAIL)
    assert numbers(found) == list(range(8))
    assert [fault.offset for fault in found.faults if fault.kind is FaultKind.DAMAGED][:1] == [len(start)]
    assert len(found.faults) <= 2


def test_header_that_is_damaged_leads_to_the_events() -> None:
    found = logs.read(b'{"qlog_version":0.3.3,"title":x"y","traces":[{"events":[' + event(0) + TAIL)
    assert numbers(found) == [0]
    assert found.faults[0].kind is FaultKind.DAMAGED


def test_events_behind_the_end_are_kept() -> None:
    source = HEAD + event(0) + TAIL
    found = logs.read(source + b",\n" + event(1) + b"," + event(2) + TAIL)
    assert numbers(found) == [0, 1, 2]
    assert [(fault.kind, fault.offset) for fault in found.faults] == [(FaultKind.DAMAGED, len(source))]


def test_header_behind_the_events_is_taken() -> None:
    source = b'{"traces":[{"events":[' + event(0) + b'],"vantage_point":{"type":"server"},"title":"picoquic"}]}'
    (connection,) = logs.read(source).connections
    assert (connection.end, connection.writer) == ("server", "picoquic")


def test_bare_array_of_events_is_read() -> None:
    assert numbers(logs.read(b"[" + event(0) + b"," + event(1) + b"]")) == [0, 1]


@pytest.fixture
def _small_values(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("window", "document", "framing"):
        monkeypatch.setattr(f"atp_tui.engine.qlog.{module}.MAX_VALUE", 1000)
    monkeypatch.setattr("atp_tui.engine.qlog.document._GUESS", 300)
    monkeypatch.setattr("atp_tui.engine.qlog.window.BLOCK", 64)


@pytest.mark.usefixtures("_small_values")
@pytest.mark.parametrize(
    "large",
    [
        b'{"time":1,"name":"a","data":{"x":"' + b"a\\\\" * 500 + b'"}}',
        b'{"time":1,"name":"a","data":{"x":[' + b"[],{}," * 400 + b"1]}}",
        b'"' + b"x" * 1500 + b'"',
        b"1" * 1500,
    ],
    ids=["text", "values", "string", "number"],
)
def test_value_that_is_too_large_is_skipped(large: bytes) -> None:
    for source in (
        HEAD + event(0) + b"," + large + b"," + event(1) + TAIL,
        b'{"title":' + large + b"," + HEAD[1:] + event(0) + b"," + event(1) + TAIL,
    ):
        found = logs.read(source)
        assert numbers(found) == [0, 1]
        assert [fault.kind for fault in found.faults] == [FaultKind.LIMIT]
        assert logs.read(source, *range(0, len(source), 7)) == found
    for begin, framing in ((b"\x1e", "seq"), (b"", "lines")):
        head = begin + b'{"qlog_version":"0.3","trace":{}}\n'
        source = head + b"".join(begin + each + b"\n" for each in (event(0), large, event(1)))
        found = logs.read(source, len(head) + 70)
        assert numbers(found) == [0, 1], framing
        assert [fault.kind for fault in found.faults] == [FaultKind.LIMIT]


def test_too_many_levels_end_the_reading() -> None:
    found = logs.read(HEAD + event(0) + b"," + b"[" * (window.MAX_LEVELS + 1))
    assert numbers(found) == [0]
    assert [fault.kind for fault in found.faults] == [FaultKind.LIMIT]


@pytest.mark.usefixtures("_small_values")
def test_run_of_closing_brackets_is_one_fault() -> None:
    source = HEAD + event(0) + b"," + b"}" * 500 + b"," + event(1) + TAIL
    found = logs.read(source)
    assert numbers(found) == [0, 1]
    assert len(found.faults) == 1
    assert logs.read(source, *range(0, len(source), 5)) == found


def test_faults_are_bounded_and_counted() -> None:
    found = logs.read(HEAD + b",".join([b'{"x":1}'] * (MAX_FAULTS + 5)) + TAIL)
    assert len(found.faults) == MAX_FAULTS


def test_traces_are_bounded() -> None:
    found = logs.read(b'{"traces":[' + b",".join([b'{"events":[{"time":1,"name":"a"}]}'] * 10_001) + b"]}")
    assert len(found.connections) == len(found.events) == 10_000
    assert [fault.kind for fault in found.faults] == [FaultKind.LIMIT]


def test_groups_are_bounded() -> None:
    lines = (f'{{"time":1,"name":"a","group_id":{number}}}\n' for number in range(10_002))
    found = logs.read("".join(lines).encode())
    assert len(found.connections) == len(found.events) == 10_000
    assert [fault.kind for fault in found.faults] == [FaultKind.LIMIT]


@pytest.mark.usefixtures("_small_values")
@examples(200)
@given(st.data())
def test_chunks_do_not_change_what_is_read_of_damage(given_data: st.DataObject) -> None:
    source = bytearray(HEAD + b",".join(event(number) for number in range(40)) + TAIL)
    for place in given_data.draw(st.lists(st.integers(0, len(source) - 1), max_size=4)):
        source[place] = given_data.draw(st.sampled_from(b'"{}[],:\\x'))
    cuts = given_data.draw(st.lists(st.integers(0, len(source)), max_size=5))
    assert logs.read(bytes(source), *cuts) == logs.read(bytes(source))
