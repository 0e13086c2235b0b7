"""The rows of the events pane: the list of events, or of the lines of a log file, and the marks on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from atp_tui.clean import CleanText, clean
from atp_tui.engine.relevance import Relevance
from atp_tui.report.event_export import copied_line, exported
from atp_tui.store.file_writer import write_new_file
from atp_tui.store.note_file import NoteFile
from atp_tui.store.pack import Pack
from atp_tui.tui.dialogs.marks import MarksScreen
from atp_tui.tui.dialogs.prompt import DIALOG
from atp_tui.tui.dialogs.save import save
from atp_tui.tui.event_lines import EventLines, LogLines
from atp_tui.tui.inspection import Inspection
from atp_tui.tui.keymap import Keymap
from atp_tui.tui.messages import CopyRequested
from atp_tui.tui.panes.events.note import PackNote
from atp_tui.tui.panes.events.view import EventView
from atp_tui.tui.search_results import step_from
from atp_tui.tui.text import own_text
from atp_tui.tui.typed_paths import suggested_file
from atp_tui.tui.widgets.line_list import LineList

POLL_SECONDS: Final = 1.0
"""Seconds between two looks at whether the trace file has changed."""


class EventRows(Vertical):
    """A virtual list with a cursor and marks; it knows which event of the trace each of its rows is."""

    DEFAULT_CSS = "EventRows { height: 1fr; }"

    class Changed(Message):
        """The rows, their marks, or what the cursor stands for are others than before."""

    class EventsRequested(Message):
        """The events are to be shown in place of a log file."""

    @dataclass
    class PlaceRequested(Message):
        """The event at a place is to be shown, whatever the list holds now."""

        place: int

    def __init__(self, keymap: Keymap, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._keymap = keymap
        self._pack: Pack | None = None
        self._lines: EventLines | LogLines = LogLines(None)
        self._note: PackNote | None = None
        self.inspection: Inspection | None = None
        self.file_change = ""
        """How the trace file has changed since it was opened; empty where it has not."""
        self.is_stepping = False
        """Whether the user steps through the events that are related to the inspected violation."""
        self.marks: set[int] = set()
        """Places of the marked events in the trace."""
        self._cleared: set[int] = set()
        """The marks that were all cleared at once."""

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        rows = LineList(empty=own_text("reading …"), id="event-list")
        rows.is_marked = lambda row: self.place_of(row) in self.marks
        yield rows

    def on_mount(self) -> None:
        """Watch the trace file."""
        self.set_interval(POLL_SECONDS, self.poll_file)

    def poll_file(self) -> None:
        """Notice a trace file that has changed since it was opened."""
        change = self._pack.events.change() if self._pack is not None else ""
        if change != self.file_change:
            self.file_change = change
            self.list.refresh_rows()
            self.post_message(self.Changed())

    @property
    def list(self) -> LineList:
        """The list."""
        return self.query_one(LineList)

    @property
    def place(self) -> int | None:
        """Place in the trace of the event under the cursor; None where no event is."""
        return self.place_of(self.list.cursor) if self.list.row_count else None

    def place_of(self, row: int) -> int | None:
        """Return the place in the trace of a row, or None where it is no known event."""
        return self._lines.place(row)

    @property
    def is_ahead(self) -> bool:
        """Whether the cursor is at the end of the trace, read before the events in between."""
        return self._lines.is_ahead(self.list.cursor)

    def show(self, pack: Pack, view: EventView, places: Sequence[int] | None, empty: str) -> None:
        """Show other rows; the cursor keeps its row number.

        Args:
            pack: Where the events and log files are from.
            view: What to show.
            places: Places of the events to list, in order; None for all of the lane.
            empty: What to show where there are no rows.
        """
        self._pack = pack
        if view.log and view.lane is not None:
            empty = pack.log_fault(view.lane) or "the log file is empty"
            self._lines = LogLines(pack.logs.get(view.lane))
        else:
            self._lines = EventLines(pack.events, view.lane, places, view.query, self._relevance)
        self.list.empty = own_text(empty)
        self.list.show(self._lines)

    def go_to(self, place: int) -> None:
        """Put the cursor on the event at a place, or on the next one that is listed."""
        if isinstance(self._lines, EventLines):
            self.list.go_to(self._lines.row(place), centre=True)

    def inspect(self, inspection: Inspection | None) -> None:
        """Put signs before the events that are related to a violation."""
        before, self.inspection = self.inspection, inspection
        if inspection is None or before is None or inspection.row != before.row:
            self.is_stepping = False
            if self.is_mounted:
                self.list.refresh_rows()

    def _relevance(self) -> Relevance | None:
        return None if self.inspection is None else self.inspection.relevance

    def action_related(self, step: int) -> None:
        """Go to the next event that is related to the highlighted violation, or to the previous one."""
        inspection = self.inspection
        if inspection is None:
            if self._pack is not None:
                self.notify("no violation is listed, so no event bears on one")
            return
        self.is_stepping = True
        place = inspection.step(self.place, step)
        if place is None:
            self.notify(clean(inspection.why_not(step)), markup=False)
            self.post_message(self.Changed())
        else:
            self.post_message(self.PlaceRequested(place))

    def set_marks(self, places: Iterable[int]) -> None:
        """Mark these events and no others."""
        self.marks = set(places)
        self.list.refresh()
        self.post_message(self.Changed())

    def _change_marks(self, places: Iterable[int]) -> None:
        self.set_marks(places)
        self._keep_marks(tuple(sorted(self.marks)))

    def show_note(self, file: NoteFile) -> None:
        """Show what the note beside the pack says, and its marks if it is about this very pack."""
        self._note = PackNote(self, file)
        if self._note.marks is not None:
            self.set_marks(self._note.marks)
        self._note.show_summary()

    def drop_marks_beyond(self) -> None:
        """Drop marks for which there is no event, once all of the trace is known."""
        total = self._pack.events.count() if self._pack is not None else 0
        beyond = {place for place in self.marks if place >= total}
        if beyond:
            self.set_marks(self.marks - beyond)
            self.notify(clean(f"{len(beyond):,} marks stand for no event"), severity="warning", markup=False)

    @work(group="note", description="keep the marks")
    async def _keep_marks(self, places: tuple[int, ...]) -> None:
        if self._note is not None:
            await self._note.keep_marks(places)

    @work(group=DIALOG)
    async def action_note(self) -> None:
        """Ask for a verdict and words about the pack, and keep them beside it with the marks."""
        if self._note is None:
            self.notify("the pack is still being read; try again in a moment")
        else:
            await self._note.edit(self.marks)

    async def may_close(self) -> bool:
        """Ask whether marks that are stored nowhere are to be saved; return False to stay."""
        return self._note is None or await self._note.may_close(self.marks)

    def on_unmount(self) -> None:
        """Keep what was noted last, however the screen was left."""
        if self._note is not None:
            self._note.close()

    def action_mark(self) -> None:
        """Mark the event under the cursor, or unmark it, and move on."""
        here = self.place
        if here is not None:
            self._change_marks(self.marks ^ {here})
            self.list.action_move(1)
        elif isinstance(self._lines, LogLines) and self._pack is not None:
            self.notify(log_notice(self._keymap), markup=False)
        else:
            self.notify("no event to mark")

    def action_mark_step(self, step: int) -> None:
        """Go to the next marked event, or the previous one."""
        here = self.place
        place = step_from(sorted(self.marks), -1 if here is None else here, step)
        if not self.marks:
            self._notify_no_marks()
        elif place is None:
            self.notify("no later event is marked" if step > 0 else "no earlier event is marked")
        else:
            self.post_message(self.PlaceRequested(place))

    def action_unmark_all(self) -> None:
        """Clear all marks, or restore those that were cleared."""
        if self.marks:
            self._cleared = self.marks
            self._change_marks(())
            self.notify(clean(f"{len(self._cleared):,} marks taken away; the same key brings them back"), markup=False)
        elif self._cleared:
            self._change_marks(self._cleared)
            self.notify(clean(f"{len(self.marks):,} marks are back"), markup=False)
        else:
            self._notify_no_marks()

    @work(group=DIALOG)
    async def action_list_marks(self) -> None:
        """List the marked events, and do what is chosen there."""
        if self._pack is None or not self.marks:
            self._notify_no_marks()
            return
        answer = await self.app.push_screen_wait(MarksScreen(self._pack.events, sorted(self.marks), self._keymap))
        if isinstance(answer, int):
            self.post_message(self.PlaceRequested(answer))
        elif answer:
            await self.run_action(answer)

    @work(group=DIALOG)
    async def action_export_marks(self) -> None:
        """Ask for a file and write the marked events to it."""
        pack, marks = self._pack, sorted(self.marks)
        if pack is None or not marks:
            self._notify_no_marks()
            return
        question = "Write the marked events to which file? It must not exist; the suffix .jsonl gives JSON lines"
        suggested = suggested_file(pack.path, "marked", "txt", is_directory=pack.source.has_files)
        path = await save(self, question, suggested, lambda path: _export(pack, marks, path))
        if path:
            plural = "s" if len(marks) != 1 else ""
            self.notify(clean(f"{len(marks):,} event{plural} written to {path}"), markup=False)
            if self._note is not None:
                self._note.add_exported(marks)

    def action_copy(self) -> None:
        """Copy the marked events, else the row under the cursor."""
        what, text = self.copyable()
        if text:
            self.post_message(CopyRequested(what, text))
        else:
            self.notify(self.why_no_event, markup=False)

    @property
    def why_no_event(self) -> CleanText:
        """Why the cursor is on no event."""
        return log_notice(self._keymap) if isinstance(self._lines, LogLines) else clean("no event is highlighted")

    def copyable(self) -> tuple[str, str]:
        """Return what :meth:`action_copy` copies, in words and as text."""
        if self._pack is None:
            return "", ""
        if isinstance(self._lines, LogLines):
            row = self.list.cursor
            return "1 line of the log file", clean(self._lines.text(row)) if row < self._lines.count() else ""
        places = sorted(self.marks) or ([self.place] if self.place is not None else [])
        text = "\n".join(copied_line(self._pack.events.at(place), place) for place in places)
        return f"{len(places)} events" if len(places) != 1 else "1 event", text

    def _notify_no_marks(self) -> None:
        key = self._keymap.shown("events.mark")
        self.notify(clean(f"no event is marked; {key} marks the one under the cursor"), markup=False)


def log_notice(keymap: Keymap) -> CleanText:
    """Return why a key has no effect on a log file."""
    return clean(f"this is a log file; {keymap.shown('events.log_file')} goes back to the events")


def _export(pack: Pack, places: list[int], path: str) -> None:
    write_new_file(path, exported(pack.events, places, as_json=path.endswith(".jsonl")))
