"""A run whose past is kept and whose future is drawn anew."""

from bisect import bisect_left

from hypothesis import given
from hypothesis import strategies as st

from atp_tui.lab.decision import Decision
from atp_tui.lab.options import LabOptions
from atp_tui.lab.redraw import Redraw
from atp_tui.lab.run import LabRun, run_transfer
from tests.examples import examples

OPTIONS = LabOptions(size=2_048, block_size=1_024, symbol_size=256, latency_ms=(5.0, 8.0), loss=0.1, deadline_s=0.3)
END = 10**12
"""Later than the end of any of these runs."""


def run_of(seed: int, decisions: tuple[Decision, ...] | None = None, redraw: Redraw | None = None) -> LabRun:
    options = OPTIONS.changed(seed=seed, faults=("blackout", "torn-journal"))
    return run_transfer(options, decisions=decisions, redraw=redraw, with_qlogs=False)


@examples(40)
@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1), st.booleans())
def test_with_the_cut_at_the_end_the_run_is_the_recorded_one(seed: int, other: int, is_forced: bool) -> None:
    run = run_of(seed)
    decisions = run.decisions if is_forced else None
    recorded = run_of(seed, decisions)
    again = run_of(seed, decisions, Redraw(END, other, places=False))
    assert again.chain == recorded.chain
    assert again.decisions == recorded.decisions
    assert again.stored == recorded.stored


@examples(40)
@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1), st.floats(0, 1), st.booleans())
def test_what_happened_before_the_cut_is_kept(seed: int, other: int, part: float, is_forced: bool) -> None:
    run = run_of(seed)
    decisions = run.decisions if is_forced else None
    recorded = run_of(seed, decisions)
    at_ns = round(recorded.time_ns * part)
    other_run = run_of(seed, decisions, Redraw(at_ns, other, places=False))
    count = bisect_left([time for time, _, _ in recorded.written], at_ns)
    assert other_run.written[:count] == recorded.written[:count]
    assert all(time >= at_ns for time, _, _ in other_run.written[count:])


def test_the_same_seed_draws_the_same_future_and_another_one_another() -> None:
    one, same, other = (run_of(3, None, Redraw(10_000_000, seed)) for seed in (1, 1, 2))
    assert one.chain == same.chain
    assert one.chain != other.chain


def test_a_fault_that_has_struck_stays_where_it_was_and_another_may_be_elsewhere() -> None:
    kept = {run_of(5, None, Redraw(0, seed, struck=frozenset({"torn-journal"}))).signature for seed in range(6)}
    places = {
        next(str(data) for _, kind, data in run_of(5, None, Redraw(0, seed)).written if kind == "Fault")
        for seed in range(6)
    }
    assert kept
    assert len(places) > 1


def test_its_decisions_forced_upon_a_run_give_it_again() -> None:
    drawn = run_of(7, None, Redraw(20_000_000, 4))
    assert drawn.is_forced
    assert run_of(7, drawn.decisions).decisions == drawn.decisions
