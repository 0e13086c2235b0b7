import pytest

from atp_tui.engine.trace import TraceEvent
from atp_tui.engine.trace_text import read_events
from atp_tui.store.trace import tail as trace_tail
from atp_tui.store.trace.tail import read_tail
from tests.store.trace_on_disk import many, on_disk

COMPACT = b"[" + b",".join(b'{"seq":%d}' % number for number in range(40)) + b"]"


def tail(data: bytes, count: int) -> list[TraceEvent] | None:
    with on_disk(data) as trace:
        return read_tail(trace, count)


@pytest.mark.parametrize("first_read", [30, 200, 1 << 15])
@pytest.mark.parametrize("count", [0, 1, 2, 17])
@pytest.mark.parametrize("data", [COMPACT, COMPACT.replace(b",", b" ,\n "), many(200)])
def test_as_many_of_the_last_events_as_asked_for(
    monkeypatch: pytest.MonkeyPatch, data: bytes, count: int, first_read: int
) -> None:
    monkeypatch.setattr(trace_tail, "_FIRST_READ", first_read)
    assert tail(data, count) == list(read_events(data))[-count or 10**9 :]


def test_of_too_few_events_all_that_stand_behind_the_first_are_given() -> None:
    assert tail(COMPACT, 50) == list(read_events(COMPACT))[1:]
    assert tail(b'[{"seq":1}]', 5) is None


def test_no_more_is_read_than_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace_tail, "_FIRST_READ", 50)
    monkeypatch.setattr(trace_tail, "_LAST_READ", 100)
    found = tail(COMPACT, 40)
    assert found is not None
    assert found == list(read_events(COMPACT))[-len(found) :]
    assert 3 <= len(found) < 30


def test_a_place_inside_a_string_is_passed_over() -> None:
    said = b'{"data":"x},{\\"seq\\":1},{","seq":2}'
    data = b"[" + b",".join([b'{"seq":1}', said, b'{"seq":3}', b'{"seq":4}']) + b"]"
    assert tail(data, 2) == list(read_events(data))[-2:]


@pytest.mark.parametrize("ending", [b"", b",", b"] x", b"}", b",7]"])
def test_of_an_array_that_does_not_end_as_it_should_nothing_is_said(ending: bytes) -> None:
    assert tail(COMPACT[:-1] + ending, 3) is None
