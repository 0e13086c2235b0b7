import pytest

from atp_tui.engine.trace import BrokenEvent
from atp_tui.engine.trace_text import read_events
from atp_tui.store.trace import split as trace_split
from atp_tui.store.trace.split import Element, array_start, elements, first_not_space, no_array, read_element
from tests.store.trace_on_disk import on_disk


def split(data: bytes, place: int | None = None) -> list[Element]:
    with on_disk(data) as trace:
        begin = array_start(trace)
        assert begin is not None
        return list(elements(trace, begin if place is None else place, follows_comma=place is not None))


def test_elements_are_told_without_the_white_space_around_them() -> None:
    data = b' [ {"a":"]},["} ,\n[{}] , 7\t]\n'
    assert [(one.start, one.stop, one.after, one.broken) for one in split(data)] == [
        (3, 15, 17, None),
        (18, 22, 24, None),
        (25, 26, len(data), None),
    ]


def test_reading_goes_on_behind_a_comma() -> None:
    data = b"[1,2,3]"
    assert [(one.start, one.stop) for one in split(data, 3)] == [(3, 4), (5, 6)]
    assert [(one.start, one.stop) for one in split(b"[1,]", 3)] == [(3, 3)]


@pytest.mark.parametrize("step", [2, 3, 7])
@pytest.mark.parametrize(
    "data",
    [
        b'["", "\\"],[", {"a":{"b":[1,"}"]}}, 7]',
        b'["open',
        b'["ends in a backslash\\',
        b'[{"a":1},{"b":',
        b"[1,2}",
        b"[1,2] and more",
        b"[1,2]  \n ",
        b"[]",
        b"[,]",
        b"[1,]",
        b"[" + b"  " * 40,
    ],
)
def test_events_are_the_same_in_parts_of_any_size(monkeypatch: pytest.MonkeyPatch, data: bytes, step: int) -> None:
    for name in ("_FIRST_READ", "_SMALL_READ", "READ"):
        monkeypatch.setattr(trace_split, name, step)
    with on_disk(data) as trace:
        found = [read_element(trace, element) for element in elements(trace, 1, follows_comma=False)]
    assert found == list(read_events(data))


@pytest.mark.parametrize(("data", "start"), [(b"[", 1), (b" \n[1]", 3), (b"{", None), (b"", None), (b"  ", None)])
def test_an_array_begins_behind_its_bracket(data: bytes, start: int | None) -> None:
    with on_disk(data) as trace:
        assert array_start(trace) == start
        if start is None:
            assert no_array(trace) == next(read_events(data))


def test_white_space_is_passed_over_to_the_end_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace_split, "_SMALL_READ", 4)
    with on_disk(b"   \t\r\n    x ") as trace:
        assert [first_not_space(trace, place) for place in (0, 5, 10, 11, 12)] == [10, 10, 10, 12, 12]


@pytest.mark.parametrize("size", [49, 50, 51])
def test_an_event_that_is_too_long_is_broken(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(trace_split, "MAX_EVENT", 50)
    data = b"[{" + b" " * (size - 2) + b"}]"
    with on_disk(data) as trace:
        event = read_element(trace, split(data)[0])
    too_long = BrokenEvent(data[1:41], "an event of at most 50 bytes", f"{size} bytes")
    assert (event == too_long) is (size > 50)
