"""Structured logs read from their bytes: nothing raises, nothing is lost, every event leads to its record."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.qlog.event import FaultKind
from atp_tui.engine.records import reader as reader_module
from atp_tui.engine.records.builtin import builtin
from atp_tui.engine.records.event import REGION, TASK
from atp_tui.engine.records.lines import log_lines
from atp_tui.engine.records.names import NAMES
from atp_tui.engine.records.reader import RecordReader
from atp_tui.engine.trace import U64_MAX
from tests.strategies import json_values
from tests.structured_logs import WRITTEN, lines, log, read, tracing

KEYS = ("timestamp", "time", "ts", "level", "msg", "event", "message", "fields", "span", "spans", "target", "seed")
OTLP_KEYS = ("resourceSpans", "scopeSpans", "spans", "traceId", "spanId", "parentSpanId", "startTimeUnixNano")
MORE = ("endTimeUnixNano", "status", "code", "events", "links", "attributes", "key", "value", "resource", "scope")
WORDS = ("new", "close", "enter", "exit", "ERROR", "2026-11-28T23:34:25.5Z", "7", "2", "stringValue")
NEAR = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 2**70) | st.floats() | st.sampled_from(WORDS) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from((*KEYS, *OTLP_KEYS, *MORE)), inner, max_size=6)
    ),
    max_leaves=25,
)
OBJECTS = st.dictionaries(st.sampled_from(KEYS), NEAR, max_size=8) | NEAR | json_values
LINES = OBJECTS.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=30)


def accounted(data: bytes, found: list[Any]) -> None:
    """Each line that is not blank has an event, and each event leads to bytes of one line."""
    at = [(line.offset, line.offset + line.length) for line in log_lines([data]) if line.data.strip()]
    assert {next(begin for begin, end in at if begin <= each.offset < end) for each in found} == {
        each[0] for each in at
    }
    assert all(any(begin <= each.offset and each.offset + each.length <= end for begin, end in at) for each in found)
    assert sorted(each.number for each in found) == list(range(len(found)))
    assert all(0 <= each.time_ns <= U64_MAX for each in found)


@given(st.lists(LINES, max_size=8), st.sampled_from([None, *NAMES]), st.sampled_from([b"\n", b"\r\n"]))
def test_whatever_the_lines_are_nothing_raises_and_nothing_is_lost(
    texts: list[bytes], name: str | None, newline: bytes
) -> None:
    data = newline.join(texts)
    reader, events = read(data, None if name is None else builtin(name))
    accounted(data, events)
    assert reader.records + reader.texts == sum(bool(line.data.strip()) for line in log_lines([data]))


@given(st.sampled_from(sorted(WRITTEN)), st.integers(0, 5_000), st.integers(0, 255), st.integers(1, 900))
def test_a_log_that_is_changed_and_cut_anywhere_is_read(name: str, place: int, byte: int, step: int) -> None:
    data = bytearray(log(name))
    data[place % len(data)] = byte
    chunks = [bytes(data[at : at + step]) for at in range(0, len(data), step)]
    reader = RecordReader(chunks)
    events = [event for _, event in reader]
    accounted(bytes(data), events)
    assert events == read(bytes(data))[1]


@pytest.mark.parametrize("name", WRITTEN)
def test_each_event_of_a_written_log_leads_to_its_record(name: str) -> None:
    data = log(name)
    reader, events = read(data)
    assert (reader.mapping.name, reader.is_guessed, reader.faults, reader.texts) == (WRITTEN[name], True, (), 0)
    assert all(isinstance(json.loads(data[each.offset : each.offset + each.length]), dict) for each in events)
    assert [each.time_ns for each in events] == sorted(each.time_ns for each in events)
    (connection,) = reader.connections
    assert connection.time_origin.startswith("2026-11-28T23:34:")
    assert connection.events == len(events)


def test_spans_that_are_created_and_entered_become_regions_and_tasks() -> None:
    _, events = read(log("tracing"))
    turns = [(each.turn.subject, each.turn.name, each.turn.begins) for each in events if each.turn]
    assert turns[:5] == [
        (REGION, "s1", True),
        (TASK, "t1", True),
        (REGION, "s2", True),
        (TASK, "t2", True),
        (TASK, "t2", False),
    ]
    assert events[3].message == "region s2 opened in s1: fetch block=1"
    assert events[10].message == 'made: repair failed error="3 symbols short" [region s3]'
    assert (events[10].name, events[10].region) == ("ERROR", "s3")


def test_spans_that_are_only_entered_become_regions() -> None:
    _, events = read(log("tracing-enter-exit"))
    turns = [(each.turn.subject, each.turn.name, each.turn.begins) for each in events if each.turn]
    assert turns[0] == (REGION, "s1", True)
    assert turns[-1] == (REGION, "s1", False)
    assert {subject for subject, _, _ in turns} == {REGION}
    assert events[2].message == "region s2 opened in s1: fetch block=1"


@pytest.mark.parametrize(
    ("name", "number", "kind", "message"),
    [
        ("slog", 2, "ERROR", 'repair failed net.peer=replica-2 net.block=3 net.err="3 symbols short"'),
        ("slog", 4, "INFO", "notice"),
        ("zap", 1, "WARN", "net: slow answer peer=replica-2 block=1 rtt=0.12"),
        ("zap", 3, "PANIC", 'invariant broken paths=["a","b"]'),
        ("structlog", 3, "FATAL", 'cannot go on paths=["a","b"]'),
    ],
)
def test_what_a_record_says(name: str, number: int, kind: str, message: str) -> None:
    event = read(log(name))[1][number]
    assert (event.name, event.message) == (kind, message)


@pytest.mark.parametrize("name", ["tracing", "slog", "zap", "structlog"])
def test_a_seed_is_found(name: str) -> None:
    assert read(log(name))[0].seeds == {"seed": 42}


def test_text_between_records_is_kept_and_no_fault() -> None:
    text = b"thread 'main' panicked at src/main.rs:5\nstack backtrace:\n"
    reader, events = read(log("tracing") + text)
    assert (reader.texts, reader.faults) == (2, ())
    assert [(each.name, each.message, each.is_panic) for each in events[-2:]] == [
        ("PANIC", "thread 'main' panicked at src/main.rs:5", True),
        ("TEXT", "stack backtrace:", False),
    ]


@pytest.mark.parametrize(
    ("data", "kind", "offset", "words"),
    [
        (b"", FaultKind.EMPTY, 0, "no log: the source is empty"),
        (b" \n\n", FaultKind.EMPTY, 0, "no log: the source is empty"),
        (
            b'{"level":"info","ts":1,"msg":"a"}\n{"level":"in',
            FaultKind.CUT,
            34,
            "record cut: the log ends inside of it",
        ),
        (b'{"level":"in\n{"level":"info","ts":1,"msg":"a"}', FaultKind.DAMAGED, 0, "a line that begins a JSON object"),
        (b'{"level":"info","ts":"x","msg":"a"}', FaultKind.TIME, 0, "a record without a time that can be read"),
        (b'{"a":"\xff"}\n', FaultKind.DAMAGED, 0, "a line that begins a JSON object and is none"),
        (b'{"a":' * 3_000 + b"1" + b"}" * 3_000 + b"\n", FaultKind.DAMAGED, 0, "a line that begins a JSON object"),
        (b'{"a":1' + b"0" * 6_000 + b"}\n", FaultKind.DAMAGED, 0, "a line that begins a JSON object and is none"),
        (
            b'{"level":"info","ts":1,"msg":"a\x00"}\n',
            FaultKind.DAMAGED,
            0,
            "a line that begins a JSON object and is none",
        ),
    ],
)
def test_each_fault_is_one_line_with_its_byte(data: bytes, kind: FaultKind, offset: int, words: str) -> None:
    reader, events = read(data)
    (fault,) = reader.faults
    assert (fault.kind, fault.offset) == (kind, offset)
    assert fault.words.startswith(words)
    accounted(data, events)


def test_of_a_line_that_is_too_long_the_beginning_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_module, "log_lines", lambda chunks: log_lines(chunks, 100))
    long = lines([{"level": "info", "ts": 1, "msg": "m" * 500}])
    reader, events = read(log("zap") + long)
    assert {fault.kind for fault in reader.faults} == {FaultKind.LIMIT}
    assert (events[-1].length, events[-1].name) == (len(long) - 1, "TEXT")
    assert events[-1].message.endswith("mmm")


def test_a_line_of_a_megabyte_becomes_a_message_that_is_cut() -> None:
    _, (event,) = read(lines([{"level": "info", "ts": 1, "msg": "m" * (1 << 20)}]))
    assert len(event.message) == 2_000
    assert event.message.endswith("m…")
    assert event.length > 1 << 20


def test_times_that_run_backwards_are_counted_and_the_order_of_the_file_is_kept() -> None:
    reader, events = read(lines(tracing(time, "a") for time in (5, 3, 9)))
    assert reader.reversals == 1
    assert [each.time_ns for each in events] == [0, 0, 4_000]


def test_a_mapping_that_is_named_is_not_guessed() -> None:
    reader, events = read(log("zap"), builtin("lines"))
    assert (reader.mapping.name, reader.is_guessed) == ("lines", False)
    assert events[3].name == "PANIC"
