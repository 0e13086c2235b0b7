"""The explorer's main screen: where the panes are, and the values that they share."""

import asyncio
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import var
from textual.worker import get_current_worker

from atp_tui.clean import clean
from atp_tui.engine.note import Note
from atp_tui.engine.oracle.model import DEFAULT_MODEL
from atp_tui.engine.trace import TraceEvent
from atp_tui.engine.what_if_session import WhatIfSession
from atp_tui.report.model import Report
from atp_tui.tui import messages
from atp_tui.tui.app_messages import DIALOG, PackRequested
from atp_tui.tui.commands import COMMAND_OF, COMMANDS
from atp_tui.tui.dialogs.plain import PlainScreen
from atp_tui.tui.footers import ALWAYS, ENTRY_KEYS, footer_keys
from atp_tui.tui.given_state import begin_session
from atp_tui.tui.inspection import Inspection
from atp_tui.tui.loader import load_pack
from atp_tui.tui.options import DEFAULT_OPTIONS, OpenOptions
from atp_tui.tui.panes.detail import DetailPane
from atp_tui.tui.panes.events.pane import EventsPane
from atp_tui.tui.panes.events.share import other_pack
from atp_tui.tui.panes.evidence import EvidencePane
from atp_tui.tui.panes.pane import Labelled, StepsBack, bindings_of, first_copyable
from atp_tui.tui.panes.replay import ReplayPane
from atp_tui.tui.panes.soundness import SoundnessPane
from atp_tui.tui.panes.state import StatePane
from atp_tui.tui.panes.summary import Summary
from atp_tui.tui.panes.timeline import TimelinePane
from atp_tui.tui.panes.violations import ViolationsPane
from atp_tui.tui.panes.what_if_banner import WhatIfBanner
from atp_tui.tui.screens.arrangement import LISTS, UPPER, Arrangement, PackScreen, arrange, focus_pane, pane_of, tabs
from atp_tui.tui.screens.forms import rerun
from atp_tui.tui.widgets.banner import Banner
from atp_tui.tui.widgets.filter_input import FilterInput
from atp_tui.tui.widgets.key_footer import KeyFooter
from atp_tui.tui.widgets.tab_line import TabLine


class MainScreen(PackScreen):
    """Everything about one pack.

    Values go down to the panes by data binding, messages come up, and :meth:`action_command` runs a pane's command.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("")
    commands = COMMANDS

    progress: var[float] = var(0.0)
    """How much of the trace is known, from 0 to 1."""
    report: var[Report | None] = var(None)
    inspection: var[Inspection | None] = var(None)
    """The highlighted violation with its related events."""
    what_if: var[WhatIfSession | None] = var(None)
    note: var[Note | None] = var(None)
    """The note beside the pack, where it is about this very pack."""
    arrangement: var[Arrangement] = var(Arrangement(), init=False)
    """Which panes are shown, and which has the focus."""

    def __init__(self, path: str, options: OpenOptions = DEFAULT_OPTIONS) -> None:
        super().__init__()
        self.path = path
        self.options = options
        self.has_opened = asyncio.Event()
        """Set once the pack is shown."""
        self.events_pane = EventsPane(options.keymap, from_start=options.from_start, id="events")

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        keymap = self.options.keymap
        upper, lower = tabs(keymap.shown)
        summary = Summary(self.path, id="summary")
        yield summary.data_bind(MainScreen.pack, MainScreen.progress, MainScreen.report, MainScreen.note)
        yield WhatIfBanner(self.options, id="what-if").data_bind(session=MainScreen.what_if)
        yield Banner(id="other-pack")
        yield TabLine(upper, "violations", id="upper-panes")
        yield TimelinePane(keymap, id="timeline").data_bind(MainScreen.pack, MainScreen.progress, MainScreen.inspection)
        with Horizontal(id="upper"):
            yield ViolationsPane(keymap, id="violations").data_bind(MainScreen.pack, session=MainScreen.what_if)
            yield self.events_pane.data_bind(MainScreen.pack, MainScreen.progress, MainScreen.inspection)
        yield TabLine(lower, "detail", id="lower-panes")
        with Vertical(id="lower"):
            yield DetailPane(keymap, id="detail").data_bind(MainScreen.pack, MainScreen.inspection)
            evidence = EvidencePane(self.options.model or DEFAULT_MODEL, id="evidence")
            yield evidence.data_bind(MainScreen.pack, MainScreen.report, session=MainScreen.what_if)
            yield StatePane(keymap, id="state").data_bind(MainScreen.pack, session=MainScreen.what_if)
            yield ReplayPane(keymap, id="replay").data_bind(MainScreen.pack)
            yield SoundnessPane(id="soundness").data_bind(MainScreen.report)
        yield KeyFooter(always=ALWAYS, id="keys")

    def on_mount(self) -> None:
        """Start loading the pack."""
        self.watch_arrangement(self.arrangement, self.arrangement)
        self._load()

    @work(thread=True, exclusive=True, group="read")
    def _load(self) -> None:
        worker = get_current_worker()
        load_pack(self.path, self.post_message, lambda: worker.is_cancelled, self.options)

    @on(messages.PackOpened)
    def show_pack(self, event: messages.PackOpened) -> None:
        """Show what is known before the whole pack is examined, at the place where it was asked to be opened."""
        self.pack, place = event.pack, self.options.place
        self.show_keys()
        self.what_if, notice = begin_session(event.pack, self.options)
        if notice:
            self.notify(clean(notice), markup=False)
        if not place.is_of(event.pack.digest):
            self.query_one("#other-pack", Banner).show(Content(clean(other_pack(place.digest, event.pack.digest))))
        if not place.is_anywhere:
            self.action_show_pane("events")
            self.events_pane.show_shared(place)
        self.note = event.note.note if event.note.is_for_this_pack else None
        self.events_pane.marks.show_note(event.note)
        focus_pane(self, self.pane)
        self.has_opened.set()

    @on(messages.TraceProgress)
    def show_progress(self, event: messages.TraceProgress) -> None:
        """Show events that have become known."""
        self.progress = event.share

    @on(messages.PackExamined)
    def show_report(self, event: messages.PackExamined) -> None:
        """Show whether the pack can be trusted, and drop marks for which it has no event."""
        self.report = event.report
        self.events_pane.marks.drop_marks_beyond()

    @on(messages.InspectionChanged)
    def show_inspection(self, event: messages.InspectionChanged) -> None:
        """Show the highlighted violation and its related events; those of one highlighted before come too late."""
        if event.inspection is None or event.inspection.can_replace(self.inspection):
            self.inspection = event.inspection

    @on(messages.ViolationSelected)
    def show_related(self, event: messages.ViolationSelected) -> None:
        """Show only the events that are related to a violation, with the cursor on the one that it names first."""
        chosen = Inspection.of(event.row, self.inspection)
        self.events_pane.narrow(chosen.named, relevance=chosen.relevance, violation_type=event.row.violation_type)
        self.action_show_pane("events")

    @on(messages.EventHighlighted)
    def follow_event(self, event: messages.EventHighlighted) -> None:
        """Show the event under the cursor in full while the events have the focus, and its time on the timeline."""
        detail = self.query_one(DetailPane)
        if self.pane == "events" and detail.place != event.place:
            detail.place = event.place
            self.arrangement = self.arrangement.following()
        found = self.pack.events.at(event.place) if self.pack is not None else None
        if isinstance(found, TraceEvent) and found.fields.time is not None:
            self.query_one(TimelinePane).follow(found.fields.time)

    @on(messages.ViolationHighlighted)
    def follow_violation(self) -> None:
        """Show the violation under the cursor in full while the violations have the focus."""
        if self.pane == "violations":
            self.arrangement = self.arrangement.following()

    @on(messages.EventSelected)
    def open_event(self, event: messages.EventSelected) -> None:
        """Go to an event in full."""
        self.query_one(DetailPane).place = event.place
        self.action_show_pane("detail")

    @on(messages.TimeSelected)
    def show_time(self, event: messages.TimeSelected) -> None:
        """Show the events of a range of simulated time, or go to those at one."""
        self.events_pane.show_time(event)
        if event.is_range:
            self.action_show_pane("events")

    @on(messages.ViewChanged)
    def show_view_on_timeline(self, event: messages.ViewChanged) -> None:
        """Count on the timeline what the events pane lists, and drop its range with that of the events."""
        timeline = self.query_one(TimelinePane)
        timeline.scheduler = event.has_scheduler
        if not event.has_span:
            timeline.drop_range()

    @on(messages.WhatIfChanged)
    def show_what_if(self, event: messages.WhatIfChanged) -> None:
        """Show an edited state, and what the oracle says of it."""
        self.what_if = event.session

    @on(messages.NoteChanged)
    def show_note(self, event: messages.NoteChanged) -> None:
        """Show the verdict of a note that was written."""
        self.note = event.note

    @on(TabLine.Chosen, "#upper-panes, #lower-panes")
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
        if name := pane_of(event.widget):
            self.action_show_pane(name)
        self.show_keys()

    @on(messages.LabelsChanged)
    def show_keys(self) -> None:
        """Show the keys that matter now, and where they lead."""
        shown = self.arrangement
        pane = self.query_one(f"#{shown.pane}")
        labels = pane.labels if isinstance(pane, Labelled) else {}
        keys = footer_keys(shown.pane, self.options.keymap.shown, labels, is_zoomed=shown.is_zoomed, pack=self.pack)
        self.query_one(KeyFooter).show_keys(ENTRY_KEYS if isinstance(self.focused, FilterInput) else keys)

    @property
    def pane(self) -> str:
        """The pane that has the focus."""
        return self.arrangement.pane

    def watch_arrangement(self, before: Arrangement, shown: Arrangement) -> None:
        """Bring the pane into view and focus it."""
        if before.pane != shown.pane and shown.pane in LISTS:
            self.query_one(DetailPane).place = self.events_pane.rows.place if shown.pane == "events" else None
        arrange(self, shown)
        self.show_keys()

    async def action_command(self, name: str) -> None:
        """Run the command called *name* on the pane, or the part of a pane, that owns it."""
        command = COMMAND_OF[name]
        if command.shows_pane:
            self.action_show_pane(command.pane)
        owner = self.query_one(f"#{command.owner.replace('.', '-')}")
        await self.app.run_action(command.action, namespaces={command.owner: owner})

    def action_next_pane(self, step: int) -> None:
        """Go to the next visible pane, or the previous one."""
        wide, tall = self.has_class("-wide"), self.has_class("-tall")
        self.action_show_pane(self.arrangement.neighbour(step, is_wide=wide, is_tall=tall))

    def action_show_pane(self, name: str) -> None:
        """Go to a pane."""
        self.arrangement = self.arrangement.focusing(name)

    def action_zoom(self) -> None:
        """Let the pane that has the focus fill the screen, or restore the layout."""
        self.arrangement = self.arrangement.zoomed(is_zoomed=not self.arrangement.is_zoomed)

    def action_plain(self) -> None:
        """Show what can be copied of the pane as plain text, to select by hand; else the replay command."""
        what, text = first_copyable(self.query_one(f"#{self.pane}"), self.query_one(ReplayPane))
        if text:
            self.app.push_screen(PlainScreen(text.split("\n"), name=what or None))

    @work(group=DIALOG, description="run the pack again")
    async def action_rerun(self, name: str) -> None:
        """Run the pack again, minimize it, or compare it with another one."""
        if isinstance(result := await rerun(name, self.app, self.pack, self.report, self.options), int):
            self.action_show_pane("events")
            self.events_pane.show_place(result)
        elif result:
            self.post_message(PackRequested(result))

    def action_back(self) -> None:
        """Go one step back: zoom, a step of the pane, the previous pane, the pack from which this one was opened."""
        pane = self.query_one(f"#{self.pane}")
        if self.arrangement.is_zoomed:
            self.action_zoom()
        elif self.pane not in UPPER:
            self.action_show_pane(self.arrangement.upper)
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
        """Ask whether unsaved edits and marks are to be saved; return False to stay."""
        return await self.query_one(StatePane).may_close() and await self.events_pane.marks.may_close()
