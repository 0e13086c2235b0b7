"""Events as lines of a file."""

import json

from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.trace import BrokenEvent, TraceEvent
from atp_tui.report.event_export import exported
from atp_tui.store.trace.events import LoadedEvents

EVENTS = LoadedEvents(
    [
        TraceEvent.message(0, 5, "Log", "quic packet lost"),
        BrokenEvent(b"1", "an object", "1"),
        TraceEvent(b'{"big":123456789012345678901234567890,"kind":"Poll","other":1.0}'),
    ]
)


def test_as_text_each_is_its_display_line() -> None:
    assert exported(EVENTS, (0, 1, 2), as_json=False) == (
        b"000000 5 Log quic packet lost\nevent 1: broken: expected an object, found 1\n------ - Poll -\n"
    )


def test_as_json_each_is_an_object_with_place_and_lanes_and_its_numbers_as_they_stood() -> None:
    lines = exported(EVENTS, (0, 1, 2), as_json=True).decode().splitlines()
    assert [json.loads(line) for line in lines] == [
        {
            "place": 0,
            "lanes": ["quic"],
            "event": {"seq": 0, "time": 5, "kind": "Log", "data": {"Message": "quic packet lost"}},
        },
        {"place": 1, "expected": "an object", "found": "1"},
        {
            "place": 2,
            "lanes": ["path"],
            "event": {"big": 123456789012345678901234567890, "kind": "Poll", "other": 1.0},
        },
    ]
    assert "123456789012345678901234567890" in lines[2]


@given(st.text(st.characters(codec="utf-8")))
def test_whatever_an_event_says_its_lines_are_visible_and_say_it(said: str) -> None:
    events = LoadedEvents([TraceEvent.message(1, 2, "Log", said)])
    for as_json in (False, True):
        text = exported(events, (0,), as_json=as_json).decode()
        assert text.endswith("\n")
        assert text[:-1].isprintable()
    assert json.loads(exported(events, (0,), as_json=True))["event"]["data"]["Message"] == said
