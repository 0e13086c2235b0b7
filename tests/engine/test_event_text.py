"""What an event says to a person, and how bad it is."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.event_text import MAX_DATA, Level, level_of, text_of
from atp_tui.engine.trace import TraceEvent
from atp_tui.engine.trace_text import read_event

SCALARS = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10)


def said(data: Any) -> str:  # noqa: ANN401 - any JSON
    return text_of(TraceEvent.read(json.dumps({"seq": 1, "time": 2, "kind": "Log", "data": data}).encode()).fields)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"Message": "3 symbols lost"}, "3 symbols lost"),
        ({"Message": ""}, ""),
        ({"Task": {"task": "T3", "region": "R2"}}, "T3 in R2"),
        ({"Region": {"region": "R2", "parent": "R0"}}, "R2 in R0"),
        ({"Region": {"region": "R0", "parent": None}}, "R0"),
        ({"Task": {"task": "T3", "region": "R2", "more": 1}}, "Task task=T3 region=R2 more=1"),
        ({"Task": {"task": "T3", "region": 2}}, "Task task=T3 region=2"),
        ({"Region": {"region": "R0", "parent": 7}}, "Region region=R0 parent=7"),
        ({"Timer": {"at": 5, "name": "pto"}}, "Timer at=5 name=pto"),
        ({"Timer": {}}, "Timer={}"),
        ({"a": 1, "b": "two words", "c": None}, 'a=1 b="two words" c=null'),
        ({"a": "x=y", "b": "", "c": [1, {"d": 2}]}, 'a="x=y" b="" c=[1,{"d":2}]'),
        ({}, "{}"),
        ([], "[]"),
        ([1, 2], "[1,2]"),
        ("None", "None"),
        (7, "7"),
        (None, "null"),
    ],
)
def test_data_as_words(data: Any, text: str) -> None:  # noqa: ANN401 - any JSON
    assert said(data) == text


def test_an_event_without_data_says_nothing() -> None:
    assert text_of(TraceEvent.read(b'{"seq":1}').fields) == "-"


def test_data_whose_words_would_hide_a_repeated_key_stays_json() -> None:
    event = TraceEvent.read(b'{"seq":1,"data":{"Task":{"task":"T1","task":"T2","region":"R1"}}}')
    assert text_of(event.fields) == '{"Task":{"task":"T1","task":"T2","region":"R1"}}'


def test_long_data_stays_json() -> None:
    assert said({"a": "x" * MAX_DATA}) == json.dumps({"a": "x" * MAX_DATA}, separators=(",", ":"))


@given(VALUES)
def test_any_data_can_be_put_into_words(data: Any) -> None:  # noqa: ANN401 - any JSON
    assert isinstance(said(data), str)


@pytest.mark.parametrize(
    ("kind", "level"),
    [
        *((kind, Level.ERROR) for kind in ("Fault", "Deadline", "PowerCut", "connection_error", "HandshakeFailed")),
        *((kind, Level.ERROR) for kind in ("PTOTimeout", "quic:aborted", "CORRUPT_BLOCK", "InvariantViolated")),
        *((kind, Level.WARNING) for kind in ("DatagramLost", "BlockShort", "recovery:packet_lost", "loss", "PathDark")),
        *((kind, Level.WARNING) for kind in ("RepairSpent", "packet_dropped", "OperationGivenUp", "StreamReset")),
        *(
            (kind, None)
            for kind in ("Poll", "DatagramSent", "TemplateLoaded", "Latency", "Cutover", "PathLit", "", "7")
        ),
    ],
)
def test_how_bad_a_kind_is(kind: str, level: Level | None) -> None:
    assert level_of(kind) is level


def test_only_the_beginning_of_a_long_kind_counts() -> None:
    assert level_of("x" * 300 + "Fault") is None


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ('{"a":1e999}', "a=1e999"),
        ('{"a":[1e400,-0]}', "a=[1e400,-0]"),
        ('{"T":{"x":1E2,"y":1.10}}', "T x=1E2 y=1.10"),
        ('{"a":12345678901234567890123456789012345678901}', "a=12345678901234567890123456789012345678901"),
        ("1e999", "1e999"),
        ('{"a":"\\u0041","b":"\\ud83d\\ude00"}', "a=A b=\U0001f600"),
        ('{"Region":{"region":"R1","parent":1e999}}', "Region region=R1 parent=1e999"),
    ],
)
def test_numbers_are_shown_as_they_were_written(data: str, text: str) -> None:
    event = read_event(f'{{"seq":1,"data":{data}}}'.encode())
    assert isinstance(event, TraceEvent)
    assert text_of(event.fields) == text
