"""How likely the failure was at each time of the run: a strip over the timeline, computed when it is asked for."""

import asyncio
from bisect import bisect_right
from dataclasses import dataclass
from threading import Event as Flag
from typing import Final

from rich.text import Text
from textual import work
from textual.message import Message
from textual.reactive import var
from textual.widgets import Static

from atp_tui.clean import clean
from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.histogram import Density
from atp_tui.engine.likelihood import Likelihood
from atp_tui.engine.replay.run import RerunStoppedError
from atp_tui.report.likelihood import notes
from atp_tui.rerun.likelihood import likelihood_of
from atp_tui.store.pack import Pack
from atp_tui.tui.text import BAD, UNDECIDED, joined, lines, own_text
from atp_tui.tui.widgets.strip_chart import columns

_LABEL: Final = "Fails"
_LOOK_SECONDS: Final = 0.2
_FULL: Final = 100
"""The height of a column where all runs fail."""


class LikelihoodStrip(Static):
    """A column for each column of the timeline, and a line of words; hidden until the likelihood is asked for.

    Args:
        label_width: Cells before the first column.
        key: The key that starts and stops it, in words.
    """

    DEFAULT_CSS = "LikelihoodStrip { height: 3; display: none; }"

    pack: var[Pack | None] = var(None)
    density: var[Density | None] = var(None)
    """The columns of the timeline."""
    found: var[Likelihood | None] = var(None)
    is_running: var[bool] = var(False)

    @dataclass
    class Shown(Message):
        """The strip needs room, or needs it no more."""

        is_shown: bool

    def __init__(self, label_width: int, key: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._label_width = label_width
        self._key = key
        self._stop = Flag()
        self._share = 0.0
        """How much of the runs is done."""

    def toggle(self) -> None:
        """Begin to estimate, or stop with the runs so far."""
        if self.is_running:
            self._stop.set()
        elif self.pack is None:
            self.notify("no pack is open")
        else:
            self._estimate(self.pack)

    def watch_pack(self) -> None:
        """Drop what belongs to another pack."""
        self._stop.set()
        self.found = None
        self._show(is_shown=False)

    def on_unmount(self) -> None:
        """Stop; nobody waits for the result."""
        self._stop.set()

    @work(exclusive=True, group="likelihood", description="estimate when the run was lost")
    async def _estimate(self, pack: Pack) -> None:
        self._stop = stop = Flag()
        self.is_running, self.found = True, None
        self._share = 0.0
        self._show_progress()
        self._show(is_shown=True)
        progress = self.set_interval(_LOOK_SECONDS, self._show_progress)
        try:
            found = await asyncio.to_thread(
                likelihood_of,
                pack,
                progress=self._report,
                is_stopped=stop.is_set,
            )
        except RerunStoppedError:
            self._show(is_shown=False)
        except CrashpackError as error:
            self._show(is_shown=False)
            self.notify(clean(f"the likelihood cannot be estimated: {error}"), severity="warning", markup=False)
        else:
            self.found = found
        finally:
            progress.stop()
            self.is_running = False
            self._draw()

    def _report(self, share: float) -> None:
        """Keep how much is done; called in the thread."""
        self._share = share

    def _show_progress(self) -> None:
        words = f"estimating when the run was lost: {self._share:.0%}  ({self._key} stops)"
        self.update(own_text(words, UNDECIDED))

    def watch_density(self) -> None:
        """Put the strip over other columns."""
        self._draw()

    def _draw(self) -> None:
        if self.found is not None and self.density is not None:
            self.update(lines(self._strip(self.found, self.density), own_text("; ".join(notes(self.found)))))

    def _strip(self, found: Likelihood, density: Density) -> Text:
        times = [cut.at_ns for cut in found.cuts]
        cuts = [max(bisect_right(times, density.span(bin_, bin_)[1]) - 1, 0) for bin_ in range(density.bins)]
        bars = columns(tuple(round(found.cuts[cut].share * _FULL) for cut in cuts), _FULL)
        lost = len(cuts) if found.inevitable is None else sum(cut < found.inevitable for cut in cuts)
        label = own_text(_LABEL.ljust(self._label_width))
        return joined(label, own_text(bars[:lost], UNDECIDED), own_text(bars[lost:], BAD))

    def _show(self, *, is_shown: bool) -> None:
        self.display = is_shown
        self.post_message(self.Shown(is_shown))
