"""Looking through a lane in batches."""

import itertools

import pytest

from atp_tui.engine.trace import Lane, TraceEvent
from atp_tui.store.trace import matches as matching
from atp_tui.store.trace.events import Event, LoadedEvents
from atp_tui.store.trace.matches import find

EVENTS = LoadedEvents([TraceEvent.message(n, n, "Log", f"{'path' if n % 2 else 'x'} {n}") for n in range(1_000)])


def is_wanted(event: Event) -> bool:
    return isinstance(event, TraceEvent) and (event.fields.seq or 0) % 3 == 0


def never() -> bool:
    return False


@pytest.mark.parametrize("seconds", [0.0, 60.0])
@pytest.mark.parametrize("lane", [None, Lane.PATH, Lane.QUIC])
def test_batches_together_hold_every_place_once_and_in_order(
    lane: Lane | None, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "BATCH_SECONDS", seconds)
    batches = [*find(EVENTS, lane, is_wanted, never)]
    rows = [EVENTS.place(lane, row) for row in range(EVENTS.count(lane))]
    assert [*itertools.chain(*(places for places, _ in batches))] == [place for place in rows if place % 3 == 0]
    looked = [count for _, count in batches]
    assert looked == sorted(looked)
    assert looked[-1] == len(rows)
    assert len(batches) == 1 if seconds or not rows else len(batches) > 1


def test_a_cancelled_search_ends_without_a_last_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "BATCH_SECONDS", 0.0)
    asked = itertools.count()
    batches = [*find(EVENTS, None, is_wanted, lambda: next(asked) >= 3)]
    assert [looked for _, looked in batches] == [64, 128, 192]
