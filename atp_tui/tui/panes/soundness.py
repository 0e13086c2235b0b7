"""Whether the pack can be trusted: every check with expected and found."""

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import var
from textual.widgets import Static

from atp_tui.engine.soundness import Finding
from atp_tui.report.model import Report, title_of
from atp_tui.tui.text import BAD, GOOD, QUIET, heading, joined, lines, own_text, pack_text
from atp_tui.tui.widgets.line_list import LineList

_SIGNS = {True: ("OK  ", GOOD), False: ("FAIL", BAD), None: ("note", "yellow")}


class FindingLines:
    """The findings as rows, those that fail first."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = sorted(findings, key=lambda finding: finding.ok is not False)

    def count(self) -> int:
        """Return the number of findings."""
        return len(self.findings)

    def line(self, index: int) -> Text:
        """Return a finding: a word, what was checked, and what was found."""
        finding = self.findings[index]
        word, style = _SIGNS[finding.ok]
        line = joined(own_text(f"{word} ", style), own_text(_title(finding)))
        return line if finding.ok else joined(line, own_text(": ", QUIET), pack_text(finding.found, style))


def _title(finding: Finding) -> str:
    """What a finding is about; of a check that compares several things, which of them."""
    title = title_of(finding.check)
    return f"{title} ({finding.about})" if finding.about else title


class SoundnessPane(Vertical):
    """A row a finding, and what was expected and found of the highlighted one."""

    BORDER_TITLE = "Soundness"
    DEFAULT_CLASSES = "pane"

    report: var[Report | None] = var(None)

    def compose(self) -> ComposeResult:
        """Lay out rows and the highlighted one in full."""
        yield LineList(empty=own_text("checking …"), id="soundness-list")
        yield Static(id="soundness-detail")

    def watch_report(self) -> None:
        """Show the findings of a pack."""
        if self.report is not None and self.is_mounted:
            self._lines = FindingLines(self.report.findings)
            self.query_one(LineList).show(self._lines)

    @on(LineList.Highlighted)
    def show_detail(self, event: LineList.Highlighted) -> None:
        """Show what was expected and found."""
        event.stop()
        finding = self._lines.findings[event.index]
        self.query_one("#soundness-detail", Static).update(
            lines(
                heading(title_of(finding.check)),
                joined(own_text("expected  ", QUIET), pack_text(finding.expected)),
                joined(own_text("found     ", QUIET), pack_text(finding.found)),
            )
        )
