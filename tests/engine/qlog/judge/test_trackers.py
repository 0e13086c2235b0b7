"""What is kept of a log: numbers, time, probe timeouts, challenges, closes; each bounded."""

import pytest

from atp_tui.engine.qlog.closing import Close
from atp_tui.engine.qlog.judge import numbers, probes
from atp_tui.engine.qlog.judge.clock import GRACE_NS, Clock
from atp_tui.engine.qlog.judge.endings import MOST_CLOSES, Ending
from atp_tui.engine.qlog.judge.first import MOST_EVENTS, FirstEvents
from atp_tui.engine.qlog.judge.numbers import NumberSpace
from atp_tui.engine.qlog.judge.probes import Challenges
from atp_tui.engine.qlog.judge.ranges import MOST_RANGES
from atp_tui.engine.qlog.judge.timeouts import STORM, Timeouts
from atp_tui.engine.qlog.judge.waiting import SILENCE_NS


def test_first_events_are_bounded_and_all_are_counted() -> None:
    found = FirstEvents()
    for number in range(MOST_EVENTS):
        found.add(2 * number, 2 * number + 1)
    assert found.count == MOST_EVENTS
    assert found.shown == tuple(range(MOST_EVENTS))


def test_packets_in_flight_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "MOST_PENDING", 3)
    space = NumberSpace()
    for number in range(4):
        space.send(number, number, 0, ((0, number, number + 1),))
    assert space.is_crowded
    assert list(space.pending) == [1, 2, 3]


def test_lost_packets_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "MOST_LOST", 3)
    space = NumberSpace()
    for number in range(5):
        space.send(number, number, 0, ((0, number, number + 1),))
        space.lose(number, 10 + number)
    assert [packet.event for packet in space.acknowledge([[0, 4]], 20, 0)] == [12, 13, 14]
    assert space.spurious.count == 3


def test_a_loss_of_what_was_never_sent_or_is_acknowledged_is_nothing() -> None:
    space = NumberSpace()
    space.send(0, 0, 0, ())
    space.acknowledge([[0, 0]], 1, 0)
    assert space.lose(0, 2) is None
    assert space.lose(7, 3) is None
    assert space.acknowledge([[0, 0]], 4, 0) == []
    assert space.spurious.count == 0


def test_numbers_with_many_gaps_are_forgotten_from_the_oldest() -> None:
    space = NumberSpace()
    for number in range(0, 4 * MOST_RANGES, 2):
        space.send(number, number, 0, ())
    # What is forgotten is not blamed: neither used twice nor never sent.
    space.send(2, 1, 0, ())
    space.acknowledge([[0, 5]], 1, 0)
    assert space.used_twice.count == 0
    assert space.unsent == []
    space.acknowledge([[4 * MOST_RANGES - 5, 4 * MOST_RANGES - 5]], 2, 0)
    assert len(space.unsent) == 1


def test_ranges_that_grow_at_either_end_are_read() -> None:
    space = NumberSpace()
    for number in range(20):
        space.send(number, number, 0, ((0, number, number + 1),))
    counts = [
        len(space.acknowledge(ranges, 1, 0))
        for ranges in ([[0, 1], [5, 6]], [[0, 1], [5, 8]], [[0, 2], [5, 8]], [[0, 2], [5, 8], [12, 12]], [[0, 12]])
    ]
    assert counts == [4, 2, 1, 1, 5]


def test_the_longest_silences_are_named_first() -> None:
    clock = Clock()
    at = 0
    for number in range(300):
        if number:
            at += SILENCE_NS + (number % 97) * 1000
            assert at >= clock.silent_from
            clock.break_silence(number, at)
        clock.take_packet(number, at, at, SILENCE_NS)
    assert clock.silences == 299
    assert clock.longest_ns == SILENCE_NS + 96_000
    assert clock.silence_events[:4] == (95, 96, 192, 193)
    assert len(clock.silence_events) == MOST_EVENTS


@pytest.mark.parametrize("gap_ms", [1, 40, 700, 5000])
def test_what_is_overdue_is_known_to_a_sixteenth_of_a_second(gap_ms: int) -> None:
    clock = Clock()
    assert clock.overdue(0) == -1
    times = [number * gap_ms * 1_000_000 for number in range(200)]
    for number, time_ns in enumerate(times):
        clock.take_packet(number, time_ns, times[number - 1] if number else 0, SILENCE_NS)
    last = max((number for number, each in enumerate(times) if each <= times[-1] - GRACE_NS), default=-1)
    found = clock.overdue(times[-1])
    assert found <= last
    assert last == -1 or times[last] - times[found] <= GRACE_NS / 16


def test_expirations_of_the_timer_are_counted_until_something_is_acknowledged() -> None:
    timeouts = Timeouts()
    expired = {"timer_type": "pto", "event_type": "expired"}
    for event in range(STORM - 1):
        timeouts.take_timer(expired, event)
    timeouts.take_timer({"timer_type": "pto", "event_type": "set"}, 7)
    timeouts.take_timer({"timer_type": "ack", "event_type": "expired"}, 8)
    timeouts.take_progress()
    timeouts.take_timer(expired, 9)
    assert timeouts.storms.count == 0
    for event in range(10, 12):
        timeouts.take_timer(expired, event)
    assert timeouts.storms.shown == (11,)
    assert timeouts.most == STORM


def test_a_response_validates_its_path(monkeypatch: pytest.MonkeyPatch) -> None:
    challenges = Challenges()
    for event, (path, data) in enumerate([(0, "a"), (0, "b"), (1, "c"), (None, "d"), (None, "e")]):
        challenges.ask(path, data, event)
    challenges.answer("b")
    assert challenges.overdue(9) == (2, 3, 4)
    challenges.answer("d")
    assert challenges.overdue(9) == (2,)
    assert challenges.overdue(1) == ()
    challenges.answer("unknown")
    assert challenges.overdue(9) == (2,)
    challenges.answer("")
    assert challenges.overdue(9) == ()
    monkeypatch.setattr(probes, "MOST_CHALLENGES", 1)
    challenges.ask(0, "x", 5)
    assert not challenges.is_crowded
    challenges.ask(0, "y", 6)
    assert challenges.is_crowded


def test_closes_are_bounded() -> None:
    ending = Ending()
    for event in range(2 * MOST_CLOSES):
        ending.take(Close("remote"), event, 0)
    assert len(ending.closes) == MOST_CLOSES
    assert ending.is_clean_by_peer
    assert not ending.is_by_this_end


def test_data_at_the_moment_of_the_peers_close_is_under_way() -> None:
    ending = Ending()
    ending.take(Close("remote"), 3, 1000, is_frame=True)
    ending.take_data(4, 1000)
    assert ending.data_after.count == 0
    ending.take_data(5, 1001)
    assert ending.data_after.shown == (5,)
