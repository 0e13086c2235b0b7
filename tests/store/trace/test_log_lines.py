"""Logs are compared without making the lines, and no change of a byte is missed."""

import random
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.survey import LogComparison, survey_trace
from atp_tui.engine.trace import Lane, TraceEvent
from atp_tui.engine.trace_text import read_events
from atp_tui.store.trace import log_lines
from atp_tui.store.trace.index import TraceIndex
from atp_tui.store.trace.log_lines import LogLines
from atp_tui.store.trace.pages import TracePages
from atp_tui.store.trace.survey import survey_index
from tests.store.trace_on_disk import on_disk

TASK = '{\n      "Task": {\n        "task": "T%d",\n        "region": "R%s"\n      }\n    }'
MESSAGES = [
    "path %d",
    "Connection ID %d retired on path",
    "repair \\n symbol %d",
    'racing \\"%d\\" on C:\\\\path\\/x',
    "a route from ✓ to %d",
    "pac\\u006bet udp %d",
    "quic\u2028 %d",
    "fec " + "long " * 40 + "%d",
]
SPELLINGS = ('\\"', "\\\\", "\\/", "\\n", "\\t", "\\b", "a", " ", "/", "\u2713", "long " * 15)
KINDS = ["Poll", "RegionCloseComplete", "Log", "Checkpoint", "Schedule", "é"]


def data_of(number: int) -> str:
    """What an event is about: each sort that a line spells in its own way."""
    if number % 4 == 1:
        return TASK % (number, "x" * (number % 60))
    if number % 4 == 3:
        return ['"None"', '"a\\nb"', '{\n      "a": [\n        1,\n        "b"\n      ]\n    }'][number % 3]
    message = MESSAGES[number // 2 % len(MESSAGES)]
    return '{\n      "Message": "%s"\n    }' % (message % number)


def trace_of(count: int, first: int = 99_990) -> bytes:
    rows = [
        f'  {{\n    "seq": {first + n},\n    "time": {9_999_000 + n * 77},\n    "kind": "{KINDS[n % 6]}",\n'
        f'    "data": {data_of(n)}\n  }}'
        for n in range(count)
    ]
    return ("[\n" + ",\n".join(rows) + "\n]").encode()


def logs_of(data: bytes) -> dict[Lane, bytes]:
    events = [event for event in read_events(data) if isinstance(event, TraceEvent)]
    return {lane: "\n".join(event.line for event in events if lane in event.lanes).encode() for lane in Lane}


def compared(data: bytes, logs: Mapping[Lane, bytes], window: int = 1 << 13) -> LogLines:
    """The lines compared while an index is made, after the survey was found to be that of the engine."""
    chunks = {lane: [log[place : place + 100] for place in range(0, len(log), 100)] for lane, log in logs.items()}
    with on_disk(data) as trace:
        lines = LogLines({lane: LogComparison(parts) for lane, parts in chunks.items()})
        index = TraceIndex(trace)
        snapshot = index.build(window=window, on_batch=lines.take)
        found = survey_index(TracePages(trace, index), snapshot, lines)
    assert found == survey_trace(read_events(data), chunks)
    return lines


@pytest.mark.parametrize("first", [0, 90, 99_900, 10**7 - 50, 10**17 - 50])
def test_lines_of_every_sort_are_compared_while_the_trace_is_read(first: int) -> None:
    data = trace_of(400, first)
    lines = compared(data, logs_of(data))
    assert all(comparison.finish() is None for comparison in lines.comparisons.values())
    assert min(lines.since.values()) > 300, "only the last window is left, whose last line has no end"


def test_only_lines_that_their_bytes_do_not_spell_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bytes] = []

    def count(raw: bytes) -> bytes | None:
        made.append(raw)
        return None

    monkeypatch.setattr(log_lines, "plain_line", count)
    data = trace_of(400)
    compared(data, logs_of(data))
    assert made
    assert all(b"\\" in raw or b'"a": [' in raw for raw in made)
    assert not any(b"racing" in raw or b"repair" in raw for raw in made), "a backslash alone is no reason"


def test_whatever_byte_of_a_log_is_changed_the_first_difference_is_the_engines() -> None:
    data = trace_of(120)
    whole = logs_of(data)
    dice = random.Random(5)
    for lane, log in whole.items():
        for place in dice.sample(range(len(log)), 60):
            byte = dice.choice([value for value in b' \n0"xp' if value != log[place]])
            changed = log[:place] + bytes([byte]) + log[place + 1 :]
            lines = compared(data, whole | {lane: changed}, window=4_000)
            found = {lane for lane, comparison in lines.comparisons.items() if comparison.finish()}
            assert found == {lane}


def test_each_byte_of_a_log_counts() -> None:
    wide = (
        '{\n      "Task": {\n        "task": "path %d",\n        "'
        + "wide " * 20
        + '": 7,\n        "region": "R%d"\n      }\n    }'
    )
    said = [f'{{\n      "Message": "{text} path"\n    }}' for text in ("a", '\\"b\\\\', "\\/", "\u2713")]
    rows = [
        f'  {{\n    "seq": {number},\n    "time": {number},\n    "kind": "Schedule",\n    "data": {data}\n  }}'
        for number, data in enumerate([*said, wide % (1, 1), wide % (2, 22), TASK % (3, "path"), '"path"', *said])
    ]
    data = ("[\n" + ",\n".join(rows) + "\n]").encode()
    log = logs_of(data)[Lane.PATH]
    assert log.count(b"\n") == len(rows) - 1, log.decode()

    def is_agreed(changed: bytes) -> bool:
        with on_disk(data) as trace:
            lines = LogLines({Lane.PATH: LogComparison([changed])})
            index = TraceIndex(trace)
            snapshot = index.build(on_batch=lines.take)
            survey_index(TracePages(trace, index), snapshot, lines)
        return lines.comparisons[Lane.PATH].finish() is None

    assert is_agreed(log)
    for place, byte in enumerate(log):
        assert not is_agreed(log[:place] + bytes([byte ^ 1]) + log[place + 1 :]), log[place:]


@given(
    st.lists(st.lists(st.sampled_from(SPELLINGS), max_size=25).map("".join), min_size=1, max_size=6),
    st.integers(min_value=0),
    st.sampled_from(b'\\/" x\n'),
)
def test_messages_with_any_escapes_are_compared_as_the_engine_spells_them(
    said: list[str], place: int, byte: int
) -> None:
    events = [
        f'  {{\n    "seq": {number},\n    "time": {number},\n    "kind": "Log",\n'
        f'    "data": {{\n      "Message": "{text} path"\n    }}\n  }}'
        for number, text in enumerate([*said, "end"])
    ]
    data = ("[\n" + ",\n".join(events) + "\n]").encode()
    logs = logs_of(data)
    log = logs[Lane.PATH]
    assert all(each.finish() is None for each in compared(data, logs, window=300).comparisons.values())
    at = place % len(log)
    compared(data, logs | {Lane.PATH: log[:at] + bytes([byte]) + log[at + 1 :]}, window=300)


@pytest.mark.parametrize("spoilt", [Lane.PATH, Lane.QUIC, Lane.REPAIR])
@pytest.mark.parametrize("place", [0, 1, 5_000])
def test_a_log_that_is_cut_or_longer(spoilt: Lane, place: int) -> None:
    data = trace_of(300)
    logs = logs_of(data)
    for changed in (logs[spoilt][:place], logs[spoilt] + b"\n" * place, logs[spoilt] + b"x" * place):
        compared(data, logs | {spoilt: changed})


def test_events_that_are_not_in_the_layout_leave_the_lines_from_there_on() -> None:
    data = trace_of(400)
    spoilt = data.replace(b'"seq": 100190', b'"seq": 0100190')
    lines = compared(spoilt, logs_of(spoilt))
    assert 100 < min(lines.since.values()) < 200
    compact = data.replace(b"\n", b"").replace(b"  ", b"")
    assert set(compared(compact, logs_of(compact)).since.values()) == {0}


def test_without_logs_nothing_is_compared() -> None:
    assert compared(trace_of(50), {}).since == {}
