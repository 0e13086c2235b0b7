"""What broke: the violations by severity, Critical first."""

import math
import time
from typing import Final

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import var
from textual.worker import get_current_worker

from atp_tui.engine.event_filter import EventFilter
from atp_tui.engine.verdict import Verdict
from atp_tui.engine.what_if import Change
from atp_tui.engine.what_if_session import WhatIfSession
from atp_tui.report.model import ViolationRow, severity_counts, violation_rows
from atp_tui.store.pack import Pack
from atp_tui.tui.inspection import Inspection
from atp_tui.tui.judged_text import SEVERITY_SIGNS, SEVERITY_STYLES
from atp_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from atp_tui.tui.messages import InspectionChanged, ViolationHighlighted, ViolationSelected
from atp_tui.tui.state_diff import WhatIfRow, new_rows, words_for_recorded
from atp_tui.tui.text import QUIET, joined, own_text, row_text
from atp_tui.tui.widgets.line_list import LineList

POST_SECONDS: Final = 0.1
"""Seconds between two reports on a search: each copies what was found so far."""

_WHAT_IF: Final = "bold yellow"

_NO_ROWS: Final = {
    Verdict.PASSED: "nothing broke",
    Verdict.FAILED: "failed, and no violation is listed",
    Verdict.NOT_JUDGED: "no oracle judged this run",
    Verdict.UNKNOWN: "the journal cannot be read in full",
}
"""What stands in place of the violations of a pack that lists none."""

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
        self.new = new_rows(change, oracle_name) if change else ()
        if self.new:
            self.entries.append(own_text(f"WHAT IF: new, not recorded ({len(self.new)})", _WHAT_IF))
            self.entries += self.new

    def count(self) -> int:
        """Return the number of rows."""
        return len(self.entries)

    def line(self, index: int) -> Text:
        """Return a row."""
        entry = self.entries[index]
        if isinstance(entry, Text):
            return entry
        sign = own_text(f"{SEVERITY_SIGNS[entry.severity]} ", SEVERITY_STYLES[entry.severity])
        line = joined(sign, row_text(entry.violation_type))
        if isinstance(entry, WhatIfRow):
            line = joined(own_text("+ ", _WHAT_IF), line, own_text("  new", _WHAT_IF))
        if self._names_oracles:
            line = joined(line, own_text("  ", QUIET), row_text(entry.oracle_name, QUIET))
        became = self._changed.get((entry.oracle_name, entry.violation_type))
        return joined(line, own_text(f"  {became}", _WHAT_IF)) if became and entry.result >= 0 else line


class ViolationsPane(Vertical):
    """The list of violations; the highlighted one is told to the screen, a chosen one leads to its events."""

    DEFAULT_CLASSES = "pane"

    pack: var[Pack | None] = var(None)
    session: var[WhatIfSession | None] = var(None)

    def __init__(self, keymap: Keymap = DEFAULT_KEYMAP, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._key = keymap.shown("pane.violations")
        self.border_title = own_text(f"{self._key} Violations")
        self._lines = ViolationLines((), 0, None, "")
        self._rows: tuple[ViolationRow, ...] = ()
        self._inspected: ViolationRow | None = None

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        yield LineList(empty=own_text("reading …"), id="violation-list")

    def watch_pack(self) -> None:
        """Show the violations of a pack."""
        self._rows = violation_rows(self.pack.crashpack) if self.pack is not None else ()
        self._show()
        if self.pack is not None and self._entries:
            self.query_one(LineList).go_to(1)

    def watch_session(self, before: WhatIfSession | None, session: WhatIfSession | None) -> None:
        """Mark the violations that an edited state would not have, and add those that it would."""
        if (before and before.edited) is not (session and session.edited):
            self._show()

    @property
    def _entries(self) -> list[Entry]:
        return self._lines.entries

    def _show(self) -> None:
        pack = self.pack
        if pack is None or not self.is_mounted:
            return
        change, name = (self.session.change, self.session.oracle_name) if self.session is not None else (None, "")
        self._lines = ViolationLines(self._rows, len(pack.crashpack.oracle_results), change, name)
        line_list = self.query_one(LineList)
        line_list.empty = own_text(_NO_ROWS[pack.verdict])
        before = line_list.cursor
        line_list.show(self._lines)
        # A list that was at its end stays there, and would go to what an edited state adds.
        line_list.go_to(before)
        self.border_title = own_text(f"{self._key} Violations ({len(self._rows)})")
        if not self._entries:
            self._inspected = None
            self.post_message(InspectionChanged(None))

    @on(LineList.Highlighted)
    def inspect(self, event: LineList.Highlighted) -> None:
        """Look for the events that are related to the highlighted violation."""
        event.stop()
        self.post_message(ViolationHighlighted())
        row = self._entries[event.index]
        if isinstance(row, Text) or row == self._inspected or self.pack is None:
            return
        self._inspected = row
        inspection = Inspection.of(row)
        self.post_message(InspectionChanged(inspection))
        self._find_related(self.pack, inspection)

    @work(thread=True, exclusive=True, group="related", description="find related events")
    def _find_related(self, pack: Pack, inspection: Inspection) -> None:
        worker = get_current_worker()
        found: list[int] = []
        posted = -math.inf
        for places, _ in pack.events.search(
            EventFilter(relevance=inspection.relevance), None, lambda: worker.is_cancelled
        ):
            found += places
            if places and time.monotonic() - posted >= POST_SECONDS:
                posted = time.monotonic()
                inspection = inspection.with_found(found, pack.events, is_done=False)
                self.post_message(InspectionChanged(inspection))
        if not worker.is_cancelled:
            self.post_message(InspectionChanged(inspection.with_found(found, pack.events, is_done=True)))

    @on(LineList.Selected)
    def select(self, event: LineList.Selected) -> None:
        """Ask for the events that are related to the violation."""
        event.stop()
        row = self._entries[event.index]
        if not isinstance(row, Text):
            self.post_message(ViolationSelected(row))
