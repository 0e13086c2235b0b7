"""The files of an imported trace are byte for byte those that the format gives."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from atp_tui.engine import imported_trace
from atp_tui.engine.artifacts import TRACE
from atp_tui.engine.imported_trace import ImportedTrace
from atp_tui.engine.pack_format import LOG_OF, log_chunks, trace_chunks
from atp_tui.engine.source_table import SIZE, TABLE, read_entry
from atp_tui.engine.trace import Lane, TraceEvent

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ["packet 3 sent", "PATH challenge", "repair of lost data", "Connection ID 4\u2028", "a\nb \x1b[2J", 'quo"te\\']
)
KINDS = st.sampled_from(["transport:packet_sent", "Poll", 'odd"\u0085kind'])
EVENTS = st.lists(st.tuples(st.integers(0, 2**64 - 1), KINDS, TEXTS), max_size=12)


def files_of(events: list[tuple[int, str, str]], taken_every: int) -> dict[str, bytes]:
    trace, files = ImportedTrace(), dict.fromkeys((TRACE, *LOG_OF.values(), TABLE), b"")
    for number, (time, kind, message) in enumerate(events):
        trace.add(time, kind, message, number * 10, 9, 1)
        if number % taken_every == 0:
            files |= {name: files[name] + data for name, data in trace.take().items()}
    trace.end()
    files |= {name: files[name] + data for name, data in trace.take().items()}
    assert trace.count == len(events)
    assert trace.last_time == max((time for time, _, _ in events), default=0)
    return files


@given(EVENTS, st.integers(1, 5))
def test_trace_and_logs_are_those_of_the_format(events: list[tuple[int, str, str]], taken_every: int) -> None:
    found = files_of(events, taken_every)
    same = [TraceEvent.message(number, *event) for number, event in enumerate(events)]
    assert found[TRACE] == b"".join(trace_chunks(same))
    for lane, name in LOG_OF.items():
        assert found[name] == b"".join(log_chunks(same, lane))


MESSAGES = st.lists(st.text(st.sampled_from('019 a"\u2028\u0664'), max_size=5).map("packet {}".format), max_size=30)


@given(MESSAGES, st.integers(1, 3))
def test_messages_that_share_a_shape_are_those_of_the_format(messages: list[str], kept: int) -> None:
    events = [(number, "transport:packet_sent", message) for number, message in enumerate(messages)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(imported_trace, "MOST_SHAPES", kept)
        found = files_of(events, 4)
    same = [TraceEvent.message(number, *event) for number, event in enumerate(events)]
    assert found[TRACE] == b"".join(trace_chunks(same))
    assert found[LOG_OF[Lane.QUIC]] == b"".join(log_chunks(same, Lane.QUIC))


WORDS = st.sampled_from(["path", "pa7th", "7path", "qu1ic", "quic", "fec", "f3ec", "connection id", "connection 5 id"])


@given(st.lists(WORDS, max_size=8))
@example(["path", "pa7th"])
@example(["pa7th", "path"])
def test_a_digit_inside_of_a_word_makes_another_word(messages: list[str]) -> None:
    events = [(number, "Log", message) for number, message in enumerate(messages)]
    found = files_of(events, 4)
    same = [TraceEvent.message(number, *event) for number, event in enumerate(events)]
    for lane, name in LOG_OF.items():
        assert found[name] == b"".join(log_chunks(same, lane))


@pytest.mark.parametrize("first", [99_999, 100_000])
def test_the_numbers_of_a_log_have_six_digits_at_least(first: int) -> None:
    trace = ImportedTrace()
    trace.count = first
    trace.add(7, "a", "packet 1", 0, 1)
    assert trace.take()[LOG_OF[Lane.QUIC]] == f"{first:06d} 7 a packet 1".encode()


@given(EVENTS)
def test_each_event_has_an_entry(events: list[tuple[int, str, str]]) -> None:
    table = files_of(events, 3)[TABLE]
    entries = [read_entry(table[place : place + SIZE]) for place in range(0, len(table), SIZE)]
    assert entries == [(number * 10, 9, 1) for number in range(len(events))]
