"""The smallest cause of one violation of a run of the lab, and the fingerprint of level 2 that it gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from atp_tui.engine.errors import ReplayError
from atp_tui.engine.fingerprint import Parts, level_two
from atp_tui.engine.fingerprint.ending import ending_of, level_one_of
from atp_tui.engine.minimize.config import Minimized, TraceMinimizerConfig
from atp_tui.engine.minimize.minimizer import TraceMinimizer
from atp_tui.engine.minimize.selection import Selection
from atp_tui.engine.oracle.transfer import TransferOracle
from atp_tui.engine.signature import Signature
from atp_tui.engine.trace import PATH_KINDS
from atp_tui.rerun.lab_runner import LabMissingError, LabRunner
from atp_tui.rerun.recorded_run import recorded_run

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
    """Runs the lab with selections of the decisions, and keeps the quiet run and the smallest one with the violation."""

    def __init__(self, runner: LabRunner, decisions: Sequence[Decision], wanted: tuple[str, str]) -> None:
        self._runner = runner
        self._decisions = decisions
        self._wanted = wanted
        self._smallest = len(decisions) + 1
        self.quiet: LabRun | None = None
        self.best: LabRun | None = None

    def holds(self, selection: Selection) -> bool:
        """Return whether a run with a selection of the decisions has the violation."""
        try:
            run = self._runner.run_with(selection.take(self._decisions), with_qlogs=False)
        except LabMissingError:
            raise
        except ReplayError:
            return False
        if not selection.count:
            self.quiet = run
        is_found = self._wanted in run.signature
        if is_found and selection.count < self._smallest:
            self._smallest, self.best = selection.count, run
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
    runner = _runner_of(pack, oracle, is_stopped)
    decisions = _decisions(runner)
    runs = _Runs(runner, decisions, (oracle, violation_type))
    minimizer = TraceMinimizer(TraceMinimizerConfig(max_tries=max_tries), is_stopped=is_stopped)
    minimized = minimizer.minimize(len(decisions), runs.holds)
    if runs.best is None:
        raise ReplayError("a first run", f"none: {minimized.end.value}")
    return _cause(minimized, runs.best, runs.quiet, (oracle, violation_type), decisions)


def _runner_of(pack: Pack, oracle: str, is_stopped: Callable[[], bool] | None) -> LabRunner:
    own = TransferOracle().name
    if oracle != own:
        raise ReplayError(f"a violation of the oracle {own}", f"one of {oracle}", advice="the lab runs no other oracle")
    recorded = recorded_run(pack)
    runner = LabRunner(recorded, is_stopped=is_stopped)
    reason = recorded.why_not(runner.lab)
    if reason:
        raise ReplayError("a pack that can be run here", reason)
    if runner.versions() != recorded.versions:
        raise ReplayError("the versions that the pack was made with", "others", advice="'atp-tui replay' lists them")
    return runner


def _decisions(runner: LabRunner) -> tuple[Decision, ...]:
    """The decisions of the run, faults first: what comes late is cut first, and a fault explains more than chance."""
    from atp_tui.lab.decision import Fired

    inputs = runner.inputs()
    decisions = inputs.decisions
    if not decisions and not inputs.is_forced:
        decisions = runner.run_with(None, with_qlogs=False).decisions
    return tuple(sorted(decisions, key=lambda decision: not isinstance(decision, Fired)))


def _cause(
    minimized: Minimized,
    best: LabRun,
    quiet: LabRun | None,
    wanted: tuple[str, str],
    decisions: Sequence[Decision],
) -> ViolationCause:
    from atp_tui.lab.decision import write_decisions

    kept = minimized.best.take(decisions)
    persists = quiet is not None and wanted in quiet.signature
    kinds, quiet_kinds = _kinds(best), frozenset[str]() if quiet is None else _kinds(quiet)
    two = None
    if minimized.is_minimal and quiet is not None:
        usual = HEALTHY_KINDS if persists else quiet_kinds
        gone = frozenset[str]() if DEADLINE in kinds else usual - kinds
        two = level_two(level_one_of(*wanted, ending_of(best.events)), kinds - usual, gone, persists=persists)
    return ViolationCause(
        decisions=_words(kept),
        written=write_decisions(kept),
        of=len(decisions),
        tries=minimized.tries,
        is_minimal=minimized.is_minimal,
        signature=best.signature,
        kinds=tuple(sorted(kinds)),
        quiet_kinds=tuple(sorted(quiet_kinds)),
        persists=persists,
        level_two=two,
        why_none="" if two is not None else minimized.end.value,
    )


def _kinds(run: LabRun) -> frozenset[str]:
    return frozenset(kind for _, kind, _ in run.written) - HIDDEN_KINDS


def _words(decisions: Sequence[Decision]) -> tuple[str, ...]:
    """Each kind of decision with its count, sorted."""
    counts = Counter(decision_words(decision) for decision in decisions)
    return tuple(f"{count} {words}" for words, count in sorted(counts.items()))


def decision_words(decision: Decision) -> str:
    """Return the kind of a decision in words: ``lost``, ``delayed``, ``fault torn-journal``."""
    from atp_tui.lab.decision import Fired

    return f"fault {decision.fault}" if isinstance(decision, Fired) else str(decision.__struct_config__.tag)
