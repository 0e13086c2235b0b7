from collections.abc import Iterator

import pytest

from atp_tui.engine.trace import BrokenEvent
from atp_tui.engine.trace_text import read_events
from atp_tui.store.trace import scan as trace_scan
from atp_tui.store.trace.facts import BROKEN, TIMED, Batch
from atp_tui.store.trace.scan import TraceScan
from atp_tui.store.trace.split import Element, elements
from tests.store.trace_on_disk import many, on_disk


def batches_of(data: bytes, window: int = 1 << 16) -> list[Batch]:
    with on_disk(data) as trace:
        return list(TraceScan(trace, window).batches())


def facts_of(batches: list[Batch]) -> list[tuple[int, int]]:
    """Whether each event is broken or timed, and its time."""
    return [
        (int(flag) & (BROKEN | TIMED), int(time))
        for batch in batches
        for flag, time in zip(batch.flags, batch.times, strict=True)
    ]


def told_by_engine(data: bytes) -> list[tuple[int, int]]:
    return [
        (BROKEN, 0)
        if isinstance(event, BrokenEvent)
        else (TIMED * (event.fields.time is not None), event.fields.time or 0)
        for event in read_events(data)
    ]


def pretty(*numbers: object) -> bytes:
    """A trace in the format's own layout; a number that is none breaks its event."""
    events = (
        f'  {{\n    "seq": 1,\n    "time": {number},\n    "kind": "Log",\n    "data": "None"\n  }}'
        for number in numbers
    )
    return ("[\n" + ",\n".join(events) + "\n]").encode()


def assert_whole(batches: list[Batch], data: bytes) -> None:
    """Each event once, begun where its text begins, in batches that follow one another."""
    assert facts_of(batches) == told_by_engine(data)
    starts = [int(start) for batch in batches for start in batch.starts]
    assert starts == sorted(set(starts))
    ends = [batch.end for batch in batches]
    assert ends == sorted(ends)
    assert ends[-1] == len(data)
    for batch, end in zip(batches, ends, strict=True):
        assert all(start <= end for start in batch.starts.tolist())


DAMAGE = {
    "none": (1, 2, 3, 4, 5),
    "first": ("01", 2, 3, 4, 5),
    "last": (1, 2, 3, 4, "05"),
    "one": (1, 2, "03", 4, 5),
    "two that follow one another": (1, "02", "03", 4, 5),
    "two apart": ("01", 2, 3, "04", 5),
    "every second": (1, "02", 3, "04", 5, "06", 7),
    "all": ("01", "02", "03"),
    "one alone": ("01",),
}


@pytest.mark.parametrize("name", DAMAGE)
@pytest.mark.parametrize("window", [150, 400, 1 << 16])
def test_events_that_are_no_json_cost_themselves_alone(name: str, window: int) -> None:
    data = pretty(*DAMAGE[name])
    assert_whole(batches_of(data, window), data)


@pytest.mark.parametrize("name", DAMAGE)
def test_no_batch_is_empty(name: str) -> None:
    assert all(len(batch.flags) for batch in batches_of(pretty(*DAMAGE[name])))


@pytest.mark.parametrize("ending", ["\n]", "", ",", "\n] x", "}"])
@pytest.mark.parametrize("separators", ["compact", "own layout"])
def test_every_layout_over_many_windows(separators: str, ending: str) -> None:
    data = many(300, ending)
    if separators == "compact":
        data = data.replace(b"\n", b"").replace(b"  ", b"")
    assert_whole(batches_of(data, 1000), data)


def test_parts_that_are_split_token_by_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace_scan, "_EXACT_BYTES", 200)
    data = b'[{"time":01},' + b",".join(b'{"time":%d}' % number for number in range(1, 60)) + b', nothing, {"time":7}]'
    batches = batches_of(data, 300)
    assert_whole(batches, data)
    assert len(batches) > 1


def test_a_part_that_is_split_token_by_token_ends_after_so_many_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace_scan, "_EXACT_EVENTS", 10)
    data = b"[" + b"oops," * 95 + b'{"time":7}]'
    batches = batches_of(data)
    assert_whole(batches, data)
    assert {len(batch.flags) for batch in batches[:9]} == {10}


def test_a_file_that_is_no_array_is_one_broken_event() -> None:
    (batch,) = batches_of(b' {"seq":1} ')
    assert (batch.starts.tolist(), batch.flags.tolist(), batch.times.tolist()) == ([0], [BROKEN], [0])
    assert batch.end == 11


@pytest.mark.parametrize("data", [b"[]", b" [ ] \n"])
def test_an_empty_array_has_no_event_and_is_read_to_its_end(data: bytes) -> None:
    batches = batches_of(data)
    assert facts_of(batches) == []
    assert batches[-1].end == len(data)


def test_white_space_between_compact_events_is_no_part_of_them() -> None:
    data = b'[ {"time":1} ,\n\t{"time":2},{"time":3}\r, {"time":4} ]'
    batches = batches_of(data)
    starts = [int(start) for batch in batches for start in batch.starts]
    assert [data[start:].lstrip()[:9] for start in starts] == [b'{"time":%d' % number for number in (1, 2, 3, 4)]
    assert_whole(batches, data)


def test_a_comma_in_a_text_does_not_make_the_scan_split_token_by_token(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a part was split token by token")

    data = b"[" + b",".join(b'{"time":%d,"data":"a},{b"}' % number for number in range(200)) + b"]"
    expected = told_by_engine(data)
    monkeypatch.setattr(trace_scan, "elements", refuse)
    assert facts_of(batches_of(data, 300)) == expected


def test_events_between_damaged_ones_are_not_split_token_by_token(monkeypatch: pytest.MonkeyPatch) -> None:
    split: list[int] = []

    def counted(*arguments: object, **named: object) -> Iterator[Element]:
        for element in elements(*arguments, **named):  # type: ignore[arg-type]
            split.append(element.start)
            yield element

    monkeypatch.setattr(trace_scan, "elements", counted)
    data = pretty(1, "02", 3, 4, 5, "06", 7, 8, 9)
    assert_whole(batches_of(data), data)
    assert len(split) <= 4, "each damaged event, and the last, whose end the layout does not show"
