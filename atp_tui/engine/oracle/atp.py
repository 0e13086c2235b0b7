"""The ATP oracle: runs its checks over a state and weighs each. Source: EVIDENCE.md, "The ATP transfer oracle"."""

from dataclasses import dataclass
from typing import Final

from atp_tui.engine.fields import Record, Text
from atp_tui.engine.ledger import EvidenceLedger, LedgerEntry
from atp_tui.engine.oracle.check import COMPLETE, Answer, Lacking
from atp_tui.engine.oracle.checks import ATP_CHECKS
from atp_tui.engine.oracle.evidence import check_evidence
from atp_tui.engine.oracle.model import DEFAULT_MODEL, DetectionModel
from atp_tui.engine.oracle.state import AtpTransferState
from atp_tui.engine.oracle.switches import AtpOracleChecks
from atp_tui.engine.oracle.weighed import WeighedCheck
from atp_tui.engine.record import OracleResult, OracleStats

ATP_ORACLE: Final = "atp_transfer"
"""The name of the ATP oracle where no other is given."""


class AtpOracleResult(OracleResult):
    """Result of the ATP oracle: an oracle result with the evidence of every check that ran."""

    ledger: EvidenceLedger = EvidenceLedger()
    """One entry for each check that ran, in order; its invariant is the check's violation_type."""


@dataclass(frozen=True, slots=True)
class UntoldCheck:
    """A check that cannot tell whether its invariant holds."""

    check: WeighedCheck
    why: str
    """The reason, as a clause."""

    @property
    def sentence(self) -> str:
        """The answer with its reason: ``cannot tell: the trace cannot be read``."""
        return f"{Answer.CANNOT_TELL}: {self.why}"


class AtpTransferOracle(Record):
    """Judges the ATP state of a transfer; each check is weighed by its own rates."""

    name: Text = ATP_ORACLE
    checks: AtpOracleChecks = AtpOracleChecks()
    model: DetectionModel = DEFAULT_MODEL

    def check(self, state: AtpTransferState, lacking: Lacking = COMPLETE) -> AtpOracleResult:
        """Return what the enabled checks find in *state*; those that cannot tell for what it lacks are left out."""
        answers = [(check, check.answer(state, lacking)) for check in self.checks.enabled(ATP_CHECKS)]
        judged = [(check, answer is Answer.FIRED) for check, answer in answers if answer is not Answer.CANNOT_TELL]
        violations = tuple(check.violation(state) for check, fired in judged if fired)
        entries = tuple(
            LedgerEntry(
                oracle_name=self.name, evidence=check_evidence(check, self.model.rates(check.name), fired=fired)
            )
            for check, fired in judged
        )
        return AtpOracleResult(
            oracle_name=self.name,
            violations=violations,
            stats=OracleStats(events_recorded=len(judged), entities_tracked=len(violations)),
            passed=not violations,
            ledger=EvidenceLedger(entries=entries),
        )

    def untold(self, lacking: Lacking) -> tuple[UntoldCheck, ...]:
        """Return the enabled checks that cannot tell of a state for what it lacks, in order."""
        reasons = [(check, check.why_untold(lacking)) for check in self.checks.enabled(ATP_CHECKS)]
        return tuple(UntoldCheck(check, why) for check, why in reasons if why)
