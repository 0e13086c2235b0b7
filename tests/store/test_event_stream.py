"""What is streamed is what is read as a whole, in any cut and layout."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atp_tui.engine import TraceEvent
from atp_tui.engine.pack_text import trace_chunks
from atp_tui.engine.trace_text import read_events
from atp_tui.store import event_stream
from atp_tui.store.event_stream import stream_events
from tests import strategies
from tests.program import FOREIGN, PACKS


def cut(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "PART", 50)


def own(events: list[TraceEvent]) -> bytes:
    return b"".join(trace_chunks(events))


layouts = st.sampled_from([{}, {"indent": 1}, {"indent": 2}, {"indent": 4}, {"separators": (",", ":")}])
traces = st.one_of(
    st.lists(strategies.events, max_size=12).map(own),
    st.builds(
        lambda value, layout: json.dumps(value, **layout).encode(),
        st.lists(st.one_of(st.dictionaries(strategies.texts, strategies.json_values, max_size=4), st.integers())),
        layouts,
    ),
    st.builds(
        lambda value: json.dumps(value, indent=2).encode(),
        st.lists(st.dictionaries(st.sampled_from("ab"), st.lists(st.dictionaries(st.just("},\n  {"), st.integers())))),
    ),
)


damages = st.sampled_from([b"", b"}", b"]", b"\xff", b'"', b",,"])


@settings(max_examples=300)
@given(traces, st.integers(1, 80))
def test_what_is_streamed_is_what_is_read_as_a_whole(data: bytes, size: int) -> None:
    assert list(stream_events(cut(data, size))) == list(read_events(data))


@settings(max_examples=300)
@given(traces, st.integers(1, 80), st.data())
def test_so_it_is_for_a_damaged_trace(data: bytes, size: int, more: st.DataObject) -> None:
    damaged = bytearray(data)
    for _ in range(more.draw(st.integers(1, 3))):
        at = more.draw(st.integers(0, len(damaged)))
        damaged[at : at + more.draw(st.integers(0, 4))] = more.draw(
            st.sampled_from([b"", b"}", b"]", b"\xff", b'"', b",,"])
        )
    found = bytes(damaged)
    assert list(stream_events(cut(found, size))) == list(read_events(found))


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("size", [1, 7, 4096])
def test_foreign_traces(name: str, size: int) -> None:
    data = (PACKS / name / "transfer.atp-trace").read_bytes()
    assert list(stream_events(cut(data, size))) == list(read_events(data))


def test_an_event_larger_than_any_part_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "LARGEST_PART", 100)
    data = json.dumps([{"a": 1}, {"b": "x" * 500}, {"c": 2}]).encode()
    assert list(stream_events(cut(data, 30))) == list(read_events(data))


def test_only_a_part_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    whole = event_stream._part

    def measured(held: bytes) -> object:
        sizes.append(len(held))
        return whole(held)

    monkeypatch.setattr(event_stream, "_part", measured)
    data = own([TraceEvent.of(1, 1, "Poll")] * 5000)
    assert sum(1 for _ in stream_events(cut(data, 100))) == 5000
    assert len(sizes) > 1000
    assert max(sizes) < 1000
