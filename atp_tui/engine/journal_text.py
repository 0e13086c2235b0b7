"""The journal as this program writes it: its lines, and patterns that find its parts again, each in one match.

Source: FORMAT.md section 5, "journal".
"""

import re
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Final

from atp_tui.engine.line_text import split_pair, write_key, write_value
from atp_tui.engine.record import OracleResult, Severity, Violation

HEADER: Final = "# ATP Journal Digest"
SEVERITIES: Final = MappingProxyType({severity.value: severity for severity in Severity})

PLAIN_ORACLE: Final = re.compile(
    r"oracle: (.*)\n  events_recorded: ([0-9]+)\n  entities_tracked: ([0-9]+)\n  passed: (true|false)\n"
    r"(  violations:\n)?"
)
"""The lines of an oracle before its violations: its name, two numbers, its verdict, and whether violations follow."""

PLAIN_VIOLATION: Final = re.compile(
    rf"    - type: (.*)\n      severity: ({'|'.join(SEVERITIES)})\n      description: (.*)\n"
    r"(?:      evidence:\n((?:        [^ \t\n].*+\n)++))?(?=    - type: |oracle: )"
)
"""The lines of a violation: its type, severity and description, and its pairs of evidence.

What follows has to be seen: evidence may go on behind the lines that are in memory.
"""

_INDENT: Final = 8
"""Spaces before a pair of evidence."""


def journal_lines(results: Iterable[OracleResult]) -> Iterator[str]:
    """Yield the lines of the journal, without their newlines."""
    yield HEADER
    for result in results:
        yield f"oracle: {write_value(result.oracle_name)}"
        yield f"  events_recorded: {result.stats.events_recorded}"
        yield f"  entities_tracked: {result.stats.entities_tracked}"
        yield f"  passed: {str(result.passed).lower()}"
        if result.violations:
            yield "  violations:"
        for violation in result.violations:
            yield from _violation_lines(violation)


def _violation_lines(violation: Violation) -> Iterator[str]:
    yield f"    - type: {write_value(violation.violation_type)}"
    yield f"      severity: {violation.severity}"
    yield f"      description: {write_value(violation.description)}"
    if violation.evidence:
        yield "      evidence:"
    for key, value in violation.evidence.items():
        yield f"        {write_key(key)}: {write_value(value)}"


def evidence_of(found: re.Match[str]) -> dict[str, str] | None:
    """Return the evidence of a violation, or None where a line is no pair or a key stands twice.

    Args:
        found: What :data:`PLAIN_VIOLATION` has matched.
    """
    lines = (found[4] or "").split("\n")[:-1]
    pairs = [pair for line in lines if (pair := split_pair(line[_INDENT:])) is not None]
    evidence = dict(pairs)
    return evidence if len(evidence) == len(lines) else None
