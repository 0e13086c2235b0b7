"""A check of an oracle as one value: everything that the program knows about it."""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Generic, TypeAlias, TypeVar

from atp_tui.engine.lines import whole_number
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.record import Severity, Violation
from atp_tui.engine.relevance import Relevance

DETECTION: Final = 0.9
"""The probability, by default, with which a check fires when its invariant is broken."""

StateT_contra = TypeVar("StateT_contra", bound=TransferState, contravariant=True)
"""The state that a check judges; a check of the transfer state judges the ATP state too."""


class CheckGroup(enum.StrEnum):
    """Checks that look at the same thing, so that their Bayes factors must not be multiplied."""

    DATA = "data"
    JOURNAL = "journal"
    STRUCTURE = "structure"
    PATHS = "paths"
    RECORD = "record"


class Source(enum.Enum):
    """Where the fields come from that a check looks at."""

    STATE = "state"
    """From the transfer state, recorded or inferred."""
    TRACE = "trace"
    """Counted in the trace."""
    ARTIFACTS = "artifacts"
    """Counted in the directory of the pack."""


class Answer(enum.StrEnum):
    """What a check says of a state; the value is the word in reports."""

    FIRED = "FIRED"
    SILENT = "silent"
    CANNOT_TELL = "cannot tell"


Lacking: TypeAlias = Mapping[str, str]
"""The fields whose value a state does not know, each with the reason as a clause."""

COMPLETE: Final[Lacking] = MappingProxyType({})
"""The fields that a state lacks where it knows all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Generic[StateT_contra]):
    """When a check fires, what it reports then, and what the report implies about the state."""

    fields: tuple[str, ...]
    """The fields of the state that it looks at."""
    fires: Callable[[StateT_contra], bool]
    describe: Callable[[StateT_contra], str]
    evidence: Callable[[StateT_contra], Mapping[str, str]]
    infer: Callable[[Mapping[str, str]], Mapping[str, object]]
    """The inverse of *evidence*: the fields that the evidence of a violation implies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Generic[StateT_contra]):
    """One invariant of a transfer, and all that the program knows about it."""

    name: str
    """The switch that turns it off, and its table in a model file."""
    violation_type: str
    severity: Severity
    group: CheckGroup
    condition: Condition[StateT_contra]
    relevance: Relevance
    """The events that are relevant to its violations."""
    source: Source = Source.STATE
    detection: float = DETECTION
    """d = P(fires | broken) where no model file gives another."""
    false_alarm: float | None = None
    """f = P(fires | clean) likewise; None for the rate that gives a check that fires the weight of its severity."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the state that it looks at."""
        return self.condition.fields

    def fires(self, state: StateT_contra) -> bool:
        """Return whether the state breaks the invariant."""
        return self.condition.fires(state)

    def answer(self, state: StateT_contra, lacking: Lacking = COMPLETE) -> Answer:
        """Return whether the state breaks the invariant, as far as the fields are known that the check looks at."""
        if self.why_untold(lacking):
            return Answer.CANNOT_TELL
        return Answer.FIRED if self.fires(state) else Answer.SILENT

    def why_untold(self, lacking: Lacking) -> str:
        """Return why the check cannot tell, where a state lacks one of its fields; empty where it can tell."""
        return next((lacking[field] for field in self.fields if field in lacking), "")

    def violation(self, state: StateT_contra) -> Violation:
        """Return the violation that the check reports for a state on which it fires."""
        return Violation(
            violation_type=self.violation_type,
            description=self.condition.describe(state),
            severity=self.severity,
            evidence=self.condition.evidence(state),
        )


def not_zero(field: str, sentence: str, key: str) -> Condition[TransferState]:
    """Return the condition that a count of the state is not 0.

    Args:
        field: The field of the state that holds the count.
        sentence: The description, with ``{}`` for the count.
        key: The key of the count in the evidence.
    """

    def count(state: TransferState) -> int:
        return int(getattr(state, field))

    return Condition(
        fields=(field,),
        fires=lambda state: count(state) > 0,
        describe=lambda state: sentence.format(count(state)),
        evidence=lambda state: {key: str(count(state))},
        # The check fired, so a count that cannot be read is at least 1.
        infer=lambda evidence: {field: whole_number(evidence.get(key, ""), 32) or 1},
    )
