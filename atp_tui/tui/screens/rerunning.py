"""The pack run again, made smaller, and set beside another."""

import os

from textual.screen import Screen

from atp_tui.report.model import Report
from atp_tui.store.pack import Pack
from atp_tui.tui.panes.events import EventsPane
from atp_tui.tui.screens.compare import CompareScreen
from atp_tui.tui.screens.editing import typed_target
from atp_tui.tui.screens.prompt import PromptScreen
from atp_tui.tui.screens.replay import ReplayScreen


class Rerunning(Screen[None]):
    """The part of the main screen that leads to the screens of replay, minimize and diff."""

    pack: Pack | None
    report: Report | None
    pane: str

    def action_replay(self) -> None:
        """Run the pack again and compare."""
        if self.pack is None or self.report is None:
            self._tell_reading()
        else:
            self.app.push_screen(ReplayScreen(self.pack, self.report), self.go_to_event)

    def action_compare(self) -> None:
        """Ask for another pack and set it beside this one."""
        pack, report = self.pack, self.report
        if pack is None or report is None:
            self._tell_reading()
            return

        def compare(answer: str | None) -> None:
            if answer:
                self.app.push_screen(CompareScreen(pack, report, typed_target(answer)), self.go_to_event)

        self.app.push_screen(PromptScreen("Set which pack beside this one? Its path", "", pack_fault), compare)

    def go_to_event(self, place: int | None) -> None:
        """Show the event at a place among all others."""
        if place is not None:
            self.pane = "events"
            self.query_one(EventsPane).show_place(place)

    def _tell_reading(self) -> None:
        self.notify("the pack is still being read; try again in a moment")


def pack_fault(typed: str) -> str:
    """Return what is wrong with the path of a pack, empty when nothing is known to be."""
    return "" if os.path.lexists(typed_target(typed)) else "nothing is there"
