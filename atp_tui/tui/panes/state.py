"""The state that the oracle judged: shown, edited, judged again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.reactive import var
from textual.widgets import Static

from atp_tui.cells import cell_len, cut, tail
from atp_tui.clean import clean, is_clean
from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.oracle.checks import CHECKS
from atp_tui.engine.oracle.recorded_state import KnownState, StateSource
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.record import Crashpack
from atp_tui.engine.what_if import Change, WhatIf, write_field
from atp_tui.store.pack import Pack
from atp_tui.tui.change_text import change_lines, moved_lines
from atp_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from atp_tui.tui.messages import StateEdited
from atp_tui.tui.widgets.filter_input import FilterInput
from atp_tui.tui.widgets.line_list import LineList
from atp_tui.tui.words import BAD, QUIET, joined, lines, own_text, pack_text

FIELDS: Final = tuple(TransferState.model_fields)
EDITED: Final = "bold yellow"
_MARK: Final = own_text("  EDITED", EDITED)
_SHORT: Final = 13
_WIDTH: Final = max(map(len, FIELDS))
_CHECK_OF: Final = {field: check for check in CHECKS for field in check.fields}


class StateLines:
    """The fields of the state, each with its value; an edited one with the value recorded before it."""

    def __init__(self, what_if: WhatIf) -> None:
        self._what_if = what_if

    def count(self) -> int:
        """Return the number of fields."""
        return len(FIELDS)

    def line(self, index: int) -> Text:
        """Return a field as a row."""
        field = FIELDS[index]
        fires = _CHECK_OF[field].fires(self._what_if.state)
        now, before = write_field(self._what_if.state, field), write_field(self._what_if.known.state, field)
        name = own_text(f"{field:<{_WIDTH}}  ", "cyan")
        value = pack_text(now or "(empty)", "bold" if now else QUIET)
        if now == before:
            return joined(own_text("! " if fires else "  ", BAD), own_text("  "), name, value)
        signs = joined(own_text("! " if fires else "  ", BAD), own_text("~ ", EDITED), name)
        return joined(signs, pack_text(_short(before) or "(empty)", QUIET), own_text(" -> ", EDITED), value, _MARK)

    def width(self) -> int:
        """Return no width: the rows drawn tell it."""
        return 0


def _short(value: str) -> str:
    """A value that was, its middle left out where it is long, so that the one that is now has place."""
    shown = clean(value)
    return shown if cell_len(shown) <= _SHORT else f"{cut(shown, _SHORT // 2 + 1)}{tail(shown, _SHORT // 2)}"


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
    """Fields to edit above, below what running the oracle again has changed."""

    BORDER_TITLE = "State"

    what_if: var[WhatIf | None] = var(None)
    change: var[Change | None] = var(None)
    """What the last run of the oracle changed; None before one, and after a further edit."""
    pack: var[Pack | None] = var(None)
    changed: var[Crashpack | None] = var(None)
    """The record with what the last run of the oracle says; None as for *change*."""

    def __init__(self, keymap: Keymap = DEFAULT_KEYMAP, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._key = keymap.shown

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
        self._typed_field = FIELDS[0]
        self._show_entry(shown=False)

    def watch_what_if(self) -> None:
        """Show a state."""
        if self.what_if is not None and self.is_mounted:
            self.query_one(LineList).show(StateLines(self.what_if))
            self.border_title = "State"
            self._tell()

    def watch_change(self) -> None:
        """Show what running the oracle again has changed."""
        if self.is_mounted:
            self._tell()

    def edit(self) -> None:
        """Let the field under the cursor be typed anew."""
        if self.what_if is None:
            return
        self._typed_field = FIELDS[self.query_one(LineList).cursor]
        entry = self.query_one(FilterInput)
        value = write_field(self.what_if.state, self._typed_field)
        with self.prevent(FilterInput.Changed):
            entry.value = value if is_clean(value) else ""
        entry.show_error("" if is_clean(value) else "what stands there cannot be typed; Escape keeps it")
        self._show_entry(shown=True)
        entry.cursor_position = len(entry.value)
        self.screen.set_focus(entry)

    @on(LineList.Selected)
    def edit_chosen(self, event: LineList.Selected) -> None:
        """Let the field that was chosen be typed anew."""
        event.stop()
        self.edit()

    @on(LineList.Highlighted)
    def keep_highlight(self, event: LineList.Highlighted) -> None:
        """Tell the whole value of the field that the cursor is on."""
        event.stop()
        self._tell()

    @on(FieldList.Turned)
    def turn(self, event: FieldList.Turned) -> None:
        """Move what is said of the state by so many pages."""
        event.stop()
        page = self.query_one("#state-result", VerticalScroll)
        rows = int(event.pages * page.scrollable_content_region.height) or (1 if event.pages > 0 else -1)
        page.scroll_relative(y=rows, animate=False, immediate=True)

    @on(FilterInput.Changed)
    def check_typed(self, event: FilterInput.Changed) -> None:
        """Say at every keystroke whether the text is a value of the field."""
        event.stop()
        self._read(event.value)

    @on(FilterInput.Accepted)
    def take_typed(self, event: FilterInput.Accepted) -> None:
        """Take the value over, if it is one."""
        event.stop()
        edited = self._read(event.text)
        if edited is None:
            return
        self._close_entry()
        if edited is not self.what_if:
            self.post_message(StateEdited(edited))

    @on(FilterInput.Dismissed)
    def leave_entry(self, event: FilterInput.Dismissed) -> None:
        """Keep the value that was."""
        event.stop()
        self._close_entry()

    def _read(self, text: str) -> WhatIf | None:
        """The state with what was typed, or None where that is no value; the entry says why."""
        entry = self.query_one(FilterInput)
        if self.what_if is None:
            return None
        try:
            edited = self.what_if.edited(self._typed_field, text)
        except InvalidFormatError as error:
            entry.show_error(f"expected {error.expected}")
            return None
        entry.show_error("")
        return edited

    def _show_entry(self, *, shown: bool) -> None:
        self.query_one(FilterInput).display = shown
        prompt = self.query_one("#state-prompt", Static)
        prompt.display = shown
        prompt.update(joined(own_text(f"{self._typed_field} =", "bold")))

    def _close_entry(self) -> None:
        self._show_entry(shown=False)
        self.screen.set_focus(self.query_one(LineList))

    def _tell(self) -> None:
        if self.what_if is None:
            return
        self.query_one("#state-said", Static).update(lines(*self._parts(self.what_if)))
        self.query_one("#state-result").scroll_home(animate=False)

    def _parts(self, what_if: WhatIf) -> Iterator[Text]:
        """What is said beside the fields; what the last run came to stands before where the state comes from."""
        if self.change is not None:
            yield from change_lines(self.change)
            if self.pack is not None and self.changed is not None:
                yield from moved_lines(self.pack.crashpack, self.changed)
        yield _origin(what_if)
        if self.change is None and what_if.changed_fields:
            yield own_text(f"{self._key('state.run')} runs the oracle again on this state", EDITED)
        elif self.change is None:
            edit, run = self._key("state.edit"), self._key("state.run")
            yield own_text(f"{edit} edits a field, {run} runs the oracle again", QUIET)
        if len(what_if.steps) > 1:
            history = self._key("state.history")
            yield own_text(f"step {what_if.step} of {len(what_if.steps) - 1} ({history} lists them)", QUIET)
        yield own_text("")
        yield from _whole(what_if, FIELDS[self.query_one(LineList).cursor])


def _whole(what_if: WhatIf, field: str) -> Iterator[Text]:
    """The whole value of a field, and below it the one that was, as rows have not always place for them."""
    now, before = write_field(what_if.state, field), write_field(what_if.known.state, field)
    yield joined(own_text(f"{field} ", "cyan"), pack_text(now or "(empty)"))
    if now != before:
        yield joined(own_text("recorded ", QUIET), pack_text(before or "(empty)"))


def _origin(what_if: WhatIf) -> Text:
    """Where the state comes from, and what it cannot account for."""
    known: KnownState = what_if.known
    word = "recorded by the lab" if known.source is StateSource.RECORDED else known.source.value
    parts = [joined(own_text("oracle ", QUIET), pack_text(what_if.recorded.oracle_name), own_text(f": {word}", QUIET))]
    parts += [pack_text(f"not accounted for: {point}", "yellow") for point in known.open_points]
    return lines(*parts)
