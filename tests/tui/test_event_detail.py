"""An event in full, in words and as JSON."""

import pytest
from rich.text import Text

from atp_tui.engine.trace import BrokenEvent
from atp_tui.engine.trace_text import read_event
from atp_tui.tui.event_detail import event_detail
from atp_tui.tui.text import LongLines


def lines(raw: str, *, as_json: bool = False, relation: str = "") -> list[str]:
    found = event_detail(read_event(raw.encode()), 7, "simulated time", relation, as_json=as_json)
    assert isinstance(found, Text)
    return found.plain.split("\n")


def test_what_it_says_comes_first_and_its_fields_below() -> None:
    raw = '{"seq":7,"time":1200,"kind":"Timer","data":{"Set":{"at":5,"name":"two words"}},"from":"\\u001b[2J"}'
    assert lines(raw, relation="related to quiescence") == [
        '  Timer  Set at=5 name="two words"',
        "event 7  1,200 ns  in no lane",
        "\u2022 related to quiescence",
        "",
        "at    5",
        "name  two words",
        "from  \u241b[2J",
    ]


def test_a_message_has_no_fields_but_those_that_the_format_does_not_name() -> None:
    raw = '{"seq":9,"kind":"Fault","data":{"Message":"the path is dark"}}'
    assert lines(raw) == ["! Fault  the path is dark", "event 7  number 9  no simulated time  lane: path"]


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(
    "raw",
    [
        '{"data":{"a":1e999}}',
        '{"data":1e999}',
        '{"seq":1e999,"more":[1e999]}',
        '{"only":{"x":1e999}}',
        '{"more":1e999,"data":{"a":1,"a":2}}',
    ],
)
def test_a_number_that_no_float_holds_is_shown_as_it_was_written(raw: str, *, as_json: bool) -> None:
    assert any("1e999" in line for line in lines(raw, as_json=as_json))


def test_data_with_a_key_twice_is_shown_as_json() -> None:
    assert lines('{"data":{"a":1,"a":2}}')[-4:] == ['    "a": 1,', '    "a": 2', "  }", "}"]


def test_a_broken_element_says_what_was_expected() -> None:
    found = event_detail(BrokenEvent(b"[\x1b", "an object", "a list"), 1234, "", "", as_json=False)
    assert isinstance(found, Text)
    assert found.plain == "Event 1,234 is broken: expected an object, found a list\n\n[\u241b"


def test_a_long_event_is_laid_out_where_it_is_seen() -> None:
    raw = f'{{"data":{{"a":"{"x" * 30_000}"}}}}'
    found = event_detail(read_event(raw.encode()), 1, "", "", as_json=False)
    assert isinstance(found, LongLines)
    assert len(found.line(0).plain) < 5_000
