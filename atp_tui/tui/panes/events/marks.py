"""The marked events: marked one by one, listed, exported, copied, and kept in the note beside the pack."""

from collections.abc import Iterable

from textual import work
from textual.widget import Widget

from atp_tui.clean import clean
from atp_tui.report.event_export import copied_line
from atp_tui.store.note_file import NoteFile
from atp_tui.tui.app_messages import DIALOG, CopyRequested
from atp_tui.tui.dialogs.marks import MarksScreen
from atp_tui.tui.keymap import Keymap
from atp_tui.tui.panes.events.note import PackNote
from atp_tui.tui.panes.events.rows import EventRows
from atp_tui.tui.panes.events.share import save_events
from atp_tui.tui.search_results import step_from


class EventMarks(Widget):
    """Owns what is done with marks; the rows show them, and the note keeps them.

    Args:
        rows: Where the events are listed.
        keymap: The keys to name in notices.
    """

    DEFAULT_CSS = "EventMarks { display: none; }"

    def __init__(self, rows: EventRows, keymap: Keymap, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._rows = rows
        self._keymap = keymap
        self._note: PackNote | None = None
        self._cleared: set[int] = set()
        """The marks that were all cleared at once."""

    def _change_marks(self, places: Iterable[int]) -> None:
        self._rows.show_marks(places)
        self._keep_marks(tuple(sorted(self._rows.marks)))

    def show_note(self, file: NoteFile) -> None:
        """Show what the note beside the pack says, and its marks if it is about this very pack."""
        self._note = PackNote(self, file)
        if self._note.marks is not None:
            self._rows.show_marks(self._note.marks)
        self._note.show_summary()

    def drop_marks_beyond(self) -> None:
        """Drop marks for which there is no event, and list all others, once all of the trace is known."""
        total = self._rows.pack.events.count() if self._rows.pack is not None else 0
        beyond = {place for place in self._rows.marks if place >= total}
        # A note may have named events before it was known that they would be hidden.
        self._rows.keep(self._rows.marks - beyond)
        if beyond:
            self._rows.show_marks(self._rows.marks - beyond)
            self.notify(
                clean(f"{len(beyond):,} marks name no event of this trace, and are dropped"),
                severity="warning",
                markup=False,
            )

    @work(group="note", description="keep the marks")
    async def _keep_marks(self, places: tuple[int, ...]) -> None:
        if self._note is not None:
            await self._note.keep_marks(places)

    @work(group=DIALOG)
    async def action_note(self) -> None:
        """Ask for a verdict and a comment about the pack, and keep them beside it with the marks."""
        if self._note is None:
            self.notify("the pack is still being read; try again in a moment")
        else:
            await self._note.edit(self._rows.marks)

    async def may_close(self) -> bool:
        """Ask whether marks that are stored nowhere are to be saved; return False to stay."""
        return self._note is None or await self._note.may_close(self._rows.marks)

    def on_unmount(self) -> None:
        """Write the last note, however the screen was left."""
        if self._note is not None:
            self._note.close()

    def action_mark(self) -> None:
        """Mark the event under the cursor, or unmark it, and move on."""
        here = self._rows.place
        if here is not None:
            self._change_marks(self._rows.marks ^ {here})
            self._rows.list.action_move(1)
        else:
            self.notify(self._rows.why_no_event, markup=False)

    def action_mark_step(self, step: int) -> None:
        """Go to the next marked event, or the previous one."""
        here = self._rows.place
        place = step_from(sorted(self._rows.marks), -1 if here is None else here, step)
        if not self._rows.marks:
            self._notify_no_marks()
        elif place is None:
            self.notify("no later event is marked" if step > 0 else "no earlier event is marked")
        else:
            self.post_message(EventRows.PlaceRequested(place))

    def action_unmark_all(self) -> None:
        """Clear all marks, or restore those that were cleared."""
        if self._rows.marks:
            self._cleared = self._rows.marks
            self._change_marks(())
            self.notify(clean(f"{len(self._cleared):,} marks cleared; the same key restores them"), markup=False)
        elif self._cleared:
            self._change_marks(self._cleared)
            self.notify(clean(f"{len(self._rows.marks):,} marks restored"), markup=False)
        else:
            self._notify_no_marks()

    @work(group=DIALOG)
    async def action_list_marks(self) -> None:
        """List the marked events, and do what is chosen there."""
        pack, marks = self._rows.pack, sorted(self._rows.marks)
        if pack is None or not marks:
            self._notify_no_marks()
            return
        answer = await self.app.push_screen_wait(MarksScreen(pack.events, marks, self._keymap))
        if isinstance(answer, int):
            self.post_message(EventRows.PlaceRequested(answer))
        elif answer:
            await self.run_action(answer)

    @work(group=DIALOG)
    async def action_export_marks(self) -> None:
        """Ask for a file and write the marked events to it."""
        pack, marks = self._rows.pack, sorted(self._rows.marks)
        if pack is None or not marks:
            self._notify_no_marks()
            return
        if await save_events(self, pack, marks) and self._note is not None:
            self._note.add_exported(marks)

    def action_copy(self) -> None:
        """Copy the marked events, else the row under the cursor."""
        what, text = self.copyable()
        if text:
            self.post_message(CopyRequested(what, text))
        else:
            self.notify(self._rows.why_no_event, markup=False)

    def copyable(self) -> tuple[str, str]:
        """Return what :meth:`action_copy` copies, in words and as text."""
        if self._rows.pack is None:
            return "", ""
        if self._rows.events is None:
            return "1 line of the log file", clean(self._rows.text)
        places = sorted(self._rows.marks) or ([self._rows.place] if self._rows.place is not None else [])
        text = "\n".join(copied_line(self._rows.pack.events.at(place), place) for place in places)
        return f"{len(places)} events" if len(places) != 1 else "1 event", text

    def _notify_no_marks(self) -> None:
        key = self._keymap.shown("events.mark")
        self.notify(clean(f"no event is marked; {key} marks the selected one"), markup=False)
