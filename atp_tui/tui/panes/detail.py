"""The highlighted violation or event, in full."""

from collections.abc import Callable, Sequence
from typing import Final

from rich.text import Text
from textual.app import ComposeResult
from textual.reactive import var
from textual.widgets import Static

from atp_tui.cells import cell_len, padded
from atp_tui.clean import clean
from atp_tui.engine.evidence import log10_bayes_factor
from atp_tui.engine.verdict import Verdict
from atp_tui.report.model import ViolationRow, violation_rows
from atp_tui.store.pack import Pack
from atp_tui.tui.commands import COMMAND_OF
from atp_tui.tui.event_detail import event_detail
from atp_tui.tui.inspection import Inspection
from atp_tui.tui.judged_text import SEVERITY_STYLES
from atp_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from atp_tui.tui.log_detail import LogDetail
from atp_tui.tui.messages import PaneRequested
from atp_tui.tui.state_diff import WhatIfRow
from atp_tui.tui.text import BAD, QUIET, UNDECIDED, LongLines, joined, lines, own_text, pack_text
from atp_tui.tui.widgets.long_text import LongText
from atp_tui.tui.widgets.text_view import TextView

_WHAT_IF: Final = "WHAT IF: the record has no such violation; the edited state would"
_CLEAN_KEYS: Final = ("pane.events", "events.filter", "pane.soundness", "pane.state", "replay.compare")
_UNJUDGED_KEYS: Final = ("pane.events", "events.filter", "pane.soundness", "evidence.by_check")
_BROKEN_KEYS: Final = ("pane.soundness", "pane.events", "pane.replay")
_LAID_OUT: Final = 200
"""Lines of a text that are laid out whole; of a longer one only those on screen are made."""

_CHARACTERS: Final = 20_000
"""Characters of such a text."""

_KEY: Final = 40
"""Cells of the column for the keys of the evidence; a longer key moves its own value alone."""

_MEASURED: Final = 1_000
"""Keys that are measured for the width of that column."""


class DetailPane(TextView):
    """What there is to say of the row that was highlighted last."""

    BORDER_TITLE = "Detail"
    DEFAULT_CLASSES = "pane"

    pack: var[Pack | None] = var(None)
    inspection: var[Inspection | None] = var(None)
    place: var[int | None] = var(None)
    """Place of the event that is shown; None where the highlighted violation is."""

    def __init__(self, keymap: Keymap = DEFAULT_KEYMAP, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._keymap = keymap
        self._as_json = False
        """Whether events are shown as JSON."""

    def compose(self) -> ComposeResult:
        """Lay out the text, and the one for what is long."""
        yield Static(id="detail-text")
        yield LongText(id="detail-lines")

    def on_mount(self) -> None:
        """Start with what is short."""
        self.query_one(LongText).display = False

    def watch_pack(self) -> None:
        """Show what there is to say of a pack."""
        self._show()

    def watch_inspection(self, before: Inspection | None, inspection: Inspection | None) -> None:
        """Show another violation, or how many events are related to it once that is known."""
        is_known = inspection is None or before is None or inspection.is_done or inspection.row != before.row
        if self.place is None and is_known:
            self._show()

    def watch_place(self) -> None:
        """Show another event, or the violation again."""
        self._show()

    def action_json(self) -> None:
        """Show the event as JSON, or in words again."""
        if self.place is None:
            self.notify("no event is highlighted")
            return
        self._as_json = not self._as_json
        self._show()
        if not self.size:
            self.post_message(PaneRequested("detail"))

    def _show(self) -> None:
        if self.pack is None or not self.is_mounted:
            return
        content: Text | LongLines
        if self.place is not None:
            event = self.pack.events.at(self.place)
            relation = self.inspection.relation(event) if self.inspection is not None else ""
            log = LogDetail.of(self.pack, self.place)
            content = event_detail(event, self.place, self.pack.source.clock, relation, as_json=self._as_json, log=log)
        elif self.inspection is not None:
            content = violation_detail(self.inspection.row, self.inspection.sentence)
        elif not violation_rows(self.pack.crashpack):
            content = nothing_detail(self.pack, self._keymap.shown)
        else:
            return
        whole, long = self.query_one("#detail-text", Static), self.query_one(LongText)
        whole.display, long.display = isinstance(content, Text), isinstance(content, LongLines)
        if isinstance(content, LongLines):
            long.show(content)
        else:
            whole.update(content)
        self.scroll_home(animate=False)


def nothing_detail(pack: Pack, shown: Callable[[str], str]) -> Text:
    """Return what there is to say of a pack without violations, and where to go on from there.

    *shown* gives the key of a command as it stands on a keyboard.
    """
    results = pack.crashpack.oracle_results
    if pack.verdict is Verdict.UNKNOWN:
        why = "cannot be read" if pack.reading.journal is None else "cannot be read in full"
        return lines(own_text(f"The journal {why}, so it is not known what broke."), _elsewhere(_BROKEN_KEYS, shown))
    if pack.verdict is Verdict.NOT_JUDGED:
        return lines(
            own_text("No oracle judged this run, so it is not known whether anything broke.", UNDECIDED),
            _elsewhere(_UNJUDGED_KEYS, shown),
        )
    plural = "oracle" if len(results) == 1 else "oracles"
    told = [own_text(f"Nothing broke: {len(results)} {plural} judged the run and found no violation.")]
    told += [
        joined(
            own_text("  "),
            pack_text(result.oracle_name),
            own_text(f": PASSED, {result.stats.events_recorded:,} checked, log10 BF {log10_bayes_factor(result):+.2f}"),
        )
        if result.passed
        else joined(own_text("  "), pack_text(result.oracle_name), own_text(": FAILED without a listed violation", BAD))
        for result in results
    ]
    if pack.verdict is Verdict.FAILED:
        told[0] = own_text("No violation is listed, yet not every oracle passed.")
    return lines(*told, own_text(""), _elsewhere(_CLEAN_KEYS, shown))


def _elsewhere(names: tuple[str, ...], shown: Callable[[str], str]) -> Text:
    """Keys that lead on from here."""
    return own_text("; ".join(f"{shown(name)}: {COMMAND_OF[name].sentence.lower()}" for name in names), QUIET)


def violation_detail(row: ViolationRow, related: str) -> Text | LongLines:
    """Return a violation in full; *related* is a line about its related events."""
    severity = own_text(f"{row.severity} ", SEVERITY_STYLES[row.severity])
    parts = [own_text(_WHAT_IF, "bold yellow")] if isinstance(row, WhatIfRow) else []
    parts += [
        joined(
            severity, pack_text(row.violation_type, "bold"), own_text("  found by ", QUIET), pack_text(row.oracle_name)
        ),
        pack_text(row.description),
        own_text(""),
    ]
    last = [own_text(""), own_text(related)]
    if not row.evidence:
        parts.append(own_text("no evidence is recorded with it", QUIET))
    width = min(max((cell_len(clean(key, _KEY)) for key, _ in row.evidence[:_MEASURED]), default=0), _KEY)

    def line(index: int) -> Text:
        key, value = row.evidence[index]
        return joined(own_text(f"{padded(clean(key), width)}  ", "cyan"), pack_text(value))

    if _is_long(len(row.evidence), row.evidence):
        return LongLines(parts, len(row.evidence), line, last)
    return lines(*parts, *map(line, range(len(row.evidence))), *last)


def _is_long(count: int, evidence: Sequence[tuple[str, str]]) -> bool:
    return count > _LAID_OUT or sum(len(key) + len(value) for key, value in evidence) > _CHARACTERS
