"""The transfer oracle: runs its checks over a state. Source: FORMAT.md section 3."""

from atp_tui.engine.fields import Record, Text
from atp_tui.engine.oracle.checks import CHECKS
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.oracle.switches import OracleChecks
from atp_tui.engine.record import OracleResult, OracleStats


class TransferOracle(Record):
    """Judges the state of a transfer: state in, result out, nothing else."""

    name: Text = "transfer"
    checks: OracleChecks = OracleChecks()

    def check(self, state: TransferState) -> OracleResult:
        """Return what the enabled checks find in *state*; each adds at most one violation."""
        enabled = self.checks.enabled(CHECKS)
        violations = tuple(check.violation(state) for check in enabled if check.fires(state))
        return OracleResult(
            oracle_name=self.name,
            violations=violations,
            stats=OracleStats(events_recorded=len(enabled), entities_tracked=len(violations)),
            passed=not violations,
        )
