"""Whether a trace is UTF-8, told as by reading all of its bytes."""

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.file_fault import FileFault
from atp_tui.store.trace.file import TraceFile
from atp_tui.store.trace.index import TraceIndex
from atp_tui.store.trace.utf8 import TraceUtf8
from atp_tui.store.utf8_check import Utf8Check
from tests.examples import examples
from tests.store.strategies import ANY_TRACES
from tests.store.trace_on_disk import many, on_disk

PARTS = st.sampled_from(
    [b"\xff", b"\xc3", b"\xa9", b"\xe2\x9c", b"\xed\xa0\x80", "é".encode(), "✓".encode(), b"\xef\xbb\xbf"]
)


def plain(events: int) -> bytes:
    """A trace of which no event has to be decoded."""
    return many(events).replace(b"\\u0070", b"p")


def fault(trace: TraceFile, window: int) -> FileFault | None:
    check = TraceUtf8(trace)
    TraceIndex(trace).build(window=window, on_batch=check.take)
    return check.checked().fault


def truth(data: bytes) -> FileFault | None:
    check = Utf8Check()
    deque(check.passing([data]), maxlen=0)
    return check.fault


@pytest.mark.parametrize("window", [250, 700, 1 << 16])
@examples(400)
@given(ANY_TRACES, st.lists(st.tuples(st.integers(0, 2_000), PARTS, st.booleans()), max_size=3))
def test_the_fault_is_that_of_all_bytes(window: int, data: bytes, changes: list[tuple[int, bytes, bool]]) -> None:
    for place, part, replaces in changes:
        data = data[:place] + part + data[place + (len(part) if replaces else 0) :]
    with on_disk(data) as trace:
        assert fault(trace, window) == truth(data)


@pytest.mark.parametrize("place", range(0, 400, 7))
@pytest.mark.parametrize("part", [b"\xff", b"\xc3", b"\xa9", "é".encode()])
def test_a_byte_in_an_event_that_is_decoded_is_looked_at(place: int, part: bytes) -> None:
    data = many(200)
    place += data.index(b"\\u0070") - 200
    data = data[:place] + part + data[place:]
    with on_disk(data) as trace:
        assert fault(trace, 2_000) == truth(data)


@pytest.mark.parametrize("place", [0, 1, 2, 3, 40, 5_000, -40, -3, -2, -1])
@pytest.mark.parametrize("part", [b"\xff", b"\xc3", "é".encode()])
def test_a_byte_anywhere_in_a_plain_trace_is_looked_at(place: int, part: bytes) -> None:
    data = plain(200)
    data = data[:place] + part + data[place:]
    with on_disk(data) as trace:
        assert fault(trace, 2_000) == truth(data)


@pytest.mark.parametrize("data", [plain(2_000), many(2_000), plain(2_000).replace(b"path", "pfad ✓".encode())])
def test_events_in_the_layout_are_not_read_again(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with on_disk(data) as trace:
        check = TraceUtf8(trace)
        TraceIndex(trace).build(window=1 << 14, on_batch=check.take)
        read: list[int] = []
        whole = TraceFile.read

        def reading(file: TraceFile, place: int, length: int) -> bytes:
            found = whole(file, place, length)
            read.append(len(found))
            return found

        monkeypatch.setattr(TraceFile, "read", reading)
        assert check.checked().fault is None
        assert sum(read) < trace.size // 20
