from collections.abc import Callable, Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.survey import LogComparison, TraceSurvey, survey_trace
from atp_tui.engine.trace import Lane, TraceEvent
from atp_tui.engine.trace_text import read_events
from atp_tui.store.trace.file import TraceFile
from atp_tui.store.trace.index import TraceIndex
from atp_tui.store.trace.log_lines import LogLines
from atp_tui.store.trace.pages import TracePages
from atp_tui.store.trace.survey import survey_index
from tests.examples import examples
from tests.store.strategies import ANY_TRACES
from tests.store.trace_on_disk import many, on_disk, pages_of

CHANGES = st.sampled_from([b"", b"x", b"\n", b"\n\n", b" ", b"\x00"])


def logs_of(data: bytes, lanes: Iterable[Lane]) -> dict[Lane, bytes]:
    events = [event for event in read_events(data) if isinstance(event, TraceEvent)]
    return {lane: "\n".join(event.line for event in events if lane in event.lanes).encode() for lane in lanes}


def surveyed(
    trace: TraceFile, logs: Mapping[Lane, Iterable[bytes]], progress: Callable[[float], object] = lambda _: None
) -> TraceSurvey:
    """The survey of a trace whose logs are compared after its index was made."""
    pages = pages_of(trace)
    lines = LogLines({lane: LogComparison(log) for lane, log in logs.items()})
    return survey_index(pages, pages.index.snapshot(), lines, progress)


def fused(trace: TraceFile, logs: Mapping[Lane, Iterable[bytes]], window: int) -> tuple[TraceSurvey, LogLines]:
    """The survey of a trace whose logs are compared while its index is made."""
    index = TraceIndex(trace)
    lines = LogLines({lane: LogComparison(log) for lane, log in logs.items()})
    snapshot = index.build(window=window, on_batch=lines.take)
    return survey_index(TracePages(trace, index), snapshot, lines), lines


@pytest.mark.parametrize("window", [250, 700, 1 << 16])
@examples(600)
@given(
    ANY_TRACES,
    st.sets(st.sampled_from(list(Lane))),
    st.sampled_from(list(Lane)),
    st.integers(0, 400),
    CHANGES,
    st.booleans(),
)
def test_survey_is_the_engines(
    window: int, data: bytes, lanes: set[Lane], spoilt: Lane, place: int, change: bytes, cut: bool
) -> None:
    logs = logs_of(data, lanes)
    if spoilt in logs:
        log = logs[spoilt]
        logs[spoilt] = log[:place] if cut else log[:place] + change + log[place:]
    chunks = {lane: [log[:7], log[7:]] for lane, log in logs.items()}
    with on_disk(data) as trace:
        found = surveyed(trace, {lane: iter(parts) for lane, parts in chunks.items()})
        while_read, _ = fused(trace, {lane: iter(parts) for lane, parts in chunks.items()}, window)
    assert found == while_read == survey_trace(read_events(data), chunks)


@examples(40)
@given(st.integers(0, 400), st.integers(0, 60_000))
def test_survey_over_many_pages(count: int, place: int) -> None:
    data = many(count)
    logs = logs_of(data, Lane)
    logs[Lane.QUIC] = logs[Lane.QUIC][:place]
    chunks = {lane: [log] for lane, log in logs.items()}
    told: list[float] = []
    with on_disk(data) as trace:
        found = surveyed(trace, chunks, told.append)
    assert found == survey_trace(read_events(data), chunks)
    assert told == sorted(told)


def test_survey_of_more_pages_than_are_taken_at_once() -> None:
    data = many(2_500, ",\n  7,\n  {}\n]")
    chunks = {lane: [log] for lane, log in logs_of(data, Lane).items()}
    told: list[float] = []
    with on_disk(data) as trace:
        found = surveyed(trace, chunks, told.append)
    assert found == survey_trace(read_events(data), chunks)
    assert (found.events, found.broken_count, set(found.differences.values())) == (2_502, 1, {None})
    assert told == sorted(told)
    assert told[0] == 0 < told[-1] < 1.0
