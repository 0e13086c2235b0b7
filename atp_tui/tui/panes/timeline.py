"""When it happened: the density of each lane over lab time, and marks for what bears on the violation."""

from collections.abc import Sequence
from typing import Final

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import var
from textual.worker import get_current_worker

from atp_tui.engine.bearing import Bearing
from atp_tui.engine.density import Density, TimedEvent, density, timed_events
from atp_tui.engine.trace import Lane
from atp_tui.store.pack import Pack
from atp_tui.tui.messages import TimeChosen, TimesRead
from atp_tui.tui.widgets.strip_chart import ChartRow, StripChart
from atp_tui.tui.words import milliseconds

_LABELS: Final = {Lane.PATH: "Path", Lane.QUIC: "QUIC", Lane.REPAIR: "Repair"}
_LABEL_WIDTH: Final = 8


class TimelinePane(Vertical):
    """A chart a lane; the cursor leads the events, a range narrows them."""

    BORDER_TITLE = "Timeline"

    pack: var[Pack | None] = var(None)
    bearing: var[Bearing | None] = var(None)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._events: Sequence[TimedEvent] = ()
        self._density: Density | None = None

    def compose(self) -> ComposeResult:
        """Lay out the chart."""
        yield StripChart(label_width=_LABEL_WIDTH, id="chart")

    def watch_pack(self) -> None:
        """Read the times of a pack."""
        self._read()

    def watch_bearing(self) -> None:
        """Read the marks of another violation."""
        self._read()

    def on_resize(self) -> None:
        """Take as many bins as there are columns."""
        self.call_after_refresh(self._show)

    def _read(self) -> None:
        if self.pack is not None and self.is_mounted:
            self._read_times(self.pack, self.bearing)

    @work(thread=True, exclusive=True, group="times")
    def _read_times(self, pack: Pack, bearing: Bearing | None) -> None:
        worker = get_current_worker()
        found = []
        for event in timed_events(pack.events, bearing):
            if worker.is_cancelled:
                return
            found.append(event)
        self.post_message(TimesRead(tuple(found)))

    @on(TimesRead)
    def take_times(self, event: TimesRead) -> None:
        """Show the times that were read."""
        event.stop()
        self._events = event.events
        self._show()

    def _show(self) -> None:
        chart = self.query_one(StripChart)
        self._density = density(self._events, chart.column_count)
        shown = self._density
        if shown is None:
            return
        chart.show(tuple(ChartRow(_LABELS[lane], counts) for lane, counts in shown.counts), shown.marks)
        self.border_title = f"Timeline  {milliseconds(shown.begin)} to {milliseconds(shown.end)}"

    @on(StripChart.Moved)
    def lead_events(self, event: StripChart.Moved) -> None:
        """Let the events follow the cursor while it has the keys, and say where it is."""
        event.stop()
        if self._density is None:
            return
        first, last = event.chart.selected
        begin, end = self._density.span(first, last)
        self.border_subtitle = f"{milliseconds(begin)} to {milliseconds(end)}"
        if event.chart.has_focus or self.app.mouse_captured is event.chart:
            self.post_message(TimeChosen(*self._density.span(event.column, event.column), is_range=False))

    @on(StripChart.Chosen)
    def narrow_events(self, event: StripChart.Chosen) -> None:
        """Narrow the events to the range."""
        event.stop()
        if self._density is not None:
            self.post_message(TimeChosen(*self._density.span(event.first, event.last), is_range=True))

    def drop_range(self) -> bool:
        """Take the range off the chart; say whether there was one."""
        chart = self.query_one(StripChart)
        had_range = chart.range_start is not None
        chart.range_start = None
        return had_range
