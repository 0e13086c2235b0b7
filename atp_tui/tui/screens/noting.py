"""The note beside the pack: its marks taken over, and kept with a verdict and words."""

from contextlib import suppress
from typing import Final

from textual import on, work
from textual.screen import Screen

from atp_tui.clean import clean
from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.note import MOST_MARKS, Note
from atp_tui.report.note import note_lines
from atp_tui.store.note_file import NoteKeeper
from atp_tui.store.pack import Pack
from atp_tui.tui.messages import PackExamined
from atp_tui.tui.panes.events import EventsPane
from atp_tui.tui.place_messages import MarksChanged, NoteKept, NoteRead
from atp_tui.tui.screens.note import Judgement, NoteScreen

_NO_DIGEST: Final = "no note can be kept: this pack has neither a manifest nor a journal to tell it by"
_OTHER_PACK: Final = "The note that is there is about ANOTHER PACK; keeping yours replaces it."
_TOO_MANY: Final = f"the note keeps at most {MOST_MARKS} marks; the newest marks are not kept"


class Noting(Screen[None]):
    """The part of the main screen that keeps what a person says of the pack."""

    pack: Pack | None

    def __init__(self) -> None:
        super().__init__()
        self._keeper: NoteKeeper | None = None

    @on(NoteRead)
    def take_note(self, event: NoteRead) -> None:
        """Say what the note says, and take over its marks where it is about this very pack."""
        file = event.file
        self._keeper = NoteKeeper(file)
        if file.is_for_this_pack and file.note is not None:
            self.query_one(EventsPane).set_marks(file.note.marks, is_told=False)
        is_odd = not file.is_for_this_pack
        for line in list(note_lines(file))[:2]:
            self.notify(clean(line), severity="warning" if is_odd else "information", markup=False, timeout=10)

    @on(PackExamined)
    def drop_marks_beyond(self) -> None:
        """Take marks away that stand for no event, now that all of the trace is known."""
        pane = self.query_one(EventsPane)
        total = self.pack.events.count() if self.pack is not None else 0
        beyond = [place for place in pane.marks if place >= total]
        if beyond:
            pane.set_marks(pane.marks.difference(beyond), is_told=False)
            self.notify(clean(f"{len(beyond):,} marks stand for no event"), severity="warning", markup=False)

    @on(MarksChanged)
    def keep_marks(self, event: MarksChanged) -> None:
        """Keep the marks where there is a note to keep them in."""
        keeper = self._keeper
        if keeper is None or not keeper.found.is_for_this_pack or keeper.newest is None:
            return
        if len(event.places) > MOST_MARKS:
            self.notify(clean(_TOO_MANY), severity="warning", markup=False)
            return
        self._keep(keeper, keeper.newest.changed(marks=event.places), is_asked=False)

    def action_note(self) -> None:
        """Ask for a verdict and words, and keep them."""
        keeper = self._keeper
        if keeper is None:
            self.notify("the pack is still being read; try again in a moment")
        elif not keeper.found.digest:
            self.notify(_NO_DIGEST, severity="error")
        elif keeper.found.fault:
            self.notify(clean(f"{keeper.found.fault}; move it away to keep a note"), severity="error", markup=False)
        else:
            self._ask_note(keeper)

    def _ask_note(self, keeper: NoteKeeper) -> None:
        note = keeper.newest if keeper.found.is_for_this_pack else None
        is_other = keeper.found.note is not None and note is None
        judgement = (None, "") if note is None else (note.verdict, note.words)

        def keep(answer: Judgement | None) -> None:
            marks = sorted(self.query_one(EventsPane).marks)[:MOST_MARKS]
            if answer is not None:
                verdict, words = answer
                told = Note(digest=keeper.found.digest, verdict=verdict, words=words, marks=tuple(marks))
                self._keep(keeper, told, is_asked=True)

        self.app.push_screen(NoteScreen(keeper.found.path, judgement, _OTHER_PACK if is_other else ""), keep)

    def _keep(self, keeper: NoteKeeper, note: Note, *, is_asked: bool) -> None:
        keeper.newest = note
        self.write_newest(keeper, is_asked=is_asked)

    @work(thread=True, group="note")
    def write_newest(self, keeper: NoteKeeper, *, is_asked: bool) -> None:
        """Write the newest note."""
        try:
            file = keeper.keep()
        except CrashpackError as error:
            self.post_message(NoteKept(keeper.found, str(error), is_asked=is_asked))
        else:
            self.post_message(NoteKept(file, "", is_asked=is_asked))

    @on(NoteKept)
    def tell_kept(self, event: NoteKept) -> None:
        """Say where the note is when it was asked for, and always what keeps it from being written."""
        if event.fault:
            self.notify(clean(f"the note is not kept: {event.fault}"), severity="error", markup=False, timeout=10)
        elif event.is_asked:
            self.notify(clean(f"the note is kept in {event.file.path}"), markup=False)

    def on_unmount(self) -> None:
        """Keep what was told last, however the screen was left."""
        if self._keeper is not None:
            with suppress(CrashpackError):
                self._keeper.keep()
