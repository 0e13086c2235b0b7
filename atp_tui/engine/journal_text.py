"""The journal as this program writes it: its lines, and patterns that find its parts again, each in one match.

Source: FORMAT.md section 5, "journal".
"""

import re
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Final

from atp_tui.engine.line_text import read_value, split_pair, write_key, write_value
from atp_tui.engine.record import OracleResult, Severity, Violation

HEADER: Final = "# ATP Journal Digest"
SEVERITIES: Final = MappingProxyType({severity.value: severity for severity in Severity})

_INDENT: Final = 8
"""Spaces before a pair of evidence."""


def oracle_pattern(value: str = ".*", number: str = "[0-9]+") -> str:
    """Return the pattern of an oracle's lines before its violations.

    Its groups are the name, the numbers of events and entities, the verdict, and the line that violations follow.

    Args:
        value: The pattern of a name.
        number: The pattern of a number.
    """
    return (
        rf"oracle: ({value})\n  events_recorded: ({number})\n  entities_tracked: ({number})\n"
        r"  passed: (true|false)\n(  violations:\n)?"
    )


def violation_pattern(value: str = ".*") -> str:
    """Return the pattern of a violation's lines before its evidence; groups are type, severity and description.

    Args:
        value: The pattern of type and description.
    """
    severity = "|".join(SEVERITIES)
    return rf"    - type: ({value})\n      severity: ({severity})\n      description: ({value})\n"


EVIDENCE: Final = "      evidence:\n"
"""The line before the pairs of evidence."""

PLAIN_ORACLE: Final = re.compile(oracle_pattern())

PLAIN_VIOLATION: Final = re.compile(
    rf"{violation_pattern()}(?:{EVIDENCE}((?: {{{_INDENT}}}[^ \t\n].*+\n)++))?(?=    - type: |oracle: )"
)
"""A violation with its pairs of evidence as the last group.

What follows has to be seen: evidence may go on behind the lines that are in memory.
"""


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


def texts_of(found: re.Match[str]) -> list[str] | None:
    """Return type and description of a violation, then key and value of each pair of its evidence.

    None where a line is no pair or a key stands twice.

    Args:
        found: What :data:`PLAIN_VIOLATION` has matched.
    """
    texts = [read_value(found[1]), read_value(found[3])]
    for line in (found[4] or "").split("\n")[:-1]:
        if (pair := split_pair(line[_INDENT:])) is None:
            return None
        texts += pair
    keys = texts[2::2]
    return texts if len(keys) <= 1 or len(set(keys)) == len(keys) else None
