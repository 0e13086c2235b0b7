"""The rows of a lane with and without the events of the scheduler."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import Crashpack, render
from atp_tui.engine.trace import BrokenEvent, Lane, TraceEvent
from atp_tui.store.open import open_pack
from atp_tui.store.trace.events import Event, Events, LoadedEvents
from atp_tui.store.trace.listed import ListedEvents
from tests.program import FOREIGN, PACKS

BROKEN = BrokenEvent(b"7", "an object for a trace event", "7")
TEXTS = (None, "", "path", "quic packet")
KINDS = ("Poll", "Checkpoint", "DatagramSent", "Spawn")


def made(place: int, kind: str, text: str | None) -> TraceEvent:
    return TraceEvent.of(place, place, kind) if text is None else TraceEvent.message(place, place, kind, text)


@st.composite
def traces(draw: st.DrawFn) -> list[Event]:
    found = draw(st.lists(st.none() | st.tuples(st.sampled_from(KINDS), st.sampled_from(TEXTS)), max_size=200))
    return [BROKEN if each is None else made(place, *each) for place, each in enumerate(found)]


def assert_lists(events: Events, wanted: Sequence[Event], kept: Sequence[int]) -> None:
    for lane in (None, *Lane):
        members = [
            place
            for place, event in enumerate(wanted)
            if lane is None or (isinstance(event, TraceEvent) and lane in event.lanes)
        ]
        hidden = [
            place
            for place in members
            if isinstance(event := wanted[place], TraceEvent) and event.is_scheduler and place not in kept
        ]
        for hides, places in ((False, members), (True, [place for place in members if place not in hidden])):
            listed = ListedEvents(events, lane, hides_scheduler=hides, kept=kept)
            assert listed.count() == len(places)
            assert listed.hidden == len(members) - len(places)
            assert [listed.place(row) for row in range(len(places))] == places
            for place in range(len(wanted) + 1):
                assert listed.row(place) == sum(found < place for found in places)


@given(traces(), st.lists(st.integers(-5, 250), max_size=30))
def test_kept_events_are_never_hidden_and_others_of_the_scheduler_always(events: list[Event], kept: list[int]) -> None:
    assert_lists(LoadedEvents(events), events, kept)


def test_a_trace_on_disk_lists_the_same(tmp_path: Path) -> None:
    events = [made(at, KINDS[at * at % 3], TEXTS[at % 4]) for at in range(300)]
    for name, content in render(Crashpack(trace_events=tuple(events))).items():
        (tmp_path / name).write_bytes(content)
    pack = open_pack(str(tmp_path))
    pack.events.read_all()
    assert_lists(pack.events, events, [0, 3, 4, 64, 65, 299, 299, 1000])


@pytest.mark.parametrize("name", FOREIGN)
def test_foreign_packs_list_the_same(name: str) -> None:
    events = open_pack(f"{PACKS}/{name}").events
    assert_lists(events, [*events], [0, 1, 5])
