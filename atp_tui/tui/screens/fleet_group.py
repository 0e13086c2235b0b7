"""The page of a group of a fleet: what is known of it above, its samples below."""

import asyncio
from dataclasses import replace
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import var
from textual.screen import Screen
from textual.widgets import Static

from atp_tui.engine.errors import CrashpackError
from atp_tui.fleet.rows import GroupDetail
from atp_tui.tui.commands import COMMAND_OF, GROUP_SCREEN
from atp_tui.tui.fleet_view import FleetView
from atp_tui.tui.fleet_words import GLOSSARY, HEIGHTS
from atp_tui.tui.footers import ALWAYS, footer_keys
from atp_tui.tui.group_facts import title_lines
from atp_tui.tui.help_page import HelpSection
from atp_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from atp_tui.tui.messages import GroupsChanged
from atp_tui.tui.panes.fleet_cause import GroupCause
from atp_tui.tui.panes.fleet_deeds import GroupDeeds
from atp_tui.tui.panes.fleet_group import GroupFacts, SamplesPane
from atp_tui.tui.panes.pane import bindings_for
from atp_tui.tui.text import BAD, lines, pack_text
from atp_tui.tui.widgets.key_footer import KeyFooter

PANES: Final = ("facts", "samples")
"""The two parts, from top to bottom."""

_LOOK_SECONDS: Final = 1.0
_LABELS: Final = {"quit": "Back"}


class GroupScreen(Screen[None]):
    """One group; what is shown follows the database, and the cursor stays where it is.

    Args:
        view: The fleet.
        group: The group.
        keymap: The keys.
        shows_why: Whether the page begins at the parts of the fingerprint.
    """

    AUTO_FOCUS = "#sample-list"
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_for(each for each in GROUP_SCREEN if each.name != "quit"),
        *bindings_for([replace(COMMAND_OF["quit"], action="back", label="Back", sentence="Go back to the list")]),
    ]

    commands = GROUP_SCREEN
    glossary: tuple[HelpSection, ...] = GLOSSARY

    detail: var[GroupDetail | None] = var(None)
    builds: var[tuple[str, ...]] = var(())
    pane: var[str] = var("samples")
    """The part that has the focus."""

    def __init__(
        self, view: FleetView, group: int, keymap: Keymap = DEFAULT_KEYMAP, *, shows_why: bool = False
    ) -> None:
        super().__init__()
        self._view = view
        self._group = group
        self._keymap = keymap
        self._shows_why = shows_why
        self._version = view.version

    def compose(self) -> ComposeResult:
        """Lay out the title, the two parts, and the keys."""
        yield Static(id="group-title")
        yield GroupFacts(id="facts").data_bind(GroupScreen.detail, GroupScreen.builds)
        yield SamplesPane(self._view, self._group, id="samples").data_bind(GroupScreen.detail)
        yield GroupDeeds(self._view, self._keymap, id="deeds")
        yield GroupCause(self._view, id="cause")
        yield KeyFooter(always=ALWAYS)

    def on_mount(self) -> None:
        """Read the group, and look each second whether it has changed."""
        self._read()
        self.set_interval(_LOOK_SECONDS, self.look)

    def look(self) -> None:
        """Read the group again where something was committed; a screen below another one waits."""
        if self.is_current and self._view.version != self._version:
            self._read()

    @on(GroupsChanged)
    @work(exclusive=True, group="group")
    async def _read(self) -> None:
        self._version = self._view.version
        try:
            builds = self._view.builds()
            detail, _ = await asyncio.to_thread(self._view.detail_aside, self._group, 0)
        except CrashpackError as error:
            self.query_one("#group-title", Static).update(pack_text(str(error), BAD))
            return
        self.builds, self.detail = builds, detail
        self.query_one(GroupDeeds).group = self.query_one(GroupCause).group = detail.row
        self.query_one("#group-title", Static).update(lines(*title_lines(detail.row)))
        if self._shows_why:
            self._shows_why = False
            self.action_why()

    def on_screen_resume(self) -> None:
        """Read the group again after another screen."""
        self.look()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Follow the focus, as when the mouse moves it."""
        found = next((node.id for node in event.widget.ancestors_with_self if node.id in PANES), None)
        if found is not None and event.widget is self.focused:
            self.pane = found
            self.set_class(found == "facts", "-on-facts")
            self.query_one(KeyFooter).show_keys(footer_keys(found, self._keymap.shown, _LABELS))

    async def action_command(self, name: str) -> None:
        """Run the command called *name* on the part that owns it."""
        command = COMMAND_OF[name]
        owner = self.query_one(f"#{command.owner}")
        await self.app.run_action(command.action, namespaces={command.owner: owner})

    def action_next_pane(self, _step: int) -> None:
        """Go to the other part."""
        self.set_focus(self.query_one("#facts" if self.pane == "samples" else "#sample-list"))

    def action_zoom(self) -> None:
        """Let the part that has the focus fill the screen, or restore the layout."""
        self.toggle_class("-zoomed")

    def action_why(self) -> None:
        """Show the parts of the fingerprint."""
        facts = self.query_one(GroupFacts)
        facts.focus()
        self.call_after_refresh(facts.show_why)

    def action_back(self) -> None:
        """Restore the layout, or go back to the list."""
        if self.has_class("-zoomed"):
            self.action_zoom()
        elif len(self.app.screen_stack) > 1:
            self.dismiss()
