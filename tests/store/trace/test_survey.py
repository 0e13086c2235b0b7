from collections.abc import Callable, Iterable, Mapping

from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.survey import TraceSurvey, survey_trace
from atp_tui.engine.trace import Lane, TraceEvent
from atp_tui.engine.trace_text import read_events
from atp_tui.store.trace.file import TraceFile
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
    pages = pages_of(trace)
    return survey_index(pages, pages.index.snapshot(), logs, progress)


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
    data: bytes, lanes: set[Lane], spoilt: Lane, place: int, change: bytes, cut: bool
) -> None:
    logs = logs_of(data, lanes)
    if spoilt in logs:
        log = logs[spoilt]
        logs[spoilt] = log[:place] if cut else log[:place] + change + log[place:]
    chunks = {lane: [log[:7], log[7:]] for lane, log in logs.items()}
    with on_disk(data) as trace:
        found = surveyed(trace, {lane: iter(parts) for lane, parts in chunks.items()})
    assert found == survey_trace(read_events(data), chunks)


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
