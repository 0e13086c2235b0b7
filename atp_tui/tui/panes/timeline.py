"""When it happened: the density of each lane over lab time, and marks for what bears on the violation."""

from collections.abc import Sequence
from typing import Final

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import var

from atp_tui.engine.density import Density
from atp_tui.engine.lab_time import milliseconds
from atp_tui.engine.trace import Lane
from atp_tui.store.densities import density_of, marks_of
from atp_tui.store.events import Events
from atp_tui.store.pack import Pack
from atp_tui.tui.messages import DensityRead, TimeChosen
from atp_tui.tui.widgets.strip_chart import ChartRow, StripChart

_LABELS: Final = {Lane.PATH: "Path", Lane.QUIC: "QUIC", Lane.REPAIR: "Repair"}
_LABEL_WIDTH: Final = 8


class TimelinePane(Vertical):
    """A chart a lane; the cursor leads the events, a range narrows them."""

    BORDER_TITLE = "Timeline"

    pack: var[Pack | None] = var(None)
    share: var[float] = var(0.0)
    """How much of the trace is known."""
    bearing_places: var[Sequence[int]] = var(())
    """Places of the events that bear on the highlighted violation."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._density: Density | None = None
        self._reading = 0
        self._followed: int | None = None
        """The lab time of the event under the cursor of the events, in nanoseconds."""

    def compose(self) -> ComposeResult:
        """Lay out the chart."""
        yield StripChart(label_width=_LABEL_WIDTH, id="chart")

    def watch_share(self) -> None:
        """Read the times anew, as more of them are known."""
        self._read()

    def watch_bearing_places(self) -> None:
        """Mark the events of another violation."""
        self._read()

    def on_resize(self) -> None:
        """Take as many bins as there are columns."""
        self.call_after_refresh(self._read)

    def _read(self) -> None:
        if self.pack is not None and self.is_mounted:
            bins = self.query_one(StripChart).column_count
            self._reading += 1
            self._read_density(self._reading, self.pack.events, bins, self.bearing_places)

    @work(thread=True, exclusive=True, group="density")
    def _read_density(self, reading: int, events: Events, bins: int, places: Sequence[int]) -> None:
        shown = density_of(events, bins)
        if shown is not None:
            self.post_message(DensityRead(reading, shown, marks_of(events, shown, places)))

    @on(DensityRead)
    def show_density(self, event: DensityRead) -> None:
        """Show what was read."""
        event.stop()
        if event.reading != self._reading:
            return
        shown = self._density = event.density
        chart = self.query_one(StripChart)
        chart.show(tuple(ChartRow(_LABELS[lane], counts) for lane, counts in shown.counts), event.marks)
        self.border_title = f"Timeline  {milliseconds(shown.begin)} to {milliseconds(shown.end)}"
        if self._followed is not None:
            self.follow(self._followed)

    def follow(self, time: int) -> None:
        """Put the cursor on a lab time in nanoseconds, unless somebody moves it or has drawn out a range."""
        self._followed = time
        chart = self.query_one(StripChart)
        is_led = chart.has_focus or chart.range_start is not None or self.app.mouse_captured is chart
        if self._density is not None and not is_led:
            chart.cursor = self._density.bin_of(time)

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
