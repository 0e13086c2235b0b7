"""The state that the oracle judged: shown, edited, judged again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.reactive import var
from textual.widgets import Static

from atp_tui.clean import clean, is_clean
from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.what_if import WhatIf, write_field
from atp_tui.engine.what_if_session import WhatIfSession
from atp_tui.store.edited import edited_files
from atp_tui.store.pack import Pack
from atp_tui.store.writer import write_pack
from atp_tui.tui.app_messages import DIALOG, CopyRequested
from atp_tui.tui.dialogs.history import HistoryScreen
from atp_tui.tui.dialogs.save import save
from atp_tui.tui.dialogs.unsaved import UnsavedScreen
from atp_tui.tui.given_state import NO_STATE
from atp_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from atp_tui.tui.messages import WhatIfChanged
from atp_tui.tui.panes.pane import bindings_of
from atp_tui.tui.state_diff import change_lines, moved_lines, state_text
from atp_tui.tui.state_rows import StateLines, origin_text, whole_value, worst_field
from atp_tui.tui.text import QUIET, joined, lines, own_text
from atp_tui.tui.typed_paths import suggested_directory
from atp_tui.tui.widgets.filter_input import FilterInput
from atp_tui.tui.widgets.line_list import LineList

NO_FIELD: Final = "no field of the state was judged, so there is nothing to edit"


class FieldList(LineList):
    """The fields, which are all on screen: the keys for a page move the text beside them."""

    @dataclass
    class Turned(Message):
        """Another page of the text is wanted."""

        pages: float

    def action_turn(self, pages: float) -> None:
        """Ask for another page of the text."""
        self.post_message(self.Turned(pages))


class StatePane(Vertical):
    """Fields to edit above; below, what the oracle says of the edited state."""

    BORDER_TITLE = "State"
    DEFAULT_CLASSES = "pane"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("state")

    pack: var[Pack | None] = var(None)
    session: var[WhatIfSession | None] = var(None)

    def __init__(self, keymap: Keymap = DEFAULT_KEYMAP, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._key = keymap.shown
        self._field = ""
        """The field that is edited."""

    def compose(self) -> ComposeResult:
        """Lay out fields, the entry and what came of it."""
        with Vertical(id="state-fields"):
            yield FieldList(empty=own_text("no oracle result, so no state"), id="state-list")
            yield Static(id="state-prompt")
            yield FilterInput(id="state-entry")
        with VerticalScroll(id="state-result", can_focus=False):
            yield Static(id="state-said")

    def on_mount(self) -> None:
        """Start without the entry."""
        self._show_entry(shown=False)

    def watch_session(self, before: WhatIfSession | None, session: WhatIfSession | None) -> None:
        """Show the current state; that of another oracle with the cursor on the worst field."""
        if session is not None and self.is_mounted:
            fields = self.query_one(LineList)
            fields.show(StateLines(session.what_if))
            is_other = before is None or before.what_if.recorded is not session.what_if.recorded
            if is_other and (worst := worst_field(session.what_if)):
                fields.go_to(session.what_if.fields.index(worst))
            self._show_text()

    def _change(self, session: WhatIfSession) -> None:
        self.post_message(WhatIfChanged(session))

    def _with_state(self, step: Callable[[WhatIf], WhatIf], otherwise: str = "") -> None:
        """Replace the current state; *otherwise* is the notice where that changes nothing."""
        if self.session is None:
            self.notify(clean(otherwise or NO_STATE), markup=False)
        elif (what_if := step(self.session.what_if)) is not self.session.what_if:
            self._change(self.session.with_state(what_if))
        elif otherwise:
            self.notify(clean(otherwise), markup=False)

    def action_edit(self) -> None:
        """Edit the field under the cursor."""
        if self.session is None:
            self.notify(NO_STATE)
            return
        self._field = self._highlighted(self.session)
        if not self._field:
            self.notify(NO_FIELD)
            return
        entry = self.query_one(FilterInput)
        value = write_field(self.session.what_if.state, self._field)
        with self.prevent(FilterInput.Changed):
            entry.value = value if is_clean(value) else ""
        entry.show_error("" if is_clean(value) else "this value cannot be typed; Escape keeps it")
        self._show_entry(shown=True)
        self.screen.set_focus(entry)
        entry.select_all()

    def action_undo(self) -> None:
        """Undo the newest edit."""
        self._with_state(WhatIf.undo, "nothing to undo")

    def action_redo(self) -> None:
        """Redo the edit that was undone last."""
        self._with_state(WhatIf.redo, "nothing to redo")

    def action_next_oracle(self) -> None:
        """Show the state of the next oracle result; the edits of the one before are kept."""
        count = len(self.session.record.oracle_results) if self.session is not None else 0
        if self.session is not None and count > 1:
            self._change(self.session.at(self.session.index + 1))
        else:
            self.notify("this pack has one oracle result" if count else "this pack has no oracle result")

    @work(group=DIALOG)
    async def action_history(self) -> None:
        """List the edits, and go to the chosen step."""
        if self.session is None:
            self.notify(NO_STATE)
            return
        step = await self.app.push_screen_wait(HistoryScreen(self.session.what_if))
        if step is not None:
            self._with_state(lambda what_if: what_if.at_step(step))

    def action_copy(self) -> None:
        """Copy the current state as JSON."""
        if self.session is None:
            self.notify(NO_STATE)
        else:
            self.post_message(CopyRequested("the state as JSON", state_text(self.session.what_if.state)))

    @work(group=DIALOG)
    async def action_save(self) -> None:
        """Ask for a directory and save the edited run there."""
        if self.session is None or not self.session.what_if.changed_fields:
            self.notify(clean(f"nothing to save: {self._key('state.edit')} edits the state first"), markup=False)
        elif (saved := await self.save(self.session)) is not None:
            self._change(saved)

    async def save(self, session: WhatIfSession) -> WhatIfSession | None:
        """Ask for a directory and write a session's edited run there; return the session with that state saved.

        It is None where no directory was given, and where the run could not be written.
        """
        pack, what_if = self.pack, session.what_if
        if pack is None:
            return None
        question = (
            f"Save the run with the edited state of oracle {session.oracle_name} as a new pack in which directory?"
        )
        suggested = suggested_directory(pack.path, "what-if")
        path = await save(self, question, suggested, partial(_write_edited, pack=pack, what_if=what_if))
        if not path:
            return None
        self.notify(clean(f"saved: {path}; nine files and transfer-state.json"), markup=False)
        return session.with_saved(what_if.state)

    async def may_close(self) -> bool:
        """Ask whether edits are to be saved, as long as some are not; return False to stay."""
        session = self.session
        while session is not None and self.pack is not None and (unsaved := session.unsaved):
            names = ", ".join(map(session.name_of, unsaved))
            lost = f"The edited state of {names} in {self.pack.path} is not saved."
            answer = await self.app.push_screen_wait(UnsavedScreen(lost, "save as a new pack"))
            if answer != "save":
                return answer == "leave"
            session = session if session.index in unsaved else session.at(unsaved[0])
            self._change(session)
            saved = await self.save(session)
            if saved is None:
                return False
            session = saved
            self._change(session)
        return True

    @on(LineList.Selected)
    def edit_chosen(self, event: LineList.Selected) -> None:
        """Open the entry for the chosen field."""
        event.stop()
        self.action_edit()

    @on(LineList.Highlighted)
    def keep_highlight(self, event: LineList.Highlighted) -> None:
        """Show the whole value of the field under the cursor."""
        event.stop()
        self._show_text()

    @on(FieldList.Turned)
    def turn(self, event: FieldList.Turned) -> None:
        """Move what is said of the state by so many pages."""
        event.stop()
        page = self.query_one("#state-result", VerticalScroll)
        rows = int(event.pages * page.scrollable_content_region.height) or (1 if event.pages > 0 else -1)
        page.scroll_relative(y=rows, animate=False, immediate=True)

    @on(FilterInput.Changed)
    def check_typed(self, event: FilterInput.Changed) -> None:
        """Show at every keystroke whether the text is a value of the field."""
        event.stop()
        self._read(event.value)

    @on(FilterInput.Accepted)
    def take_typed(self, event: FilterInput.Accepted) -> None:
        """Set the value, if it is valid."""
        event.stop()
        edited = self._read(event.text)
        if edited is not None:
            self._close_entry()
            self._with_state(lambda _: edited)

    @on(FilterInput.Dismissed)
    def leave_entry(self, event: FilterInput.Dismissed) -> None:
        """Keep the value that was."""
        event.stop()
        self._close_entry()

    def _read(self, text: str) -> WhatIf | None:
        """The state with what was typed, or None where that is no value; the entry says why."""
        entry = self.query_one(FilterInput)
        if self.session is None:
            return None
        try:
            edited = self.session.what_if.edited(self._field, text)
        except InvalidFormatError as error:
            entry.show_error(f"expected {error.expected}")
            return None
        entry.show_error("")
        return edited

    def _show_entry(self, *, shown: bool) -> None:
        self.query_one(FilterInput).display = shown
        prompt = self.query_one("#state-prompt", Static)
        prompt.display = shown
        prompt.update(joined(own_text(f"{self._field} =", "bold")))

    def _close_entry(self) -> None:
        self._show_entry(shown=False)
        self.screen.set_focus(self.query_one(LineList))

    def _show_text(self) -> None:
        if self.session is not None:
            self.query_one("#state-said", Static).update(lines(*self._parts(self.session)))
            self.query_one("#state-result").scroll_home(animate=False)

    def _parts(self, session: WhatIfSession) -> Iterator[Text]:
        """What is said beside the fields: first what the edits change, then where the state comes from."""
        what_if, change, after = session.what_if, session.change, session.edited_record
        if change is not None and after is not None:
            yield from change_lines(change)
            yield from moved_lines(session.record, after)
        yield origin_text(what_if)
        if change is None:
            edit = self._key("state.edit")
            yield own_text(f"{edit} edits a field; the oracle judges the edited state at once", QUIET)
        if len(what_if.steps) > 1:
            history = self._key("state.history")
            yield own_text(f"step {what_if.step} of {len(what_if.steps) - 1} ({history} lists them)", QUIET)
        yield own_text("")
        if field := self._highlighted(session):
            yield from whole_value(what_if, field)

    def _highlighted(self, session: WhatIfSession) -> str:
        """The field under the cursor; empty where there is none."""
        return "".join(session.what_if.fields[(cursor := self.query_one(LineList).cursor) : cursor + 1])


def _write_edited(path: str, pack: Pack, what_if: WhatIf) -> None:
    write_pack(path, edited_files(pack, what_if))
