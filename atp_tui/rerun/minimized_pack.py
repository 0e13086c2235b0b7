"""A smaller pack made of a failed one: a cause that was run, or a shorter reading of its trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from atp_tui.engine import artifacts
from atp_tui.engine.counted import counted
from atp_tui.engine.errors import ReplayError
from atp_tui.engine.imported import NOTHING_TO_RUN
from atp_tui.engine.minimize.config import Minimized, MinimizeMode
from atp_tui.engine.minimize.metadata import minimize_metadata
from atp_tui.engine.minimize.minimizer import ProjectedTrace, TraceMinimizer
from atp_tui.engine.minimize.selection import Selection
from atp_tui.engine.oracle.transfer import TransferOracle
from atp_tui.engine.pack_format import render
from atp_tui.engine.replay.run import RecordedRun
from atp_tui.engine.signature import Signature, signature_of
from atp_tui.engine.verdict import Verdict
from atp_tui.lab.decision_kinds import counted_phrase, faults_first
from atp_tui.rerun.lab_runner import LabMissingError, LabRunner
from atp_tui.store.pack import Pack
from atp_tui.store.recorded_run import recorded_run

if TYPE_CHECKING:
    from atp_tui.lab.decision import Decision
    from atp_tui.lab.pack import LabPack
    from atp_tui.lab.run import LabRun

READING = "a shorter trace to read, not a cause: no run ever had only these events"
"""What a pack made in project mode says of itself."""

CAUSE = "a cause: the lab ran with only these external decisions"
"""What a pack made in replay mode says of itself."""

_NOT_KNOWN = {
    Verdict.NOT_JUDGED: "no oracle result",
    Verdict.UNKNOWN: "no violation in what can be read of the journal",
}
"""What a pack has in place of a failure or a success."""

_OF_THE_RUN = ("trace.",)
"""How the keys of metadata begin that are true of the whole trace only."""


@dataclass(frozen=True)
class MinimizedPack:
    """The files of a smaller pack, and how it came to be."""

    files: Mapping[str, bytes]
    minimized: Minimized
    removed: str
    """What was removed, as a phrase."""
    kept: str
    """What is left, as a phrase."""
    says: str
    """What the result is, and is not."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is left, what was removed, why it ended and after how many tries."""
        minimized = self.minimized
        return (
            f"kept: {self.kept}",
            f"removed: {self.removed}",
            minimized.end.value,
            f"{counted(minimized.tries, 'run')}, {minimized.remembered:,} cached",
        )


def minimize_pack(
    pack: Pack,
    minimizer: TraceMinimizer,
    *,
    sent: bytes | None = None,
    is_stopped: Callable[[], bool] | None = None,
    anyway: bool = False,
) -> MinimizedPack:
    """Return a smaller pack with the same violations, in the mode of the minimizer.

    Args:
        pack: The pack, which must have failed.
        minimizer: Mode, limits, progress and the wish to stop.
        sent: The object, where it was given to the run.
        is_stopped: The same wish, asked inside a run too.
        anyway: Run it with other versions than those it was made with.

    Raises:
        ReplayError: nothing failed, the pack cannot be run here, its decisions do not give the failure again, or the
            search was stopped before anything was tried.
    """
    if pack.verdict in _NOT_KNOWN:
        raise ReplayError("a run that failed", _NOT_KNOWN[pack.verdict], advice="there is nothing to minimize")
    if pack.imported is not None:
        raise ReplayError("a pack of the lab", NOTHING_TO_RUN, advice="there is nothing to minimize")
    if minimizer.config.mode is MinimizeMode.PROJECT:
        return _projected(pack, minimizer.project(tuple(pack.events), pack.crashpack.oracle_results))
    recorded = recorded_run(pack)
    runner = LabRunner(recorded, sent=sent, is_stopped=is_stopped)
    reason = recorded.why_not(runner.lab)
    if reason:
        raise ReplayError("a pack that can be run here", reason, advice="--mode project runs nothing")
    if not anyway and runner.versions() != recorded.versions:
        advice = "'atp-tui replay' lists them; --anyway runs it regardless"
        raise ReplayError("the versions that the pack was made with", "others", advice=advice)
    return _caused(pack, recorded, minimizer, runner)


def _caused(pack: Pack, recorded: RecordedRun, minimizer: TraceMinimizer, runner: LabRunner) -> MinimizedPack:
    signature, unheld = _signature(pack)
    inputs = runner.inputs()
    decisions = inputs.decisions
    if recorded.decisions is None and not inputs.is_forced:
        decisions = runner.run_with(None, with_qlogs=False).decisions
    decisions = faults_first(decisions)

    def run(selection: Selection) -> Signature | None:
        try:
            return runner.run_with(selection.take(decisions), with_qlogs=False).signature
        except LabMissingError:
            raise
        except ReplayError:
            return None

    minimized = minimizer.replay(len(decisions), signature, run)
    _require_tried(minimized)
    smallest = runner.run_with(minimized.best.take(decisions), with_qlogs=True, is_to_end=True)
    if smallest.signature != signature:
        raise ReplayError("one outcome for one list of decisions", "two: the lab is not deterministic here")
    kept, removed = minimized.best.take(decisions), minimized.best.leave(decisions)
    told = MinimizedPack(
        {}, minimized, counted_phrase(removed, len(decisions)), counted_phrase(kept, len(decisions)), CAUSE + unheld
    )
    return _with_files(told, _cause_files(pack, smallest, removed, told))


def _signature(pack: Pack) -> tuple[Signature, str]:
    """Return what the lab's oracle found in the pack, and what to say of the violations that other oracles found.

    Raises:
        ReplayError: other oracles found all of them.
    """
    results = pack.crashpack.oracle_results
    own = TransferOracle().name
    signature = signature_of(result for result in results if result.oracle_name == own)
    others = sorted({result.oracle_name for result in results if result.violations and result.oracle_name != own})
    if not others:
        return signature, ""
    named = ", ".join(others)
    if not signature:
        found = f"only ones of an oracle that the lab does not run ({named})"
        raise ReplayError("a violation that a run can reproduce", found, advice="--mode project runs nothing")
    return signature, f"; not kept: the violations of {named}, which the lab does not run"


def _cause_files(pack: Pack, run: LabRun, removed: tuple[Decision, ...], told: MinimizedPack) -> Mapping[str, bytes]:
    from atp_tui.lab.decision import write_decisions
    from atp_tui.lab.pack import crashpack_of

    made: LabPack = crashpack_of(run)
    record = made.crashpack.changed(
        metadata={**made.crashpack.metadata, **_metadata(pack, MinimizeMode.REPLAY, told)},
        artifact_paths=(*made.crashpack.artifact_paths, artifacts.REMOVED),
    )
    return {**render(record), **made.artifacts, artifacts.REMOVED: write_decisions(removed)}


def _projected(pack: Pack, projected: ProjectedTrace) -> MinimizedPack:
    minimized = projected.minimized
    _require_tried(minimized)
    total, left = pack.events.count(), len(projected.events)
    unseen = projected.witnesses.unseen
    kept = f"{left} of {total} events" + (f"; {unseen} violations have no witness in the trace" if unseen else "")
    told = MinimizedPack({}, minimized, f"{total - left} of {total} events", kept, READING)
    metadata = {
        key: value for key, value in pack.crashpack.metadata.items() if not key.startswith(_OF_THE_RUN)
    } | _metadata(pack, MinimizeMode.PROJECT, told)
    states = {} if pack.states is None else {artifacts.STATE: pack.states.write()}
    record = pack.crashpack.changed(metadata=metadata, trace_events=projected.events, artifact_paths=tuple(states))
    return _with_files(told, {**render(record), **states})


def _with_files(told: MinimizedPack, files: Mapping[str, bytes]) -> MinimizedPack:
    return MinimizedPack(files, told.minimized, told.removed, told.kept, told.says)


def _require_tried(minimized: Minimized) -> None:
    if not minimized.is_verified:
        raise ReplayError("a first run", f"none: {minimized.end.value}", advice="nothing was written")


def _metadata(pack: Pack, mode: MinimizeMode, told: MinimizedPack) -> dict[str, str]:
    return minimize_metadata(
        mode, told.minimized, pack.reading.files.journal_digest, says=told.says, removed=told.removed, kept=told.kept
    )
