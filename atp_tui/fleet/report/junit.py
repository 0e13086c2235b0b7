"""A fleet as JUnit XML: one suite, a test case for each group, one for the packs that cannot be read."""

from collections.abc import Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from atp_tui.clean import clean
from atp_tui.engine.counted import counted
from atp_tui.fleet.report.words import share
from atp_tui.fleet.rows import GroupRow, Status, Totals
from atp_tui.report.junit import MAX_NAME
from atp_tui.report.unique_names import UniqueNames

_ACCEPTED: Final = frozenset({Status.KNOWN, Status.MUTED})
"""Groups that somebody looked at and that fail no job; their cases are skipped."""


def junit_chunks(totals: Totals, rows: Sequence[GroupRow]) -> Iterator[bytes]:
    """Yield the XML document of a fleet, piece by piece.

    A group that is new, regressed or fixed and still listed is a failure; one that is known or muted is skipped.
    """
    cases = [*(_case(row) for row in rows), _unreadable(totals)]
    failures = sum(outcome.startswith("<failure") for _, outcome in cases)
    skipped = sum(outcome.startswith("<skipped") for _, outcome in cases)
    numbers = f'tests="{len(cases)}" failures="{failures}"'
    yield f"<?xml version='1.0' encoding='utf-8'?>\n<testsuites name=\"atp-tui fleet\" {numbers}>\n".encode()
    yield f'  <testsuite name="fleet" {numbers} skipped="{skipped}" errors="0">\n'.encode()
    names = UniqueNames(lambda name: " ".join(name.split()))
    for name, outcome in cases:
        head = f'testcase classname="fleet.group" name={quoteattr(names.take(clean(name, MAX_NAME)))}'
        yield (f"    <{head}>{outcome}</testcase>\n" if outcome else f"    <{head} />\n").encode()
    yield b"  </testsuite>\n</testsuites>\n"


def _case(row: GroupRow) -> tuple[str, str]:
    said = f"{row.status.value}, {row.severity.value}: {counted(row.runs, 'run')} ({share(row.rate)})"
    message = quoteattr(clean(f"{said}: {row.title}"))
    if row.status in _ACCEPTED:
        return row.title, f"<skipped message={message} />"
    text = escape(clean(f"{row.note}; " if row.note else "") + clean(f"'atp-tui fleet show {row.id}' says more"))
    kind = quoteattr(f"group.{row.status.value}")
    return row.title, f"<failure type={kind} message={message}>{text}</failure>"


def _unreadable(totals: Totals) -> tuple[str, str]:
    if not totals.unreadable:
        return "all packs can be read", ""
    message = quoteattr(f"{counted(totals.unreadable, 'pack')} cannot be read")
    return "all packs can be read", f'<failure type="unreadable" message={message} />'
