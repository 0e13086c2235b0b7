"""When it happened: the density of each lane over simulated time, and marks for events related to the violation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.events import DescendantFocus
from textual.message import Message
from textual.reactive import var

from atp_tui.engine.histogram import Density
from atp_tui.engine.lab_time import milliseconds, unit_of
from atp_tui.engine.trace import Lane
from atp_tui.store.pack import Pack
from atp_tui.store.trace.events import Events
from atp_tui.store.trace.histogram import density_of, marks_of
from atp_tui.tui.inspection import Inspection
from atp_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from atp_tui.tui.messages import TimeSelected
from atp_tui.tui.panes.congestion import CongestionStrips
from atp_tui.tui.panes.likelihood import LikelihoodStrip
from atp_tui.tui.panes.pane import bindings_of
from atp_tui.tui.text import own_text
from atp_tui.tui.widgets.strip_chart import SCALE, Axis, ChartRow, StripChart

_LABELS: Final = {Lane.PATH: "Path", Lane.QUIC: "QUIC", Lane.REPAIR: "Repair"}
_LABEL_WIDTH: Final = 8

_TICK_WIDTH: Final = 8
"""Columns for a tick of the axis, at least."""


class TimelinePane(Vertical):
    """A chart a lane; the cursor leads the events, a range narrows them."""

    DEFAULT_CLASSES = "pane"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("timeline")

    pack: var[Pack | None] = var(None)
    progress: var[float] = var(0.0)
    """How much of the trace is known, from 0 to 1."""
    inspection: var[Inspection | None] = var(None)
    density: var[Density | None] = var(None)
    """What is shown; None until the times are known."""
    scheduler: var[bool] = var(False)
    """Whether events that report scheduling alone are counted, too."""

    @dataclass
    class Read(Message):
        """The density of the trace is known."""

        number: int
        """Number of the reading; a newer one makes an older one void."""
        density: Density
        marks: tuple[int, ...]
        """For each bin the number of events that are related to the highlighted violation."""

    def __init__(self, keymap: Keymap = DEFAULT_KEYMAP, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._key = keymap.shown("pane.timeline")
        self._likelihood_key = keymap.shown("timeline.likelihood")
        self._congestion_key = keymap.shown("timeline.congestion")
        self.border_title = own_text(f"{self._key} Timeline")
        self._reading = 0
        self._has_moved = False
        """Whether the cursor was moved since the chart got the focus."""
        self._followed: int | None = None
        """The simulated time of the event under the cursor of the events, in nanoseconds."""

    def compose(self) -> ComposeResult:
        """Lay out the chart."""
        strip = LikelihoodStrip(_LABEL_WIDTH, self._likelihood_key, id="likelihood")
        yield strip.data_bind(TimelinePane.pack, TimelinePane.density)
        strips = CongestionStrips(_LABEL_WIDTH, self._congestion_key, id="congestion")
        yield strips.data_bind(TimelinePane.pack, TimelinePane.density)
        yield StripChart(label_width=_LABEL_WIDTH, id="chart")

    def action_likelihood(self) -> None:
        """Estimate when the run was lost, or stop with the runs so far."""
        self.query_one(LikelihoodStrip).toggle()

    def action_congestion(self) -> None:
        """Show packets, window and round trip times, those of the other end, or none."""
        self.query_one(CongestionStrips).toggle()

    async def action_picture(self) -> None:
        """Write a picture of the connection to a file; of the screen where there is no connection to draw."""
        if self.pack is not None and not self.pack.congestion_refusal:
            self.query_one(CongestionStrips).save_picture()
        else:
            await self.app.run_action("picture")

    @on(CongestionStrips.Shown)
    def make_room_for_charts(self, event: CongestionStrips.Shown) -> None:
        """Be higher where the charts are shown."""
        event.stop()
        self.set_class(event.is_shown, "-congestion")

    @on(LikelihoodStrip.Shown)
    def make_room(self, event: LikelihoodStrip.Shown) -> None:
        """Be higher where the strip is shown."""
        event.stop()
        self.set_class(event.is_shown, "-likelihood")

    def watch_progress(self) -> None:
        """Read the times again, as more of them are known."""
        self._read()

    def watch_inspection(self, before: Inspection | None, inspection: Inspection | None) -> None:
        """Mark the related events, once all of them are known."""
        if _places_of(before) != _places_of(inspection):
            self._read()

    def watch_scheduler(self) -> None:
        """Count other events."""
        self._read()

    def on_resize(self) -> None:
        """Use as many bins as there are columns."""
        self.call_after_refresh(self._read)

    def _read(self) -> None:
        if self.pack is not None and self.is_mounted:
            bins = self.query_one(StripChart).column_count
            self._reading += 1
            places = _places_of(self.inspection)
            self._read_density(self._reading, self.pack.events, bins, places, hides_scheduler=not self.scheduler)

    @work(thread=True, exclusive=True, group="density", description="count the events of each bin")
    def _read_density(
        self, reading: int, events: Events, bins: int, places: Sequence[int], *, hides_scheduler: bool
    ) -> None:
        shown = density_of(events, bins, hides_scheduler=hides_scheduler)
        if shown is not None:
            self.post_message(self.Read(reading, shown, marks_of(events, shown, places)))

    @on(Read)
    def show_density(self, event: Read) -> None:
        """Show what was read."""
        event.stop()
        if event.number != self._reading:
            return
        shown = self.density = event.density
        chart = self.query_one(StripChart)
        rows = tuple(ChartRow(_LABELS[lane], counts) for lane, counts in shown.counts)
        chart.show(rows, event.marks, _axis(shown), f"{self._key} Time")
        span = f"{milliseconds(shown.begin)} to {milliseconds(shown.end)}"
        self.border_title = own_text(f"{self._key} Timeline  {span}, {SCALE}")
        if self._followed is not None:
            self.follow(self._followed)

    def follow(self, time: int) -> None:
        """Put the cursor on a simulated time in nanoseconds, unless somebody moves it or has drawn out a range."""
        self._followed = time
        chart = self.query_one(StripChart)
        is_led = chart.has_focus or chart.range_start is not None or self.app.mouse_captured is chart
        if self.density is not None and not is_led:
            chart.cursor = self.density.bin_of(time)

    @on(StripChart.Moved)
    def lead_events(self, event: StripChart.Moved) -> None:
        """Move the events with the cursor while the timeline has the focus, and show where the cursor is."""
        event.stop()
        self.query_one(CongestionStrips).cursor = event.column
        if self.density is None:
            return
        first, last = event.chart.selected
        begin, end = self.density.span(first, last)
        self.border_subtitle = f"{milliseconds(begin)} to {milliseconds(end)}"
        if event.chart.has_focus or self.app.mouse_captured is event.chart:
            begin, end = self.density.span(event.column, event.column)
            self.post_message(TimeSelected(begin, end, is_range=False, is_first=not self._has_moved))
            self._has_moved = True

    @on(DescendantFocus)
    def begin_to_lead(self) -> None:
        """Begin to lead the events away from where they are."""
        self._has_moved = False

    @on(StripChart.Chosen)
    def narrow_events(self, event: StripChart.Chosen) -> None:
        """Narrow the events to the range."""
        event.stop()
        if self.density is not None:
            self.post_message(TimeSelected(*self.density.span(event.first, event.last), is_range=True))

    def step_back(self) -> bool:
        """Drop the range; return False where there is none."""
        return self.drop_range()

    def drop_range(self) -> bool:
        """Drop the range of the chart; return False where there is none."""
        chart = self.query_one(StripChart)
        had_range = chart.range_start is not None
        chart.range_start = None
        return had_range


def _axis(shown: Density) -> Axis:
    """The round times of a density at their columns, in the largest unit in which they are whole numbers."""
    ticks = shown.ticks(shown.bins // _TICK_WIDTH)
    size, name = unit_of(ticks.step)
    return Axis(name, tuple((shown.bin_of(time), f"{time // size:,}") for time in ticks))


def _places_of(inspection: Inspection | None) -> Sequence[int]:
    return inspection.places if inspection is not None and inspection.is_done else ()
