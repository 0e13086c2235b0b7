"""The groups of a fleet: which are listed in which order, and the one under the cursor."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import var
from textual.widgets import Static

from atp_tui.clean import clean
from atp_tui.engine.errors import CrashpackError
from atp_tui.fleet.rows import GroupFilter, GroupOrder, GroupRow, Status, Totals
from atp_tui.tui.app_messages import DIALOG
from atp_tui.tui.dialogs.choice import Choice, ChoiceScreen
from atp_tui.tui.fleet_view import FleetView
from atp_tui.tui.fleet_words import ORDERS, USUAL, empty_words, status_words
from atp_tui.tui.group_lines import GroupLines, columns_for, head_line
from atp_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from atp_tui.tui.messages import GroupHighlighted, GroupSelected
from atp_tui.tui.panes.events.status import StatusLine
from atp_tui.tui.text import joined, own_text
from atp_tui.tui.widgets.filter_input import FilterInput
from atp_tui.tui.widgets.line_list import GUTTER, LineList
from atp_tui.tui.widgets.line_source import NoLines

_ALL: Final = "all"
_USUAL: Final = "all but muted"


class GroupsPane(Vertical):
    """A virtual list of groups; the cursor stays on its group while rows move.

    Args:
        view: Where the groups are read.
        keymap: The keys to name.
        which: The groups that are listed at first.
    """

    BORDER_TITLE = "Groups"

    totals: var[Totals | None] = var(None)
    is_indexing: var[bool] = var(False)

    def __init__(
        self,
        view: FleetView,
        keymap: Keymap = DEFAULT_KEYMAP,
        which: GroupFilter = USUAL,
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._view = view
        self._keymap = keymap
        self._which = which
        self._order = GroupOrder.IMPACT
        self._lines: GroupLines | None = None
        self._placed = 0
        """The row on which a refresh has put the cursor last."""
        self._is_moved = False
        """Whether the cursor was moved by the user; until then it stays on the first row."""
        self._before: int | None = None
        """The group that was under the cursor when the filter was opened."""
        self.marks: dict[int, str] = {}
        """The marked groups with their titles."""

    def compose(self) -> ComposeResult:
        """Lay out the headings, the list, the entry of the filter and the status."""
        yield Static(id="group-heads")
        yield LineList(empty=own_text("reading …"), id="group-list")
        yield FilterInput(clean(self._which.text), placeholder="part of a title or a note", id="group-filter")
        yield StatusLine(id="group-status")

    def on_mount(self) -> None:
        """Start without the entry."""
        self.query_one(FilterInput).display = False
        groups = self._list
        groups.is_marked = lambda index: (row := self._row(index)) is not None and row.id in self.marks
        groups.is_dim = lambda index: (row := self._row(index)) is not None and row.status is Status.MUTED

    def on_resize(self) -> None:
        """Choose the columns for another width."""
        self.call_after_refresh(self.refresh_groups)

    @property
    def _list(self) -> LineList:
        return self.query_one(LineList)

    def _row(self, index: int) -> GroupRow | None:
        return None if self._lines is None else self._lines.row(index)

    @property
    def row(self) -> GroupRow | None:
        """The group under the cursor."""
        groups = self._list
        return self._row(groups.cursor) if groups.row_count else None

    def refresh_groups(self, group: int | None = None) -> None:
        """Read again what is on screen.

        The cursor goes to *group*, or stays on its own, which keeps its row of the screen where it can.
        """
        groups = self._list
        width = groups.size.width - GUTTER - 1
        if width <= 0:
            return
        try:
            builds = self._view.builds()
            count = self._view.group_count(self._which)
            here = self.row if self._is_moved else None
            wanted = group or (here.id if here is not None else None)
            place = None if wanted is None else self._view.group_place(self._order, self._which, wanted)
        except CrashpackError as error:
            self._show_fault(error)
            return
        columns = columns_for(width, builds, self._order)
        self._lines = GroupLines(self._view, self._order, self._which, count, columns)
        self.query_one("#group-heads", Static).update(joined(own_text("  "), head_line(columns, self._order)))
        groups.empty = own_text(self._empty())
        above = groups.cursor - groups.scroll_offset.y
        groups.show(self._lines)
        if place is not None and place != groups.cursor:
            groups.scroll_to(y=max(0, place - above), force=True)
            groups.go_to(place)
        self._placed = groups.cursor
        if not count:
            self.post_message(GroupHighlighted(None))
        self.show_status()

    def _show_fault(self, error: CrashpackError) -> None:
        self._list.empty = own_text(str(error))
        self._lines = None
        self._list.show(NoLines())

    def _empty(self) -> str:
        return empty_words(self.totals, self._which, self._keymap.shown, is_indexing=self.is_indexing)

    def watch_totals(self) -> None:
        """Say how many groups are hidden."""
        if self.is_mounted:
            self._list.empty = own_text(self._empty())
            self.show_status()

    def show_status(self) -> None:
        """Show where the cursor is, and which groups are listed in which order."""
        self.query_one(StatusLine).show(self._status())

    def _status(self) -> Iterator[str]:
        count = self._list.row_count
        yield f"group {self._list.cursor + 1:,} of {count:,}" if count else "no group"
        if self.totals is not None and (hidden := self.totals.groups - count) > 0:
            yield f"{hidden:,} hidden"
        yield f"sort: {self._order}"
        yield status_words(self._which.statuses)
        if self._which.text:
            yield f"filter: {self._which.text}"
        if self._which.build is not None:
            yield f"build: {self._which.build}"
        if self.marks:
            yield f"{len(self.marks)} marked"

    def show_which(self, which: GroupFilter, group: int | None = None) -> None:
        """List other groups, with the cursor on *group* where that is listed, else on its own."""
        self._which = which
        before = group or (self.row.id if self.row is not None else None)
        self.refresh_groups(group)
        if self.row is not None and self.row.id != before:
            self._list.go_to(0)

    @on(LineList.Highlighted)
    def highlight(self, event: LineList.Highlighted) -> None:
        """Post which group the cursor has come to."""
        event.stop()
        self._is_moved |= event.index != self._placed
        self.post_message(GroupHighlighted(self.row))
        self.show_status()

    @on(LineList.Selected)
    def select(self, event: LineList.Selected) -> None:
        """Ask for the page of the group."""
        event.stop()
        self._is_moved = True
        if (row := self._row(event.index)) is not None:
            self.post_message(GroupSelected(row))

    def action_filter(self) -> None:
        """Open the entry of the filter."""
        entry = self.query_one(FilterInput)
        if not entry.display:
            self._before = self.row.id if self.row is not None else None
        entry.display = True
        entry.focus()

    @on(FilterInput.Changed)
    def narrow(self, event: FilterInput.Changed) -> None:
        """List the groups that have what is typed."""
        event.stop()
        if event.value != self._which.text:
            self.show_which(replace(self._which, text=event.value))

    @on(FilterInput.Accepted)
    @on(FilterInput.Dismissed)
    def close_entry(self, event: FilterInput.Accepted | FilterInput.Dismissed) -> None:
        """Keep the filter, or drop it and go back to the group that was under the cursor before."""
        event.stop()
        entry = event.filter_input
        if isinstance(event, FilterInput.Dismissed):
            self._drop_filter()
        entry.display = False
        self._list.focus()

    def _drop_filter(self) -> None:
        entry = self.query_one(FilterInput)
        with entry.prevent(FilterInput.Changed):
            entry.value = ""
        entry.display = False
        self.show_which(replace(self._which, text=""), self._before)

    def step_back(self) -> bool:
        """Drop the filter, then build and statuses that were chosen, then the marks; return False where none is."""
        if self._which.text:
            self._before = None
            self._drop_filter()
        elif self._which != USUAL:
            self.show_which(USUAL)
        elif self.marks:
            self.drop_marks(self.marks)
        else:
            return False
        return True

    @work(group=DIALOG)
    async def action_sort(self) -> None:
        """Ask for the order."""
        choices = [Choice(order.value, meaning) for order, meaning in ORDERS.items()]
        answer = await self.app.push_screen_wait(ChoiceScreen("Sort the groups by", choices, self._order.value))
        if answer is not None:
            self._order = GroupOrder(answer)
            self.refresh_groups()

    @work(group=DIALOG)
    async def action_statuses(self) -> None:
        """Ask for the statuses that are listed."""
        each = {status.value: frozenset({status}) for status in Status}
        wanted = {_USUAL: USUAL.statuses, _ALL: frozenset(Status), **each}
        told = {_USUAL: "what is open, known or fixed", _ALL: "muted groups too"}
        choices = [Choice(name, told.get(name, f"only groups that are {name}")) for name in wanted]
        now = next((name for name, statuses in wanted.items() if statuses == self._which.statuses), "")
        answer = await self.app.push_screen_wait(ChoiceScreen("Which groups are listed?", choices, now))
        if answer is not None:
            self.show_which(replace(self._which, statuses=wanted[answer]))

    @work(group=DIALOG)
    async def action_build(self) -> None:
        """Ask for the build that must show a group."""
        try:
            builds = self._view.builds()
        except CrashpackError as error:
            self.notify(clean(str(error)), severity="error", markup=False)
            return
        if len(builds) < 2:  # noqa: PLR2004 - a choice needs two
            self.notify("there is only one build" if builds else "no build is known of these packs")
            return
        choices = [Choice(_ALL, "all builds"), *(Choice(label, "") for label in reversed(builds))]
        question = "Show groups that were seen on which build?"
        answer = await self.app.push_screen_wait(ChoiceScreen(question, choices, self._which.build or _ALL))
        if answer is not None:
            self.show_which(replace(self._which, build=None if answer == _ALL else answer))

    def action_mark(self) -> None:
        """Mark or unmark the group, and go to the next one."""
        row = self.row
        if row is None:
            self.notify("no group is selected")
            return
        if self.marks.pop(row.id, None) is None:
            self.marks[row.id] = row.title
        self._list.action_move(1)
        self._list.refresh()
        self.show_status()

    def drop_marks(self, groups: Iterable[int]) -> None:
        """Unmark groups."""
        self.marks = {group: title for group, title in self.marks.items() if group not in set(groups)}
        self._list.refresh()
        self.show_status()
