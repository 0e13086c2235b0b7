"""What each check finds in what was kept of a log; None where nothing is wrong."""

from atp_tui.engine.counted import counted
from atp_tui.engine.lab_time import milliseconds
from atp_tui.engine.qlog.judge.check import Finding
from atp_tui.engine.qlog.judge.first import MOST_EVENTS, FirstEvents
from atp_tui.engine.qlog.judge.left_open import named, overdue_event
from atp_tui.engine.qlog.judge.tracker import Tracker


def gaps(log: Tracker) -> Finding | None:
    """Find stream data that is missing below the highest byte that was received."""
    found = [(high - low, number, mark) for number, stream in log.streams.ordinary() for low, high, mark in stream.gaps]
    if not found:
        return None
    found.sort(key=lambda gap: (-gap[0], gap[2]))
    missing = sum(size for size, _, _ in found)
    return Finding(
        f"Stream data has {counted(len(found), 'gap')}: {counted(missing, 'byte')} never arrived "
        "below the highest byte received",
        (
            ("gap_count", str(len(found))),
            ("missing_bytes", str(missing)),
            ("streams", named(number for _, number, _ in found)),
        ),
        tuple(dict.fromkeys(mark for _, _, mark in found[:MOST_EVENTS])),
    )


def open_obligations(log: Tracker) -> Finding | None:
    """Find lost data that was neither sent again nor acknowledged, and challenges of the peer without a response."""
    last = overdue_event(log)
    lost = [
        (event, number)
        for number, stream in log.streams.open.items()
        if not stream.peer_is_stopped
        for _, _, event in stream.lost
        if event <= last
    ]
    challenges = log.peer_challenges.overdue(last)
    if not lost and not challenges:
        return None
    parts = [f"{counted(len(lost), 'part')} of lost data never sent again"] if lost else []
    parts += [f"{counted(len(challenges), 'path challenge')} never answered"] if challenges else []
    numbers = {number for _, number in lost if number >= 0}
    return Finding(
        f"Found {' and '.join(parts)}",
        (
            ("leak_count", str(len(lost) + len(challenges))),
            *((("streams", named(numbers)),) if numbers else ()),
            *((("crypto", "yes"),) if any(number < 0 for _, number in lost) else ()),
        ),
        tuple(dict.fromkeys(sorted([event for event, _ in lost] + list(challenges))))[:MOST_EVENTS],
    )


def time_reversals(log: Tracker) -> Finding | None:
    """Find events that are earlier than the one before, and packet numbers that fall."""
    reversals = log.clock.reversals
    falling = [] if log.spaces.is_unclear else [space.falling for space in log.spaces.by_key.values()]
    numbers = sum(each.count for each in falling)
    if not reversals.count and not numbers:
        return None
    parts = [f"{counted(reversals.count, 'event')} earlier than the one before"] if reversals.count else []
    parts += [f"{counted(numbers, 'packet')} with a number below an earlier one"] if numbers else []
    return Finding(
        f"The log has {' and '.join(parts)}",
        (("reversal_count", str(reversals.count)), ("falling_numbers", str(numbers))),
        _first([reversals, *falling]),
    )


def _first(found: list[FirstEvents]) -> tuple[int, ...]:
    return tuple(sorted(event for each in found for event in each.shown)[:MOST_EVENTS])


def probe_timeouts(log: Tracker) -> Finding | None:
    """Find probe timeouts in a row."""
    if not log.timeouts.storms.count:
        return None
    return Finding(
        f"{log.timeouts.most:,} probe timeouts in a row",
        (("pto_count", str(log.timeouts.most)),),
        log.timeouts.storms.shown,
    )


def silences(log: Tracker) -> Finding | None:
    """Find times without a packet while the handshake or an acknowledgement of this end's packets was missing."""
    clock = log.clock
    if not clock.silences:
        return None
    return Finding(
        f"No packet for {milliseconds(clock.longest_ns)} while an acknowledgement was missing"
        + (f", and {counted(clock.silences - 1, 'shorter silence')}" if clock.silences > 1 else ""),
        (("silence_count", str(clock.silences)), ("longest_ns", str(clock.longest_ns))),
        clock.silence_events,
    )


def acks_of_unsent(log: Tracker) -> Finding | None:
    """Find acknowledgements of packet numbers that were never sent."""
    found = sorted(each for space in log.spaces.by_key.values() for each in space.unsent)
    if not found:
        return None
    first = found[0]
    rest = f" to {first.end - 1}" if first.end - first.first > 1 else ""
    return Finding(
        f"The peer acknowledged packet {first.first}{rest}, which was never sent",
        (("unsent_ranges", str(len(found))), ("first_number", str(first.first))),
        tuple(dict.fromkeys(each.event for each in found))[:MOST_EVENTS],
    )


def _of_packets(found: list[FirstEvents], words: str, key: str) -> Finding | None:
    count = sum(each.count for each in found)
    return Finding(f"{counted(count, 'packet')} {words}", ((key, str(count)),), _first(found)) if count else None


def numbers_used_twice(log: Tracker) -> Finding | None:
    """Find packets that were sent with a number that was used before."""
    found = [space.used_twice for space in log.spaces.by_key.values()]
    return _of_packets(found, "sent with a number that was used before", "reused_count")


def data_after_close(log: Tracker) -> Finding | None:
    """Find packets with data that were sent after CONNECTION_CLOSE."""
    return _of_packets([log.ending.data_after], "with data sent after CONNECTION_CLOSE", "late_count")


def paths_without_response(log: Tracker) -> Finding | None:
    """Find path challenges of this end that were never answered."""
    last = overdue_event(log)
    events = log.challenges.overdue(last)
    if not events:
        return None
    return Finding(
        f"{counted(len(events), 'path challenge')} never answered",
        (("challenge_count", str(len(events))),),
        tuple(sorted(events)[:MOST_EVENTS]),
    )


def streams_given_up(log: Tracker) -> Finding | None:
    """Find bidirectional streams that an end reset with an error before their end."""
    first, count = log.resets.first, log.resets.found.count
    if first is None:
        return None
    by = "by this end" if first.by == "local" else "by the peer"
    return Finding(
        f"{counted(count, 'direction')} of bidirectional streams given up before the end, "
        f"the first {by} with {first.words}",
        (("reset_count", str(count)), ("reset_by", first.by), ("error", first.words)),
        log.resets.found.shown,
    )
