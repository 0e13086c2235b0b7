"""The pack made smaller: how far the search is, and what came of it."""

from dataclasses import dataclass
from typing import ClassVar, Final

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.minimize.config import MinimizeMode, MinimizeProgress, TraceMinimizerConfig
from atp_tui.engine.minimize.minimizer import TraceMinimizer
from atp_tui.rerun.minimized_pack import MinimizedPack, minimize_pack
from atp_tui.store.destination import require_new_pack
from atp_tui.store.pack import Pack
from atp_tui.store.writer import write_pack
from atp_tui.tui.dialogs.closing import closing_keys
from atp_tui.tui.footers import ALWAYS, BACK
from atp_tui.tui.run_control import RunControl
from atp_tui.tui.size_plot import SizeHistory
from atp_tui.tui.text import BAD, GOOD, QUIET, heading, joined, lines, own_text, pack_text
from atp_tui.tui.widgets.key_footer import KeyFooter
from atp_tui.tui.widgets.strip_chart import columns
from atp_tui.tui.widgets.text_view import TextView

NOUNS: Final = {MinimizeMode.REPLAY: "external decisions", MinimizeMode.PROJECT: "events"}
"""What is cut in each mode."""

_RUNNING: Final = (("p", "Pause"), ("s", "Stop with the best so far"), ("esc", "Cancel, write nothing"))
_PAUSED: Final = (("p", "Continue"), *_RUNNING[1:])
_DONE: Final = (("o", "Open the result"), ("?", "Help"), BACK)
_TOLD_EVERY: Final = 0.05
"""Seconds between two messages about tries."""
_MARGIN: Final = 4


class MinimizeScreen(Screen[str | None]):
    """Makes a smaller pack; gives back its path where it is to be opened.

    Args:
        pack: The pack, which failed.
        mode: What is cut.
        target: Directory of the new pack.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "pause", "Pause or continue", id="minimize.pause"),
        Binding("s", "stop", "Stop with the best so far", id="minimize.stop"),
        Binding("o", "open", "Open the result", id="minimize.open"),
        *closing_keys("leave"),
    ]

    @dataclass
    class Progress(Message):
        """The search has made a try."""

        progress: MinimizeProgress

        def can_replace(self, message: Message) -> bool:
            """Replace the try before."""
            return isinstance(message, MinimizeScreen.Progress)

    @dataclass
    class Failed(Message):
        """There is no smaller pack."""

        error: CrashpackError

    @dataclass
    class Ended(Message):
        """The smaller pack was written."""

        smaller: MinimizedPack

    def __init__(self, pack: Pack, mode: MinimizeMode, target: str) -> None:
        super().__init__()
        self._pack = pack
        self._mode = mode
        self._target = target
        self._wish = RunControl()
        self._progress: MinimizeProgress | None = None
        self._history: SizeHistory | None = None
        self._is_over = False
        self._is_written = False

    def compose(self) -> ComposeResult:
        """Lay out what is done, the plot, the counts, and the keys."""
        yield Static(id="minimize-said", classes="rerun-said")
        yield Static(id="minimize-plot")
        yield Static(id="minimize-counts")
        with TextView(id="minimize-told"):
            yield Static(id="minimize-result")
        yield KeyFooter(_RUNNING, always=ALWAYS)

    def on_mount(self) -> None:
        """Begin."""
        said = joined(
            heading(f"minimize, {self._mode.value} mode: "), pack_text(f"{self._pack.path} to {self._target}")
        )
        self.query_one("#minimize-said", Static).update(said)
        self.query_one("#minimize-counts", Static).update(own_text("trying all of it first …"))
        self.search()

    @work(thread=True, exclusive=True, group="minimize")
    def search(self) -> None:
        """Search for less, and write what was found."""
        wish = self._wish
        told = wish.seconds()
        newest: MinimizeProgress | None = None

        def tell(progress: MinimizeProgress) -> None:
            nonlocal told, newest
            newest = progress
            if progress.tries_since_cut == 0 or wish.seconds() - told >= _TOLD_EVERY:
                told = wish.seconds()
                self.post_message(self.Progress(progress))
            wish.wait()

        minimizer = TraceMinimizer(
            TraceMinimizerConfig(self._mode), clock=wish.seconds, progress=tell, is_stopped=lambda: wish.is_over
        )
        try:
            require_new_pack(self._target)
            smaller = minimize_pack(self._pack, minimizer, is_stopped=lambda: wish.is_over)
            if newest is not None:
                self.post_message(self.Progress(newest))
            if wish.begin_writing():
                write_pack(self._target, smaller.files)
                self.post_message(self.Ended(smaller))
        except CrashpackError as error:
            if not wish.is_given_up:
                self.post_message(self.Failed(error))

    @on(Progress)
    def show_progress(self, event: Progress) -> None:
        """Show how far it is."""
        found = self._progress = event.progress
        if self._history is None:
            self._history = SizeHistory(found.total)
        self._history.add(found.seconds, found.size)
        self._draw()

    @on(Ended)
    def show_result(self, event: Ended) -> None:
        """Show what came of it, and offer to open it."""
        self._is_over = self._is_written = True
        self._draw()
        self.query_one("#minimize-result", Static).update(lines(*_result_lines(self._target, event.smaller)))
        self.query_one(KeyFooter).show_keys(_DONE)

    @on(Failed)
    def tell_failed(self, event: Failed) -> None:
        """Show why there is no smaller pack."""
        self._is_over = True
        self.query_one("#minimize-counts", Static).update()
        self.query_one("#minimize-result", Static).update(pack_text(str(event.error), BAD))
        self.query_one(KeyFooter).show_keys(_DONE[1:])

    def on_resize(self) -> None:
        """Resize the plot."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        found, history = self._progress, self._history
        if found is None or history is None:
            return
        width = max(1, self.size.width - _MARGIN)
        plot = joined(own_text(columns(history.sampled(width)), "bold cyan"))
        axis = own_text(f"size over {found.seconds:.1f} s, from {found.total:,} to {found.size:,}", QUIET)
        self.query_one("#minimize-plot", Static).update(lines(plot, axis))
        self.query_one("#minimize-counts", Static).update(self._counts(found))

    def _counts(self, found: MinimizeProgress) -> Text:
        rate = found.tries / found.seconds if found.seconds else 0.0
        parts = [
            f"{found.size:,} of {found.total:,} {NOUNS[self._mode]} left",
            f"{found.tries:,} tries, {rate:.1f} a second",
            f"last cut {found.seconds_since_cut:.1f} s and {found.tries_since_cut:,} tries ago",
        ]
        state = "" if self._is_over else "PAUSED" if self._wish.is_paused else ""
        return lines(*([own_text(state, "bold yellow")] if state else []), *map(own_text, parts))

    def action_pause(self) -> None:
        """Pause the search, or let it go on."""
        if not self._is_over:
            self._wish.toggle()
            self.query_one(KeyFooter).show_keys(_PAUSED if self._wish.is_paused else _RUNNING)
            self._draw()

    def action_stop(self) -> None:
        """End with the best so far."""
        if not self._is_over:
            self._wish.stop()
            self.notify("stopping with the best so far")

    def action_open(self) -> None:
        """Open the smaller pack."""
        if self._is_written:
            self.dismiss(self._target)

    def action_leave(self) -> None:
        """Go back; while the search runs, nothing is written then."""
        if self._is_over or self._wish.give_up():
            self.dismiss(None)
        else:
            self.notify("the smaller pack is being written; a moment")

    def on_unmount(self) -> None:
        """Stop a search that runs or is paused."""
        self._wish.give_up()


def _result_lines(target: str, smaller: MinimizedPack) -> list[Text]:
    written = joined(own_text("= written ", GOOD), pack_text(target, "bold"), own_text(f": {smaller.says}"))
    return [written, *(pack_text(f"  {sentence}") for sentence in smaller.sentences)]
