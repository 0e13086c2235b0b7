"""How alike a run and its record are."""

import enum
from dataclasses import dataclass

from atp_tui.engine.diff.model import Difference, Divergence
from atp_tui.engine.record import OracleResult
from atp_tui.engine.signature import Signature, signature_of


class ReplayVerdict(enum.Enum):
    """What came of running a pack again; the value is a sentence."""

    EXACT = "the run is identical to the record, event for event"
    PARTLY_COMPARED = "everything that could be compared is identical, but not everything could be compared"
    SAME_FAILURE_DIVERGED = "same outcome, but the run or its inputs differ from the record"
    DIFFERENT_FAILURE = "the run failed, but not as recorded"
    DID_NOT_REPRODUCE = "the recorded failure did not reproduce"
    NOT_RUNNABLE = "the pack cannot be run here"


@dataclass(frozen=True, slots=True)
class OracleComparison:
    """What an oracle says of the new state, beside the record."""

    oracle_name: str
    recorded: OracleResult | None
    """None where the pack has no result of that name."""
    found: OracleResult | None
    """None where the new run has no result of that name."""

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return self.recorded == self.found

    @property
    def is_compared(self) -> bool:
        """Whether both sides have a result."""
        return self.recorded is not None and self.found is not None

    @property
    def why_not(self) -> str:
        """Why the results are not compared; empty where they are."""
        if self.found is None:
            return "the lab does not run this oracle"
        return "" if self.recorded is not None else "the pack has no result of this oracle"


@dataclass(frozen=True, slots=True)
class Repetition:
    """The new run beside one more, which shows whether the lab is deterministic."""

    divergence: Divergence | None
    """Where the two traces part."""
    differences: tuple[Difference, ...]
    """Other things in which the two differ: digests, decisions, state."""

    @property
    def is_same(self) -> bool:
        """Whether the two runs are one and the same."""
        return self.divergence is None and not self.differences


@dataclass(frozen=True)
class ReplayResult:
    """What came of running a pack again; in every difference the record comes first, the new run second."""

    verdict: ReplayVerdict
    recorded: Signature
    """The signature of the failure that the pack records."""
    reason: str = ""
    """Why it is not runnable."""
    versions: tuple[Difference, ...] = ()
    """Versions that are others here than in the pack."""
    found: Signature | None = None
    """The signature of the new run, None where there is none."""
    inputs: tuple[Difference, ...] = ()
    """Seeds that differ, and the first decision that does."""
    are_decisions_known: bool = True
    """Whether the pack's decisions could be read and compared."""
    events: tuple[int, int] = (0, 0)
    """How many events the two traces have."""
    divergence: Divergence | None = None
    """Where the traces part."""
    digests: tuple[Difference, ...] = ()
    """Digests of the object that differ."""
    digests_compared: int = 0
    unrecorded: tuple[str, ...] = ()
    """Names of the run's digests that the pack does not record, so that they are not compared."""
    results: tuple[OracleComparison, ...] = ()
    """What each oracle said, in the record and in the new run."""
    validated: tuple[OracleComparison, ...] = ()
    """What the oracles that were asked for say of the new state."""
    is_trace_as_written: bool | None = None
    """Whether the pack's trace has the digest chain that the lab wrote down; None where it wrote none."""
    is_run_as_written: bool | None = None
    """Whether the new trace has that chain."""
    repetition: Repetition | None = None
    """One more run, where it was asked for."""

    @property
    def is_failure_as_recorded(self) -> bool | None:
        """Whether the oracles of both sides found the same types of violation; None where no oracle judged both."""
        both = [(each.recorded, each.found) for each in self.results if each.recorded and each.found]
        recorded, found = (signature_of(side) for side in zip(*both, strict=True)) if both else ((), ())
        return recorded == found if both else None

    @property
    def is_outcome_recorded(self) -> bool:
        """Whether the pack has an oracle result, without which no failure is recorded and no success either."""
        return any(each.recorded is not None for each in self.results)

    @property
    def not_compared(self) -> tuple[str, ...]:
        """What could not be compared and why, each as a phrase."""
        oracles = tuple(f"oracle {each.oracle_name}: {each.why_not}" for each in self.results if not each.is_compared)
        decisions = () if self.found is None or self.are_decisions_known else ("decisions: the pack has none",)
        digests = tuple(f"object {name}: the pack has no digest of it" for name in self.unrecorded)
        return (*decisions, *digests, *oracles)

    @property
    def is_exact(self) -> bool:
        """Whether everything that was asked for came out as recorded."""
        is_same = self.repetition is None or self.repetition.is_same
        return self.verdict is ReplayVerdict.EXACT and is_same and all(each.agrees for each in self.validated)
