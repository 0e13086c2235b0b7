"""The note beside a pack while the pack is explored: asked for, and stored with the marks of the events."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from textual.widget import Widget

from atp_tui.clean import clean
from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.note import MOST_MARKS, Note
from atp_tui.report.note import note_lines
from atp_tui.store.note_file import NoteFile, NoteKeeper
from atp_tui.tui.dialogs.note import NoteScreen
from atp_tui.tui.dialogs.unsaved import UnsavedScreen
from atp_tui.tui.messages import NoteChanged

_NO_DIGEST: Final = "no note can be kept: this pack has neither a manifest nor a journal to identify it"
_OTHER_PACK: Final = "The note that is there is about ANOTHER PACK; keeping yours replaces it."
_TOO_MANY: Final = f"the note keeps at most {MOST_MARKS} marks; the newest marks are not kept"


class PackNote:
    """Keeps the note of one pack.

    Args:
        asker: Where notices and the dialog are shown.
        file: What lies where the note belongs.
    """

    def __init__(self, asker: Widget, file: NoteFile) -> None:
        self._asker = asker
        self._keeper = NoteKeeper(file)
        self._has_failed = False
        """Whether the newest note could not be written."""
        self._exported: frozenset[int] = frozenset()
        """Marks of events that were written to a file."""

    @property
    def marks(self) -> tuple[int, ...] | None:
        """The marks that the note holds; None where there is no note about this very pack."""
        found = self._keeper.found
        return found.note.marks if found.is_for_this_pack and found.note is not None else None

    def show_summary(self) -> None:
        """Show what the note says, in a notice."""
        is_odd = not self._keeper.found.is_for_this_pack
        for line in list(note_lines(self._keeper.found))[:2]:
            self._asker.notify(clean(line), severity="warning" if is_odd else "information", markup=False, timeout=10)

    async def keep_marks(self, places: tuple[int, ...]) -> None:
        """Keep other marks, where there is a note to keep them in."""
        newest = self._keeper.newest
        if newest is None or not self._keeper.found.is_for_this_pack:
            return
        if len(places) > MOST_MARKS:
            self._asker.notify(clean(_TOO_MANY), severity="warning", markup=False)
            return
        await self._keep(newest.changed(marks=places), is_asked=False)

    def add_exported(self, marks: Iterable[int]) -> None:
        """Count marks as saved whose events were written to a file."""
        self._exported |= frozenset(marks)

    def unsaved(self, marks: Iterable[int]) -> frozenset[int]:
        """Return those of some marks that neither the note nor an exported file has."""
        note = self._keeper.found.note if self._has_failed else self._keeper.newest
        noted = note.marks if note is not None and self._keeper.found.is_for_this_pack else ()
        return frozenset(marks) - self._exported - frozenset(noted)

    async def may_close(self, marks: set[int]) -> bool:
        """Ask whether marks that are not saved are to be saved with a note; return False to stay."""
        while lost := self.unsaved(marks):
            sentence = "1 mark is not saved." if len(lost) == 1 else f"{len(lost):,} marks are not saved."
            answer = await self._asker.app.push_screen_wait(UnsavedScreen(sentence, "save with a note"))
            if answer != "save":
                return answer == "leave"
            if not await self.edit(marks):
                return False
        return True

    async def edit(self, marks: Iterable[int]) -> bool:
        """Ask for a verdict and a comment, and store them with the marks; return whether they were stored."""
        found = self._keeper.found
        if not found.digest:
            self._asker.notify(_NO_DIGEST, severity="error")
            return False
        if found.fault:
            self._asker.notify(clean(f"{found.fault}; move it away to keep a note"), severity="error", markup=False)
            return False
        note = self._keeper.newest if found.is_for_this_pack else None
        warning = _OTHER_PACK if found.note is not None and note is None else ""
        judgement = (None, "") if note is None else (note.verdict, note.words)
        answer = await self._asker.app.push_screen_wait(NoteScreen(found.path, judgement, warning))
        if answer is None:
            return False
        kept = tuple(sorted(marks)[:MOST_MARKS])
        verdict, words = answer
        await self._keep(Note(digest=found.digest, verdict=verdict, words=words, marks=kept), is_asked=True)
        return not self._has_failed

    async def _keep(self, note: Note, *, is_asked: bool) -> None:
        """Write a note; say where it is if it was asked for, and always what keeps it from being written."""
        self._keeper.newest = note
        try:
            file = await asyncio.to_thread(self._keeper.keep)
        except CrashpackError as error:
            self._has_failed = True
            text = clean(f"the note is not kept: {error}")
            self._asker.notify(text, severity="error", markup=False, timeout=10)
        else:
            self._has_failed = False
            self._asker.post_message(NoteChanged(note))
            if is_asked:
                self._asker.notify(clean(f"the note is kept in {file.path}"), markup=False)

    def close(self) -> None:
        """Write what has not been written yet."""
        with suppress(CrashpackError):
            self._keeper.keep()
