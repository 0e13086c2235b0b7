"""The events of an opened pack by place and by lane."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import Crashpack, render
from atp_tui.engine.trace import BrokenEvent, Lane, TraceEvent
from atp_tui.store.open import open_pack
from atp_tui.store.trace.events import Events, LoadedEvents
from tests.program import FOREIGN, PACKS, files_in

MESSAGES = ("path", "quic packet", "repair symbol", "quic path", "nothing of these")


def events_of(messages: list[str | None]) -> list[TraceEvent | BrokenEvent]:
    """Events that say *messages*, and one that is broken for each None."""
    return [
        BrokenEvent(b"7", "an object for a trace event", "7")
        if text is None
        else TraceEvent.message(at, at, "Log", text)
        for at, text in enumerate(messages)
    ]


def assert_agree(events: Events, wanted: list[TraceEvent | BrokenEvent]) -> None:
    assert [*events] == wanted
    assert [*events] == wanted, "a second pass gives the same"
    assert [events.at(place) for place in range(events.count())] == wanted
    for lane in (None, *Lane):
        places = [
            place
            for place, event in enumerate(wanted)
            if lane is None or (isinstance(event, TraceEvent) and lane in event.lanes)
        ]
        assert events.count(lane) == len(places)
        assert [events.place(lane, row) for row in range(len(places))] == places
        for place in range(len(wanted) + 1):
            assert events.row(lane, place) == sum(found < place for found in places)


@given(st.lists(st.none() | st.sampled_from(MESSAGES), max_size=30))
def test_places_and_rows_agree_with_the_events(messages: list[str | None]) -> None:
    events = events_of(messages)
    assert_agree(LoadedEvents(events), events)


def test_a_pack_on_disk_has_the_events_that_were_written(tmp_path: Path) -> None:
    events = [TraceEvent.message(at, at, "Log", MESSAGES[at % 5]) for at in range(50)]
    for name, content in render(Crashpack(trace_events=tuple(events))).items():
        (tmp_path / name).write_bytes(content)
    assert_agree(open_pack(str(tmp_path)).events, [*events])


@pytest.mark.parametrize("name", FOREIGN)
def test_foreign_packs_agree_with_themselves(name: str) -> None:
    events = open_pack(f"{PACKS}/{name}").events
    assert_agree(events, [*events])


def test_a_trace_that_is_cut_ends_with_a_broken_event() -> None:
    assert "transfer.atp-trace" in files_in(PACKS / "damaged")
    events = open_pack(f"{PACKS}/damaged").events
    assert isinstance(events.at(events.count() - 1), BrokenEvent)
    assert not any(isinstance(events.at(place), BrokenEvent) for place in range(events.count() - 1))
