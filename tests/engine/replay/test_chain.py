from hashlib import sha256
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import TraceEvent
from atp_tui.engine.diff.model import CONTEXT
from atp_tui.engine.replay.chain import EVERY, chain_of, first_divergence, parting


def trace(count: int, changed: int = -1) -> list[TraceEvent]:
    return [TraceEvent.of(place, place, "Poll" if place != changed else "Wake") for place in range(count)]


def test_a_chain_has_a_checkpoint_each_1024_events() -> None:
    assert EVERY == 1024
    lengths = {0: 1, 1: 1, 1024: 1, 1025: 2, 3000: 3}
    for events, checkpoints in lengths.items():
        chain = chain_of(iter(trace(events)))
        assert (len(chain.checkpoints), chain.events) == (checkpoints, events)
        assert chain.write().split() == list(chain.checkpoints)
        assert chain.digest == chain.checkpoints[-1]


def test_the_digests_stay_what_they_are() -> None:
    start = sha256(b"atp-tui trace chain 1").digest()
    assert chain_of([]).write() == sha256(start).hexdigest()
    events = trace(1500)
    first = sha256(start + b"".join(event.raw + b"\n" for event in events[:1024])).digest()
    second = sha256(first + b"".join(event.raw + b"\n" for event in events[1024:])).hexdigest()
    assert chain_of(events).write() == f"{first.hex()} {second}"


def test_a_checkpoint_covers_all_before_it() -> None:
    whole, other = chain_of(trace(3000)), chain_of(trace(3000, changed=5))
    assert all(one != another for one, another in zip(whole.checkpoints, other.checkpoints, strict=True))
    late = chain_of(trace(3000, changed=2999))
    assert whole.checkpoints[:2] == late.checkpoints[:2]
    assert parting(whole, late) == 2
    assert parting(whole, whole) is None


@given(st.integers(0, 40), st.integers(0, 40), st.data())
def test_the_first_divergent_event_is_found(blocks: int, more: int, data: st.DataObject) -> None:
    count = blocks * 100 + more
    first = trace(count)
    length = data.draw(st.integers(0, count + 5))
    second = trace(length, changed=data.draw(st.integers(0, max(length, 1))))
    found = first_divergence(first, second, (chain_of(first), chain_of(second)))
    both = list(zip(first, second, strict=False))
    expected = next((at for at, (one, other) in enumerate(both) if one != other), len(both))
    if expected == len(first) == len(second):
        assert found is None
        return
    assert found is not None
    assert found.place == expected
    assert found.before == tuple(first[max(expected - CONTEXT, 0) : expected])
    assert found.first == tuple(first[expected : expected + CONTEXT])
    assert found.second == tuple(second[expected : expected + CONTEXT])


@pytest.mark.parametrize("place", [0, 1, 1023, 1024, 1025, 2047, 2048, 2999])
def test_around_checkpoints(place: int) -> None:
    first, second = trace(3000), trace(3000, changed=place)
    found = first_divergence(first, second, (chain_of(first), chain_of(second)))
    assert found is not None
    assert found.place == place
    assert found.before == tuple(islice(first, max(place - CONTEXT, 0), place))
