"""The journal: what every oracle said, as text.

The reader tells evidence from what follows it by indentation where a writer indents by level. A writer that does not
gives no such sign; there evidence ends at the next ``- type:`` or at an ``oracle:`` that ``events_recorded:`` follows,
which sorted evidence cannot spell.
Source: FORMAT.md section 5, "journal" and "Text that would break a line".
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from atp_tui.engine.line_text import read_value, split_pair, write_key, write_value
from atp_tui.engine.lines import Line, LineFault, first_difference, shown, split, unexpected, whole_number
from atp_tui.engine.record import OracleResult, OracleStats, Severity, Violation

HEADER: Final = "# ATP Journal Digest"
_ORACLE: Final = "oracle: "
_TYPE: Final = "- type: "
_STATS: Final = ("events_recorded", "entities_tracked")
_FLAGS: Final = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class JournalReading:
    """What a journal says, as far as it can be read."""

    results: tuple[OracleResult, ...]
    """The results that are complete, in order."""
    faults: tuple[LineFault, ...]
    """What is not as the format gives it, in order."""


def write(results: Iterable[OracleResult]) -> str:
    """Return the content of the journal."""
    lines = [HEADER]
    for result in results:
        lines += _result_lines(result)
    return "".join(f"{line}\n" for line in lines)


def _result_lines(result: OracleResult) -> list[str]:
    lines = [
        f"oracle: {write_value(result.oracle_name)}",
        f"  events_recorded: {result.stats.events_recorded}",
        f"  entities_tracked: {result.stats.entities_tracked}",
        f"  passed: {str(result.passed).lower()}",
    ]
    if result.violations:
        lines.append("  violations:")
    for violation in result.violations:
        lines += [
            f"    - type: {write_value(violation.violation_type)}",
            f"      severity: {violation.severity}",
            f"      description: {write_value(violation.description)}",
        ]
        if violation.evidence:
            lines.append("      evidence:")
        lines += [f"        {write_key(key)}: {write_value(value)}" for key, value in violation.evidence.items()]
    return lines


def read(text: str) -> JournalReading:
    """Return what a journal says; a block or violation that lacks a part is left out and told as a fault."""
    lines, faults = split(text)
    reader = _Reader(lines)
    reader.run()
    faults += reader.faults
    results = tuple(result for block in reader.blocks if (result := block.result(faults)) is not None)
    if not faults:
        difference = first_difference(write(results).split("\n")[:-1], lines)
        faults += [difference] if difference else []
    return JournalReading(results, tuple(sorted(faults)))


@dataclass(slots=True)
class _ViolationDraft:
    """A violation while its lines are read."""

    line: Line
    violation_type: str
    severity: Severity | None = None
    description: str | None = None
    evidence: dict[str, str] = field(default_factory=dict)

    def violation(self, faults: list[LineFault]) -> Violation | None:
        if self.severity is None or self.description is None:
            faults.append(unexpected(self.line, "a violation with severity and description"))
            return None
        return Violation(
            violation_type=self.violation_type,
            description=self.description,
            severity=self.severity,
            evidence=self.evidence,
        )


@dataclass(slots=True)
class _Block:
    """The block of one oracle while its lines are read."""

    line: Line
    oracle_name: str
    numbers: dict[str, int] = field(default_factory=dict)
    passed: bool | None = None
    lists_violations: bool = False
    violations: list[_ViolationDraft] = field(default_factory=list)

    def result(self, faults: list[LineFault]) -> OracleResult | None:
        violations = [draft.violation(faults) for draft in self.violations]
        if self.passed is None or len(self.numbers) < len(_STATS):
            faults.append(unexpected(self.line, "an oracle with events_recorded, entities_tracked and passed"))
            return None
        return OracleResult(
            oracle_name=self.oracle_name,
            violations=tuple(violation for violation in violations if violation is not None),
            stats=OracleStats(**self.numbers),
            passed=self.passed,
        )


class _Reader:
    """Reads the lines one after the other, remembering the block and the violation it is in."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.blocks: list[_Block] = []
        self.faults: list[LineFault] = []
        self._position = 0

    def run(self) -> None:
        if self.lines and self.lines[0].content == HEADER:
            self._position = 1
        else:
            found = shown(self.lines[0].content) if self.lines else "nothing"
            self.faults.append(LineFault(1, shown(HEADER), found))
        while self._position < len(self.lines):
            line = self.lines[self._position]
            self._position += 1
            fault = self._read(line)
            if fault:
                self.faults.append(unexpected(line, fault))

    def _read(self, line: Line) -> str:
        """Read one line that is no evidence pair; return what was expected when it is something else."""
        if line.content.startswith(_ORACLE):
            self.blocks.append(_Block(line, read_value(line.content.removeprefix(_ORACLE))))
            return ""
        if not self.blocks:
            return "'oracle: NAME'"
        block = self.blocks[-1]
        if line.content.startswith(_TYPE) and block.lists_violations:
            block.violations.append(_ViolationDraft(line, read_value(line.content.removeprefix(_TYPE))))
            return ""
        return self._read_violation(block.violations[-1], line) if block.violations else _read_field(block, line)

    def _read_violation(self, draft: _ViolationDraft, line: Line) -> str:
        key, _, value = line.content.partition(": ")
        if key == "severity" and draft.severity is None:
            if value not in set(Severity):
                return "severity: Low, Medium, High or Critical"
            draft.severity = Severity(value)
        elif key == "description" and draft.description is None:
            draft.description = read_value(value)
        elif line.content == "evidence:" and not draft.evidence:
            self._read_evidence(draft, line)
        else:
            return "severity, description or evidence of a violation"
        return ""

    def _read_evidence(self, draft: _ViolationDraft, head: Line) -> None:
        """Read the pairs after ``evidence:``, by their indentation if the first of them is indented further."""
        by_indentation = self._position < len(self.lines) and self.lines[self._position].indent > head.indent
        while self._position < len(self.lines):
            line = self.lines[self._position]
            if line.indent <= head.indent if by_indentation else self._ends_evidence(head, line):
                return
            self._position += 1
            pair = split_pair(line.content)
            if pair is None or pair[0] in draft.evidence:
                self.faults.append(unexpected(line, "a pair 'KEY: VALUE' of evidence, each key once"))
            else:
                draft.evidence[pair[0]] = pair[1]

    def _ends_evidence(self, head: Line, line: Line) -> bool:
        """Whether a line that stands no further in than ``evidence:`` is the next violation or the next oracle."""
        if line.indent < head.indent or line.content.startswith(_TYPE):
            return True
        if self.blocks[-1].line.indent < head.indent or not line.content.startswith(_ORACLE):
            return False
        follows = self.lines[self._position + 1 : self._position + 2]
        return any(found.content.startswith(f"{_STATS[0]}: ") for found in follows)


def _read_field(block: _Block, line: Line) -> str:
    """Read a line of a block before its violations; return what was expected when it is something else."""
    key, _, value = line.content.partition(": ")
    if key in _STATS and key not in block.numbers:
        number = whole_number(value, 64)
        if number is None:
            return f"{key}: an unsigned 64-bit integer"
        block.numbers[key] = number
    elif key == "passed" and block.passed is None:
        if value not in _FLAGS:
            return "passed: true or false"
        block.passed = _FLAGS[value]
    elif line.content == "violations:" and not block.lists_violations:
        block.lists_violations = True
    else:
        return "events_recorded, entities_tracked, passed or violations of an oracle"
    return ""
