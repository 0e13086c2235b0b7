from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.trace import TraceEvent
from atp_tui.lab.chain import EVERY, chain_of, parting


def trace(count: int, odd: int | None = None) -> tuple[TraceEvent, ...]:
    return tuple(TraceEvent.of(number, number, "Poll" if number != odd else "Yield") for number in range(count))


def test_there_is_a_checkpoint_for_each_stretch() -> None:
    assert [len(chain_of(trace(count)).checkpoints) for count in (0, 1, EVERY, EVERY + 1, 3 * EVERY)] == [1, 1, 1, 2, 3]


@given(st.integers(0, 5 * EVERY - 1))
def test_the_stretch_of_the_first_difference_is_found(odd: int) -> None:
    assert parting(WHOLE, chain_of(trace(5 * EVERY, odd))) == odd // EVERY


WHOLE = chain_of(trace(5 * EVERY))


def test_equal_traces_do_not_part_and_a_longer_one_parts_at_its_end() -> None:
    assert parting(WHOLE, chain_of(trace(5 * EVERY))) is None
    assert parting(WHOLE, chain_of(trace(5 * EVERY + 1))) == 5
    assert parting(WHOLE, chain_of(trace(3 * EVERY))) == 3
    assert parting(WHOLE, chain_of(trace(3 * EVERY - 1))) == 2


def test_the_last_checkpoint_covers_everything() -> None:
    assert WHOLE.digest == WHOLE.checkpoints[-1] == WHOLE.write().split()[-1]
    assert chain_of(trace(5 * EVERY, 0)).digest != WHOLE.digest
