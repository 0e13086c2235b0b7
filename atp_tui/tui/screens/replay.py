"""The pack run again: verdict, what was compared, and where the traces part."""

from dataclasses import dataclass
from itertools import chain
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import get_current_worker

from atp_tui.engine.errors import CrashpackError, ReplayError
from atp_tui.engine.replay.coordinator import ReplayCoordinator
from atp_tui.engine.replay.result import ReplayResult, ReplayVerdict
from atp_tui.report.model import Report
from atp_tui.report.replay import SIDES, without_running_lines
from atp_tui.rerun.lab_runner import LabRunner
from atp_tui.store.pack import Pack
from atp_tui.store.recorded_run import recorded_run
from atp_tui.tui.dialogs.closing import closing_keys
from atp_tui.tui.footers import ALWAYS, BACK
from atp_tui.tui.panes.side_by_side import SideBySide
from atp_tui.tui.replay_text import compared_lines, fact_lines, verdict_line
from atp_tui.tui.side_rows import DivergenceRows
from atp_tui.tui.text import BAD, beginning, lines, own_text, pack_text
from atp_tui.tui.widgets.key_footer import KeyFooter
from atp_tui.tui.widgets.text_view import TextView

_ANYWAY: Final = ("a", "Run it anyway")
_RUNNING: Final = (("esc", "Stop and go back"),)
_HELP: Final = ("?", "Help")


class ReplayScreen(Screen[int | None]):
    """Runs a pack again and shows how alike the two runs are; gives back the place of an event to go to.

    Args:
        pack: The pack.
        report: What a whole pass over it has found.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *closing_keys("leave"),
        Binding("a", "anyway", "Run it anyway", id="rerun.anyway"),
    ]

    @dataclass
    class Progress(Message):
        """The run or the comparison has come further."""

        sentence: str
        """How far."""

        def can_replace(self, message: Message) -> bool:
            """Replace the sentence before."""
            return isinstance(message, ReplayScreen.Progress)

    @dataclass
    class Failed(Message):
        """The pack cannot be run."""

        error: CrashpackError

    @dataclass
    class Ended(Message):
        """The pack was run and compared."""

        result: ReplayResult

    def __init__(self, pack: Pack, report: Report) -> None:
        super().__init__()
        self._pack = pack
        self._report = report
        self._result: ReplayResult | None = None

    def compose(self) -> ComposeResult:
        """Lay out the verdict, what was compared, both sides, and the keys."""
        yield Static(id="rerun-verdict", classes="rerun-said")
        with TextView(id="rerun-told"):
            yield Static(id="rerun-facts")
        yield SideBySide(SIDES, id="rerun-sides")
        yield KeyFooter(_RUNNING, always=ALWAYS)

    def on_mount(self) -> None:
        """Begin."""
        self._begin(anyway=False)

    def _begin(self, *, anyway: bool) -> None:
        self._result = None
        self._tell("running the pack in the lab …")
        self.remove_class("-beside")
        self.query_one("#rerun-facts", Static).update()
        self.query_one(KeyFooter).show_keys(_RUNNING)
        self.run_again(anyway)

    @work(thread=True, exclusive=True, group="replay", description="replay")
    def run_again(self, anyway: bool) -> None:
        """Run the pack and compare."""
        worker = get_current_worker()
        total = self._pack.events.count()

        def tell(sentence: str) -> None:
            self.post_message(self.Progress(sentence))

        def watch(events: int) -> None:
            if worker.is_cancelled:
                raise ReplayError("a comparison to its end", "a wish to stop")
            tell(f"comparing with the record: {events:,} of {total:,} events …")

        try:
            recorded = recorded_run(self._pack, watch)
            runner = LabRunner(
                recorded,
                is_stopped=lambda: worker.is_cancelled,
                progress=lambda run: tell(
                    f"running: {run.delivered:,} of {run.blocks:,} blocks, {run.events:,} events …"
                ),
            )
            result = ReplayCoordinator(recorded, runner).replay(anyway=anyway)
        except CrashpackError as error:
            if not worker.is_cancelled:
                self.post_message(self.Failed(error))
        else:
            if not worker.is_cancelled:
                self.post_message(self.Ended(result))

    @on(Progress)
    def tell_progress(self, event: Progress) -> None:
        """Show how far it is."""
        if self._result is None:
            self._tell(event.sentence)

    @on(Failed)
    def tell_failed(self, event: Failed) -> None:
        """Show why the pack was not run."""
        self._tell(str(event.error), BAD)
        self.query_one(KeyFooter).show_keys((_HELP, BACK))

    @on(Ended)
    def show_result(self, event: Ended) -> None:
        """Show what came of it."""
        result = self._result = event.result
        self.query_one("#rerun-verdict", Static).update(verdict_line(result))
        facts = [beginning(chain(fact_lines(result), compared_lines(result, self._pack.crashpack)), "atp-tui replay")]
        if result.verdict is ReplayVerdict.NOT_RUNNABLE:
            facts += [own_text(line.strip()) for line in without_running_lines(self._pack, self._report)]
        self.query_one("#rerun-facts", Static).update(lines(*facts))
        keys = [_HELP, BACK]
        if self.can_run_anyway:
            keys.insert(0, _ANYWAY)
        if result.divergence is not None:
            keys.insert(0, ("enter", "Go there"))
            self._show_divergence()
        else:
            self.query_one("#rerun-told").focus()
        self.query_one(KeyFooter).show_keys(keys)

    def _show_divergence(self) -> None:
        divergence = self._result.divergence if self._result else None
        if divergence is not None:
            sides = self.query_one(SideBySide)
            self.add_class("-beside")
            sides.show(DivergenceRows(divergence), "nothing differs", len(divergence.before))
            sides.query_one("#side-list").focus()

    @property
    def can_run_anyway(self) -> bool:
        """Whether nothing but other versions keep the pack from being run."""
        result = self._result
        return result is not None and result.verdict is ReplayVerdict.NOT_RUNNABLE and bool(result.versions)

    @on(SideBySide.Selected)
    def go_there(self, event: SideBySide.Selected) -> None:
        """Go to the event in the recorded trace, or to its last one where the trace is over."""
        placed = event.row.first or event.row.second
        if placed is not None and self._pack.events.count():
            self.dismiss(min(placed.place, self._pack.events.count() - 1))

    def action_anyway(self) -> None:
        """Run it with other versions than those it was made with."""
        if self.can_run_anyway:
            self._begin(anyway=True)

    def action_leave(self) -> None:
        """Stop what runs and go back."""
        self.workers.cancel_node(self)
        self.dismiss(None)

    def _tell(self, sentence: str, style: str = "bold") -> None:
        self.query_one("#rerun-verdict", Static).update(pack_text(sentence, style))
