"""The journal: what every oracle said, as text.

The reader tells evidence from what follows it by indentation where a writer indents by level. A writer that does not
gives no such sign; there evidence ends at the next ``- type:`` or at an ``oracle:`` that ``events_recorded:`` follows,
which sorted evidence cannot spell.
Source: FORMAT.md section 5, "journal" and "Text that would break a line".
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from atp_tui.engine.budget import KEPT_LIMIT, ROW, WIDEST, Budget, SharedTexts
from atp_tui.engine.fields import frozen_map
from atp_tui.engine.journal_block import FLAGS, STATS, Block, ViolationDraft, read_field
from atp_tui.engine.journal_text import HEADER, PLAIN_ORACLE, PLAIN_VIOLATION, SEVERITIES, journal_lines, texts_of
from atp_tui.engine.line_text import read_value, split_pair
from atp_tui.engine.lines import Faults, Line, LineFault, LineReader, difference_from, shown, unexpected, whole_number
from atp_tui.engine.record import OracleResult, OracleStats, Violation

_ORACLE: Final = "oracle: "
_TYPE: Final = "- type: "
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
    return "".join(f"{line}\n" for line in journal_lines(results))


def chunks(results: Iterable[OracleResult]) -> Iterator[bytes]:
    """Yield the bytes of the journal, a line at a time."""
    return (f"{line}\n".encode() for line in journal_lines(results))


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
    if unread is None and not faults and (difference := difference_from(lambda: journal_lines(reader.results), source)):
        faults.add(difference)
    return JournalReading(tuple(reader.results), faults.sorted(unread))


class _Reader:
    """Reads the lines one after the other, remembering the block and the violation it is in."""

    def __init__(self, lines: LineReader, budget: Budget) -> None:
        self.lines = lines
        self.faults = Faults(budget)
        self.results: list[OracleResult] = []
        self._budget = budget
        self._block: Block | None = None
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
        while not self.is_full:
            if self._take_plain_violation() or self._take_plain_oracle():
                continue
            if (line := self.lines.take()) is None:
                break
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
                self._block = Block(line, self._texts.same(name))
            return ""
        if block is None:
            return "'oracle: NAME'"
        if line.content.startswith(_TYPE) and block.lists_violations:
            block.end_violation(self.faults)
            self._begun[_TYPE] += 1
            name = read_value(line.content.removeprefix(_TYPE))
            if self._keeps(name):
                block.draft = ViolationDraft(line, self._texts.same(name))
            return ""
        return read_field(block, line) if block.draft is None else self._read_violation(block.draft, line)

    def _take_plain_oracle(self) -> bool:
        """Take the lines of an oracle before its violations at once, if they stand as this program writes them."""
        found = self.lines.match(PLAIN_ORACLE)
        if found is None:
            return False
        written, *stats, passed, violations = found.groups()
        told = zip(STATS, stats, strict=True)
        numbers = {name: number for name, text in told if (number := whole_number(text, 64)) is not None}
        if len(numbers) < len(STATS):
            return False
        self._end_block()
        line = Line(self.lines.take_match(found), 0, f"{_ORACLE}{written}")
        self._stopped = line.number
        self._begun[_ORACLE] += 1
        name = read_value(written)
        if self._keeps(name):
            self._stopped += len(numbers) + 1 + bool(violations)
            block = self._block = Block(line, self._texts.same(name), numbers)
            block.passed, block.lists_violations = FLAGS[passed], bool(violations)
        return True

    def _take_plain_violation(self) -> bool:
        """Take a violation at once, if it stands as this program writes it and there is room for all of it."""
        block = self._block
        if block is None or not block.lists_violations or (found := self.lines.match(PLAIN_VIOLATION)) is None:
            return False
        if (told := texts_of(found)) is None:
            return False
        block.end_violation(self.faults)
        room = ROW * (1 + len(told) // 2)
        if self._budget.left < WIDEST * (found.end() - found.start()) + room:
            return False
        self._stopped = self.lines.take_match(found) + (3 if found[4] else 2)
        self._begun[_TYPE] += 1
        texts, new = self._texts.shared(told)
        self._budget.takes(*new, row=room)
        block.violations.append(
            Violation.trusted(
                violation_type=texts[0],
                description=texts[1],
                severity=SEVERITIES[found[2]],
                evidence=frozen_map(dict(zip(texts[2::2], texts[3::2], strict=True))),
            )
        )
        return True

    def _read_violation(self, draft: ViolationDraft, line: Line) -> str:
        key, _, value = line.content.partition(": ")
        if key == "severity" and draft.severity is None:
            if value not in SEVERITIES:
                return "severity: Low, Medium, High or Critical"
            draft.severity = SEVERITIES[value]
        elif key == "description" and draft.description is None:
            description = read_value(value)
            if self._keeps(description):
                draft.description = self._texts.same(description)
        elif line.content == "evidence:" and not draft.evidence:
            self._read_evidence(draft, line)
        else:
            return "severity, description or evidence of a violation"
        return ""

    def _read_evidence(self, draft: ViolationDraft, head: Line) -> None:
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
        return follows is not None and follows.content.startswith(f"{STATS[0]}: ")
