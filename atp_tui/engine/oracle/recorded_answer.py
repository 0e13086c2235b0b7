"""What each check said of a run, as metadata record it where checks cannot always judge: ``judged.ORACLE.CHECK``.

A pack whose checks judged a whole transfer state has none of these keys. A log of a real run shows parts of a state,
so its pack records for each check whether it fired, was silent, or why it could not tell.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from atp_tui.engine.oracle.check import Answer, Lacking
from atp_tui.engine.oracle.checks import ATP_CHECKS
from atp_tui.engine.oracle.recorded_state import RecordedStates, StateSource, inferred_state
from atp_tui.engine.oracle.state import LIFETIMES, AtpTransferState
from atp_tui.engine.record import OracleResult

PREFIX: Final = "judged."
NOT_RUN: Final = "it is not among the checks that judged this log"
"""Why a check cannot tell of which nothing is recorded."""

NOT_IN_LOGS: Final[Lacking] = MappingProxyType(
    {lifetime.field: f"a log of a real run has no {lifetime.subject}s of the lab" for lifetime in LIFETIMES}
)
"""The fields that are counted in the trace of the lab and that no imported trace shows."""

_CANNOT_TELL: Final = f"{Answer.CANNOT_TELL}: "
_WORDS: Final = {str(answer).lower(): answer for answer in (Answer.FIRED, Answer.SILENT)}


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """What one check said."""

    oracle_name: str
    check: str
    answer: Answer
    why: str = ""
    """Why the check could not tell, as a clause; empty where it could."""

    @property
    def key(self) -> str:
        """The key of the metadata that records it."""
        return f"{PREFIX}{self.oracle_name}.{self.check}"

    @property
    def value(self) -> str:
        """The value of that key."""
        return f"{_CANNOT_TELL}{self.why}" if self.answer is Answer.CANNOT_TELL else str(self.answer).lower()

    @property
    def sentence(self) -> str:
        """Why a check could not tell: ``manifest (quic client): a qlog has no content``."""
        return f"{self.check} ({self.oracle_name}): {self.why}"


def read_answers(metadata: Mapping[str, str]) -> tuple[RecordedAnswer, ...]:
    """Return the answers that metadata record, in their order; a word that is no answer means that none is known."""
    found = []
    for key, value in metadata.items():
        oracle_name, point, check = key.removeprefix(PREFIX).rpartition(".")
        if key.startswith(PREFIX) and point:
            answer = _WORDS.get(value, Answer.CANNOT_TELL)
            why = value.removeprefix(_CANNOT_TELL) if answer is Answer.CANNOT_TELL else ""
            found.append(RecordedAnswer(oracle_name, check, answer, why))
    return tuple(found)


def not_judged(metadata: Mapping[str, str]) -> tuple[RecordedAnswer, ...]:
    """Return the checks that could not tell, in the order of the metadata."""
    return tuple(each for each in read_answers(metadata) if each.answer is Answer.CANNOT_TELL)


def judged_states(results: Iterable[OracleResult], answers: Iterable[RecordedAnswer]) -> RecordedStates | None:
    """Return the state that results and answers imply for each oracle that has any answer; None where none has."""
    of_oracle: dict[str, dict[str, RecordedAnswer]] = {}
    for each in answers:
        of_oracle.setdefault(each.oracle_name, {})[each.check] = each
    named = {result.oracle_name: result for result in results if result.oracle_name in of_oracle}
    if not named:
        return None
    states = {name: inferred_state(result, AtpTransferState, ATP_CHECKS) for name, result in named.items()}
    lacking = {name: _lacking(of_oracle[name]) for name in named}
    told = {
        name: {each.check: (each.answer, each.why) for each in answers.values()}
        for name, answers in of_oracle.items()
        if name in named
    }
    return RecordedStates(states, lacking, StateSource.JUDGED, told)


def _lacking(answers: Mapping[str, RecordedAnswer]) -> Lacking:
    """The fields that only checks look at which could not tell."""
    lacking: dict[str, str] = {}
    for check in ATP_CHECKS:
        given = answers.get(check.name)
        if given is None or given.answer is Answer.CANNOT_TELL:
            lacking |= dict.fromkeys(check.fields, NOT_RUN if given is None else given.why)
    return lacking
