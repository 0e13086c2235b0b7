"""The fleet screen: many packs, their failures in groups, and the group under the cursor in short."""

import asyncio
import math
import time
from collections.abc import Callable
from threading import Event as Flag
from typing import ClassVar, Final, TypeAlias

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import var
from textual.screen import Screen

from atp_tui.clean import clean
from atp_tui.engine.counted import counted
from atp_tui.engine.errors import CrashpackError
from atp_tui.fleet.campaign.row import RUNNING
from atp_tui.fleet.campaign.status import CampaignStatus
from atp_tui.fleet.indexing import IndexProgress, IndexReport, Progress, Stopped
from atp_tui.fleet.report.words import progress_words
from atp_tui.fleet.rows import GroupFilter, GroupRow, Totals
from atp_tui.tui.app_messages import DIALOG
from atp_tui.tui.commands import COMMAND_OF, FLEET_SCREEN
from atp_tui.tui.dialogs.listing import ListingScreen
from atp_tui.tui.fleet_view import FleetView
from atp_tui.tui.fleet_words import GLOSSARY, HEIGHTS, USUAL, index_words
from atp_tui.tui.footers import ALWAYS, ENTRY_KEYS, footer_keys
from atp_tui.tui.help_page import HelpSection
from atp_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from atp_tui.tui.messages import GroupHighlighted, GroupsChanged, GroupSelected
from atp_tui.tui.panes.fleet_cause import GroupCause
from atp_tui.tui.panes.fleet_deeds import GroupDeeds
from atp_tui.tui.panes.fleet_groups import GroupsPane
from atp_tui.tui.panes.fleet_header import FleetHeader
from atp_tui.tui.panes.fleet_preview import GroupPreview
from atp_tui.tui.panes.pane import bindings_for
from atp_tui.tui.sample_lines import UnreadableLines
from atp_tui.tui.screens.fleet_group import GroupScreen
from atp_tui.tui.widgets.filter_input import FilterInput
from atp_tui.tui.widgets.key_footer import KeyFooter

Indexing: TypeAlias = Callable[[Progress, Stopped], IndexReport]
"""Indexes packs, in a thread: it is given what takes the progress, and what says whether to stop."""

IDLE: Final = 10
"""The campaign is read again after this many times the time that reading it took."""

LOOK_SECONDS: Final = 1.0
"""Seconds between two looks whether another program has changed the database."""


class FleetScreen(Screen[None]):
    """Totals, the list of groups, and the group under the cursor; it follows the database.

    Args:
        view: The fleet.
        keymap: The keys.
        which: The groups that are listed at first.
        indexing: Indexes packs while the screen is shown; None where nothing is to be indexed.
    """

    AUTO_FOCUS = "#group-list"
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(FLEET_SCREEN)

    commands = FLEET_SCREEN
    glossary: tuple[HelpSection, ...] = GLOSSARY
    pane = "groups"

    totals: var[Totals | None] = var(None)
    campaign: var[CampaignStatus | None] = var(None)
    """The campaign of the fleet; None if it has none."""
    group: var[GroupRow | None] = var(None)
    """The group under the cursor."""
    progress: var[str] = var("")
    """How far the indexing is; empty where none runs."""
    fault: var[str] = var("")
    """Why the database cannot be read, or the packs not be indexed."""
    is_indexing: var[bool] = var(False)

    def __init__(
        self,
        view: FleetView,
        keymap: Keymap = DEFAULT_KEYMAP,
        which: GroupFilter = USUAL,
        indexing: Indexing | None = None,
    ) -> None:
        super().__init__()
        self._view = view
        self._keymap = keymap
        self._indexing = indexing
        self._stop = Flag()
        self._newest = ""
        """What the indexing reported last."""
        self._version = -1
        self._campaign_version = -1
        self._next_campaign = 0.0
        """When the campaign may be read again, in seconds of the monotonic clock."""
        self.groups_pane = GroupsPane(view, keymap, which, id="groups")

    def compose(self) -> ComposeResult:
        """Lay out totals, groups, the one under the cursor, and the keys."""
        header = FleetHeader(self._view.path, self._view.why_read_only, id="fleet-header")
        yield header.data_bind(FleetScreen.totals, FleetScreen.campaign, FleetScreen.progress, FleetScreen.fault)
        yield self.groups_pane.data_bind(FleetScreen.totals, FleetScreen.is_indexing)
        yield GroupPreview(self._view, id="samples").data_bind(FleetScreen.group)
        deeds = GroupDeeds(self._view, self._keymap, lambda: self.groups_pane.marks, id="deeds")
        yield deeds.data_bind(FleetScreen.group)
        yield GroupCause(self._view, id="cause").data_bind(FleetScreen.group)
        yield KeyFooter(footer_keys("groups", self._keymap.shown), always=ALWAYS)

    def on_mount(self) -> None:
        """Read the fleet, look each second whether it has changed, and start the indexing."""
        self.look()
        self.set_interval(LOOK_SECONDS, self.look)
        if self._indexing is not None:
            self._index(self._indexing)

    def on_unmount(self) -> None:
        """Stop the indexing; what is committed stays."""
        self._stop.set()
        self._view.close()

    def look(self) -> None:
        """Show how far the indexing is, and what was committed; a screen below another one waits."""
        self.progress = self._newest if self.is_indexing else ""
        try:
            version = self._view.version
        except CrashpackError as error:
            self.fault = str(error)
            return
        if self.is_current and version != self._version:
            self._version = version
            self._read()
        # A campaign that is killed changes nothing in the database.
        is_running = self.campaign is not None and self.campaign.state == RUNNING
        if self.is_current and (is_running or version != self._campaign_version):
            self._read_campaign(version)

    @on(GroupsChanged)
    def show_changes(self, event: GroupsChanged) -> None:
        """Show the groups after a change."""
        self.groups_pane.drop_marks(event.merged)
        self.look()

    @work(exclusive=True, group="totals")
    async def _read(self) -> None:
        """Read totals in a thread, then the rows on screen."""
        try:
            self.totals = await asyncio.to_thread(self._view.totals_aside)
        except CrashpackError as error:
            self.fault = str(error)
            return
        self.fault = ""
        self.groups_pane.refresh_groups()

    @work(group="campaign", description="read the campaign")
    async def _read_campaign(self, version: int) -> None:
        """Read how far the campaign is in a thread, for at most a tenth of the time: it counts all runs."""
        if time.monotonic() < self._next_campaign:
            return
        self._next_campaign, begin = math.inf, time.monotonic()
        self._campaign_version = version
        try:
            self.campaign = await asyncio.to_thread(self._view.campaign_aside)
        except CrashpackError as error:
            self.fault = str(error)
        finally:
            took = time.monotonic() - begin
            self._next_campaign = begin + IDLE * took

    @work(group="index", description="index packs")
    async def _index(self, indexing: Indexing) -> None:
        self.is_indexing, self._newest = True, "indexing …"
        try:
            report = await asyncio.to_thread(indexing, self._take_progress, self._stop.is_set)
            self.notify(clean(index_words(report)), markup=False)
        except CrashpackError as error:
            self.fault = str(error)
        finally:
            self.is_indexing = False
            self.look()

    def _take_progress(self, progress: IndexProgress) -> None:
        """Keep what the indexing reports; it is shown at the next look."""
        self._newest = progress_words(progress)

    def on_screen_resume(self) -> None:
        """Show what has changed while another screen was above."""
        if self.is_mounted:
            self.look()

    @on(GroupHighlighted)
    def follow(self, event: GroupHighlighted) -> None:
        """Show the group under the cursor."""
        self.group = event.row

    @on(GroupSelected)
    def show_group(self, event: GroupSelected) -> None:
        """Show the page of a group."""
        self.app.push_screen(GroupScreen(self._view, event.row.id, self._keymap))

    def on_descendant_focus(self) -> None:
        """Show the keys that matter now."""
        is_typing = isinstance(self.focused, FilterInput)
        self.query_one(KeyFooter).show_keys(ENTRY_KEYS if is_typing else footer_keys("groups", self._keymap.shown))

    async def action_command(self, name: str) -> None:
        """Run the command called *name* on the part that owns it."""
        command = COMMAND_OF[name]
        owner = self.query_one(f"#{command.owner}")
        await self.app.run_action(command.action, namespaces={command.owner: owner})

    def action_why(self) -> None:
        """Show the page of the group, where it says why it is one."""
        if self.group is None:
            self.notify("no group is selected")
        else:
            self.app.push_screen(GroupScreen(self._view, self.group.id, self._keymap, shows_why=True))

    @work(group=DIALOG)
    async def action_unreadable(self) -> None:
        """List the packs that cannot be read."""
        count = self.totals.unreadable if self.totals is not None else 0
        title = f"{counted(count, 'pack')} that cannot be read"
        lines = UnreadableLines(self._view, count)
        await self.app.push_screen_wait(ListingScreen(title, lines, "all packs can be read", keymap=self._keymap))

    def action_zoom(self) -> None:
        """Let the list fill the screen, or restore the layout."""
        self.toggle_class("-zoomed")

    def action_back(self) -> None:
        """Go one step back: zoom, filter, build and statuses, marks."""
        if self.has_class("-zoomed"):
            self.action_zoom()
        else:
            self.groups_pane.step_back()
