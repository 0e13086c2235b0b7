"""The ATP oracle on a pack: the states that are known of it, each with what its trace shows.

A pack has a state for each oracle that judged it; its trace and its artifacts are the same for all of them.
"""

import enum
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, overload

from atp_tui.engine.oracle.atp import ATP_ORACLE, AtpOracleResult, AtpTransferOracle, UntoldCheck
from atp_tui.engine.oracle.check import COMPLETE, Answer, Lacking, Source
from atp_tui.engine.oracle.checks import ATP_CHECK_OF, ATP_CHECKS
from atp_tui.engine.oracle.log_checks import checks_of_log
from atp_tui.engine.oracle.log_weight import weigh_log
from atp_tui.engine.oracle.model import DetectionModel
from atp_tui.engine.oracle.recorded_state import (
    KnownState,
    RecordedStates,
    StateSource,
    known_state,
    state_and_lacking,
)
from atp_tui.engine.oracle.state import LIFETIMES, AtpTransferState, TransferState
from atp_tui.engine.oracle.switches import AtpOracleChecks
from atp_tui.engine.oracle.trace_counts import TraceCounts
from atp_tui.engine.oracle.weighed import WeighedCheck
from atp_tui.engine.record import OracleResult

TRACE_UNREAD: Final = "the trace cannot be read"
NO_ORACLE: Final = "no oracle judged this pack, so no state is known"
NOTHING_RECORDED: Final = "no oracle judged this pack, so only its trace and artifacts are judged"
MISSING_ARTIFACTS: Final = "missing_artifacts"
MAX_JUDGEMENTS: Final = 1_000
"""States of one pack whose judgement is given in full, the worst; the rest is counted."""
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

    @property
    def checks(self) -> Mapping[str, WeighedCheck]:
        """The checks that are weighed, by the type of their violations: those of a log for one."""
        is_log = self.known is not None and self.known.source is StateSource.JUDGED
        return checks_of_log(self.result.oracle_name) if is_log else ATP_CHECK_OF


class Outcome(enum.StrEnum):
    """How the ATP oracle judges one state; the value is the word in reports."""

    FAILED = "FAILED"
    PASSED = "PASSED"
    NOT_JUDGED = "NOT JUDGED"


class Judgements(Sequence[AtpJudgement]):
    """What the ATP oracle finds in a pack: once for each of its results, or once where it has none.

    All states are checked at once, but a judgement with its evidence is made when it is asked for, so that a pack with
    many results needs no memory for them. Past :data:`MAX_JUDGEMENTS` only the worst are given, in the order of the
    pack: by their worst violation, then by the number of violations.

    Args:
        results: The pack's oracle results; each gives a name and, where none is recorded, a state.
        states: The states that the lab recorded, where the pack has them.
        facts: What trace and artifacts show.
        checks: The checks that may run; those that look at a field that nothing tells cannot tell.
        model: The rates of the checks.
    """

    def __init__(
        self,
        results: Sequence[OracleResult],
        states: RecordedStates | None,
        facts: PackFacts,
        checks: AtpOracleChecks,
        model: DetectionModel,
    ) -> None:
        self._oracle = AtpTransferOracle(checks=checks, model=model)
        self._results, self._states, self._facts = results, states, facts
        self._enabled = checks.enabled(ATP_CHECKS)
        found = [self._weight(result) for result in results or (None,)]
        worst = sorted(range(len(found)), key=found.__getitem__, reverse=True)
        self._listed = sorted(worst[:MAX_JUDGEMENTS])
        self.passed = max(found) <= _SILENT
        """Whether no check fires on any state."""
        self.left_out: Mapping[Outcome, int] = _counted(found[place] for place in worst[MAX_JUDGEMENTS:])
        """How many states are judged and not given, by how they are judged."""

    def __len__(self) -> int:
        """Return how many judgements are given."""
        return len(self._listed)

    @overload
    def __getitem__(self, index: int) -> AtpJudgement: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[AtpJudgement]: ...

    def __getitem__(self, index: int | slice) -> AtpJudgement | Sequence[AtpJudgement]:
        """Return a judgement, or some of them, made now."""
        if isinstance(index, slice):
            return tuple(map(self._judged, self._listed[index]))
        return self._judged(self._listed[index])

    def _judged(self, place: int) -> AtpJudgement:
        result = self._results[place] if self._results else None
        known = None if result is None else known_state(result, self._states)
        oracle = self._oracle.changed(name=ATP_ORACLE if result is None else result.oracle_name)
        state, lacking = self._state(result)
        if result is not None and known is not None and known.source is StateSource.JUDGED:
            weighed, untold = weigh_log(result, self._answers(result), oracle.model)
            return AtpJudgement(known, state, weighed, known.open_points, lacking, untold)
        told = known.open_points if known else (NOTHING_RECORDED,)
        notes = (*told, *_notes(self._facts))
        return AtpJudgement(known, state, oracle.check(state, lacking), notes, lacking, oracle.untold(lacking))

    def _state(self, result: OracleResult | None) -> tuple[AtpTransferState, Lacking]:
        """The state behind a result, with what the trace shows."""
        known, lacking = (None, _NO_STATE) if result is None else state_and_lacking(result, self._states)
        if isinstance(known, AtpTransferState):
            return known, lacking
        counts = self._facts.counts or TraceCounts(LIFETIMES)
        state = AtpTransferState.from_counts(counts, known, missing_artifacts=self._facts.missing_artifacts)
        return state, {**lacking, **_lacking(self._facts)}

    def _answers(self, result: OracleResult | None) -> Mapping[str, tuple[Answer, str]]:
        """What the checks of a log said; empty for a result that is not of a log."""
        if result is None or self._states is None:
            return {}
        return self._states.answers.get(result.oracle_name, {})

    def _weight(self, result: OracleResult | None) -> int:
        """How bad a state is: negative where no check can tell, 0 where none fires, else by its violations."""
        if result is not None and (told := self._answers(result)):
            checks = checks_of_log(result.oracle_name).values()
            answers = [(check.severity, told[check.name][0]) for check in checks if check.name in told]
        else:
            state, lacking = self._state(result)
            answers = [(check.severity, check.answer(state, lacking)) for check in self._enabled]
        fired = [severity.rank for severity, answer in answers if answer is Answer.FIRED]
        if fired:
            return (max(fired) + 1) * (len(self._enabled) + 1) + len(fired)
        return _SILENT if any(answer is Answer.SILENT for _, answer in answers) else _UNTOLD


_SILENT: Final = 0
_UNTOLD: Final = -1
_NO_STATE: Final[Lacking] = MappingProxyType(dict.fromkeys(TransferState.model_fields, NO_ORACLE))


def _counted(weights: Iterable[int]) -> Mapping[Outcome, int]:
    found = Counter(weights)
    untold, passed = found.pop(_UNTOLD, 0), found.pop(_SILENT, 0)
    counts = {Outcome.FAILED: found.total(), Outcome.PASSED: passed, Outcome.NOT_JUDGED: untold}
    return MappingProxyType(counts if any(counts.values()) else {})


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
