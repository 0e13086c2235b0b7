"""The explorer's screen: where the panes stand, and what they are told."""

from collections.abc import Iterable
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult, SystemCommand
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.reactive import var
from textual.screen import Screen
from textual.widget import Widget

from atp_tui.engine.record import Crashpack
from atp_tui.engine.what_if import Change, WhatIf
from atp_tui.report.model import Report
from atp_tui.store.pack import Pack
from atp_tui.tui.bound import bound
from atp_tui.tui.commands import ALWAYS, COMMANDS, ENTRY_KEYS, PANES, footer_keys
from atp_tui.tui.messages import EventChosen, EventHighlighted, PackExamined, PackOpened, TraceGrew
from atp_tui.tui.open_options import DEFAULT_OPTIONS, OpenOptions
from atp_tui.tui.panes.detail import DetailPane, event_detail
from atp_tui.tui.panes.events import EventsPane
from atp_tui.tui.panes.evidence import EvidencePane
from atp_tui.tui.panes.replay import ReplayPane
from atp_tui.tui.panes.soundness import SoundnessPane
from atp_tui.tui.panes.state import StatePane
from atp_tui.tui.panes.summary import Summary
from atp_tui.tui.panes.timeline import TimelinePane
from atp_tui.tui.panes.violations import ViolationsPane
from atp_tui.tui.screens.browsing import Browsing
from atp_tui.tui.screens.causing import Causing
from atp_tui.tui.screens.help import HelpScreen
from atp_tui.tui.screens.leaving import Leaving
from atp_tui.tui.screens.making import Making
from atp_tui.tui.screens.marking import Marking
from atp_tui.tui.screens.noting import Noting
from atp_tui.tui.screens.picturing import Picturing
from atp_tui.tui.screens.proving import Proving
from atp_tui.tui.screens.reading import Reading
from atp_tui.tui.screens.rerunning import Rerunning
from atp_tui.tui.screens.sharing import Sharing
from atp_tui.tui.screens.showing import Showing
from atp_tui.tui.screens.weighing import Weighing
from atp_tui.tui.widgets.banner import Banner
from atp_tui.tui.widgets.filter_input import FilterInput
from atp_tui.tui.widgets.key_footer import KeyFooter
from atp_tui.tui.widgets.tab_line import TabLine
from atp_tui.tui.words import LongLines

WIDE = 110
"""Columns from which on all panes are shown at once."""

_UPPER = ("timeline", "violations", "events")
_LABELS = tuple((name, name.capitalize()) for name in PANES)


class MainScreen(
    Reading,
    Causing,
    Browsing,
    Sharing,
    Marking,
    Noting,
    Picturing,
    Leaving,
    Weighing,
    Proving,
    Making,
    Rerunning,
    Showing,
    Screen[None],
):
    """Everything about one pack."""

    AUTO_FOCUS = "#violation-list"

    BINDINGS: ClassVar[list[BindingType]] = [bound(command) for command in COMMANDS]

    pack: var[Pack | None] = var(None)
    report: var[Report | None] = var(None)
    share: var[float] = var(0.0)
    """How much of the trace is known, from 0 to 1."""
    content: var[Text | LongLines] = var(Text())
    """The highlighted row in full."""
    what_if: var[WhatIf | None] = var(None)
    change: var[Change | None] = var(None)
    changed: var[Crashpack | None] = var(None)
    oracle_name: var[str] = var("")
    pane: var[str] = var("violations", init=False)
    """The pane that has the keys."""

    def __init__(self, path: str, options: OpenOptions = DEFAULT_OPTIONS) -> None:
        super().__init__()
        self.path = path
        self.options = options
        self.set_reactive(MainScreen.model, options.model)
        self._upper = "violations"
        self._lower = "detail"

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        yield Summary(self.path, id="summary").data_bind(MainScreen.pack, MainScreen.share, MainScreen.report)
        yield Banner(id="what-if")
        yield Banner(id="other-pack")
        yield TabLine(_LABELS, "violations", id="all-panes")
        yield TimelinePane(id="timeline").data_bind(MainScreen.pack, MainScreen.share, MainScreen.bearing_places)
        with Horizontal(id="upper"):
            yield ViolationsPane(id="violations").data_bind(MainScreen.pack, MainScreen.change, MainScreen.oracle_name)
            yield EventsPane(self.options.keymap, id="events").data_bind(
                MainScreen.pack, MainScreen.share, MainScreen.bearing
            )
        yield TabLine(_LABELS[len(_UPPER) :], "detail", id="lower-panes")
        with Vertical(id="lower"):
            yield DetailPane(id="detail").data_bind(MainScreen.content)
            evidence = EvidencePane(id="evidence").data_bind(MainScreen.pack, MainScreen.changed, MainScreen.by_check)
            yield evidence.data_bind(MainScreen.judgements, MainScreen.one_in, MainScreen.model)
            state = StatePane(self.options.keymap, id="state").data_bind(MainScreen.what_if, MainScreen.change)
            yield state.data_bind(MainScreen.pack, MainScreen.changed)
            yield ReplayPane(self.options.keymap, id="replay").data_bind(MainScreen.pack)
            yield SoundnessPane(id="soundness").data_bind(MainScreen.report)
        yield KeyFooter(always=ALWAYS, id="keys")

    def on_mount(self) -> None:
        """Start reading the pack."""
        self._place_panes()
        self.read_pack()

    def on_resize(self, event: events.Resize) -> None:
        """Show all panes at once where there is room."""
        self.set_class(event.size.width < WIDE, "-narrow")

    @on(PackOpened)
    def take_pack(self, event: PackOpened) -> None:
        """Show what is known before the whole is examined."""
        self.pack = event.pack
        self.take_oracle(0)
        self.take_given_state()
        self.focus_pane()

    @on(TraceGrew)
    def take_share(self, event: TraceGrew) -> None:
        """Show what more of the trace is known."""
        self.share = event.share

    @on(PackExamined)
    def take_report(self, event: PackExamined) -> None:
        """Show whether the pack can be trusted."""
        self.report = event.report

    @on(EventHighlighted)
    def show_event(self, event: EventHighlighted) -> None:
        """Show an event in full while the events have the keys."""
        if self.pack is not None and self.pane == "events":
            self.content = event_detail(self.pack.events.at(event.place), event.place)

    @on(EventChosen)
    def open_event(self, event: EventChosen) -> None:
        """Go to an event in full."""
        if self.pack is not None:
            self.content = event_detail(self.pack.events.at(event.place), event.place)
            self.pane = "detail"

    @on(TabLine.Chosen, "#all-panes, #lower-panes")
    def choose_pane(self, event: TabLine.Chosen) -> None:
        """Go to the pane that was clicked."""
        self.pane = event.name

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Let the pane follow the focus, as when the mouse moves it.

        What has lost the focus again is not followed: two panes would take it from each other for ever.
        """
        if event.widget is not self.focused:
            return
        for widget in event.widget.ancestors_with_self:
            if isinstance(widget, Widget) and widget.id in PANES:
                self.pane = widget.id
        is_entry = isinstance(event.widget, FilterInput)
        self.query_one(KeyFooter).show_keys(ENTRY_KEYS if is_entry else self._footer_keys())

    def watch_pane(self) -> None:
        """Bring the pane into view and give it the keys."""
        if self.pane in _UPPER:
            self._upper = self.pane
            self._show_highlighted()
        else:
            self._lower = self.pane
        self._place_panes()
        self.focus_pane()

    def _show_highlighted(self) -> None:
        """Show in full what is highlighted in the upper pane that has the keys."""
        place = self.query_one(EventsPane).place if self.pane == "events" else None
        if self.pack is not None and place is not None:
            self.content = event_detail(self.pack.events.at(place), place)
        elif self.pane == "violations":
            self.content = self.violation_detail

    def focus_pane(self) -> None:
        """Give the keys to the first part of the pane that takes them, unless one of its parts has them."""
        pane = self.query_one(f"#{self.pane}")
        if self.focused is not None and pane in self.focused.ancestors_with_self:
            return
        target = pane if pane.can_focus else next((child for child in pane.query("*") if child.can_focus), None)
        if target is not None:
            self.set_focus(target)

    def _place_panes(self) -> None:
        for name in PANES:
            pane = self.query_one(f"#{name}")
            pane.set_class(name == self.pane, "-current")
            pane.set_class(name == self._lower, "-lower")
        self.query_one("#upper").set_class(self.pane in _UPPER[1:], "-current")
        self.query_one("#lower").set_class(self.pane not in _UPPER, "-current")
        self.query_one("#all-panes", TabLine).active = self.pane
        self.query_one("#lower-panes", TabLine).active = self._lower
        self.query_one(KeyFooter).show_keys(self._footer_keys())

    def _footer_keys(self) -> tuple[tuple[str, str], ...]:
        return footer_keys(self.pane, self.options.keymap.shown)

    def system_commands(self) -> Iterable[SystemCommand]:
        """Give every command for the palette."""
        for command in COMMANDS:
            action, told = command.action, f"{command.label} ({self.options.keymap.shown(command.name)})"
            yield SystemCommand(command.sentence, told, lambda action=action: self.run_command(action))

    def run_command(self, action: str) -> None:
        """Do what a command of the palette asks for."""
        self.call_later(self.run_action, action)

    def action_next_pane(self, step: int) -> None:
        """Go to the next pane, or the one before."""
        self.pane = PANES[(PANES.index(self.pane) + step) % len(PANES)]

    def action_show_pane(self, name: str) -> None:
        """Go to a pane."""
        self.pane = name

    def _screen_of(self, path: str) -> Screen[None]:
        return MainScreen(path, self.options.for_another_pack())

    def action_help(self) -> None:
        """Show all keys."""
        self.app.push_screen(HelpScreen(self.options.keymap, self.pane))

    def action_back(self) -> None:
        """Take one step back."""
        timeline, found = self.query_one(TimelinePane), self.query_one(EventsPane)
        if self.pane not in _UPPER:
            self.pane = self._upper
        elif self.pane == "timeline" and timeline.drop_range():
            found.show_span(None)
        elif not found.leave():
            found.stepped = None
            if self.pane == "violations":
                self.leave_to_pack_below()
            self.pane = "violations"
        elif found.span is None:
            timeline.drop_range()

    async def action_redraw(self) -> None:
        """Draw everything anew."""
        await self.app.run_action("redraw")

    def action_suspend(self) -> None:
        """Give the terminal back to the shell for a while."""
        self.app.action_suspend_process()
