"""The smallest cause that still fails, or the shortest trace that still shows it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from atp_tui.engine.diff.model import Event
from atp_tui.engine.errors import ReplayError
from atp_tui.engine.minimize.config import Minimized, MinimizeMode, MinimizeProgress, TraceMinimizerConfig
from atp_tui.engine.minimize.search import Holds, Search
from atp_tui.engine.minimize.selection import Selection
from atp_tui.engine.minimize.witness import Witnesses, witnesses_of
from atp_tui.engine.record import OracleResult
from atp_tui.engine.signature import Signature
from atp_tui.engine.trace import TraceEvent


@dataclass(frozen=True, slots=True)
class ProjectedTrace:
    """A shorter reading of a trace: what is left was there, in this order; no run ever gave just this."""

    events: tuple[TraceEvent, ...]
    minimized: Minimized
    witnesses: Witnesses


class TraceMinimizer:
    """Makes a failure smaller while its signature stays the same.

    Progress is told in the caller's thread, so a caller that does not return from there pauses the search.

    Args:
        config: Mode and limits.
        clock: Gives seconds, for the limit of time and for progress; None where no time is kept.
        progress: Told after every try.
        is_stopped: Asked around every try; when it says yes, the search ends with the best so far.
    """

    def __init__(
        self,
        config: TraceMinimizerConfig | None = None,
        *,
        clock: Callable[[], float] | None = None,
        progress: Callable[[MinimizeProgress], None] | None = None,
        is_stopped: Callable[[], bool] | None = None,
    ) -> None:
        self.config = config or TraceMinimizerConfig()
        self._clock = clock or (lambda: 0.0)
        self._progress = progress or (lambda _: None)
        self._is_stopped = is_stopped or (lambda: False)

    def minimize(self, total: int, holds: Holds) -> Minimized:
        """Return the smallest selection of so many things that was found to hold.

        Raises:
            ReplayError: not even all of them together hold.
        """
        minimized = Search(total, holds, self.config, self._clock, self._progress, self._is_stopped).run()
        if minimized.is_minimal and not minimized.is_verified:
            raise ReplayError("a failure that reproduces with all decisions", "another outcome, or none")
        return minimized

    def replay(self, total: int, signature: Signature, run: Callable[[Selection], Signature | None]) -> Minimized:
        """Minimize the outside decisions of a run.

        Args:
            total: How many decisions there are.
            signature: The failure that must stay the same.
            run: Gives the signature of a run with a selection of the decisions, None where it did not end.

        Raises:
            ReplayError: the mode is another one, nothing failed, or the decisions do not give the failure again.
        """
        self._require(MinimizeMode.REPLAY)
        if not signature:
            raise ReplayError("a run that failed", "no violation", advice="there is nothing to minimize")
        return self.minimize(total, lambda selection: run(selection) == signature)

    def project(self, events: Sequence[Event], results: Sequence[OracleResult]) -> ProjectedTrace:
        """Remove events from a trace while the witnesses of its violations stay; broken events are left out at once.

        Raises:
            ReplayError: the mode is another one, or nothing failed.
        """
        self._require(MinimizeMode.PROJECT)
        violations = [violation for result in results for violation in result.violations]
        if not violations:
            raise ReplayError("a run that failed", "no violation", advice="there is nothing to minimize")
        whole = tuple(event for event in events if isinstance(event, TraceEvent))
        witnesses = witnesses_of(whole, violations)
        holds = witnesses.all_in if self.config.keep_witnesses else witnesses.one_each_in
        minimized = self.minimize(len(whole), holds)
        return ProjectedTrace(minimized.best.take(whole), minimized, witnesses)

    def _require(self, mode: MinimizeMode) -> None:
        if self.config.mode is not mode:
            raise ReplayError(f"a minimizer in {mode.value} mode", f"one in {self.config.mode.value} mode")
