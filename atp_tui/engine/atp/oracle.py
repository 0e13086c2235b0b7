"""The wider oracle: state in, result and ledger out, nothing else. Source: EVIDENCE.md."""

from typing import Final

from atp_tui.engine.atp.checks import AtpOracleChecks
from atp_tui.engine.atp.evidence import check_evidence
from atp_tui.engine.atp.model import DEFAULT_MODEL, DetectionModel
from atp_tui.engine.atp.state import AtpTransferState
from atp_tui.engine.fields import Record, Text
from atp_tui.engine.ledger import EvidenceLedger, LedgerEntry
from atp_tui.engine.record import OracleResult, OracleStats

ATP_ORACLE: Final = "atp_transfer"
"""The name of the wider oracle where no other is given."""


class AtpOracleResult(OracleResult):
    """What the wider oracle said of a transfer: an oracle result with the evidence of every check that ran."""

    ledger: EvidenceLedger = EvidenceLedger()
    """One entry for each check that ran, in order; its invariant is the check's violation_type."""


class AtpTransferOracle(Record):
    """Judges the wider state of a transfer by ten checks, each weighed by its own rates."""

    name: Text = ATP_ORACLE
    checks: AtpOracleChecks = AtpOracleChecks()
    model: DetectionModel = DEFAULT_MODEL

    def check(self, state: AtpTransferState) -> AtpOracleResult:
        """Return what the enabled checks find in *state*."""
        judged = [(check, check.fires(state)) for check in self.checks.enabled]
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
