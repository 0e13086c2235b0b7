"""A simulated pack and the test that left it: running it again to compare, and finding the smallest cause."""

from collections.abc import Mapping
from typing import Final

from atp_tui.engine import artifacts
from atp_tui.engine.errors import CrashpackError, ReplayError
from atp_tui.engine.minimize.config import MinimizeMode
from atp_tui.engine.minimize.metadata import minimize_metadata
from atp_tui.engine.pytest_command import NODE
from atp_tui.engine.replay.coordinator import ReplayCoordinator
from atp_tui.engine.replay.result import ReplayResult
from atp_tui.engine.replay.run import RecordedRun, Rerun
from atp_tui.engine.signature import signature_of
from atp_tui.engine.simulated import LAB
from atp_tui.lab.decision import write_decisions
from atp_tui.lab.decision_kinds import counted_phrase
from atp_tui.lab.testing.cause import Cause, smallest_cause
from atp_tui.lab.testing.decisions import Decision, read_decisions
from atp_tui.lab.testing.record import SimulatedPack, pack_of, versions
from atp_tui.lab.testing.run import ORACLE, SEED, Simulation, Test, simulate
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack
from atp_tui.store.recorded_run import recorded_run

CAUSE: Final = "a cause: the test ran with only these external decisions"
"""What a minimized pack says of itself."""


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
            raise ReplayError(
                "a pack of a simulated test", f"one of {self.recorded.lab or 'another origin'}", file=path
            )
        if SEED not in self.pack.crashpack.seeds:
            raise ReplayError(f"the seed {SEED}", "none of that name", file=path)

    @property
    def node(self) -> str:
        """The node id of the test that left it, empty where pytest did not run it."""
        return self.pack.crashpack.metadata.get(NODE, "")

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
            raise ReplayError(
                "the external decisions of the run", "no decisions.jsonl that can be read", file=self._path
            )
        try:
            return read_decisions(self.recorded.decisions)
        except CrashpackError as error:
            raise ReplayError(error.expected, error.found, file=self._path, place=error.place) from None

    def replay(self) -> ReplayResult:
        """Run the test once more and compare everything with the record; other versions are told, and no hindrance."""
        return ReplayCoordinator(self.recorded, self).replay(anyway=True)

    def cause(self) -> Cause:
        """Return the smallest cause of the recorded failure.

        Raises:
            ReplayError: as for :func:`smallest_cause`.
        """
        results = self.pack.crashpack.oracle_results
        signature = signature_of(result for result in results if result.oracle_name == ORACLE)
        return smallest_cause(self.run_with, self.decisions(), signature)

    def pack_of(self, cause: Cause) -> SimulatedPack:
        """Return a cause of this pack's failure as a crashpack."""
        told = minimize_metadata(
            MinimizeMode.REPLAY,
            cause.minimized,
            self.pack.reading.files.journal_digest,
            says=CAUSE,
            removed=counted_phrase(cause.removed, cause.total),
            kept=counted_phrase(cause.decisions, cause.total),
        )
        return pack_of(cause.run, told, {artifacts.REMOVED: write_decisions(cause.removed)})
