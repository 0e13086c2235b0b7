"""Trace events: what is kept, the three filters and the display line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import InvalidFormatError, Lane, SerializationError, TraceEvent
from atp_tui.engine.trace import LANE_WORDS, PATH_KINDS, SCHEDULER_KINDS, escape_breaks, small_letters
from tests.strategies import U64_MAX, events, json_values, own_events, texts, u64s, written

PATH, QUIC, REPAIR = Lane.PATH, Lane.QUIC, Lane.REPAIR
BREAKING = {*map(chr, range(0x20)), "\x7f", "\x85", "\u2028", "\u2029"}


def lanes(kind: str, data: object) -> set[Lane]:
    return set(written({"seq": 1, "time": 2, "kind": kind, "data": data}).lanes)


@pytest.mark.parametrize(
    "kind",
    [
        *("Spawn", "Schedule", "Yield", "Wake", "Poll", "Complete", "RegionCreated", "RegionCloseBegin"),
        *("RegionCloseComplete", "RegionCancelled", "Checkpoint"),
    ],
)
def test_the_eleven_kinds_belong_to_the_path_log_in_exactly_this_spelling(kind: str) -> None:
    assert lanes(kind, "None") == {PATH}
    for other in (kind.lower(), kind.upper(), f"{kind} ", f"{kind}s", kind[:-1]):
        assert lanes(other, "None") == set()
    assert len(PATH_KINDS) == 11


def test_the_words_of_the_lanes_are_those_of_the_format() -> None:
    assert LANE_WORDS == {
        PATH: ("path", "route", "racing"),
        QUIC: ("quic", "udp", "packet", "connection id"),
        REPAIR: ("repair", "raptorq", "fec", "symbol"),
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        *((word, {lane}) for lane, words in LANE_WORDS.items() for word in words),
        *((f"x{word.upper()}y", {lane}) for lane, words in LANE_WORDS.items() for word in words),
        ("Path QUIC fec", {PATH, QUIC, REPAIR}),
        ("the rou te, pat h", set()),
        ("connection  id", set()),
        ("connection\nid", set()),
        ("connection_id", set()),
        ("CONNECTION ID", {QUIC}),
        ("pa\u017fsed by pac\u212aet", set()),
        ("pac\u212aet", set()),
        ("\u017fymbol", set()),
        ("rac\u0130ng", set()),
        ("qu\u0130c QU\u0131C", set()),
        ("ｐａｔｈ", set()),
        ("repa\u0131r", set()),
        ("pa\u0301th", set()),
        ("", set()),
    ],
)
def test_a_message_says_a_word_in_any_case_of_the_ascii_letters_only(text: str, found: set[Lane]) -> None:
    assert lanes("Log", {"Message": text}) == found


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("path", "None"),
        ("quic", "path"),
        ("Log", "quic packet"),
        ("Log", {"path": "repair"}),
        ("Log", {"message": "path"}),
        ("Log", {"Message": ["path"]}),
        ("Log", {"Message": {"path": "quic"}}),
        ("Log", {"Message": None}),
        ("Log", {"Message": "path", "More": 1}),
        ("Log", {"More": 1, "Message": "path"}),
        ("Log", [{"Message": "path"}]),
        ("Log", {"Task": {"Message": "path"}}),
    ],
)
def test_words_in_kinds_tags_keys_and_other_data_do_not_count(kind: str, data: object) -> None:
    assert lanes(kind, data) == set()


def test_a_kind_and_its_message_count_together() -> None:
    assert lanes("Spawn", {"Message": "udp symbol"}) == {PATH, QUIC, REPAIR}


def test_a_word_written_with_escapes_is_the_word() -> None:
    raw = b'{"k\\u0069nd": "Log", "d\\u0061ta": {"M\\u0065ssage": "\\u0070ath"}}'
    assert TraceEvent.read(raw).lanes == {PATH}


@pytest.mark.parametrize(
    ("event", "line"),
    [
        ({"seq": 1, "time": 2, "kind": "Spawn", "data": "None"}, '000001 2 Spawn "None"'),
        ({"seq": 1234567, "time": 0, "kind": "Log", "data": {"Message": "a  b "}}, "1234567 0 Log a  b "),
        ({"seq": 0, "time": 1, "kind": "", "data": {"T": {"a": [1, 2.5]}}}, '000000 1  {"T":{"a":[1,2.5]}}'),
        ({"seq": U64_MAX, "time": 1, "kind": "k", "data": None}, f"{U64_MAX} 1 k null"),
        ({"seq": U64_MAX + 1, "time": U64_MAX + 1, "kind": 1, "data": []}, "------ - - []"),
        ({"seq": -1, "time": -1, "kind": None, "data": {}}, "------ - - {}"),
        ({"seq": 1.0, "time": 1.0, "kind": ["k"], "data": 1.5}, "------ - - 1.5"),
        ({"seq": True, "time": "1", "kind": "k", "data": True}, "------ - k true"),
        ({"seq": "1", "time": {"nanos": 1}, "kind": "k", "data": "é"}, '------ - k "é"'),
        ({}, "------ - - -"),
        ({"data": {"Message": ""}}, "------ - - "),
        ({"data": {"Message": 'a"\\/'}}, '------ - - a"\\/'),
        ({"data": {"Message": "\b\t\n\f\r"}}, r"------ - - \b\t\n\f\r"),
        ({"data": {"Message": "\x00\x1b\x7f\x85\u2028\u2029"}}, r"------ - - \u0000\u001b\u007f\u0085\u2028\u2029"),
        ({"kind": "a\nb", "data": "a\n\x85"}, r'------ - a\nb "a\n\u0085"'),
        ({"data": {"Message": "\u202e🙂\xa0"}}, "------ - - \u202e🙂\xa0"),
    ],
)
def test_display_line(event: object, line: str) -> None:
    assert written(event).line == line


@given(events)
def test_one_event_is_one_line(event: TraceEvent) -> None:
    assert not BREAKING & set(event.line)


@given(texts)
def test_only_what_breaks_a_line_is_escaped(text: str) -> None:
    assert escape_breaks(text) == "".join(
        json.dumps(character)[1:-1] if character in BREAKING - {"\x7f"} else character.replace("\x7f", "\\u007f")
        for character in text
    )


@given(u64s, u64s, texts, json_values)
def test_an_event_is_kept_as_it_was_written(seq: int, time: int, kind: str, data: object) -> None:
    given_event = {"seq": seq, "time": time, "kind": kind, "data": data, "more": [data]}
    event = written(given_event)
    assert json.loads(event.raw) == given_event
    assert TraceEvent.read(event.raw) == event
    assert not event.is_own_format


def test_odd_numbers_repeated_keys_and_their_order_are_kept() -> None:
    raw = b'{"z":1.50,"seq":1E2,"a":-0,"z":123456789012345678901234567890}'
    assert TraceEvent.read(raw).raw == raw


@given(own_events)
def test_own_events_are_of_the_own_format(event: TraceEvent) -> None:
    assert event.is_own_format
    assert None not in (event.fields.seq, event.fields.time, event.fields.kind)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"seq":1,', b""),
        (b'"seq":1', b'"seq":"1"'),
        (b'"seq":1', b'"seq":-1'),
        (b'"seq":1', b'"seq":-0'),
        (b'"seq":1', b'"seq":1.0'),
        (b'"seq":1', b'"seq":1e0'),
        (b'"seq":1', b'"seq":18446744073709551616'),
        (b'"seq":1', b'"seq":' + b"9" * 5000),
        (b'"time":2', b'"time":{"nanos":2}'),
        (b'"time":2', b'"time":18446744073709551616'),
        (b'"kind":"k"', b'"kind":null'),
        (b'"data":"None"', b'"data":"None","version":1'),
        (b',"data":"None"', b""),
    ],
)
def test_other_fields_are_not_the_own_format(old: bytes, new: bytes) -> None:
    own = b'{"seq":1,"time":2,"kind":"k","data":"None"}'
    assert TraceEvent.read(own).is_own_format
    assert not TraceEvent.read(own.replace(old, new)).is_own_format


@pytest.mark.parametrize("raw", [b"[]", b'"a"', b"1", b"null", b"true", b' [{"a":1}]'])
def test_what_is_no_object_is_no_event(raw: bytes) -> None:
    with pytest.raises(InvalidFormatError, match="an object for a trace event"):
        TraceEvent.read(raw)


@pytest.mark.parametrize("value", [-1, U64_MAX + 1, 1.5, 1.0, True, "1", None])
@pytest.mark.parametrize("field", ["seq", "time"])
def test_a_number_that_is_no_u64_is_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(InvalidFormatError) as caught:
        TraceEvent.of(**({"seq": 0, "time": 0, "kind": "k"} | {field: value}))  # type: ignore[arg-type]
    assert caught.value.place == field


@given(st.sampled_from([0, U64_MAX]), texts)
def test_a_message_is_read_back(number: int, text: str) -> None:
    fields = TraceEvent.message(number, number, "Log", text).fields
    assert (fields.seq, fields.time, fields.kind, fields.message) == (number, number, "Log", text)


def test_a_lone_surrogate_makes_no_event() -> None:
    with pytest.raises(SerializationError):
        TraceEvent.message(0, 0, "Log", "\ud800")


@pytest.mark.parametrize("kind", sorted(SCHEDULER_KINDS))
def test_an_event_of_a_scheduler_kind_without_a_message_is_of_the_scheduler(kind: str) -> None:
    assert TraceEvent.of(0, 0, kind).is_scheduler
    assert TraceEvent.of(0, 0, kind, {"Task": {"task": "T1", "region": "R1"}}).is_scheduler
    assert TraceEvent.of(0, 0, kind, {"Message": "x", "more": 1}).is_scheduler
    assert not TraceEvent.message(0, 0, kind, "task 3 polled 40 times").is_scheduler


@pytest.mark.parametrize("kind", ["Checkpoint", "Fault", "poll", "Polls", ""])
def test_an_event_of_another_kind_is_not_of_the_scheduler(kind: str) -> None:
    assert not TraceEvent.of(0, 0, kind).is_scheduler


def test_what_the_scheduler_reports_belongs_to_the_path_lane_alone() -> None:
    assert all(TraceEvent.of(0, 0, kind).lanes == {Lane.PATH} for kind in SCHEDULER_KINDS)


@given(st.text())
def test_only_the_ascii_letters_get_small(text: str) -> None:
    expected = "".join(chr(ord(each) + 32) if "A" <= each <= "Z" else each for each in text)
    assert small_letters(text) == expected


def test_a_lone_surrogate_stays_what_it_is() -> None:
    assert small_letters("A\ud800B") == "a\ud800b"
