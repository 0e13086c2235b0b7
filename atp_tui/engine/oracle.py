"""The transfer oracle: five checks in a table, run over a state.

A check is a row of :data:`CHECKS`: when it fires and what it then says. The oracle runs the rows that are switched on,
in their order; each adds at most one violation. Source: FORMAT.md section 3.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.fields import Flag, Record, Text
from atp_tui.engine.record import OracleResult, OracleStats, Severity, Violation
from atp_tui.engine.state import TransferState


@dataclass(frozen=True, slots=True)
class Check:
    """One invariant of a transfer."""

    name: str
    """The switch in :class:`OracleChecks`."""
    violation_type: str
    severity: Severity
    fires: Callable[[TransferState], bool]
    describe: Callable[[TransferState], str]
    evidence: Callable[[TransferState], Mapping[str, str]]
    fields: tuple[str, ...]
    """The fields of the state that it looks at."""

    def violation(self, state: TransferState) -> Violation:
        """Return what the check says of a state on which it fires."""
        return Violation(
            violation_type=self.violation_type,
            description=self.describe(state),
            severity=self.severity,
            evidence=self.evidence(state),
        )


CHECKS: Final[tuple[Check, ...]] = (
    Check(
        name="manifest",
        violation_type="manifest_integrity",
        severity=Severity.HIGH,
        fires=lambda state: state.manifest_hash != state.expected_manifest_hash,
        describe=lambda state: (
            f"Manifest hash mismatch: expected {state.expected_manifest_hash}, got {state.manifest_hash}"
        ),
        evidence=lambda state: {
            "expected_hash": state.expected_manifest_hash,
            "actual_hash": state.manifest_hash,
        },
        fields=("manifest_hash", "expected_manifest_hash"),
    ),
    Check(
        name="journal",
        violation_type="journal_consistency",
        severity=Severity.HIGH,
        fires=lambda state: state.journal_gaps > 0,
        describe=lambda state: f"Journal has {state.journal_gaps} gaps or ordering violations",
        evidence=lambda state: {"gap_count": str(state.journal_gaps)},
        fields=("journal_gaps",),
    ),
    Check(
        name="quiescence",
        violation_type="quiescence",
        severity=Severity.MEDIUM,
        fires=lambda state: state.pending_operations > 0,
        describe=lambda state: f"Transfer attempted with {state.pending_operations} pending operations",
        evidence=lambda state: {"pending_count": str(state.pending_operations)},
        fields=("pending_operations",),
    ),
    Check(
        name="obligations",
        violation_type="obligation_leak",
        severity=Severity.HIGH,
        fires=lambda state: state.leaked_obligations > 0,
        describe=lambda state: f"Found {state.leaked_obligations} leaked obligations",
        evidence=lambda state: {"leak_count": str(state.leaked_obligations)},
        fields=("leaked_obligations",),
    ),
    Check(
        name="path_consistency",
        violation_type="path_consistency",
        severity=Severity.HIGH,
        fires=lambda state: not state.path_outcomes_consistent,
        describe=lambda _: "Path outcomes are inconsistent across replicas",
        evidence=lambda _: {},
        fields=("path_outcomes_consistent",),
    ),
)
"""The checks, in the order in which they run."""

CHECK_OF: Final[Mapping[str, Check]] = MappingProxyType({check.violation_type: check for check in CHECKS})
"""The check that gives violations of a type."""


class OracleChecks(Record):
    """One switch a check; all are on unless told otherwise."""

    manifest: Flag = True
    journal: Flag = True
    quiescence: Flag = True
    obligations: Flag = True
    path_consistency: Flag = True

    @classmethod
    def without(cls, names: tuple[str, ...]) -> "OracleChecks":
        """Return the switches with the named checks off.

        Raises:
            InvalidFormatError: a name is of no check.
        """
        for name in names:
            if name not in cls.model_fields:
                known = ", ".join(check.name for check in CHECKS)
                raise InvalidFormatError(f"a check ({known})", repr(name))
        return cls(**dict.fromkeys(names, False))


class TransferOracle(Record):
    """Judges the state of a transfer: state in, result out, nothing else."""

    name: Text = "transfer"
    checks: OracleChecks = OracleChecks()

    def check(self, state: TransferState) -> OracleResult:
        """Return what the enabled checks find in *state*."""
        enabled = [check for check in CHECKS if getattr(self.checks, check.name)]
        violations = tuple(check.violation(state) for check in enabled if check.fires(state))
        return OracleResult(
            oracle_name=self.name,
            violations=violations,
            stats=OracleStats(events_recorded=len(enabled), entities_tracked=len(violations)),
            passed=not violations,
        )
