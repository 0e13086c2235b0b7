"""The explorer's main screen: where the panes are, and the values that they share."""

from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import var
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import get_current_worker

from atp_tui.clean import clean
from atp_tui.engine.trace import TraceEvent
from atp_tui.engine.what_if_session import WhatIfSession
from atp_tui.report.model import Report
from atp_tui.store.pack import Pack
from atp_tui.tui import messages
from atp_tui.tui.commands import COMMAND_OF, PANES
from atp_tui.tui.dialogs.help import HelpScreen
from atp_tui.tui.dialogs.plain import PlainScreen
from atp_tui.tui.dialogs.prompt import DIALOG
from atp_tui.tui.footers import ALWAYS, ENTRY_KEYS, footer_keys
from atp_tui.tui.inspection import Inspection
from atp_tui.tui.loader import load_pack
from atp_tui.tui.options import DEFAULT_OPTIONS, OpenOptions
from atp_tui.tui.panes.detail import DetailPane
from atp_tui.tui.panes.events.pane import EventsPane
from atp_tui.tui.panes.events.share import other_pack
from atp_tui.tui.panes.evidence import EvidencePane
from atp_tui.tui.panes.pane import Copyable, Labelled, StepsBack, bindings_of
from atp_tui.tui.panes.replay import ReplayPane
from atp_tui.tui.panes.soundness import SoundnessPane
from atp_tui.tui.panes.state import StatePane, begin_session
from atp_tui.tui.panes.summary import Summary
from atp_tui.tui.panes.timeline import TimelinePane
from atp_tui.tui.panes.violations import ViolationsPane
from atp_tui.tui.panes.what_if_banner import WhatIfBanner
from atp_tui.tui.screens.forms import rerun
from atp_tui.tui.widgets.banner import Banner
from atp_tui.tui.widgets.filter_input import FilterInput
from atp_tui.tui.widgets.key_footer import KeyFooter
from atp_tui.tui.widgets.tab_line import TabLine

WIDE = 110
"""Columns from which on all panes are shown at once."""

_UPPER = ("timeline", "violations", "events")
_LABELS = tuple((name, name.capitalize()) for name in PANES)


class MainScreen(Screen[None]):
    """Everything about one pack.

    Values go down to the panes by data binding, messages come up, and :meth:`action_command` runs a pane's command.
    """

    AUTO_FOCUS = "#violation-list"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - Textual declares it as a list
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("")

    pack: var[Pack | None] = var(None)
    progress: var[float] = var(0.0)
    """How much of the trace is known, from 0 to 1."""
    report: var[Report | None] = var(None)
    inspection: var[Inspection | None] = var(None)
    """The highlighted violation with its related events."""
    what_if: var[WhatIfSession | None] = var(None)
    pane: var[str] = var("violations", init=False)
    """The pane that has the focus."""

    def __init__(self, path: str, options: OpenOptions = DEFAULT_OPTIONS) -> None:
        super().__init__()
        self.path = path
        self.options = options
        self._upper = "violations"
        self._lower = "detail"
        self.events_pane = EventsPane(options.keymap, id="events")

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        keymap = self.options.keymap
        yield Summary(self.path, id="summary").data_bind(MainScreen.pack, MainScreen.progress, MainScreen.report)
        yield WhatIfBanner(self.options, id="what-if").data_bind(session=MainScreen.what_if)
        yield Banner(id="other-pack")
        yield TabLine(_LABELS, "violations", id="all-panes")
        yield TimelinePane(id="timeline").data_bind(MainScreen.pack, MainScreen.progress, MainScreen.inspection)
        with Horizontal(id="upper"):
            yield ViolationsPane(id="violations").data_bind(MainScreen.pack, session=MainScreen.what_if)
            yield self.events_pane.data_bind(MainScreen.pack, MainScreen.progress, MainScreen.inspection)
        yield TabLine(_LABELS[len(_UPPER) :], "detail", id="lower-panes")
        with Vertical(id="lower"):
            yield DetailPane(keymap, id="detail").data_bind(MainScreen.pack, MainScreen.inspection)
            evidence = EvidencePane(self.options.model, id="evidence")
            yield evidence.data_bind(MainScreen.pack, MainScreen.report, session=MainScreen.what_if)
            yield StatePane(keymap, id="state").data_bind(MainScreen.pack, session=MainScreen.what_if)
            yield ReplayPane(keymap, id="replay").data_bind(MainScreen.pack)
            yield SoundnessPane(id="soundness").data_bind(MainScreen.report)
        yield KeyFooter(always=ALWAYS, id="keys")

    def on_mount(self) -> None:
        """Start loading the pack."""
        self.watch_pane()
        self._load()

    @work(thread=True, exclusive=True, group="read")
    def _load(self) -> None:
        worker = get_current_worker()
        load_pack(self.path, self.post_message, lambda: worker.is_cancelled, keeps_index=self.options.keeps_index)

    @on(messages.PackOpened)
    def show_pack(self, event: messages.PackOpened) -> None:
        """Show what is known before the whole pack is examined, at the place where it was asked to be opened."""
        pack, place = event.pack, self.options.place
        self.pack = pack
        self.what_if, notice = begin_session(pack, self.options)
        if notice:
            self.notify(clean(notice), markup=False)
        if not place.is_of(pack.digest):
            self.query_one("#other-pack", Banner).show(Content(clean(other_pack(place.digest, pack.digest))))
        if not place.is_anywhere:
            self.action_show_pane("events")
            self.events_pane.show_shared(place)
        self.events_pane.rows.show_note(event.note)
        self._focus_pane()

    @on(messages.TraceProgress)
    def show_progress(self, event: messages.TraceProgress) -> None:
        """Show events that have become known."""
        self.progress = event.share

    @on(messages.PackExamined)
    def show_report(self, event: messages.PackExamined) -> None:
        """Show whether the pack can be trusted, and drop marks for which it has no event."""
        self.report = event.report
        self.events_pane.rows.drop_marks_beyond()

    @on(messages.InspectionChanged)
    def show_inspection(self, event: messages.InspectionChanged) -> None:
        """Show the highlighted violation and its related events; those of one highlighted before come too late."""
        if event.inspection is None or event.inspection.can_replace(self.inspection):
            self.inspection = event.inspection

    @on(messages.ViolationSelected)
    def show_related(self, event: messages.ViolationSelected) -> None:
        """Show only the events that are related to a violation."""
        relevance = Inspection.of(event.row).relevance
        self.events_pane.narrow(None, relevance=relevance, violation_type=event.row.violation_type)
        self.action_show_pane("events")

    @on(messages.EventHighlighted)
    def follow_event(self, event: messages.EventHighlighted) -> None:
        """Show the event under the cursor in full while the events have the focus, and its lab time on the timeline."""
        if self.pane == "events":
            self.query_one(DetailPane).place = event.place
        found = self.pack.events.at(event.place) if self.pack is not None else None
        if isinstance(found, TraceEvent) and found.fields.time is not None:
            self.query_one(TimelinePane).follow(found.fields.time)

    @on(messages.EventSelected)
    def open_event(self, event: messages.EventSelected) -> None:
        """Go to an event in full."""
        self.query_one(DetailPane).place = event.place
        self.action_show_pane("detail")

    @on(messages.TimeSelected)
    def show_time(self, event: messages.TimeSelected) -> None:
        """Show the events of a range of lab time, or go to those at one."""
        self.events_pane.show_time(event)
        if event.is_range:
            self.action_show_pane("events")

    @on(messages.SpanDropped)
    def drop_range(self) -> None:
        """Drop the range of the timeline, too."""
        self.query_one(TimelinePane).drop_range()

    @on(messages.WhatIfChanged)
    def show_what_if(self, event: messages.WhatIfChanged) -> None:
        """Show an edited state, and what the oracle says of it."""
        self.what_if = event.session

    @on(TabLine.Chosen, "#all-panes, #lower-panes")
    @on(messages.PaneRequested)
    def show_requested(self, event: TabLine.Chosen | messages.PaneRequested) -> None:
        """Show the pane that was clicked, or that asks for it."""
        self.action_show_pane(event.name)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Follow the focus, as when the mouse moves it.

        What has lost the focus again is not followed: two panes would take it from each other for ever.
        """
        if event.widget is not self.focused:
            return
        for widget in event.widget.ancestors_with_self:
            if isinstance(widget, Widget) and widget.id in PANES:
                self.action_show_pane(widget.id)
        self.show_keys()

    @on(messages.LabelsChanged)
    def show_keys(self) -> None:
        """Show the keys that matter now, and where they lead."""
        pane = self.query_one(f"#{self.pane}")
        keys = footer_keys(self.pane, self.options.keymap.shown, pane.labels if isinstance(pane, Labelled) else {})
        self.query_one(KeyFooter).show_keys(ENTRY_KEYS if isinstance(self.focused, FilterInput) else keys)

    def watch_pane(self) -> None:
        """Bring the pane into view and focus it."""
        if self.pane in _UPPER:
            self._upper = self.pane
        else:
            self._lower = self.pane
        if self.pane == "events" and (place := self.events_pane.rows.place) is not None:
            self.query_one(DetailPane).place = place
        elif self.pane == "violations":
            self.query_one(DetailPane).place = None
        for name in PANES:
            pane = self.query_one(f"#{name}")
            pane.set_class(name == self.pane, "-current")
            pane.set_class(name == self._lower, "-lower")
        self.query_one("#upper").set_class(self.pane in _UPPER[1:], "-current")
        self.query_one("#lower").set_class(self.pane not in _UPPER, "-current")
        self.query_one("#all-panes", TabLine).active = self.pane
        self.query_one("#lower-panes", TabLine).active = self._lower
        self.show_keys()
        self._focus_pane()

    def _focus_pane(self) -> None:
        """Focus the first part of the pane that can be, unless one of its parts is."""
        pane = self.query_one(f"#{self.pane}")
        if self.focused is not None and pane in self.focused.ancestors_with_self:
            return
        target = pane if pane.can_focus else next((child for child in pane.query("*") if child.can_focus), None)
        if target is not None:
            self.set_focus(target)

    async def action_command(self, name: str) -> None:
        """Run the command called *name* on the pane, or the part of a pane, that owns it."""
        command = COMMAND_OF[name]
        if command.shows_pane:
            self.action_show_pane(command.pane)
        owner = self.query_one(f"#{command.owner.replace('.', '-')}")
        await self.app.run_action(command.action, namespaces={command.owner: owner})

    def action_next_pane(self, step: int) -> None:
        """Go to the next pane, or the previous one."""
        self.pane = PANES[(PANES.index(self.pane) + step) % len(PANES)]

    def action_show_pane(self, name: str) -> None:
        """Go to a pane."""
        self.pane = name

    def action_help(self) -> None:
        """Show all keys."""
        self.app.push_screen(HelpScreen(self.options.keymap, self.pane))

    def action_plain(self) -> None:
        """Show what can be copied of the pane as plain text, to select by hand; else the replay command."""
        for pane in (self.query_one(f"#{self.pane}"), self.query_one(ReplayPane)):
            what, text = pane.copyable() if isinstance(pane, Copyable) else ("", "")
            if text:
                self.app.push_screen(PlainScreen(text.split("\n"), name=what or None))
                break

    @work(group=DIALOG, description="run the pack again")
    async def action_rerun(self, name: str) -> None:
        """Run the pack again, make it smaller, or compare it with another one."""
        result = await rerun(name, self.app, self.pack, self.report, self.options)
        if isinstance(result, int):
            self.action_show_pane("events")
            self.events_pane.show_place(result)
        elif result:
            self.post_message(messages.PackRequested(result))

    def action_back(self) -> None:
        """Go one step back: in the pane, then to the pane before, then to the pack from which this one was opened."""
        pane = self.query_one(f"#{self.pane}")
        if self.pane not in _UPPER:
            self.action_show_pane(self._upper)
        elif isinstance(pane, StepsBack) and pane.step_back():
            if self.pane == "timeline":
                self.events_pane.narrow(self.events_pane.search.near, span=None)
        elif self.pane != "violations":
            self.events_pane.rows.is_stepping = False
            self.events_pane.show_status()
            self.action_show_pane("violations")
        elif len(self.app.screen_stack) > 1:
            self._leave()

    @work(group=DIALOG)
    async def _leave(self) -> None:
        if await self.may_close():
            self.dismiss()

    async def may_close(self) -> bool:
        """Ask whether unsaved edits are to be saved; return False to stay."""
        return await self.query_one(StatePane).may_close()
