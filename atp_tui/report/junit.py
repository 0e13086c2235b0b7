"""Reports as JUnit XML: a suite for each pack, a case for each oracle and violation type, one for each soundness check.

Readers show one failure of a case and take cases of one class and name for one, so a case has one failure at most, and
its class and name are its own in the whole document.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from atp_tui.clean import clean
from atp_tui.engine.oracle.recorded_answer import PREFIX
from atp_tui.engine.soundness import Finding
from atp_tui.engine.verdict import Verdict
from atp_tui.report.model import UNLISTED, VERDICT_WORDS, Report, ViolationRow, title_of, verdict_words
from atp_tui.report.note import note_properties
from atp_tui.report.text import soundness_word
from atp_tui.report.unique_names import UniqueNames

MAX_NAME: Final = 240
"""Characters of a name before its number; there are readers that refuse a file for a name of more than 255."""
MAX_TEXT: Final = 100_000
"""Characters of the text of a failure; readers that are built on libxml2 refuse a text of 10 MB."""

_MORE: Final = "'atp-tui check --format json' lists all of them"


class _Outcome(NamedTuple):
    """The child of a case that did not pass."""

    element: Literal["failure", "skipped"]
    type: str
    message: str
    text: str = ""

    def __str__(self) -> str:
        of_type = f" type={quoteattr(clean(self.type))}" if self.element == "failure" else ""
        head = f"{self.element}{of_type} message={quoteattr(clean(self.message))}"
        return f"<{head}>{escape(self.text)}</{self.element}>" if self.text else f"<{head} />"


class _Case(NamedTuple):
    """A test case."""

    kind: Literal["oracle", "soundness"]
    name: str
    outcome: _Outcome | None = None


def junit(reports: Iterable[Report]) -> bytes:
    """Return the XML document of some reports, as :func:`junit_chunks` gives it."""
    return b"".join(junit_chunks(reports))


def junit_chunks(reports: Iterable[Report]) -> Iterator[bytes]:
    """Yield the XML document of some reports, piece by piece.

    Every text in it is clean, as XML 1.0 cannot carry control characters.
    """
    told = list(reports)
    counts = [_counts(report) for report in told]
    total = {name: sum(each[name] for each in counts) for name in ("tests", "failures")}
    yield f"<?xml version='1.0' encoding='utf-8'?>\n<testsuites name=\"atp-tui check\"{_numbers(total)}>\n".encode()
    names = UniqueNames(_as_read)
    for report, count in zip(told, counts, strict=True):
        for line in _suite_lines(report, names.take(_name(report.path)), count):
            yield line.encode()
    yield b"</testsuites>\n"


def _counts(report: Report) -> Mapping[str, int]:
    """How many cases a pack has, and how many of each outcome."""
    counts = {"tests": 0, "failures": 0, "skipped": 0, "errors": 0}
    for case in _cases(report):
        counts["tests"] += 1
        if case.outcome is not None:
            counts["failures" if case.outcome.element == "failure" else "skipped"] += 1
    return counts


def _numbers(counts: Mapping[str, int]) -> str:
    return "".join(f' {name}="{count}"' for name, count in counts.items())


def _suite_lines(report: Report, name: str, counts: Mapping[str, int]) -> Iterator[str]:
    yield f"  <testsuite name={quoteattr(name)}{_numbers(counts)}>\n    <properties>\n"
    for key, value in _properties(report):
        yield f"      <property name={quoteattr(clean(key))} value={quoteattr(clean(value))} />\n"
    yield "    </properties>\n"
    names = UniqueNames(_as_read)
    for kind, each, outcome in _cases(report):
        own = names.take(f"{kind} {_name(each)}").removeprefix(f"{kind} ")
        head = f"testcase classname={quoteattr(f'{name}.{kind}')} name={quoteattr(own)}"
        yield f"    <{head} />\n" if outcome is None else f"    <{head}>\n      {outcome}\n    </testcase>\n"
    yield "  </testsuite>\n"


def _properties(report: Report) -> Iterator[tuple[str, str]]:
    yield from ((f"seed.{name}", str(seed)) for name, seed in report.seeds)
    yield from ((f"metadata.{key}", value) for key, value in report.metadata if not key.startswith(PREFIX))
    yield "verdict", verdict_words(report.verdict, report.violations)
    yield "soundness", soundness_word(report)
    yield from note_properties(report.note).items()
    if report.replay_line:
        yield "replay", report.replay_line
    if report.recorded_line:
        yield "replay_command", report.recorded_line


def _name(text: str) -> str:
    """A text as the name of a case or suite."""
    return clean(text if text.strip() else "(no name)", MAX_NAME)


def _as_read(name: str) -> str:
    """A name as readers compare it: white space counts as one blank, and as nothing at the ends."""
    return " ".join(name.split())


def _cases(report: Report) -> Iterator[_Case]:
    """Yield the cases of a pack; their outcomes are made one at a time, as there may be many."""
    found: dict[int, dict[str, list[ViolationRow]]] = {}
    for row in report.violations:
        found.setdefault(row.result, {}).setdefault(row.violation_type, []).append(row)
    for number, result in enumerate(report.results):
        for violation_type, rows in found.get(number, {}).items():
            yield _Case("oracle", f"{result.oracle_name}: {violation_type}", _violated(rows))
        if number not in found:
            unlisted = None if result.passed else _Outcome("failure", "unlisted", UNLISTED)
            yield _Case("oracle", result.oracle_name, unlisted)
    if report.verdict is Verdict.NOT_JUDGED:
        yield _Case("oracle", "no oracle", _Outcome("skipped", "", VERDICT_WORDS[report.verdict]))
    for each in report.not_judged:
        yield _Case("oracle", f"{each.oracle_name}: {each.check}", _Outcome("skipped", "", f"not judged: {each.why}"))
    checks: dict[str, list[Finding]] = {}
    for finding in report.findings:
        checks.setdefault(finding.check, []).append(finding)
    for check, findings in checks.items():
        yield _Case("soundness", check, _judged(check, findings))


def _violated(rows: Sequence[ViolationRow]) -> _Outcome:
    """The outcome of a case whose oracle lists violations of one type, the worst first."""
    worst = rows[0]
    more = f" (and {len(rows) - 1:,} more of this type)" if len(rows) > 1 else ""
    return _Outcome("failure", worst.violation_type, f"{clean(worst.description)}{more}", _bounded(_row_lines(rows)))


def _row_lines(rows: Sequence[ViolationRow]) -> Iterator[str]:
    for number, row in enumerate(rows):
        if number:
            yield ""
        yield f"severity: {row.severity}"
        if len(rows) > 1:
            yield f"description: {row.description}"
        yield from (f"{key}: {value}" for key, value in row.evidence)


def _judged(check: str, findings: Sequence[Finding]) -> _Outcome | None:
    """The outcome of a check of soundness: a failure where it does not hold, skipped where it cannot be judged."""
    failed = [finding for finding in findings if finding.ok is False]
    if failed:
        lines = [f"{title_of(check)}: expected {each.expected}, found {each.found}" for each in failed]
        return _Outcome("failure", check, lines[0], _bounded(lines))
    if all(finding.ok is None for finding in findings):
        return _Outcome("skipped", "", f"expected {findings[0].expected}, found {findings[0].found}")
    return None


def _bounded(lines: Iterable[str]) -> str:
    """Lines as one text, each clean; past :data:`MAX_TEXT` they are counted."""
    kept: list[str] = []
    size = left_out = 0
    for line in lines:
        size += len(line) + 1
        if size <= MAX_TEXT:
            kept.append(clean(line))
        else:
            left_out += 1
    if left_out:
        kept.append(f"{left_out:,} more lines; {_MORE}")
    return "\n".join(kept)
