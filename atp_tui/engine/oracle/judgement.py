"""The ATP oracle on a pack: the states that are known of it, each with what its trace shows.

A pack has a state for each oracle that judged it; its trace and its artifacts are the same for all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from atp_tui.engine.oracle.atp import ATP_ORACLE, AtpOracleResult, AtpTransferOracle
from atp_tui.engine.oracle.check import Source
from atp_tui.engine.oracle.checks import ATP_CHECKS
from atp_tui.engine.oracle.model import DetectionModel
from atp_tui.engine.oracle.recorded_state import KnownState, RecordedStates, known_state
from atp_tui.engine.oracle.state import LIFETIMES, AtpTransferState
from atp_tui.engine.oracle.switches import AtpOracleChecks
from atp_tui.engine.oracle.trace_counts import TraceCounts
from atp_tui.engine.record import OracleResult

NOTHING_RECORDED: Final = "no oracle judged this pack, so only what its trace and artifacts show is judged"
NO_TRACE: Final = "the trace cannot be read, so the checks that look at it did not run"
NO_ARTIFACTS: Final = "a record in one file has no artifacts beside it, so whether they are there was not checked"


@dataclass(frozen=True, slots=True)
class PackFacts:
    """What a pack shows of a transfer beside the states."""

    counts: TraceCounts | None
    """What the trace shows; None where it cannot be read."""
    missing_artifacts: int | None
    """Artifact paths that are not there; None where nobody can tell."""


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
        checks: The checks that may run; those for which a fact is missing do not.
        model: The rates of the checks.
    """
    able, notes = _able(checks, facts)
    known: list[tuple[str, KnownState | None]] = [(each.oracle_name, known_state(each, states)) for each in results]
    return tuple(_judged(name, base, facts, able, model, notes) for name, base in known or [(ATP_ORACLE, None)])


def _judged(
    name: str,
    known: KnownState | None,
    facts: PackFacts,
    checks: AtpOracleChecks,
    model: DetectionModel,
    notes: tuple[str, ...],
) -> AtpJudgement:
    state = AtpTransferState.from_counts(
        facts.counts or TraceCounts(LIFETIMES),
        known.state if known else None,
        missing_artifacts=facts.missing_artifacts or 0,
    )
    told = known.open_points if known else (NOTHING_RECORDED,)
    result = AtpTransferOracle(name=name, checks=checks, model=model).check(state)
    return AtpJudgement(known, state, result, (*told, *notes))


def _able(checks: AtpOracleChecks, facts: PackFacts) -> tuple[AtpOracleChecks, tuple[str, ...]]:
    """The checks for which there are facts, and a sentence for every lack."""
    unknown: set[Source] = set()
    notes: list[str] = []
    if facts.counts is None:
        unknown.add(Source.TRACE)
        notes.append(NO_TRACE)
    else:
        notes += trace_notes(facts.counts)
    if facts.missing_artifacts is None:
        unknown.add(Source.ARTIFACTS)
        notes.append(NO_ARTIFACTS)
    off = [check.name for check in ATP_CHECKS if check.source in unknown]
    return checks.changed(**dict.fromkeys(off, False)), tuple(notes)


def trace_notes(counts: TraceCounts) -> tuple[str, ...]:
    """Return what the counts of a trace leave out, each as a sentence."""
    notes = []
    if counts.broken:
        notes.append(f"{counts.broken} elements of the trace are no events; what they told is not counted")
    if counts.unnamed:
        *subjects, last = (lifetime.subject for lifetime in LIFETIMES)
        named = f"{', '.join(subjects)} or {last}"
        notes.append(f"{counts.unnamed} events name no {named} where they should; they are not counted")
    return tuple(notes)
