import pytest
from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine import (
    BrokenEvent,
    MinimizeMode,
    ReplayError,
    Selection,
    TraceEvent,
    TraceMinimizer,
    TraceMinimizerConfig,
    TransferOracle,
    TransferState,
)
from atp_tui.engine.oracle.violation_relevance import relevance_of
from atp_tui.engine.record import OracleResult

PROJECT = TraceMinimizerConfig(MinimizeMode.PROJECT)
TEXTS = ("quic packet lost", "journal record 3 torn", "deadline reached", "permit leaked", "all well", "path 1 won")
BROKE = TransferOracle().check(TransferState(journal_gaps=1, pending_operations=1))
SIGNATURE = (("transfer", "journal_consistency"), ("transfer", "quiescence"))

traces = st.lists(st.sampled_from(TEXTS), max_size=60).map(
    lambda texts: [TraceEvent.message(place, place, "Log", text) for place, text in enumerate(texts)]
)


def bears(event: TraceEvent) -> bool:
    return any(relevance_of(violation).holds(event.fields) for violation in BROKE.violations)


@given(traces)
def test_every_witness_stays_and_nothing_else(events: list[TraceEvent]) -> None:
    projected = TraceMinimizer(PROJECT).project(events, [BROKE])
    assert projected.events == tuple(event for event in events if bears(event))
    assert projected.minimized.is_minimal


@given(traces)
def test_one_witness_for_each_violation_is_enough_where_that_is_wanted(events: list[TraceEvent]) -> None:
    config = TraceMinimizerConfig(MinimizeMode.PROJECT, keep_witnesses=False)
    projected = TraceMinimizer(config).project(events, [BROKE])
    for violation, mask in zip(BROKE.violations, projected.witnesses.masks, strict=True):
        had = [event for event in events if relevance_of(violation).holds(event.fields)]
        left = [event for event in projected.events if relevance_of(violation).holds(event.fields)]
        assert bool(left) is bool(had) is bool(mask)
    assert len(projected.events) <= len(BROKE.violations)
    assert projected.witnesses.unseen == projected.witnesses.masks.count(0)


def test_broken_events_are_left_out() -> None:
    event = TraceEvent.message(0, 0, "Log", "journal")
    projected = TraceMinimizer(PROJECT).project([BrokenEvent(b"?", "a", "b"), event], [BROKE])
    assert projected.events == (event,)


@pytest.mark.parametrize("results", [(), (OracleResult(oracle_name="x", passed=True),)])
def test_what_passed_has_nothing_to_minimize(results: tuple[OracleResult, ...]) -> None:
    with pytest.raises(ReplayError, match="expected a run that failed, found no violation"):
        TraceMinimizer(PROJECT).project([], results)
    with pytest.raises(ReplayError, match="there is nothing to minimize"):
        TraceMinimizer().replay(3, (), lambda _: ())


def test_the_modes_are_never_mixed() -> None:
    with pytest.raises(ReplayError, match="expected a minimizer in project mode, found one in replay mode"):
        TraceMinimizer().project([], [BROKE])
    with pytest.raises(ReplayError, match="expected a minimizer in replay mode, found one in project mode"):
        TraceMinimizer(PROJECT).replay(1, SIGNATURE, lambda _: SIGNATURE)


def test_the_signature_is_pinned() -> None:
    def fails(selection: Selection) -> tuple[tuple[str, str], ...] | None:
        kept = set(selection.places())
        if 2 in kept and 9 in kept:
            return SIGNATURE
        # Another failure, a run without an end, and none at all: neither counts.
        return SIGNATURE[:1] if 2 in kept else None if 9 in kept else ()

    found = TraceMinimizer().replay(12, SIGNATURE, fails)
    assert found.best.places() == [2, 9]
