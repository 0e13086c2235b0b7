"""Display lines made from bytes are those that the engine makes."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from atp_tui.engine.pack_format import trace_chunks
from atp_tui.engine.trace import TraceEvent
from atp_tui.engine.trace_text import read_event
from atp_tui.store.trace.display_lines import plain_line
from atp_tui.store.trace.facts import DOUBTFUL_TEXT

SLASHES = st.text(st.sampled_from('\\"/nrtbf ab'), max_size=30)


def raw_of(event: TraceEvent) -> bytes:
    """An event as it stands in a trace of one."""
    return b"".join(trace_chunks([event])).strip()[1:-1].strip()


@given(SLASHES)
@example('C:\\objects\\"new"\\\\/')
def test_slashes_and_quotes_are_as_in_the_engines_line(message: str) -> None:
    raw = raw_of(TraceEvent.message(7, 8, "Log", message))
    assert not DOUBTFUL_TEXT.search(raw)
    event = read_event(raw)
    assert isinstance(event, TraceEvent)
    assert plain_line(raw) == event.line.encode()


@given(st.text(st.sampled_from('\\"/nrtbf'), max_size=12))
def test_escapes_as_another_writer_has_them_are_none_of_its_own(spelt: str) -> None:
    text = "".join(f"\\{letter}" for letter in spelt)
    raw = raw_of(TraceEvent.message(7, 8, "Log", "here")).replace(b"here", text.encode())
    assert json.loads(raw)
    event = read_event(raw)
    assert isinstance(event, TraceEvent)
    assert plain_line(raw) == event.line.encode()


@pytest.mark.parametrize("kind", ["Log", "a b", "字"])
def test_data_that_is_no_message_is_as_in_the_engines_line(kind: str) -> None:
    raw = raw_of(TraceEvent.of(1_234_567, 0, kind, {"Task": {"task": "T1", "n": [1, 2]}}))
    event = read_event(raw)
    assert isinstance(event, TraceEvent)
    assert plain_line(raw) == event.line.encode()
