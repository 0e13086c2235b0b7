from collections.abc import Iterator

import pytest
from hypothesis import given, settings

from atp_tui.engine.trace import BrokenEvent, TraceEvent
from atp_tui.engine.trace_text import read_events
from atp_tui.store.trace_facts import BROKEN, FOREIGN, LANE_FLAG, TIMED
from atp_tui.store.trace_scan import TraceScan
from atp_tui.store.trace_split import array_start, elements, no_array, read_element
from tests.store.strategies import ANY_TRACES
from tests.store.trace_on_disk import on_disk


def truth(data: bytes) -> tuple[list[int], bool]:
    """Flags of each event and whether all are in the format's own fields, by decoding."""
    flags, is_own = [], True
    for event in read_events(data):
        if isinstance(event, BrokenEvent):
            flags.append(BROKEN)
        else:
            timed = TIMED if event.fields.time is not None else 0
            flags.append(sum(LANE_FLAG[lane] for lane in event.lanes) | timed)
            is_own = is_own and event.is_own_format
    return flags, is_own


def split(data: bytes) -> Iterator[TraceEvent | BrokenEvent]:
    with on_disk(data) as trace:
        start = array_start(trace)
        if start is None:
            yield no_array(trace)
            return
        for element in elements(trace, start, follows_comma=False):
            yield read_element(trace, element)


@settings(max_examples=1500)
@given(ANY_TRACES)
def test_elements_are_what_the_engine_reads(data: bytes) -> None:
    assert list(split(data)) == list(read_events(data))


@pytest.mark.parametrize("window", [200, 700, 1 << 16])
@settings(max_examples=1500)
@given(data=ANY_TRACES)
def test_scan_says_what_decoding_says(window: int, data: bytes) -> None:
    flags, is_own = truth(data)
    with on_disk(data) as trace:
        batches = list(TraceScan(trace, window).batches())
    found = [int(flag) for batch in batches for flag in batch.flags & 0b101111]
    assert found == flags
    assert is_own == (not any((batch.flags & FOREIGN).any() for batch in batches))
