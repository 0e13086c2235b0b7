"""A second pack beside: the facts that differ on top, both traces aligned below."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from threading import Event as Flag
from typing import ClassVar, Final

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import Worker, get_current_worker

from atp_tui.engine.diff.alignment import align
from atp_tui.engine.diff.facts import diff_tables
from atp_tui.engine.diff.model import Difference
from atp_tui.engine.errors import CrashpackError, InvalidFormatError
from atp_tui.report.diff_facts import fact_tables
from atp_tui.report.diff_parts import NOTHING
from atp_tui.report.model import Report, report_of
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack, examine_pack
from atp_tui.tui.dialogs.closing import closing_keys
from atp_tui.tui.footers import ALWAYS, BACK
from atp_tui.tui.lanes import LANES
from atp_tui.tui.panes.events.view import parse
from atp_tui.tui.panes.side_by_side import SideBySide
from atp_tui.tui.side_rows import AlignedRows
from atp_tui.tui.side_view import SideView, narrow
from atp_tui.tui.text import BAD, GOOD, beginning, heading, joined, lines, own_text, pack_text
from atp_tui.tui.widgets.filter_input import FilterInput
from atp_tui.tui.widgets.key_footer import KeyFooter
from atp_tui.tui.widgets.text_view import TextView

_KEYS: Final = (
    ("n", "Next difference"),
    ("N", "Previous difference"),
    ("enter", "Go there"),
    ("s", "Scheduler"),
    ("/", "Filter"),
    ("1-4", "Lanes"),
    ("tab", "Facts"),
    ("?", "Help"),
    BACK,
)
_LOOK_EVERY: Final = 1_024
"""Rows after which it is asked whether they are still wanted."""


class CompareScreen(Screen[int | None]):
    """Two packs side by side; gives back the place of an event of the first to go to.

    Args:
        pack: The first pack.
        report: What a whole pass over it has found.
        other: Path of the second.
        keeps_index: Whether an index of the second's trace may be kept.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *closing_keys("leave"),
        Binding("tab", "app.focus_next", "Go to the facts or the events", id="compare.other"),
        Binding("n", "difference(1)", "Next difference", id="compare.next"),
        Binding("N", "difference(-1)", "Previous difference", id="compare.previous"),
        Binding("s", "scheduler", "Show or hide scheduler events", id="events.scheduler"),
        Binding("slash", "filter", "Filter the events of both", id="events.filter"),
        *(
            Binding(str(number), f"lane('{name}')", f"Show the lane: {name}", id=f"lane.{name}")
            for number, name in enumerate(LANES, 1)
        ),
    ]

    @dataclass
    class Failed(Message):
        """The second pack cannot be read."""

        error: CrashpackError

    @dataclass
    class Compared(Message):
        """The facts of both packs were compared; their traces are aligned next."""

        sections: Mapping[str, Collection[Difference]]
        rows: AlignedRows
        """The aligned rows, of which there are none yet."""

    @dataclass
    class Listed(Message):
        """More of the rows are listed that the view asks for."""

        rows: AlignedRows
        is_done: bool

        def can_replace(self, message: Message) -> bool:
            """Replace an earlier count of the same rows, but not the end."""
            return isinstance(message, CompareScreen.Listed) and message.rows is self.rows and not message.is_done

    def __init__(self, pack: Pack, report: Report, other: str, *, keeps_index: bool) -> None:
        super().__init__()
        self._pack = pack
        self._report = report
        self._other = other
        self._keeps_index = keeps_index
        self._rows: AlignedRows | None = None
        """All rows of the two traces."""
        self._is_aligned = Flag()
        self._view = SideView()
        self._listed: AlignedRows | None = None
        """The rows that the view asks for."""
        self._is_done = False
        """Whether all of those are listed."""
        self._near: int | None = None
        """The place in the first trace near which the cursor goes, once the rows are listed."""

    def compose(self) -> ComposeResult:
        """Lay out what differs, both traces, and the keys."""
        yield Static(pack_text(f"reading {self._other} …", "bold"), id="compare-said", classes="rerun-said")
        with TextView(id="compare-told"):
            yield Static(id="compare-facts")
        yield SideBySide(("first", "second"), id="compare-sides")
        yield FilterInput(placeholder="word, /regex/, kind:x, level:error, !not", id="compare-filter")
        yield KeyFooter(_KEYS, always=ALWAYS)

    def on_mount(self) -> None:
        """Begin, with the keys to the list."""
        self.query_one(FilterInput).display = False
        self.query_one("#side-list").focus()
        self.read_other()

    @work(thread=True, exclusive=True, group="compare")
    def read_other(self) -> None:
        """Read the second pack, compare what the two tell, then align their traces."""
        worker: Worker[None] = get_current_worker()
        try:
            other = open_pack(self._other, keeps_index=self._keeps_index)
            other.events.read_all(cancelled=lambda: worker.is_cancelled)
            if worker.is_cancelled:
                return
            first = fact_tables(self._pack, self._report)
            sections = diff_tables(first, fact_tables(other, report_of(other, examine_pack(other))))
        except CrashpackError as error:
            self.post_message(self.Failed(error))
            return
        rows = AlignedRows(self._pack.events, other.events)
        self.post_message(self.Compared(sections, rows))
        self._align(rows, other, worker)

    def _align(self, rows: AlignedRows, other: Pack, worker: Worker[None]) -> None:
        for number, row in enumerate(align(self._pack.events, other.events)):
            rows.add(row)
            if number % _LOOK_EVERY == 0 and worker.is_cancelled:
                return
        self._is_aligned.set()

    @on(Failed)
    def tell_failed(self, event: Failed) -> None:
        """Show why the second pack cannot be read."""
        self.query_one("#compare-said", Static).update(pack_text(str(event.error), BAD))
        self.query_one("#compare-sides").display = False
        self.query_one(KeyFooter).show_keys((BACK,))

    @on(Compared)
    def show_facts(self, event: Compared) -> None:
        """Show what the two tell differently, and the rows as they come."""
        self._rows = event.rows
        self.query_one("#compare-facts", Static).update(beginning(_fact_lines(event.sections), "atp-tui diff"))
        self.show_view(self._view)

    def show_view(self, view: SideView) -> None:
        """List the rows that a view asks for, staying near the event under the cursor."""
        rows, sides = self._rows, self.query_one(SideBySide)
        self._view = view
        if rows is None:
            return
        if self._listed is not None and self._listed.count():
            self._near = self._listed.near(sides.cursor)
        self._listed, self._is_done = rows.emptied(), False
        sides.show(self._listed, "no event of either is listed")
        self._list(rows, view, self._listed)
        self._tell()

    @work(thread=True, exclusive=True, group="list", description="list the rows of a view")
    def _list(self, rows: AlignedRows, view: SideView, listed: AlignedRows) -> None:
        worker: Worker[None] = get_current_worker()
        for is_done in narrow(rows, view, listed, self._is_aligned.is_set, lambda: worker.is_cancelled):
            self.post_message(self.Listed(listed, is_done))

    @on(Listed)
    def take_rows(self, event: Listed) -> None:
        """Show more rows, and once all are there the first difference, unless the cursor was moved."""
        if event.rows is not self._listed:
            return
        self._is_done = event.is_done
        sides = self.query_one(SideBySide)
        sides.take_more()
        if event.is_done and sides.cursor == 0:
            if self._near is not None:
                sides.go_to(event.rows.row_near(self._near))
            elif event.rows.differences:
                sides.go_to(event.rows.differences[0])
        self._tell()

    def _tell(self) -> None:
        rows, listed = self._rows, self._listed
        if rows is None or listed is None:
            return
        found, here = len(rows.differences), len(listed.differences)
        where = f"events differ at {found:,} {'place' if found == 1 else 'places'}" if found else "events are the same"
        where += "" if here == found else f", {here:,} listed here"
        more = "" if self._is_done else f" so far, {rows.count():,} rows aligned …"
        hidden = "" if self._view.scheduler or self._view.query_text else "; scheduler events hidden (s: show)"
        sign = own_text("x " if found else "= ", BAD if found else GOOD)
        names = pack_text(f"first {self._pack.path} | second {self._other}", "bold")
        said = lines(names, joined(sign, own_text(f"{where}{more}{hidden}; - first only, + second only, ~ changed")))
        self.query_one("#compare-said", Static).update(said)

    def action_scheduler(self) -> None:
        """Show the events that report scheduling alone, or hide them again."""
        self.show_view(replace(self._view, scheduler=not self._view.scheduler))

    def action_lane(self, name: str) -> None:
        """Show a lane."""
        self.show_view(replace(self._view, lane=LANES[name]))

    def action_filter(self) -> None:
        """Open the entry of the filter."""
        entry = self.query_one(FilterInput)
        entry.display = True
        entry.focus()

    @on(FilterInput.Changed)
    def parse_typed(self, event: FilterInput.Changed) -> None:
        """Show beside a filter that cannot be parsed why it cannot."""
        event.stop()
        entry = self.query_one(FilterInput)
        try:
            parse(event.value)
        except InvalidFormatError as error:
            entry.show_error(error.found)
        else:
            entry.show_error("")

    @on(FilterInput.Accepted)
    @on(FilterInput.Dismissed)
    def close_entry(self, event: FilterInput.Accepted | FilterInput.Dismissed) -> None:
        """List what the filter matches, or everything again where it was dismissed."""
        event.stop()
        entry = event.filter_input
        if isinstance(event, FilterInput.Dismissed):
            entry.value = ""
        elif entry.error:
            return
        entry.display = False
        self.query_one("#side-list").focus()
        self.show_view(replace(self._view, query_text=entry.value))

    @on(SideBySide.Selected)
    def go_there(self, event: SideBySide.Selected) -> None:
        """Go to the event in the first pack."""
        if event.row.first is not None:
            self.dismiss(event.row.first.place)
        else:
            self.notify("this event is in the second pack only")

    def action_difference(self, step: int) -> None:
        """Go to the next place where the traces differ, or the one before."""
        sides = self.query_one(SideBySide)
        found = None if self._listed is None else self._listed.difference(sides.cursor, step)
        if found is None:
            where = "later" if step > 0 else "earlier"
            self.notify(f"no {where} difference" if self._is_done else f"no {where} difference so far")
        else:
            sides.go_to(found)

    def action_leave(self) -> None:
        """Stop what is read and go back."""
        self.workers.cancel_node(self)
        self.dismiss(None)


def _fact_lines(sections: Mapping[str, Collection[Difference]]) -> Iterator[Text]:
    """The sections that differ, fact by fact, then those that do not on one line."""
    for section, found in sections.items():
        if found:
            yield joined(own_text("x ", BAD), heading(section), own_text(f": {len(found)} differ"))
        for each in found:
            yield joined(own_text("    - ", BAD), pack_text(f"{each.name}: {each.first or NOTHING}"))
            yield joined(own_text("    + ", GOOD), pack_text(f"{each.name}: {each.second or NOTHING}"))
    same = [section for section, found in sections.items() if not found]
    if same:
        yield joined(own_text("= ", GOOD), heading("the same"), own_text(f": {', '.join(same)}"))
