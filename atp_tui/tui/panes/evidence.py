"""How reliable the evidence is: what is certain, and what the ledger and the ATP oracle weigh."""

import asyncio
from collections.abc import Mapping
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.reactive import var
from textual.widgets import Static

from atp_tui.assets import LAB_MODEL
from atp_tui.clean import clean
from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.oracle.model import DEFAULT_MODEL, DetectionModel
from atp_tui.engine.record import Crashpack
from atp_tui.engine.what_if_session import WhatIfSession
from atp_tui.report.model import Report
from atp_tui.store.atp import judge_pack, read_model_file
from atp_tui.store.pack import Pack
from atp_tui.tui.check_rows import DEFAULT_ONE_IN, CheckRow, CheckRowLines, check_rows, moved
from atp_tui.tui.collector import keep_for_long
from atp_tui.tui.dialogs.proof import ProofScreen
from atp_tui.tui.evidence_rows import EvidenceLines, EvidenceRows
from atp_tui.tui.messages import LabelsChanged
from atp_tui.tui.panes.pane import bindings_of
from atp_tui.tui.text import UNDECIDED, lines, own_text
from atp_tui.tui.widgets.line_list import GUTTER, LineList

_NOTHING: Final = "no evidence is recorded"
_OF_THE_LAB: Final = "these rates are those of the lab and its faults, not of transfers elsewhere; --model takes yours"
_HOW_TO_MEASURE: Final = "'atp-tui lab calibrate -o FILE' measures rates, and 'atp-tui open --model FILE' uses them"
_NOT_SOUND: Final = "the pack is not sound, so the record itself may be wrong; Soundness lists why"
_NOT_EDITED: Final = "note: this is of the state as recorded, not of the edited one"


class EvidencePane(Vertical):
    """What is certain and how strong the evidence is, oracle by oracle or check by check; the selected row in full."""

    BORDER_TITLE = "Evidence"
    DEFAULT_CLASSES = "pane"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("evidence")

    pack: var[Pack | None] = var(None)
    report: var[Report | None] = var(None)
    session: var[WhatIfSession | None] = var(None)
    by_check: var[bool] = var(False, init=False)
    """Whether the evidence is listed check by check, by the ATP oracle."""
    judged: var[tuple[CheckRow, ...] | None] = var(None)
    """What the ATP oracle says of the pack, as rows; None until it has judged it."""
    model: var[DetectionModel] = var(DEFAULT_MODEL)
    """The rates by which the checks are weighed."""
    one_in: var[int] = var(DEFAULT_ONE_IN)
    """The prior: 1 run in so many is broken."""

    def __init__(self, model: DetectionModel = DEFAULT_MODEL, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._given = model
        self.set_reactive(EvidencePane.model, model)
        self._lines: EvidenceLines | CheckRowLines = EvidenceLines(())

    def compose(self) -> ComposeResult:
        """Lay out rows and what one is based on."""
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
        """Judge the pack once all of it has been read, if that was waited for; say where it cannot be trusted."""
        self._judge_once()
        if self.is_mounted:
            self._tell(self.query_one(LineList).cursor)

    def watch_by_check(self) -> None:
        """Show the other view, from its first row."""
        if self.is_mounted:
            self.query_one(LineList).go_to(0)
        self._show()
        self._judge_once()
        self.post_message(LabelsChanged())

    def watch_model(self) -> None:
        """Judge the pack by other rates."""
        self.judged = None
        self._judge_once()
        self.post_message(LabelsChanged())

    @property
    def labels(self) -> Mapping[str, str]:
        """Return the labels of keys that now lead somewhere else than at first."""
        return {
            "evidence.by_check": "By oracle" if self.by_check else "By check",
            "evidence.rates": "Measured rates" if self.model is DEFAULT_MODEL else "Assumed rates",
        }

    def on_resize(self, _: events.Resize) -> None:
        """Fit the bars to the width."""
        if self.by_check:
            self._show()

    def watch_judged(self) -> None:
        """Show what the ATP oracle says."""
        self._show()

    def _judge_once(self) -> None:
        # Before the report there is, another worker still reads the trace; two passes at once would compete.
        if self.by_check and self.judged is None and self.report is not None and self.pack is not None:
            self._judge(self.pack, self.model)

    @work(group="judge", exclusive=True, description="judge the pack")
    async def _judge(self, pack: Pack, model: DetectionModel) -> None:
        self.judged = await asyncio.to_thread(_judged_rows, pack, model)

    def action_by_check(self) -> None:
        """List the evidence check by check, or oracle by oracle again."""
        self.by_check = not self.by_check

    def action_rates(self) -> None:
        """Weigh the checks by measured rates, those of ``--model`` or else those of the lab; or by the assumed ones."""
        if self.model is not DEFAULT_MODEL:
            chosen = DEFAULT_MODEL
        elif self._given is not DEFAULT_MODEL:
            chosen = self._given
        else:
            try:
                chosen = read_model_file(str(LAB_MODEL))
            except CrashpackError as error:
                self.notify(clean(f"{error}; {_HOW_TO_MEASURE}"), severity="error", markup=False)
                return
            self.notify(_OF_THE_LAB)
        self.by_check = True
        self.model = chosen

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
        self.border_title = "Evidence by check: log10 BF" if self.by_check else "Evidence by oracle"
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
        fields = self.query_one(LineList)
        width = fields.content_size.width - GUTTER - fields.styles.scrollbar_size_vertical
        edited = (CheckRow(_NOT_EDITED),) if _edited(self.session) is not None else ()
        return CheckRowLines((*edited, *self.judged), width)

    @on(LineList.Highlighted)
    def show_detail(self, event: LineList.Highlighted) -> None:
        """Show what the row under the cursor is based on."""
        event.stop()
        self._tell(event.index)

    def _tell(self, index: int) -> None:
        # A highlight may still be on its way when the other view has fewer rows.
        if index < self._lines.count():
            told = self._lines.detail(index, self.one_in)
            is_sound = self.report is None or self.report.sound
            shown = told if is_sound else lines(own_text(_NOT_SOUND, UNDECIDED), told)
            self.query_one("#evidence-detail", Static).update(shown)


def _judged_rows(pack: Pack, model: DetectionModel) -> tuple[CheckRow, ...]:
    found = judge_pack(pack, model=model)
    rows = check_rows(found, model.title, sum(found.left_out.values()))
    keep_for_long()
    return rows


def _edited(session: WhatIfSession | None) -> Crashpack | None:
    return None if session is None else session.edited_record
