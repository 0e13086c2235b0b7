"""Facts told from bytes are those of the engine."""

import pytest

from atp_tui.engine.trace import LANE_WORDS, PATH_KINDS, SCHEDULER_KINDS, U64_MAX, BrokenEvent, Lane
from atp_tui.engine.trace_text import read_event
from atp_tui.store.trace.facts import (
    BROKEN,
    DOUBT,
    FOREIGN,
    LANE_FLAG,
    ODD,
    PLAIN_LENGTH,
    SCHEDULER,
    TIMED,
    Facts,
    facts,
    facts_of_json,
    may_be_deep,
)

PATH, QUIC, REPAIR = (LANE_FLAG[lane] for lane in (Lane.PATH, Lane.QUIC, Lane.REPAIR))


def own(data: str = '"None"', time: object = 5, kind: str = "Log") -> str:
    return f'{{"seq":1,"time":{time},"kind":"{kind}","data":{data}}}'


def message(text: str) -> str:
    return own(f'{{"Message":"{text}"}}')


CASES = {
    own(): TIMED,
    own(time=0): TIMED,
    own(time=U64_MAX): TIMED,
    own(time=U64_MAX + 1): FOREIGN | ODD,
    own(time="-1"): FOREIGN,
    own(time="1.0"): FOREIGN,
    own(time='"5"'): FOREIGN,
    own(time="null"): FOREIGN,
    '{"kind":"Log"}': FOREIGN,
    '{"seq":1,"time":5,"kind":"Log"}': TIMED | FOREIGN,
    '{"seq":1,"time":5,"kind":"Log","data":1,"more":2}': TIMED | FOREIGN,
    '{"time":5,"kind":7}': TIMED | FOREIGN,
    '{"seq":1,"time":5,"time":6,"kind":"Log","data":1}': TIMED | ODD,
    own('{"a":1,"a":2}'): TIMED | ODD,
    own('{"a":1,"b":{"a":2}}'): TIMED,
    own('"a:b:c"'): TIMED,
    f'{{"seq":{U64_MAX + 1},"time":5,"kind":"Log","data":1}}': TIMED | FOREIGN | ODD,
    message("a route"): TIMED | PATH,
    message("UDP and FEC"): TIMED | QUIC | REPAIR,
    message("\\\\fec"): TIMED | REPAIR,
    message("\\fec"): TIMED,
    message("\\u0066ec"): TIMED | REPAIR | DOUBT,
    message("\u2028 path"): TIMED | PATH | DOUBT,
    message("é path"): TIMED | PATH,
    message("\x7f"): TIMED | DOUBT,
    own('{"Message":"path","more":1}'): TIMED,
    own('{"Message":7}'): TIMED,
    own('{"Note":"path"}'): TIMED,
    own('"path"'): TIMED,
    message("x" * PLAIN_LENGTH + "quic"): TIMED | QUIC,
    **{own(kind=kind): TIMED | PATH | SCHEDULER for kind in sorted(SCHEDULER_KINDS)},
    **{own(time=0, kind=kind): TIMED | PATH | SCHEDULER for kind in sorted(SCHEDULER_KINDS)},
    **{own('{"Message":"a poll"}', kind=kind): TIMED | PATH for kind in sorted(PATH_KINDS)},
    **{own('{"Message":"a","b":1}', kind=kind): TIMED | PATH | SCHEDULER for kind in sorted(SCHEDULER_KINDS)},
    own(kind="Checkpoint"): TIMED | PATH,
    **{message(word): TIMED | LANE_FLAG[lane] for lane, words in LANE_WORDS.items() for word in words},
}


@pytest.mark.parametrize(("raw", "flags"), CASES.items())
def test_facts_of_an_event(raw: str, flags: int) -> None:
    event = read_event(raw.encode())
    assert not isinstance(event, BrokenEvent)
    expected = Facts(flags, (event.fields.time or 0) if flags & TIMED else 0)
    assert facts(raw.encode(), event) == expected
    assert facts_of_json(raw.encode(), asks_format=True) == expected
    unasked = facts_of_json(raw.encode(), asks_format=False)
    assert (unasked.flags & ~FOREIGN, unasked.time) == (flags & ~FOREIGN, expected.time)


@pytest.mark.parametrize("raw", [b"7", b"[]", b'"a"', b"null"])
def test_what_is_no_event_is_broken(raw: bytes) -> None:
    assert facts_of_json(raw, asks_format=True) == facts(raw, read_event(raw)) == Facts(BROKEN, 0)


def test_text_that_is_no_utf8_is_left_to_the_engine() -> None:
    raw = message("?").encode().replace(b"?", b"\xff")
    assert facts_of_json(raw, asks_format=True) == facts(raw, read_event(raw))


@pytest.mark.parametrize(("levels", "expected"), [(10, False), (99, False), (2_000, True)])
def test_many_brackets_may_be_deep(levels: int, expected: bool) -> None:
    assert may_be_deep(b"[" * levels + b"]" * levels) is expected
    assert may_be_deep(b"{" * levels + b"}" * levels) is expected
