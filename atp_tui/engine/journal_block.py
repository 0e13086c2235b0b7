"""An oracle and its violations while the lines of the journal are read that describe them.

Source: FORMAT.md section 5, "journal".
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from atp_tui.engine.fields import frozen_map
from atp_tui.engine.lines import Faults, Line, unexpected, whole_number
from atp_tui.engine.record import OracleResult, OracleStats, Severity, Violation

STATS: Final = ("events_recorded", "entities_tracked")
FLAGS: Final = {"true": True, "false": False}


@dataclass(slots=True)
class ViolationDraft:
    """A violation while its lines are read."""

    line: Line
    violation_type: str
    severity: Severity | None = None
    description: str | None = None
    evidence: dict[str, str] = field(default_factory=dict)

    def violation(self, faults: Faults) -> Violation | None:
        """Return the violation, or None with a fault where its severity or description was not there."""
        if self.severity is None or self.description is None:
            faults.add(unexpected(self.line, "a violation with severity and description"))
            return None
        return Violation.trusted(
            violation_type=self.violation_type,
            description=self.description,
            severity=self.severity,
            evidence=frozen_map(self.evidence),
        )


@dataclass(slots=True)
class Block:
    """The block of one oracle while its lines are read."""

    line: Line
    oracle_name: str
    numbers: dict[str, int] = field(default_factory=dict)
    passed: bool | None = None
    lists_violations: bool = False
    draft: ViolationDraft | None = None
    violations: list[Violation] = field(default_factory=list)

    def end_violation(self, faults: Faults) -> None:
        """Keep the violation that was read last, if it is whole."""
        if self.draft is not None and (violation := self.draft.violation(faults)) is not None:
            self.violations.append(violation)
        self.draft = None

    @property
    def has_violation(self) -> bool:
        """Whether a violation was read in whole, be it without all of its evidence."""
        draft = self.draft
        return bool(self.violations) or (draft is not None and None not in (draft.severity, draft.description))

    def result(self, faults: Faults, stats_of: Callable[[int, int], OracleStats]) -> OracleResult | None:
        """Return what the oracle said, or None with a fault where a number or its verdict was not there.

        Args:
            faults: Where faults go.
            stats_of: Makes the numbers, those of entities and events.
        """
        self.end_violation(faults)
        if self.passed is None or len(self.numbers) < len(STATS):
            faults.add(unexpected(self.line, "an oracle with events_recorded, entities_tracked and passed"))
            return None
        return OracleResult.trusted(
            oracle_name=self.oracle_name,
            violations=tuple(self.violations),
            stats=stats_of(self.numbers["entities_tracked"], self.numbers["events_recorded"]),
            passed=self.passed,
        )


def read_field(block: Block, line: Line) -> str:
    """Read a line of a block before its violations; return what was expected when it is something else."""
    key, _, value = line.content.partition(": ")
    if key in STATS and key not in block.numbers:
        number = whole_number(value, 64)
        if number is None:
            return f"{key}: an unsigned 64-bit integer"
        block.numbers[key] = number
    elif key == "passed" and block.passed is None:
        if value not in FLAGS:
            return "passed: true or false"
        block.passed = FLAGS[value]
    elif line.content == "violations:" and not block.lists_violations:
        block.lists_violations = True
    else:
        return "events_recorded, entities_tracked, passed or violations of an oracle"
    return ""
