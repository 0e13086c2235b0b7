"""The journal: what every oracle said, as text.

The reader tells evidence from what follows it by indentation where a writer indents by level. A writer that does not
gives no such sign; there evidence ends at the next ``- type:`` or at an ``oracle:`` that ``events_recorded:`` follows,
which sorted evidence cannot spell.
Source: FORMAT.md section 5, "journal" and "Text that would break a line".
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from atp_tui.engine.budget import KEPT_LIMIT, Budget, SharedTexts
from atp_tui.engine.fields import frozen_map
from atp_tui.engine.line_text import read_value, split_pair, write_key, write_value
from atp_tui.engine.lines import Faults, Line, LineFault, LineReader, difference_from, shown, unexpected, whole_number
from atp_tui.engine.record import OracleResult, OracleStats, Severity, Violation

HEADER: Final = "# ATP Journal Digest"
_ORACLE: Final = "oracle: "
_TYPE: Final = "- type: "
_STATS: Final = ("events_recorded", "entities_tracked")
_FLAGS: Final = {"true": True, "false": False}
_SEVERITIES: Final = frozenset(Severity)
_KNOWN: Final = 10_000
"""Different texts that are kept once for all places where they stand."""


@dataclass(frozen=True, slots=True)
class JournalReading:
    """What a journal says, as far as it can be read."""

    results: tuple[OracleResult, ...]
    """The results that are complete, in order."""
    faults: tuple[LineFault, ...]
    """What is not as the format gives it, in order."""


def write(results: Iterable[OracleResult]) -> str:
    """Return the content of the journal."""
    return "".join(f"{line}\n" for line in _lines(results))


def chunks(results: Iterable[OracleResult]) -> Iterator[bytes]:
    """Yield the bytes of the journal, a line at a time."""
    return (f"{line}\n".encode() for line in _lines(results))


def _lines(results: Iterable[OracleResult]) -> Iterator[str]:
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


def read(source: str | Iterable[bytes], budget: Budget | None = None) -> JournalReading:
    """Return what a journal says; a block or violation that lacks a part is left out and told as a fault.

    Args:
        source: The text, or its bytes in any cut; these are gone through again where nothing is wrong with them, and
            once more where they are not as this program writes them.
        budget: What may be kept; where it ends, the rest is counted, and a fault says so.
    """
    budget = Budget() if budget is None else budget
    reader = _Reader(LineReader(source), budget)
    reader.run()
    unread = reader.unread()
    faults = reader.faults
    for fault in reader.lines.faults:
        faults.add(fault)
    if unread is None and not faults and (difference := difference_from(lambda: _lines(reader.results), source)):
        faults.add(difference)
    return JournalReading(tuple(reader.results), faults.sorted(unread))


@dataclass(slots=True)
class _ViolationDraft:
    """A violation while its lines are read."""

    line: Line
    violation_type: str
    severity: Severity | None = None
    description: str | None = None
    evidence: dict[str, str] = field(default_factory=dict)

    def violation(self, faults: Faults) -> Violation | None:
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
class _Block:
    """The block of one oracle while its lines are read."""

    line: Line
    oracle_name: str
    numbers: dict[str, int] = field(default_factory=dict)
    passed: bool | None = None
    lists_violations: bool = False
    draft: _ViolationDraft | None = None
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
        self.end_violation(faults)
        if self.passed is None or len(self.numbers) < len(_STATS):
            faults.add(unexpected(self.line, "an oracle with events_recorded, entities_tracked and passed"))
            return None
        return OracleResult.trusted(
            oracle_name=self.oracle_name,
            violations=tuple(self.violations),
            stats=stats_of(self.numbers["entities_tracked"], self.numbers["events_recorded"]),
            passed=self.passed,
        )


class _Reader:
    """Reads the lines one after the other, remembering the block and the violation it is in."""

    def __init__(self, lines: LineReader, budget: Budget) -> None:
        self.lines = lines
        self.faults = Faults(budget)
        self.results: list[OracleResult] = []
        self._budget = budget
        self._block: _Block | None = None
        self._texts = SharedTexts(_KNOWN)
        self._stats = lru_cache(_KNOWN)(self._new_stats)
        self._begun = {_ORACLE: 0, _TYPE: 0}
        self._is_full = False
        self._stopped = 0

    def run(self) -> None:
        """Read all lines, or as many as the budget has room for."""
        first = self.lines.peek()
        if first is not None and first.content == HEADER:
            self.lines.take()
        else:
            self.faults.add(LineFault(1, shown(HEADER), shown(first.content) if first else "nothing"))
        while not self.is_full and (line := self.lines.take()) is not None:
            fault = self._read(line)
            if fault:
                self.faults.add(unexpected(line, fault))
            self._stopped = line.number
        self._end_block()

    @property
    def is_full(self) -> bool:
        """Whether something was not kept for want of room."""
        return self._is_full or self.faults.is_full

    def unread(self) -> LineFault | None:
        """Count what comes behind the end of the budget and return a fault that says so, None where nothing does."""
        if not self.is_full:
            return None
        rest = self.lines.count_rest((_ORACLE, _TYPE))
        oracles = self._begun[_ORACLE] + rest[_ORACLE] - len(self.results)
        violations = self._begun[_TYPE] + rest[_TYPE] - sum(len(result.violations) for result in self.results)
        return LineFault(
            self._stopped,
            f"a pack whose text files take at most {KEPT_LIMIT >> 20} MiB of memory",
            f"more, so the rest is not read: {oracles} oracles and {violations} violations are not shown",
        )

    def _keeps(self, *texts: str) -> bool:
        """Whether there is room for a further row with its texts."""
        if not self._is_full and self._budget.takes(*[text for text in texts if text not in self._texts]):
            return True
        self._is_full = True
        return False

    def _new_stats(self, entities_tracked: int, events_recorded: int) -> OracleStats:
        # Where the budget ends here, this result is still kept, but none after it.
        self._keeps()
        return OracleStats.trusted(entities_tracked=entities_tracked, events_recorded=events_recorded)

    def _end_block(self) -> None:
        block = self._block
        # A failed result whose violations are all behind the end of the budget would be shown as one without any.
        is_cut = block is not None and self.is_full and block.lists_violations and not block.has_violation
        if block is not None and not is_cut and (result := block.result(self.faults, self._stats)) is not None:
            self.results.append(result)
        self._block = None

    def _read(self, line: Line) -> str:
        """Read one line that is no evidence pair; return what was expected when it is something else."""
        block = self._block
        if line.content.startswith(_ORACLE):
            self._end_block()
            self._begun[_ORACLE] += 1
            name = read_value(line.content.removeprefix(_ORACLE))
            if self._keeps(name):
                self._block = _Block(line, self._texts.same(name))
            return ""
        if block is None:
            return "'oracle: NAME'"
        if line.content.startswith(_TYPE) and block.lists_violations:
            block.end_violation(self.faults)
            self._begun[_TYPE] += 1
            name = read_value(line.content.removeprefix(_TYPE))
            if self._keeps(name):
                block.draft = _ViolationDraft(line, self._texts.same(name))
            return ""
        return _read_field(block, line) if block.draft is None else self._read_violation(block.draft, line)

    def _read_violation(self, draft: _ViolationDraft, line: Line) -> str:
        key, _, value = line.content.partition(": ")
        if key == "severity" and draft.severity is None:
            if value not in _SEVERITIES:
                return "severity: Low, Medium, High or Critical"
            draft.severity = Severity(value)
        elif key == "description" and draft.description is None:
            description = read_value(value)
            if self._keeps(description):
                draft.description = self._texts.same(description)
        elif line.content == "evidence:" and not draft.evidence:
            self._read_evidence(draft, line)
        else:
            return "severity, description or evidence of a violation"
        return ""

    def _read_evidence(self, draft: _ViolationDraft, head: Line) -> None:
        """Read the pairs after ``evidence:``, by their indentation if the first of them is indented further."""
        first = self.lines.peek()
        by_indentation = first is not None and first.indent > head.indent
        while not self.is_full and (line := self.lines.peek()) is not None:
            if line.indent <= head.indent if by_indentation else self._ends_evidence(head, line):
                return
            self.lines.take()
            pair = split_pair(line.content)
            if pair is None or pair[0] in draft.evidence:
                self.faults.add(unexpected(line, "a pair 'KEY: VALUE' of evidence, each key once"))
            elif self._keeps(*pair):
                draft.evidence[self._texts.same(pair[0])] = self._texts.same(pair[1])

    def _ends_evidence(self, head: Line, line: Line) -> bool:
        """Whether a line that stands no further in than ``evidence:`` is the next violation or the next oracle."""
        if line.indent < head.indent or line.content.startswith(_TYPE):
            return True
        indent = self._block.line.indent if self._block is not None else 0
        if indent < head.indent or not line.content.startswith(_ORACLE):
            return False
        follows = self.lines.peek(1)
        return follows is not None and follows.content.startswith(f"{_STATS[0]}: ")


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
