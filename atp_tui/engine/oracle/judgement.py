"""The ATP oracle on a pack: the states that are known of it, each with what its trace shows.

A pack has a state for each oracle that judged it; its trace and its artifacts are the same for all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from atp_tui.engine.oracle.atp import ATP_ORACLE, AtpOracleResult, AtpTransferOracle, UntoldCheck
from atp_tui.engine.oracle.check import COMPLETE, Lacking, Source
from atp_tui.engine.oracle.checks import ATP_CHECKS
from atp_tui.engine.oracle.model import DetectionModel
from atp_tui.engine.oracle.recorded_state import KnownState, RecordedStates, known_state
from atp_tui.engine.oracle.state import LIFETIMES, AtpTransferState, TransferState
from atp_tui.engine.oracle.switches import AtpOracleChecks
from atp_tui.engine.oracle.trace_counts import TraceCounts
from atp_tui.engine.record import OracleResult

TRACE_UNREAD: Final = "the trace cannot be read"
NO_ORACLE: Final = "no oracle judged this pack, so no state is known"
NOTHING_RECORDED: Final = "no oracle judged this pack, so only its trace and artifacts are judged"
MISSING_ARTIFACTS: Final = "missing_artifacts"
NO_TRACE: Final = f"{TRACE_UNREAD}, so the checks that use it were not run"


@dataclass(frozen=True, slots=True)
class PackFacts:
    """What a pack shows of a transfer beside the states."""

    counts: TraceCounts | None
    """What the trace shows; None where it cannot be read."""
    missing_artifacts: int = 0
    """Artifact paths that are not there."""
    lacking: Lacking = field(default_factory=lambda: COMPLETE)
    """The fields of the state that the source of the pack cannot give."""


@dataclass(frozen=True, slots=True)
class AtpJudgement:
    """The ATP oracle on one state of a pack."""

    known: KnownState | None
    """The state that is known beside the trace, and how; None where no oracle judged the pack."""
    state: AtpTransferState
    """The state that was judged."""
    result: AtpOracleResult
    notes: tuple[str, ...]
    """What was not judged or is in doubt, each as a sentence."""
    lacking: Lacking = field(default_factory=lambda: COMPLETE)
    """The fields that nothing tells; the state has the value of an empty one there."""
    untold: tuple[UntoldCheck, ...] = ()
    """The checks that cannot tell for that; neither ledger nor groups nor posterior count them."""


def judge(
    results: Sequence[OracleResult],
    states: RecordedStates | None,
    facts: PackFacts,
    checks: AtpOracleChecks,
    model: DetectionModel,
) -> tuple[AtpJudgement, ...]:
    """Return what the ATP oracle finds in a pack: once for each of its results, or once where it has none.

    Args:
        results: The pack's oracle results; each gives a name and, where none is recorded, a state.
        states: The states that the lab recorded, where the pack has them.
        facts: What trace and artifacts show.
        checks: The checks that may run; those that look at a field that nothing tells cannot tell.
        model: The rates of the checks.
    """
    oracle = AtpTransferOracle(checks=checks, model=model)
    known: list[tuple[str, KnownState | None]] = [(each.oracle_name, known_state(each, states)) for each in results]
    return tuple(_judged(oracle.changed(name=name), base, facts) for name, base in known or [(ATP_ORACLE, None)])


def _judged(oracle: AtpTransferOracle, known: KnownState | None, facts: PackFacts) -> AtpJudgement:
    state = AtpTransferState.from_counts(
        facts.counts or TraceCounts(LIFETIMES),
        known.state if known else None,
        missing_artifacts=facts.missing_artifacts,
    )
    told = known.open_points if known else (NOTHING_RECORDED,)
    lacking = {**(known.lacking if known else dict.fromkeys(TransferState.model_fields, NO_ORACLE)), **_lacking(facts)}
    return AtpJudgement(
        known, state, oracle.check(state, lacking), (*told, *_notes(facts)), lacking, oracle.untold(lacking)
    )


def _lacking(facts: PackFacts) -> Lacking:
    """The fields that neither the trace nor the source of a pack gives."""
    if facts.counts is not None:
        return facts.lacking
    counted = [field for check in ATP_CHECKS if check.source is Source.TRACE for field in check.fields]
    return {**dict.fromkeys(counted, TRACE_UNREAD), **facts.lacking}


def _notes(facts: PackFacts) -> tuple[str, ...]:
    """A sentence for everything that was not counted."""
    of_trace = (NO_TRACE,) if facts.counts is None else trace_notes(facts.counts)
    lacks = facts.lacking.get(MISSING_ARTIFACTS)
    return (*of_trace, *([f"{lacks}, so their presence was not checked"] if lacks else []))


def trace_notes(counts: TraceCounts) -> tuple[str, ...]:
    """Return what the counts of a trace leave out, each as a sentence."""
    notes = []
    if counts.broken:
        plural = "entry of the trace is" if counts.broken == 1 else "entries of the trace are"
        notes.append(f"{counts.broken:,} {plural} malformed and not counted")
    if counts.unnamed:
        *subjects, last = (lifetime.subject for lifetime in LIFETIMES)
        named = f"{', '.join(subjects)} or {last}"
        notes.append(f"{counts.unnamed} events name no {named} where they should; they are not counted")
    return tuple(notes)
