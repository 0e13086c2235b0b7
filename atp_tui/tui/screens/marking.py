"""Marks: gone through, listed, exported and taken away."""

import os
from typing import Final

from textual import on, work
from textual.screen import Screen

from atp_tui.clean import clean, is_clean
from atp_tui.engine.errors import CrashpackError
from atp_tui.report.event_export import exported
from atp_tui.store.beside import beside
from atp_tui.store.file_writer import write_new_file
from atp_tui.store.pack import Pack
from atp_tui.tui.open_options import OpenOptions
from atp_tui.tui.panes.events import EventsPane
from atp_tui.tui.place_messages import MarksExported
from atp_tui.tui.screens.editing import target_fault, typed_target
from atp_tui.tui.screens.marks import MarksScreen
from atp_tui.tui.screens.prompt import PromptScreen

_JSON: Final = ".jsonl"


class Marking(Screen[None]):
    """The part of the main screen that works with the marked events."""

    pack: Pack | None
    pane: str
    options: OpenOptions

    def action_mark_step(self, step: int) -> None:
        """Go to the next marked event, or the one before."""
        self.pane = "events"
        pane = self.query_one(EventsPane)
        if not pane.marks:
            self._tell_no_marks()
        elif not pane.go_to_mark(step):
            self.notify("no later event is marked" if step > 0 else "no earlier event is marked")

    def action_unmark_all(self) -> None:
        """Take all marks away, or bring them back."""
        count = self.query_one(EventsPane).unmark_all()
        if count < 0:
            self.notify(clean(f"{-count:,} marks taken away; the same key brings them back"), markup=False)
        elif count:
            self.notify(clean(f"{count:,} marks are back"), markup=False)
        else:
            self._tell_no_marks()

    def action_list_marks(self) -> None:
        """List the marked events."""
        marks = sorted(self.query_one(EventsPane).marks)
        if self.pack is None or not marks:
            self._tell_no_marks()
            return
        self.app.push_screen(MarksScreen(self.pack.events, marks, self.options.keymap), self._use_mark)

    async def _use_mark(self, answer: int | str | None) -> None:
        if isinstance(answer, int):
            self.pane = "events"
            self.query_one(EventsPane).show_event(answer)
        elif answer:
            await self.run_action(answer)

    def action_export_marks(self) -> None:
        """Ask for a file and write the marked events to it."""
        pack, marks = self.pack, sorted(self.query_one(EventsPane).marks)
        if pack is None or not marks:
            self._tell_no_marks()
            return

        def export(answer: str | None) -> None:
            if answer:
                self.write_marks(pack, marks, typed_target(answer))

        question = "Write the marked events to which file? It must not exist; the suffix .jsonl gives JSON lines"
        self.app.push_screen(PromptScreen(question, suggested_file(pack, "marked", "txt"), target_fault), export)

    def _tell_no_marks(self) -> None:
        key = self.options.keymap.shown("events.mark")
        self.notify(clean(f"no event is marked; {key} marks the one under the cursor"), markup=False)

    @work(thread=True, exclusive=True, group="save")
    def write_marks(self, pack: Pack, places: list[int], path: str) -> None:
        """Write events to a file."""
        try:
            write_new_file(path, exported(pack.events, places, as_json=path.endswith(_JSON)))
        except CrashpackError as error:
            self.post_message(MarksExported(path, len(places), str(error)))
        else:
            self.post_message(MarksExported(path, len(places)))

    @on(MarksExported)
    def tell_exported(self, event: MarksExported) -> None:
        """Tell where they are, or why not."""
        plural = "s" if event.count != 1 else ""
        told = event.fault or f"{event.count:,} event{plural} written to {event.path}"
        self.notify(clean(told), severity="error" if event.fault else "information", markup=False)


def suggested_file(pack: Pack, what: str, suffix: str) -> str:
    """Return a name beside the pack that is free; nothing where it cannot be typed."""
    number, free = 1, _named(pack, what, suffix)
    while os.path.lexists(free):
        number += 1
        free = _named(pack, f"{what}-{number}", suffix)
    return free if is_clean(free) else ""


def _named(pack: Pack, what: str, suffix: str) -> str:
    return beside(pack.path, f"-{what}.{suffix}", is_directory=pack.is_directory)
