"""The crashpack record and what it is made of. Source: FORMAT.md sections 3 and 4."""

import enum
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, InstanceOf

from atp_tui.engine.budget import SharedTexts
from atp_tui.engine.fields import U64, Flag, Record, SchemaVersion, SeedMap, Text, TextMap, frozen_map
from atp_tui.engine.trace import TraceEvent

SCHEMA_VERSION: Final = 1
"""The version of the format that this project writes and reads."""


class Severity(enum.StrEnum):
    """How bad a violation is, in the format's order: ``Low < Medium < High < Critical``."""

    LOW = "Low"
    MEDIUM = "Medium"
    HIGH = "High"
    CRITICAL = "Critical"

    @property
    def rank(self) -> int:
        """The place in the order, 0 for Low."""
        return _RANKS[self]

    def __lt__(self, other: str) -> bool:
        return self.rank < Severity(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Severity(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Severity(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Severity(other).rank


_RANKS: Final = {severity: rank for rank, severity in enumerate(Severity)}


class Violation(Record):
    """One broken invariant."""

    violation_type: Text
    """Which invariant, as one word of the oracle's table."""
    description: Text
    """What happened, as a sentence."""
    severity: Severity
    evidence: TextMap = Field(default_factory=dict, validate_default=True)
    """The numbers behind the violation, by name."""

    def compacted(self, texts: SharedTexts) -> Self:
        """Return the same violation in less memory, with the texts that it has in common with others as one object."""
        pairs = {texts.same(key): texts.same(value) for key, value in self.evidence.items()}
        return type(self).trusted(
            violation_type=texts.same(self.violation_type),
            description=texts.same(self.description),
            severity=self.severity,
            evidence=frozen_map(pairs),
        )


class OracleStats(Record):
    """How much an oracle looked at."""

    entities_tracked: U64 = 0
    """How many checks found a violation."""
    events_recorded: U64 = 0
    """How many checks ran."""


class OracleResult(Record):
    """What one oracle said of a transfer."""

    oracle_name: Text
    violations: tuple[Violation, ...] = ()
    stats: OracleStats = OracleStats()
    passed: Flag
    """Whether no violation was found, as the oracle says."""

    def compacted(self, texts: SharedTexts) -> Self:
        """Return the same result in less memory, with the texts that it has in common with others as one object."""
        return type(self).trusted(
            oracle_name=texts.same(self.oracle_name),
            violations=tuple(violation.compacted(texts) for violation in self.violations),
            stats=OracleStats.trusted(
                entities_tracked=self.stats.entities_tracked, events_recorded=self.stats.events_recorded
            ),
            passed=self.passed,
        )

    @property
    def has_violations(self) -> bool:
        """Whether the result lists violations."""
        return bool(self.violations)

    @property
    def high_severity_violations(self) -> tuple[Violation, ...]:
        """The violations of severity High, in order."""
        return tuple(violation for violation in self.violations if violation.severity is Severity.HIGH)

    @property
    def max_severity(self) -> Severity | None:
        """The highest severity among the violations, or None when there are none."""
        return max((violation.severity for violation in self.violations), default=None, key=lambda found: found.rank)


def _once(paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(paths))


ArtifactPaths = Annotated[tuple[Text, ...], AfterValidator(_once)]
"""Paths inside the pack, each once, where it first stood."""


class Crashpack(Record):
    """All that a lab knows of one failed run."""

    schema_version: SchemaVersion = SCHEMA_VERSION
    oracle_results: tuple[OracleResult, ...] = ()
    trace_events: tuple[InstanceOf[TraceEvent], ...] = ()
    seeds: SeedMap = Field(default_factory=dict, validate_default=True)
    artifact_paths: ArtifactPaths = ()
    metadata: TextMap = Field(default_factory=dict, validate_default=True)

    @property
    def violations(self) -> tuple[tuple[OracleResult, Violation], ...]:
        """Every violation beside the result that lists it, in order."""
        return tuple((result, violation) for result in self.oracle_results for violation in result.violations)


class CrashpackBuilder:
    """Collects a crashpack; every method returns the builder, :meth:`build` the frozen record."""

    def __init__(self) -> None:
        self._oracle_results: list[OracleResult] = []
        self._trace_events: tuple[InstanceOf[TraceEvent], ...] = ()
        self._seeds: dict[str, int] = {}
        self._artifact_paths: list[str] = []
        self._metadata: dict[str, str] = {}

    def oracle_result(self, result: OracleResult) -> Self:
        """Add a result after those that are there."""
        self._oracle_results.append(result)
        return self

    def trace(self, events: tuple[TraceEvent, ...]) -> Self:
        """Set the trace; the last one given counts."""
        self._trace_events = tuple(events)
        return self

    def seed(self, name: str, seed: int) -> Self:
        """Set a seed, u64; a name given twice keeps the last one."""
        self._seeds[name] = seed
        return self

    def artifact_path(self, path: str) -> Self:
        """Add the path of a further artifact; given twice it is kept once, where it first stood."""
        self._artifact_paths.append(path)
        return self

    def metadata(self, key: str, value: str) -> Self:
        """Set a text about the run; a key given twice keeps the last value."""
        self._metadata[key] = value
        return self

    def build(self) -> Crashpack:
        """Return the record.

        Raises:
            InvalidFormatError: a text or number that was given is not what the format allows; the error names it.
        """
        return Crashpack(
            oracle_results=tuple(self._oracle_results),
            trace_events=self._trace_events,
            seeds=self._seeds,
            artifact_paths=tuple(self._artifact_paths),
            metadata=self._metadata,
        )
