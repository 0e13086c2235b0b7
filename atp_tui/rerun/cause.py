"""The smallest cause of one violation of a run of the lab, and the fingerprint of level 2 that it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from atp_tui.engine.errors import ReplayError
from atp_tui.engine.fingerprint import Parts, level_two
from atp_tui.engine.fingerprint.ending import ending_of, level_one_of
from atp_tui.engine.minimize.config import MinimizeEnd, TraceMinimizerConfig
from atp_tui.engine.minimize.minimizer import TraceMinimizer
from atp_tui.engine.oracle.transfer import TransferOracle
from atp_tui.engine.replay.run import RecordedRun, RerunStoppedError
from atp_tui.engine.signature import Signature
from atp_tui.engine.trace import PATH_KINDS
from atp_tui.lab.decision_kinds import counted_kinds, faults_first
from atp_tui.rerun.lab_runner import LabMissingError, LabRunner
from atp_tui.store.recorded_run import recorded_run

if TYPE_CHECKING:
    from atp_tui.lab.decision import Decision
    from atp_tui.lab.run import LabRun
    from atp_tui.store.pack import Pack

HIDDEN_KINDS: Final = frozenset(
    {
        # The name of the injected fault: with it, a fingerprint would group by what it should find out.
        "Fault",
        # What the network does to datagrams. A transfer is to survive it, however it comes: loss is one mechanism.
        "DatagramLost",
        "PathDark",
        "PathLit",
        # What begins and ends: what does not end is told as pending, the rest depends on when a run is over.
        *("OperationBegun", "OperationDone", "OperationGivenUp", "PermitOpened", "PermitSettled"),
        *PATH_KINDS,
    }
)
"""Kinds of events that no fingerprint has."""

DEADLINE: Final = "Deadline"
"""The kind of event by which the lab tells that it ended a run. What is gone then only tells how far the run had come,
which depends on the size of the object; what is pending tells where it stopped."""

ENDS: Final[Mapping[str, str]] = {"RepairSpent": "RepairSent"}
"""A kind that tells that another one has come to its end is left out beside it: whether it does before the deadline
depends on latency and on the size of the budget."""

HEALTHY_KINDS: Final = frozenset(
    {
        *("Connect", "HandshakeComplete", "DatagramSent", "DatagramReceived", "SymbolSent", "SymbolReceived"),
        *("BlockDecoded", "BlockAcknowledged", "JournalAppend", "JournalSync"),
        *("ManifestChecked", "PathRetired", "OutcomesReported"),
    }
)
"""The other kinds of events of every quiet run of a healthy lab, with which a quiet run that fails is compared."""


@dataclass(frozen=True, slots=True)
class ViolationCause:
    """The smallest set of external decisions that was found to cause a violation."""

    decisions: tuple[str, ...]
    """What is left, each kind with its count: ``2 lost``, ``fault torn-journal``; for reading only."""
    written: bytes
    """The decisions as lines of decisions.jsonl, with which the cause can be run again."""
    of: int
    """How many decisions the run had."""
    tries: int
    """Runs that the search needed."""
    is_minimal: bool
    """Nothing that is left can be removed on its own."""
    signature: Signature
    """Oracle and type of each violation of the minimized run."""
    kinds: tuple[str, ...]
    """The kinds of events of the minimized run that may be in a fingerprint, sorted."""
    quiet_kinds: tuple[str, ...]
    """The same of the quiet run."""
    persists: bool
    """The quiet run has the violation too: no external decision causes it."""
    level_two: Parts | None
    """None where the search was ended by a limit or by the caller."""
    why_none: str
    """Why there are no parts of level 2, as a clause; empty where there are."""


class _Runs:
    """Runs the lab with decisions, and keeps the quiet run and the smallest one that has the violation."""

    def __init__(self, runner: LabRunner, wanted: tuple[str, str]) -> None:
        self._runner = runner
        self._wanted = wanted
        self._known: dict[tuple[Decision, ...], bool] = {}
        self.tries = 0
        """How many runs there were."""
        self.quiet: LabRun | None = None
        self.best: LabRun | None = None
        self.cause: tuple[Decision, ...] = ()
        """The decisions of the best run."""

    def fails(self, decisions: tuple[Decision, ...]) -> bool:
        """Return whether a run with these decisions has the violation."""
        if decisions in self._known:
            return self._known[decisions]
        self.tries += 1
        found = self._run(decisions)
        # The search remembers its own tries in fewer bytes; what comes twice is a fault alone, or nothing.
        if len(decisions) <= 1:
            self._known[decisions] = found
        return found

    def _run(self, decisions: tuple[Decision, ...]) -> bool:
        try:
            run = self._runner.run_with(decisions, with_qlogs=False)
        except (LabMissingError, RerunStoppedError):
            raise
        except ReplayError:
            return False
        if not decisions:
            self.quiet = run
        is_found = self._wanted in run.signature
        if is_found and (self.best is None or len(decisions) < len(self.cause)):
            self.best, self.cause = run, decisions
        return is_found


def cause_of(
    pack: Pack,
    oracle: str,
    violation_type: str,
    *,
    max_tries: int | None = None,
    is_stopped: Callable[[], bool] | None = None,
) -> ViolationCause:
    """Return the smallest cause of one violation of a pack of the lab.

    Args:
        pack: The pack.
        oracle: Name of the oracle that reported the violation.
        violation_type: Its type; whatever else fails in the run may vanish.
        max_tries: Runs after which the search ends; None for no limit.
        is_stopped: Asked around each run and inside it; when it says yes, the search ends with the best so far.

    Raises:
        ReplayError: the pack cannot be run here, the lab does not run that oracle, the decisions of the pack do not
            give the violation again, or the search was stopped before its first run.
    """
    _require_own(oracle)
    recorded = recorded_run(pack)
    runner = LabRunner(recorded, is_stopped=is_stopped)
    _require_runnable(recorded, runner)
    decisions = _decisions(recorded, runner)
    runs = _Runs(runner, (oracle, violation_type))
    try:
        end = _search(runs, decisions, max_tries, is_stopped)
    except RerunStoppedError:
        end = MinimizeEnd.STOPPED
    if runs.best is None:
        raise ReplayError("a first run", f"none: {end.value}")
    return _cause(runs, end, len(decisions), (oracle, violation_type))


def _search(
    runs: _Runs, decisions: tuple[Decision, ...], max_tries: int | None, is_stopped: Callable[[], bool] | None
) -> MinimizeEnd:
    """Search for the smallest cause, first among the faults alone: most violations have one of them as their cause."""
    from atp_tui.lab.decision import Fired

    alone = ((decision,) for decision in decisions[:max_tries] if isinstance(decision, Fired))
    first = next(filter(runs.fails, alone), decisions)
    left = None if max_tries is None else max(max_tries - runs.tries, 1)
    minimizer = TraceMinimizer(TraceMinimizerConfig(max_tries=left), is_stopped=is_stopped)
    return minimizer.minimize(len(first), lambda selection: runs.fails(selection.take(first))).end


def _require_own(oracle: str) -> None:
    own = TransferOracle().name
    if oracle != own:
        raise ReplayError(f"a violation of the oracle {own}", f"one of {oracle}", advice="the lab runs no other oracle")


def _require_runnable(recorded: RecordedRun, runner: LabRunner) -> None:
    reason = recorded.why_not(runner.lab)
    if reason:
        raise ReplayError("a pack that can be run here", reason)
    if runner.versions() != recorded.versions:
        raise ReplayError("the versions that the pack was made with", "others", advice="'atp-tui replay' lists them")


def _decisions(recorded: RecordedRun, runner: LabRunner) -> tuple[Decision, ...]:
    inputs = runner.inputs()
    is_drawn = recorded.decisions is None and not inputs.is_forced
    return faults_first(runner.run_with(None, with_qlogs=False).decisions if is_drawn else inputs.decisions)


def _cause(runs: _Runs, end: MinimizeEnd, of: int, wanted: tuple[str, str]) -> ViolationCause:
    from atp_tui.lab.decision import write_decisions

    best, quiet = runs.best, runs.quiet
    if best is None:
        raise ValueError("a cause needs a run that fails")
    persists = quiet is not None and wanted in quiet.signature
    kinds, quiet_kinds = _kinds(best), frozenset[str]() if quiet is None else _kinds(quiet)
    two = None
    if end is MinimizeEnd.MINIMAL and quiet is not None:
        usual = HEALTHY_KINDS if persists else quiet_kinds
        gone = frozenset[str]() if DEADLINE in kinds else usual - kinds
        two = level_two(level_one_of(*wanted, ending_of(best.events)), kinds - usual, gone, persists=persists)
    return ViolationCause(
        decisions=counted_kinds(runs.cause),
        written=write_decisions(runs.cause),
        of=of,
        tries=runs.tries,
        is_minimal=end is MinimizeEnd.MINIMAL,
        signature=best.signature,
        kinds=tuple(sorted(kinds)),
        quiet_kinds=tuple(sorted(quiet_kinds)),
        persists=persists,
        level_two=two,
        why_none="" if two is not None else end.value,
    )


def _kinds(run: LabRun) -> frozenset[str]:
    kinds = frozenset(kind for _, kind, _ in run.written) - HIDDEN_KINDS
    return kinds - {end for end, begin in ENDS.items() if begin in kinds}
