"""How sure the evidence is: the ledger as recorded beside the one that the results give."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, overload

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import var
from textual.widgets import Static

from atp_tui.cells import fitted, padded
from atp_tui.clean import clean
from atp_tui.engine.evidence import STRENGTH_CUTS, Evidence, sentence
from atp_tui.engine.ledger import RecordedEntry
from atp_tui.engine.oracle.model import DEFAULT_MODEL, DetectionModel
from atp_tui.engine.record import Crashpack
from atp_tui.engine.what_if_session import WhatIfSession
from atp_tui.report.model import Report
from atp_tui.store.atp import judge_pack
from atp_tui.store.pack import Pack
from atp_tui.tui.check_rows import DEFAULT_ONE_IN, CheckRow, CheckRowLines, check_rows, moved, posterior_line
from atp_tui.tui.collector import keep_for_long
from atp_tui.tui.dialogs.proof import ProofScreen
from atp_tui.tui.text import BAD, GOOD, QUIET, heading, joined, lines, own_text, pack_text
from atp_tui.tui.widgets.line_list import LineList
from atp_tui.tui.widgets.log_bar import log_bar

_CUTS: Final = tuple(cut for cut, _ in STRENGTH_CUTS if cut > 0)
_LIMIT: Final = 3.0
_BAR: Final = 25
_NAME: Final = 16
_STRENGTH: Final = 10
_NOTHING: Final = "no evidence is recorded"
_NOT_EDITED: Final = "note: this is of the state as recorded, not of the edited one"


@dataclass(frozen=True, slots=True)
class Row:
    """One oracle: what the ledger says of it, and what its result gives."""

    name: str
    recorded: RecordedEntry | None
    given: Evidence | None
    what_if: Evidence | None

    @property
    def log10_bf(self) -> float | None:
        """The factor to draw: that of an edited state, else the recorded one, else the one worked out."""
        if self.what_if is not None:
            return self.what_if.bayes_factor.log10_bf
        if self.recorded is not None:
            return self.recorded.log10_bf
        return self.given.bayes_factor.log10_bf if self.given else None

    @property
    def strength(self) -> str:
        """The word for the factor; one of another writer as it stands."""
        if self.what_if is not None:
            return self.what_if.bayes_factor.strength
        if self.recorded is not None:
            return self.recorded.strength or "-"
        return self.given.bayes_factor.strength if self.given else "-"

    @property
    def agrees(self) -> bool | None:
        """Whether the record is what the result gives; None where one of them is missing."""
        if self.recorded is None or self.given is None:
            return None
        factor = self.given.bayes_factor
        return (self.recorded.log10_bf, self.recorded.strength) == (factor.log10_bf, factor.strength)


class EvidenceRows(Sequence[Row]):
    """A row for every entry of the ledger and every result, in order, each made when it is asked for.

    Args:
        pack: Where the entries and results are from.
        changed: The record with an edited state, or None.
    """

    def __init__(self, pack: Pack, changed: Crashpack | None) -> None:
        self._entries = pack.reading.ledger.entries if pack.reading.ledger else ()
        self._results = pack.crashpack.oracle_results
        self._others = changed.oracle_results if changed else ()

    def __len__(self) -> int:
        """Return the number of rows."""
        return max(len(self._entries), len(self._results))

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        """Return a row, or several."""
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError
        entry = self._entries[index] if index < len(self._entries) else None
        result = self._results[index] if index < len(self._results) else None
        other = self._others[index] if index < len(self._others) and self._others[index] != result else None
        name = entry.oracle_name if entry and entry.oracle_name is not None else result.oracle_name if result else "-"
        given, what_if = (Evidence.of(found) if found else None for found in (result, other))
        return Row(name, entry, given, what_if)


class EvidenceLines:
    """The rows of the list."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows

    def count(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def line(self, index: int) -> Text:
        """Return a row: name, factor, strength, whether the record agrees, and last a bar on the log10 scale."""
        row = self.rows[index]
        value = row.log10_bf
        name = fitted(clean(row.name), _NAME)
        style = QUIET if value is None else BAD if value > 0 else GOOD
        number = "   -  " if value is None else f"{value:+6.2f}"
        bar = " " * _BAR if value is None else log_bar(value, _CUTS, _LIMIT, _BAR)
        strength = pack_text(padded(clean(row.strength), _STRENGTH), style)
        return joined(
            own_text(f"{name} log10 BF "),
            own_text(f"{number} ", style),
            strength,
            own_text(_remark(row), "bold yellow"),
            own_text(f" {bar}", style),
        )

    def detail(self, index: int, one_in: int) -> Text:
        """Return what a row stands on, with the posterior that it makes of the prior 1 in *one_in*."""
        return row_detail(self.rows[index], one_in)


def _remark(row: Row) -> str:
    if row.what_if is not None and row.given is not None:
        return f" WHAT IF: was {row.given.bayes_factor.log10_bf:+.2f}"
    if row.agrees is False and row.given is not None:
        factor = row.given.bayes_factor
        return f" DIFFERS: the result gives {factor.log10_bf:+.2f} {factor.strength}"
    if row.recorded is None:
        return " not in the ledger"
    return "" if row.given is not None else " no such result"


def row_detail(row: Row, one_in: int = DEFAULT_ONE_IN) -> Text:
    """Return what a row stands on: sentence, posterior from a prior of 1 in *one_in*, and the ledger's lines."""
    value = row.log10_bf
    parts = [heading(row.name)]
    if value is not None:
        parts[0] = joined(heading(row.name), own_text(f": {sentence(value)}"))
        parts.append(own_text(posterior_line(value, one_in)))
    source = row.recorded
    if row.what_if is not None or source is None:
        shown = row.what_if or row.given
        line = shown.evidence_lines[0] if shown else None
        said = [line.equation, line.substitution, line.intuition] if line else []
    else:
        said = [text for text in (source.equation, source.substitution, source.intuition) if text]
    parts += [pack_text(text) for text in said]
    if source is not None and source.further:
        further = ", ".join(f"{key}: {value}" for key, value in source.further.items())
        parts.append(joined(own_text("further fields of its writer: ", QUIET), pack_text(further)))
    return lines(*parts)


class EvidencePane(Vertical):
    """A bar a row, and what the highlighted one stands on; oracle by oracle, or check by check."""

    BORDER_TITLE = "Evidence"
    DEFAULT_CLASSES = "pane"

    pack: var[Pack | None] = var(None)
    report: var[Report | None] = var(None)
    session: var[WhatIfSession | None] = var(None)
    by_check: var[bool] = var(False, init=False)
    """Whether the evidence is listed check by check, by the ATP oracle."""
    judged: var[tuple[CheckRow, ...] | None] = var(None)
    """What the ATP oracle says of the pack, as rows; None until it has judged it."""
    one_in: var[int] = var(DEFAULT_ONE_IN)
    """The prior: 1 run in so many is broken."""

    def __init__(self, model: DetectionModel = DEFAULT_MODEL, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._model = model
        self._lines: EvidenceLines | CheckRowLines = EvidenceLines(())

    def compose(self) -> ComposeResult:
        """Lay out rows and what one stands on."""
        yield LineList(empty=own_text(_NOTHING), id="evidence-list")
        yield Static(id="evidence-detail")

    def watch_pack(self) -> None:
        """Show the evidence of a pack."""
        self._show()

    def watch_session(self, before: WhatIfSession | None, session: WhatIfSession | None) -> None:
        """Show what an edited state would change."""
        if (before and before.edited) is not (session and session.edited):
            self._show()

    def watch_report(self) -> None:
        """Judge the pack once all of it has been read, if that was waited for."""
        self._judge_once()

    def watch_by_check(self) -> None:
        """Show the other view, from its first row."""
        if self.is_mounted:
            self.query_one(LineList).go_to(0)
        self._show()
        self._judge_once()

    def watch_judged(self) -> None:
        """Show what the ATP oracle says."""
        self._show()

    def _judge_once(self) -> None:
        # Before the report there is, another worker still reads the trace; two passes at once would compete.
        if self.by_check and self.judged is None and self.report is not None and self.pack is not None:
            self._judge(self.pack)

    @work(group="judge", exclusive=True, description="judge the pack")
    async def _judge(self, pack: Pack) -> None:
        self.judged = await asyncio.to_thread(_judged_rows, pack, self._model)

    def action_by_check(self) -> None:
        """List the evidence check by check, or oracle by oracle again."""
        self.by_check = not self.by_check

    def action_prior(self, step: int) -> None:
        """Choose a larger prior, or a smaller one."""
        self.one_in = moved(self.one_in, step)

    def action_proof(self) -> None:
        """Show the proof of a task that came with the pack."""
        if self.pack is not None:
            self.app.push_screen(ProofScreen(self.pack))

    def watch_one_in(self) -> None:
        """Show the posterior for another prior."""
        self.border_subtitle = own_text(f"prior 1 in {self.one_in:,}")
        if self.is_mounted:
            self._tell(self.query_one(LineList).cursor)

    def _show(self) -> None:
        if self.pack is None or not self.is_mounted:
            return
        self.border_title = "Evidence, check by check: log10 BF" if self.by_check else "Evidence"
        rows = EvidenceRows(self.pack, _edited(self.session))
        self._lines = self._by_check() if self.by_check else EvidenceLines(rows)
        if not self._lines.count():
            self.query_one("#evidence-detail", Static).update(own_text(""))
        shown = self.query_one(LineList)
        shown.empty = own_text("the ATP oracle judges the pack …" if self.by_check else _NOTHING)
        shown.show(self._lines)

    def _by_check(self) -> CheckRowLines:
        if self.judged is None:
            return CheckRowLines(())
        edited = (CheckRow(_NOT_EDITED),) if _edited(self.session) is not None else ()
        return CheckRowLines((*edited, *self.judged))

    @on(LineList.Highlighted)
    def show_detail(self, event: LineList.Highlighted) -> None:
        """Show what the row under the cursor stands on."""
        event.stop()
        self._tell(event.index)

    def _tell(self, index: int) -> None:
        # A highlight may still be on its way when the other view has fewer rows.
        if index < self._lines.count():
            self.query_one("#evidence-detail", Static).update(self._lines.detail(index, self.one_in))


def _judged_rows(pack: Pack, model: DetectionModel) -> tuple[CheckRow, ...]:
    rows = check_rows(judge_pack(pack, model=model), model.title)
    keep_for_long()
    return rows


def _edited(session: WhatIfSession | None) -> Crashpack | None:
    return None if session is None else session.edited_record
