"""The smallest cause of a failure: which of the things that the world did are needed for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from atp_tui.clean import clean
from atp_tui.engine.errors import ReplayError
from atp_tui.engine.minimize.config import Minimized
from atp_tui.engine.minimize.minimizer import TraceMinimizer
from atp_tui.engine.minimize.selection import Selection
from atp_tui.engine.signature import Signature
from atp_tui.lab.decision_kinds import counted_phrase
from atp_tui.lab.testing.decisions import Decision, sentence
from atp_tui.lab.testing.run import TIME_LIMIT, Simulation, Test, simulate

LISTED: Final = 50
"""Decisions of a cause that are listed."""

Runner: TypeAlias = Callable[[tuple[Decision, ...]], Simulation]
"""Runs a test with these decisions of the world and no others."""


@dataclass(frozen=True)
class Cause:
    """The smallest set of decisions that was found to give a failure."""

    run: Simulation
    """The run with these decisions alone."""
    decisions: tuple[Decision, ...]
    """What is needed."""
    removed: tuple[Decision, ...]
    """What is not."""
    minimized: Minimized
    """How the search ended."""

    @property
    def total(self) -> int:
        """How many decisions the run had."""
        return len(self.decisions) + len(self.removed)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is needed for the failure, why the search ended and after how many runs; clean."""
        more = len(self.decisions) - LISTED
        return (
            f"cause: {counted_phrase(self.decisions, self.total)}",
            *(f"  {clean(sentence(decision))}" for decision in self.decisions[:LISTED]),
            *([f"  and {more} more"] if more > 0 else []),
            f"{self.minimized.end.value} ({self.minimized.tries} runs)",
        )


def minimize(test: Test, run: Simulation, *, time_limit: float = TIME_LIMIT) -> Cause:
    """Return the smallest cause of a failure: no decision that is left can be left out.

    Args:
        test: The test.
        run: A run of it that failed.
        time_limit: As for :func:`simulate`.

    Raises:
        ReplayError: the run passed, or its decisions do not give the failure again.
    """

    def run_with(decisions: tuple[Decision, ...]) -> Simulation:
        return simulate(test, seed=run.seed, decisions=decisions, time_limit=time_limit)

    return smallest_cause(run_with, run.decisions, run.signature)


def smallest_cause(run_with: Runner, decisions: tuple[Decision, ...], signature: Signature) -> Cause:
    """Return the smallest selection of decisions with which a run fails in the same way.

    An interrupt ends the search with the best so far.

    Args:
        run_with: Runs the test.
        decisions: Those of the run that failed.
        signature: How it failed.

    Raises:
        ReplayError: nothing failed, the decisions do not give the failure again, or the search was interrupted before
            its first run.
    """
    is_stopped = False

    def run(selection: Selection) -> Signature | None:
        nonlocal is_stopped
        try:
            return run_with(selection.take(decisions)).signature
        except KeyboardInterrupt:
            is_stopped = True
            return None

    minimized = TraceMinimizer(is_stopped=lambda: is_stopped).replay(len(decisions), signature, run)
    if not minimized.is_verified:
        raise ReplayError("a first run", f"none: {minimized.end.value}", advice="nothing was written")
    kept = minimized.best.take(decisions)
    smallest = run_with(kept)
    if smallest.signature != signature:
        raise ReplayError("one outcome for one list of decisions", "two: the test is not deterministic")
    return Cause(smallest, kept, minimized.best.leave(decisions), minimized)
