"""What broke: the violations by severity, Critical first."""

from typing import Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import var

from atp_tui.engine.what_if import Change
from atp_tui.report.model import ViolationRow, severity_counts, violation_rows
from atp_tui.store.pack import Pack
from atp_tui.tui.messages import ViolationChosen, ViolationHighlighted
from atp_tui.tui.what_if_rows import WhatIfRow, rows_that_came, words_for_recorded
from atp_tui.tui.widgets.line_list import LineList
from atp_tui.tui.words import QUIET, SEVERITY_SIGNS, SEVERITY_STYLES, joined, own_text, pack_text

_WHAT_IF: Final = "bold yellow"

Entry = ViolationRow | Text
"""A violation, or the heading above those of one severity."""


class ViolationLines:
    """The rows of the list: a heading for each severity, its violations below, and last what an edited state adds.

    Args:
        rows: The violations of the record.
        oracles: How many oracles there are; several are named.
        change: What running an oracle again on an edited state changed, if one was.
        oracle_name: That oracle.
    """

    def __init__(self, rows: tuple[ViolationRow, ...], oracles: int, change: Change | None, oracle_name: str) -> None:
        self._changed = words_for_recorded(change, oracle_name) if change else {}
        self._names_oracles = oracles > 1
        self.entries: list[Entry] = []
        for severity, count in severity_counts(rows):
            self.entries.append(joined(own_text(f"{severity} ({count})", SEVERITY_STYLES[severity])))
            self.entries += [row for row in rows if row.severity is severity]
        self.came = rows_that_came(change, oracle_name) if change else ()
        if self.came:
            self.entries.append(own_text(f"WHAT IF, not recorded ({len(self.came)})", _WHAT_IF))
            self.entries += self.came

    def count(self) -> int:
        """Return the number of rows."""
        return len(self.entries)

    def line(self, index: int) -> Text:
        """Return a row."""
        entry = self.entries[index]
        if isinstance(entry, Text):
            return entry
        sign = own_text(f"{SEVERITY_SIGNS[entry.severity]} ", SEVERITY_STYLES[entry.severity])
        line = joined(sign, pack_text(entry.violation_type))
        if isinstance(entry, WhatIfRow):
            line = joined(own_text("+ ", _WHAT_IF), line, own_text("  NEW", _WHAT_IF))
        if self._names_oracles:
            line = joined(line, own_text("  ", QUIET), pack_text(entry.oracle_name, QUIET))
        became = self._changed.get((entry.oracle_name, entry.violation_type))
        return joined(line, own_text(f"  {became}", _WHAT_IF)) if became and entry.result >= 0 else line

    def width(self) -> int:
        """Return no width: the rows drawn tell it."""
        return 0


class ViolationsPane(Vertical):
    """The list of violations; the highlighted one is told to the screen, a chosen one leads to its events."""

    BORDER_TITLE = "Violations"

    pack: var[Pack | None] = var(None)
    change: var[Change | None] = var(None)
    """What running the oracle again on an edited state changed."""
    oracle_name: var[str] = var("")
    """The oracle that was run again."""

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        yield LineList(empty=own_text("reading …"), id="violation-list")

    def watch_pack(self) -> None:
        """Show the violations of a pack."""
        self._show()
        if self.pack is not None and self._entries:
            self.query_one(LineList).go_to(1)

    def watch_change(self) -> None:
        """Mark the violations that an edited state would make go, and add those that it would have."""
        self._show()

    @property
    def _entries(self) -> list[Entry]:
        return self._lines.entries

    def _show(self) -> None:
        pack = self.pack
        if pack is None or not self.is_mounted:
            return
        rows = violation_rows(pack.crashpack)
        self._lines = ViolationLines(rows, len(pack.crashpack.oracle_results), self.change, self.oracle_name)
        line_list = self.query_one(LineList)
        has_journal = pack.reading.journal is not None
        line_list.empty = own_text("nothing broke" if has_journal else "the journal cannot be read")
        before = line_list.cursor
        line_list.show(self._lines)
        # A list that was at its end stays there, and would go to what an edited state adds.
        line_list.go_to(before)
        added = f", what if +{len(self._lines.came)}" if self._lines.came else ""
        self.border_title = own_text(f"Violations ({len(rows)}{added})")
        if not self._entries:
            self.post_message(ViolationHighlighted(None))

    @on(LineList.Highlighted)
    def tell_highlighted(self, event: LineList.Highlighted) -> None:
        """Tell which violation the cursor is on."""
        event.stop()
        entry = self._entries[event.index]
        if not isinstance(entry, Text):
            self.post_message(ViolationHighlighted(entry))

    @on(LineList.Selected)
    def tell_chosen(self, event: LineList.Selected) -> None:
        """Ask for the events of the violation."""
        event.stop()
        entry = self._entries[event.index]
        if not isinstance(entry, Text):
            self.post_message(ViolationChosen(entry))
