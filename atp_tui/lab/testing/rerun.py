"""A simulated pack and the test that left it: running it again to compare, and finding the smallest cause."""

from collections.abc import Mapping
from typing import Final

from atp_tui.engine import artifacts
from atp_tui.engine.errors import CrashpackError, ReplayError
from atp_tui.engine.minimize.config import MinimizeMode
from atp_tui.engine.minimize.metadata import minimize_metadata
from atp_tui.engine.minimize.minimizer import TraceMinimizer
from atp_tui.engine.minimize.selection import Selection
from atp_tui.engine.replay.coordinator import ReplayCoordinator
from atp_tui.engine.replay.result import ReplayResult
from atp_tui.engine.replay.run import RecordedRun, Rerun
from atp_tui.engine.signature import Signature, signature_of
from atp_tui.engine.simulated import LAB
from atp_tui.lab.decision import write_decisions
from atp_tui.lab.decision_kinds import counted_phrase
from atp_tui.lab.testing.decisions import Decision, read_decisions, sentence
from atp_tui.lab.testing.record import SimulatedPack, pack_of, versions
from atp_tui.lab.testing.run import ORACLE, SEED, Simulation, Test, simulate
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack
from atp_tui.store.recorded_run import recorded_run

CAUSE: Final = "a cause: the test ran with only these external decisions"
"""What a minimized pack says of itself."""

LISTED: Final = 50
"""Decisions of a cause that are listed."""


class RecordedTest:
    """A pack that a simulated test has left.

    Args:
        path: Where it is.
        test: The test, which the caller has found; nothing in the pack is executed.
        time_limit: As for :func:`simulate`.

    Raises:
        CrashpackError: it cannot be read, or no simulated test left it.
    """

    lab: Final = LAB

    def __init__(self, path: str, test: Test, time_limit: float) -> None:
        self.pack: Pack = open_pack(path, keeps_index=False)
        self.recorded: RecordedRun = recorded_run(self.pack)
        self.last: Simulation | None = None
        """The last run."""
        self._path = path
        self._test = test
        self._time_limit = time_limit
        if self.recorded.lab != LAB:
            raise ReplayError("a pack of a simulated test", f"one of {self.recorded.lab or 'another origin'}", file=path)
        if SEED not in self.pack.crashpack.seeds:
            raise ReplayError(f"the seed {SEED}", "none of that name", file=path)

    def versions(self) -> Mapping[str, str]:
        """Return the versions on which a run depends, as they are here."""
        return versions()

    def run(self) -> Rerun:
        """Run the test as the pack tells it."""
        is_forced = self.pack.crashpack.metadata.get("decisions") == "forced"
        run = self.run_with(self.decisions() if is_forced else None)
        return Rerun(
            results=(run.result,),
            state=None,
            events=run.events,
            digests={},
            seeds={SEED: run.seed},
            decisions=write_decisions(run.decisions),
        )

    def run_with(self, decisions: tuple[Decision, ...] | None) -> Simulation:
        """Run the test with these decisions of the world and no others; None to draw them."""
        seed = self.pack.crashpack.seeds[SEED]
        self.last = simulate(self._test, seed=seed, decisions=decisions, time_limit=self._time_limit)
        return self.last

    def decisions(self) -> tuple[Decision, ...]:
        """Return the decisions that the pack records.

        Raises:
            ReplayError: they cannot be read.
        """
        if self.recorded.decisions is None:
            raise ReplayError("the external decisions of the run", "no decisions.jsonl that can be read", file=self._path)
        try:
            return read_decisions(self.recorded.decisions)
        except CrashpackError as error:
            raise ReplayError(error.expected, error.found, file=self._path, place=error.place) from None

    def replay(self) -> ReplayResult:
        """Run the test once more and compare everything with the record; other versions are told, and no hindrance."""
        return ReplayCoordinator(self.recorded, self).replay(anyway=True)


class MinimizedTest:
    """The smallest cause of the failure of a recorded test.

    Args:
        recorded: The pack and the test.

    Raises:
        ReplayError: nothing failed, the recorded decisions do not give the failure again, or the search was interrupted
            before its first run.
    """

    def __init__(self, recorded: RecordedTest) -> None:
        self._recorded = recorded
        self._is_stopped = False
        decisions = recorded.decisions()
        signature = signature_of(
            result for result in recorded.pack.crashpack.oracle_results if result.oracle_name == ORACLE
        )

        def run(selection: Selection) -> Signature | None:
            try:
                return recorded.run_with(selection.take(decisions)).signature
            except KeyboardInterrupt:
                self._is_stopped = True
                return None

        minimizer = TraceMinimizer(is_stopped=lambda: self._is_stopped)
        self.minimized = minimizer.replay(len(decisions), signature, run)
        if not self.minimized.is_verified:
            raise ReplayError("a first run", f"none: {self.minimized.end.value}", advice="nothing was written")
        self.kept = self.minimized.best.take(decisions)
        """The decisions that are needed."""
        self.removed = self.minimized.best.leave(decisions)
        self.run = recorded.run_with(self.kept)
        """The run with these alone."""
        if self.run.signature != signature:
            raise ReplayError("one outcome for one list of decisions", "two: the test is not deterministic")

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is needed for the failure, why the search ended and after how many runs."""
        total = len(self.kept) + len(self.removed)
        more = len(self.kept) - LISTED
        return (
            f"cause: {counted_phrase(self.kept, total)}",
            *(f"  {sentence(decision)}" for decision in self.kept[:LISTED]),
            *([f"  and {more} more"] if more > 0 else []),
            f"{self.minimized.end.value} ({self.minimized.tries} runs)",
        )

    def pack(self) -> SimulatedPack:
        """Return the run with the cause alone as a crashpack."""
        total = len(self.kept) + len(self.removed)
        told = minimize_metadata(
            MinimizeMode.REPLAY,
            self.minimized,
            self._recorded.pack.reading.files.journal_digest,
            says=CAUSE,
            removed=counted_phrase(self.removed, total),
            kept=counted_phrase(self.kept, total),
        )
        return pack_of(self.run, told, {artifacts.REMOVED: write_decisions(self.removed)})
