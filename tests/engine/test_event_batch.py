"""Many events at once: the bytes that each of them gives by itself."""

import json
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from atp_tui.engine import CrashpackError, TraceEvent, event_batch
from atp_tui.engine.event_batch import EventBatch, batches_of, elements_of
from atp_tui.engine.json_text import MAX_DEPTH
from atp_tui.engine.trace import LANE_WORDS, Lane, display_line
from tests.strategies import events, texts

RAWS = (
    rb'{"kind":"Log","data":{"Message":"quic lost"}}',
    rb'{ "seq" : 1e3, "time" : -0, "kind" : "Poll" }',
    rb'{"seq":18446744073709551615,"time":18446744073709551616,"kind":"Spawn","data":{"Message":""}}',
    rb'{"seq":18446744073709551616,"time":18446744073709551615,"kind":"Spawn"}',
    rb'{"seq":99999999999999999999999,"time":"7","kind":"Yield","data":7}',
    rb'{"seq":7,"seq":8,"kind":"Log","data":{"Message":"a"},"data":{"Message":"symbol \"x\" \\ \/ \u0041"}}',
    rb'{"kind":"L\u006fg","data":{"Mess\u0061ge":"f\u0065c"}}',
    rb'{"kind":"Log","data":{"Message":"path","Message":"nothing"}}',
    rb'{"kind":"Log","data":{"Message":"path","more":"quic"}}',
    rb'{"kind":"Log","data":{"Message":["path"]}}',
    rb'{"kind":"Poll","data":{"Message":"path","more":{"":"quic"}}}',
    rb'{"kind":"Checkpoint","data":"a \" b"}',
    rb'{"kind":7,"data":{"Message":"rout\u0065\n"}}',
    b'{"kind":"Poll","data":{"Message":"\x7f"}}',
    '{"kind":"Poll","data":{"Message":"\x85"}}'.encode(),
    '{"kind":"Poll","data":{"Message":"\u2028"}}'.encode(),
    '{"kind":"Poll","data":{"Message":"\u2029"}}'.encode(),
    '{"kind":"Poll","data":{"Message":"\u0107 é 🙂"}}'.encode(),
    '{"kind":"Log","data":{"Message":"ſymbol \u212aelvin pacKet RACING"}}'.encode(),
    '{"kind":"Poll\x85","data":{"Message":"path"}}'.encode(),
    '{"kind":"Poll","data":{"a":"\u2028"}}'.encode(),
    b'{"data":{"Message":"connection id"},"kind":null}',
    b"{}",
)
"""Events that mislead who looks at their bytes."""

NO_EVENTS = (b"3", b'"{}"', b"[{}]", b"null", rb'{"a":"\ud800"}', b'{"a":' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}")


def raw_events(found: TraceEvent) -> st.SearchStrategy[bytes]:
    """The JSON of an event in some layout."""
    return st.sampled_from(
        [found.raw, msgspec.json.format(found.raw, indent=3), json.dumps(json.loads(found.raw)).encode()]
    )


raws = st.one_of(st.sampled_from(RAWS), events.flatmap(raw_events))
said = st.builds(
    lambda before, word, after, kind: json.dumps({"kind": kind, "data": {"Message": before + word + after}}).encode(),
    texts,
    st.sampled_from([word for words in LANE_WORDS.values() for word in words]),
    texts,
    st.sampled_from(["Log", "Poll"]),
)


def assert_same(batch: EventBatch, each: Sequence[TraceEvent]) -> None:
    """Compare a batch with what its events give one by one."""
    assert batch.text == b"[" + b",".join(event.raw for event in each) + b"]"
    assert batch.elements == b",".join(
        b"\n  " + msgspec.json.format(event.raw, indent=2).replace(b"\n", b"\n  ") for event in each
    )
    for lanes in (tuple(Lane), (Lane.QUIC,), (Lane.PATH,)):
        wanted = {
            lane: [display_line(event.fields).encode() for event in each if lane in event.lanes] for lane in lanes
        }
        assert batch.lines(lanes) == wanted


@given(st.lists(st.one_of(raws, said), min_size=1, max_size=6))
@example(list(RAWS))
def test_a_batch_gives_what_its_events_give_one_by_one(found: list[bytes]) -> None:
    each = [TraceEvent.read(raw) for raw in found]
    assert_same(EventBatch.read(found), each)
    assert_same(EventBatch.of([event.raw for event in each]), each)
    assert elements_of([event.raw for event in each]) == EventBatch.read(found).elements


@pytest.mark.parametrize("raw", RAWS)
def test_an_event_that_misleads_gives_the_same_alone(raw: bytes) -> None:
    event = TraceEvent.read(raw)
    assert_same(EventBatch.read([raw]), [event])
    assert_same(EventBatch.of([event.raw]), [event])


@pytest.mark.parametrize("raw", NO_EVENTS)
def test_what_is_no_event_is_refused_as_by_itself(raw: bytes) -> None:
    with pytest.raises(CrashpackError) as alone:
        TraceEvent.read(raw)
    with pytest.raises(type(alone.value)) as caught:
        EventBatch.read([RAWS[0], raw, RAWS[1]])
    assert str(caught.value) == str(alone.value)


def test_an_event_as_deep_as_allowed_is_taken() -> None:
    deep = b'{"a":' + b"[" * (MAX_DEPTH - 1) + b"0" * 400 + b"]" * (MAX_DEPTH - 1) + b"}"
    deep = deep.replace(b"0" * 400, b'"' + b"0" * 400 + b'"')
    assert EventBatch.read([deep, RAWS[0]]).text == b"[" + deep + b"," + RAWS[0] + b"]"


@given(st.lists(st.binary(max_size=9), max_size=30))
def test_batches_are_of_a_bounded_size_and_lose_nothing(found: list[bytes]) -> None:
    size = event_batch.BATCH
    large = [text * (size // 16) for text in found]
    batches = list(batches_of(large))
    assert [text for batch in batches for text in batch] == large
    assert all(batch and sum(map(len, batch[:-1])) < size for batch in batches)
