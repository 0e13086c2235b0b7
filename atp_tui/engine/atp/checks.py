"""The ten checks of the wider oracle, as rows of a table, and the groups in which they stand.

The first five are those of the transfer oracle; each of the others counts one field of the state.
Source: EVIDENCE.md, "The ATP transfer oracle" and "Many checks together".
"""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from atp_tui.engine.atp.state import AtpTransferState
from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.fields import Flag, Record
from atp_tui.engine.oracle import CHECKS, Check
from atp_tui.engine.record import Severity, Violation


class CheckGroup(enum.StrEnum):
    """Checks that look at the same thing, so that their Bayes factors must not be multiplied."""

    DATA = "data"
    JOURNAL = "journal"
    STRUCTURE = "structure"
    PATHS = "paths"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class AtpCheck:
    """One invariant of an ATP transfer."""

    name: str
    """The switch in :class:`AtpOracleChecks`."""
    violation_type: str
    severity: Severity
    group: CheckGroup
    fires: Callable[[AtpTransferState], bool]
    describe: Callable[[AtpTransferState], str]
    evidence: Callable[[AtpTransferState], Mapping[str, str]]
    fields: tuple[str, ...]
    """The fields of the state that it looks at."""
    is_of_trace: bool = False
    """Whether a trace alone shows what it looks at."""

    def violation(self, state: AtpTransferState) -> Violation:
        """Return what the check says of a state on which it fires."""
        return Violation(
            violation_type=self.violation_type,
            description=self.describe(state),
            severity=self.severity,
            evidence=self.evidence(state),
        )


def _of_transfer_oracle(check: Check, group: CheckGroup) -> AtpCheck:
    """A check of the transfer oracle, which judges the wider state as it judges the small one."""
    return AtpCheck(
        name=check.name,
        violation_type=check.violation_type,
        severity=check.severity,
        group=group,
        fires=check.fires,
        describe=check.describe,
        evidence=check.evidence,
        fields=check.fields,
    )


@dataclass(frozen=True, slots=True)
class _Count:
    """A check that fires when a count is not 0."""

    name: str
    field: str
    severity: Severity
    group: CheckGroup
    sentence: str
    """The description, with ``{}`` for the count."""
    key: str
    """The key of the count in the evidence."""
    is_of_trace: bool = True

    def check(self) -> AtpCheck:
        return AtpCheck(
            name=self.name,
            violation_type=self.name,
            severity=self.severity,
            group=self.group,
            fires=lambda state: self.value(state) > 0,
            describe=lambda state: self.sentence.format(self.value(state)),
            evidence=lambda state: {self.key: str(self.value(state))},
            fields=(self.field,),
            is_of_trace=self.is_of_trace,
        )

    def value(self, state: AtpTransferState) -> int:
        return int(getattr(state, self.field))


_GROUP_OF: Final[Mapping[str, CheckGroup]] = MappingProxyType(
    {
        "manifest": CheckGroup.DATA,
        "journal": CheckGroup.JOURNAL,
        "quiescence": CheckGroup.STRUCTURE,
        "obligations": CheckGroup.STRUCTURE,
        "path_consistency": CheckGroup.PATHS,
    }
)

_COUNTS: Final = (
    _Count(
        name="region_closure",
        field="open_regions",
        severity=Severity.HIGH,
        group=CheckGroup.STRUCTURE,
        sentence="Found {} regions that were created and never closed",
        key="open_region_count",
    ),
    _Count(
        name="task_completion",
        field="unfinished_tasks",
        severity=Severity.MEDIUM,
        group=CheckGroup.STRUCTURE,
        sentence="Found {} tasks that were spawned and never completed",
        key="unfinished_count",
    ),
    _Count(
        name="repair_recovery",
        field="unrecovered_blocks",
        severity=Severity.CRITICAL,
        group=CheckGroup.DATA,
        sentence="Found {} blocks that repair did not recover",
        key="unrecovered_count",
    ),
    _Count(
        name="trace_order",
        field="time_reversals",
        severity=Severity.LOW,
        group=CheckGroup.RECORD,
        sentence="Trace has {} events whose time runs backwards",
        key="reversal_count",
    ),
    _Count(
        name="artifact_presence",
        field="missing_artifacts",
        severity=Severity.LOW,
        group=CheckGroup.RECORD,
        sentence="Found {} artifact paths that are not there",
        key="missing_count",
        is_of_trace=False,
    ),
)

ATP_CHECKS: Final[tuple[AtpCheck, ...]] = (
    *(_of_transfer_oracle(check, _GROUP_OF[check.name]) for check in CHECKS),
    *(count.check() for count in _COUNTS),
)
"""The ten checks, in the order in which they run."""

ATP_CHECK_OF: Final[Mapping[str, AtpCheck]] = MappingProxyType({check.violation_type: check for check in ATP_CHECKS})
"""The check that gives violations of a type."""


class AtpOracleChecks(Record):
    """One switch a check; all ten are on unless told otherwise."""

    manifest: Flag = True
    journal: Flag = True
    quiescence: Flag = True
    obligations: Flag = True
    path_consistency: Flag = True
    region_closure: Flag = True
    task_completion: Flag = True
    repair_recovery: Flag = True
    trace_order: Flag = True
    artifact_presence: Flag = True

    @classmethod
    def without(cls, names: tuple[str, ...]) -> "AtpOracleChecks":
        """Return the switches with the named checks off.

        Raises:
            InvalidFormatError: a name is of no check.
        """
        for name in names:
            if name not in cls.model_fields:
                known = ", ".join(cls.model_fields)
                raise InvalidFormatError(f"a check ({known})", repr(name))
        return cls(**dict.fromkeys(names, False))

    @property
    def enabled(self) -> tuple[AtpCheck, ...]:
        """The checks that are on, in the order in which they run."""
        return tuple(check for check in ATP_CHECKS if getattr(self, check.name))
