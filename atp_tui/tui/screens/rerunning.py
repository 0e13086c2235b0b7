"""The pack run again, made smaller, and set beside another."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from textual.screen import Screen

from atp_tui.clean import is_clean
from atp_tui.engine.minimize.config import MinimizeMode
from atp_tui.report.model import Report
from atp_tui.store.pack import Pack
from atp_tui.tui.messages import PackWanted
from atp_tui.tui.open_options import OpenOptions
from atp_tui.tui.panes.events import EventsPane
from atp_tui.tui.screens.editing import target_fault, typed_target
from atp_tui.tui.screens.prompt import PromptScreen

_MODES: Final = tuple(mode.value for mode in MinimizeMode)
_WHICH_MODE: Final = (
    "Minimize in which mode? replay: leave out outside decisions, the lab runs for each try. "
    "project: take out events, nothing is run."
)


class Rerunning(Screen[None]):
    """The part of the main screen that leads to the screens of replay, minimize and diff."""

    pack: Pack | None
    report: Report | None
    pane: str
    options: OpenOptions

    def action_replay(self) -> None:
        """Run the pack again and compare."""
        if self.pack is None or self.report is None:
            self._tell_reading()
        else:
            from atp_tui.tui.screens.replay import ReplayScreen

            self.app.push_screen(ReplayScreen(self.pack, self.report), self.go_to_event)

    def action_compare(self) -> None:
        """Ask for another pack and set it beside this one."""
        pack, report = self.pack, self.report
        if pack is None or report is None:
            self._tell_reading()
            return

        def compare(answer: str | None) -> None:
            if answer:
                from atp_tui.tui.screens.compare import CompareScreen

                screen = CompareScreen(pack, report, typed_target(answer), keeps_index=self.options.keeps_index)
                self.app.push_screen(screen, self.go_to_event)

        self.app.push_screen(PromptScreen("Set which pack beside this one? Its path", "", pack_fault), compare)

    def action_minimize(self) -> None:
        """Ask for mode and directory, and make a smaller pack that fails alike."""
        pack, report = self.pack, self.report
        if pack is None or report is None:
            self._tell_reading()
        elif not report.violations:
            self.notify("nothing failed, so there is nothing to minimize")
        else:
            self.app.push_screen(PromptScreen(_WHICH_MODE, _MODES[0], mode_fault), self._ask_target(pack))

    def _ask_target(self, pack: Pack) -> Callable[[str | None], None]:
        def ask(mode: str | None) -> None:
            def minimize(answer: str | None) -> None:
                if answer and mode:
                    from atp_tui.tui.screens.minimize import MinimizeScreen

                    screen = MinimizeScreen(pack, MinimizeMode(mode), typed_target(answer))
                    self.app.push_screen(screen, self.open_result)

            if mode:
                question = "Write the smaller pack in which directory? It must not exist"
                self.app.push_screen(PromptScreen(question, smaller_target(pack.path), target_fault), minimize)

        return ask

    def open_result(self, path: str | None) -> None:
        """Show the smaller pack on a screen of its own; Escape leads back from there."""
        if path is not None:
            self.post_message(PackWanted(path))

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


def mode_fault(typed: str) -> str:
    """Return what is wrong with a mode, empty when nothing is."""
    return "" if typed in _MODES else f"expected {' or '.join(_MODES)}"


def smaller_target(path: str) -> str:
    """Return where a smaller pack may go: beside the one at *path*; nothing where that cannot be typed."""
    named = Path(path)
    target = f"{named if named.name not in ('', '..') else named.resolve()}-small"
    return target if is_clean(target) else ""
