"""Where the violations of a record stand in its journal. Source: FORMAT.md section 5, "journal"."""

from collections.abc import Iterable, Iterator
from typing import Final

from atp_tui.engine.line_text import write_value
from atp_tui.engine.record import OracleResult

_HEADER: Final = 1
_RESULT: Final = 4
"""Lines of a result before its violations: name, two numbers and whether it passed."""
_VIOLATION: Final = 3
"""Lines of a violation before its evidence: type, severity and description."""


def violation_lines(results: Iterable[OracleResult]) -> Iterator[tuple[int, ...]]:
    """Yield for each result the lines of the journal, from 1, on which its violations begin."""
    line = _HEADER + 1
    for result in results:
        line += _RESULT + result.has_violations
        begins = []
        for violation in result.violations:
            begins.append(line)
            line += _VIOLATION + bool(violation.evidence) + len(violation.evidence)
        yield tuple(begins)


def first_line(violation_type: str) -> str:
    """Return the line of the journal with which a violation of a type begins."""
    return f"    - type: {write_value(violation_type)}"
