"""One pass over a trace, beside logs in any cut."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import BrokenEvent, Crashpack, Lane, TraceEvent, render, survey_trace
from atp_tui.engine.pack_format import LOG_OF
from atp_tui.engine.survey import MAX_BROKEN, LogComparison, LogDifference
from atp_tui.engine.trace_text import read_events
from tests.foreign import RECORDED, files_of, survey_of
from tests.strategies import crashpacks, cut, damaged

EVENTS = tuple(TraceEvent.message(number, number, "Log", f"path {number}") for number in range(3))
LINES = [f"00000{number} {number} Log path {number}" for number in range(3)]
BROKEN = BrokenEvent(b"3", "an object for a trace event", "3")


def difference(log: str) -> LogDifference | None:
    return survey_trace(EVENTS, {Lane.PATH: [log.encode()]}).differences[Lane.PATH]


@given(st.data(), crashpacks)
def test_logs_are_compared_the_same_however_they_are_cut(data: st.DataObject, pack: Crashpack) -> None:
    files = render(pack)
    logs = {lane: files[name] for lane, name in LOG_OF.items()}
    if data.draw(st.booleans()):
        lane = data.draw(st.sampled_from(Lane))
        logs[lane] = data.draw(damaged(logs[lane]))
    pieces = {lane: data.draw(cut(log)) for lane, log in logs.items()}
    whole = survey_trace(pack.trace_events, {lane: [log] for lane, log in logs.items()})
    assert survey_trace(pack.trace_events, pieces) == whole
    for lane, name in LOG_OF.items():
        assert (whole.differences[lane] is None) == (logs[lane] == files[name])


@given(crashpacks)
def test_events_lanes_and_format_are_counted(pack: Crashpack) -> None:
    found = survey_trace(pack.trace_events, {})
    assert found.events == len(pack.trace_events)
    assert found.lanes == {lane: sum(lane in event.lanes for event in pack.trace_events) for lane in Lane}
    assert found.is_own_format == all(event.is_own_format for event in pack.trace_events)
    assert (found.broken, found.broken_count, found.differences) == ((), 0, {})


def test_the_first_difference_is_told_with_its_line() -> None:
    assert difference("\n".join(LINES)) is None
    assert difference("\n".join([LINES[0], "x", "y"])) == LogDifference(2, repr(LINES[1]), "'x'")
    assert difference("\n".join(LINES[:2])) == LogDifference(3, repr(LINES[2]), "the end")
    assert difference("\n".join([*LINES, "more"])) == LogDifference(4, "the end", "'more'")
    assert difference("\n".join(LINES) + "\n") == LogDifference(4, "the end", "''")
    assert difference("") == LogDifference(1, repr(LINES[0]), "the end")
    assert difference("\n") == LogDifference(1, repr(LINES[0]), "''")
    assert difference("\r\n".join(LINES)) == LogDifference(1, repr(LINES[0]), repr(LINES[0] + "\r"))


def test_a_log_that_should_be_empty_and_is_not() -> None:
    found = survey_trace((), {Lane.QUIC: [b"", b"\n"], Lane.REPAIR: [b"", b""]}).differences
    assert found == {Lane.QUIC: LogDifference(1, "the end", "''"), Lane.REPAIR: None}


def test_broken_events_are_counted_and_the_first_told_with_their_places() -> None:
    found = survey_trace([EVENTS[0], *[BROKEN] * (MAX_BROKEN + 5), EVENTS[1]], {})
    assert (found.events, found.broken_count) == (MAX_BROKEN + 7, MAX_BROKEN + 5)
    assert found.broken == tuple((place, BROKEN) for place in range(1, MAX_BROKEN + 1))
    assert found.is_own_format


def test_foreign_packs() -> None:
    for pack in RECORDED:
        found = survey_of(files_of(pack))
        assert found.is_own_format, pack
        assert set(found.differences.values()) == {None}, pack
    other = survey_of(files_of("other-writer"))
    assert (other.is_own_format, other.broken_count) == (False, 0)
    assert other.events == len(list(read_events(files_of("other-writer")["transfer.atp-trace"])))


def test_of_an_endless_line_no_more_is_read_than_it_is_compared_with() -> None:
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        while True:
            read += 100
            yield b"x" * 100

    found = survey_trace(EVENTS, {Lane.PATH: endless()}).differences[Lane.PATH]
    assert found == LogDifference(1, repr(LINES[0]), f"'{'x' * 120}'…")
    assert read < 2_000


@pytest.mark.parametrize("batch", [1, 2, 3])
def test_lines_are_compared_the_same_one_by_one_and_together(batch: int) -> None:
    wanted = [line.encode() for line in LINES]
    logs = ["\n".join(LINES), "\n".join(LINES) + "\n", "\n".join(LINES[:2]) + "xyz", "", "\n", "\n".join([*LINES, "x"])]
    for log in logs:
        comparison = LogComparison([log[:7].encode(), log[7:].encode()])
        for place in range(0, len(wanted), batch):
            comparison.extend(wanted[place : place + batch])
        assert comparison.finish() == difference(log), log


def test_a_broken_event_is_kept_with_the_beginning_of_its_bytes() -> None:
    (_, found), *_ = survey_trace([BrokenEvent(b"x" * 100_000, "e", "f")], {}).broken
    assert (len(found.raw), found.expected, found.found) == (1000, "e", "f")
