"""The filter of the events pane: typed live, and searched for in a thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from threading import Event as Flag
from typing import Final

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from atp_tui.clean import CleanText, clean
from atp_tui.engine.errors import InvalidFormatError
from atp_tui.store.pack import Pack
from atp_tui.tui.app_messages import DIALOG
from atp_tui.tui.dialogs.kinds import KindsScreen
from atp_tui.tui.keymap import Keymap
from atp_tui.tui.messages import PaneRequested
from atp_tui.tui.panes.events.rows import EventRows, log_notice
from atp_tui.tui.panes.events.view import EventView, parse
from atp_tui.tui.search_results import SearchResults, step_from
from atp_tui.tui.widgets.filter_input import FilterInput

STALE_SECONDS: Final = 0.1
"""Seconds for which the rows of the previous filter stay while a newly typed one has found nothing."""


class EventSearch(Vertical):
    """Shows in the rows what a view asks for, searching the lane where the view has a filter.

    A search is never awaited: the next keystroke replaces it. Each search therefore has results of its own, and a
    batch for other results than the current ones is dropped when it arrives.

    While batches arrive, the cursor should come to the match nearest to where the user was, yet never be taken from a
    user who has moved it meanwhile. ``_keep`` is the place to stay near, and ``_put`` the place at which the last
    batch has left the cursor: only while the cursor is still there does the next batch move it nearer to ``_keep``.
    ``_is_stale`` is set while the rows of the previous filter are still shown.

    Args:
        rows: Where the events are listed.
        keymap: The keys to name in notices.
    """

    DEFAULT_CSS = "EventSearch { height: auto; }"

    @dataclass
    class Typed(Message):
        """The filter was edited, or its entry closed."""

        text: str
        """The filter, which can be parsed."""
        is_closed: bool
        is_only: bool = False
        """Whether it replaces all other filters of the lane."""

    @dataclass
    class Found(Message):
        """The search has come further."""

        results: SearchResults
        """The results to which the batch belongs."""
        places: Sequence[int]
        searched: int
        """Events searched so far."""
        is_done: bool

    def __init__(self, rows: EventRows, keymap: Keymap, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._rows = rows
        self._keymap = keymap
        self._pack: Pack | None = None
        self._view = EventView()
        self.results: SearchResults | None = None
        """What the running or finished search has found; None where the view has no filter."""
        self._cancel = Flag()
        self._keep: int | None = None
        self._put: int | None = None
        self._is_stale = False
        self._is_accepted = False
        """Whether the filter was accepted, so that its match is a place to stay at when the filter is cleared."""

    def compose(self) -> ComposeResult:
        """Lay out the entry."""
        yield FilterInput(placeholder="words, /regex/, kind:x, !not", id="filter")

    def on_mount(self) -> None:
        """Start without the entry."""
        self.entry.display = False

    @property
    def entry(self) -> FilterInput:
        """The entry."""
        return self.query_one(FilterInput)

    def action_open(self) -> None:
        """Open the entry; it filters events, so a log file is left."""
        self.post_message(EventRows.EventsRequested())
        self.entry.display = True
        self.screen.set_focus(self.entry)

    @work(group=DIALOG)
    async def action_list_kinds(self) -> None:
        """Count the kinds of the lane's events, and filter by the chosen one alone."""
        if self._pack is None:
            return
        dialog = KindsScreen(self._pack.events, self._view.lane, self._keymap)
        typed = await self.app.push_screen_wait(dialog)
        if typed is not None:
            self.post_message(PaneRequested("events"))
            self.post_message(self.Typed(typed, is_closed=True, is_only=True))

    @on(FilterInput.Changed)
    def parse_typed(self, event: FilterInput.Changed) -> None:
        """Report a filter that can be parsed, and show beside any other why it cannot."""
        event.stop()
        try:
            parse(event.value)
        except InvalidFormatError as error:
            self.entry.show_error(error.found)
        else:
            self.entry.show_error("")
            self.post_message(self.Typed(event.value, is_closed=False))

    @on(FilterInput.Accepted)
    def accept(self, event: FilterInput.Accepted) -> None:
        """Close the entry, if the filter can be parsed."""
        event.stop()
        if not self.entry.error:
            self._close(event.text)
            self._is_accepted = True
            self._stay_on_hit()

    @on(FilterInput.Dismissed)
    def dismiss(self, event: FilterInput.Dismissed) -> None:
        """Drop the filter and close the entry."""
        event.stop()
        self._show_text("")
        self._close("")

    def _close(self, text: str) -> None:
        self.entry.display = False
        self.screen.set_focus(self._rows.list)
        self.post_message(self.Typed(text, is_closed=True))

    def _show_text(self, text: str) -> None:
        """Show in the entry a filter that was not typed there."""
        entry = self.entry
        if entry.value != text:
            with self.prevent(FilterInput.Changed):
                entry.value = text
        entry.show_error("")

    @property
    def near(self) -> int | None:
        """The place to stay near: that of the cursor, unless the cursor still waits for the search to get there.

        In a log file it is that of the event whose line the cursor is on.
        """
        here = self._rows.place
        if self._view.log and self._pack is not None:
            line, lane = self._rows.list.cursor, self._view.lane
            return self._pack.events.place(lane, line) if line < self._pack.events.count(lane) else None
        return self._keep if self._keep is not None and here == self._put else here

    def show(self, pack: Pack, view: EventView, at: int | None, *, keeps_rows: bool = False) -> None:
        """Show a view.

        Args:
            pack: Whose events to show.
            view: What to show of them.
            at: The place on or near which the cursor goes; None for wherever it comes to be.
            keeps_rows: Whether the rows shown stay until a new search has found something, or for a moment.
        """
        is_same_search = pack is self._pack and (view.lane, view.wanted) == (self._view.lane, self._view.wanted)
        self._pack, self._view = pack, view
        if not self.entry.has_focus:
            self._show_text(view.query_text)
        if is_same_search:
            self._is_stale = False
            self._draw(at)
            self._keep = self._keep if at is None else at
            return
        self._stop()
        self._keep = at
        if not view.has_filter:
            self._draw(at)
            self._put = self._rows.place
            return
        self.results = SearchResults()
        self._is_stale = keeps_rows and self._rows.place is not None
        self._put = self._rows.place if self._is_stale else None
        if self._is_stale:
            self.set_timer(STALE_SECONDS, partial(self._drop_stale_rows, self.results))
        else:
            self._draw(None if view.alone else at)
        self._search(pack, view, self.results, self._cancel)

    def _stop(self) -> None:
        self._cancel.set()
        self._cancel = Flag()
        self.results, self._is_stale, self._is_accepted = None, False, False

    def _drop_stale_rows(self, results: SearchResults) -> None:
        """Show that a search has found nothing yet."""
        if self._is_stale and results is self.results:
            self._is_stale, self._put = False, None
            self._draw()

    @work(thread=True, group="search", description="search the events")
    def _search(self, pack: Pack, view: EventView, results: SearchResults, cancel: Flag) -> None:
        for places, searched in pack.events.search(view.wanted, view.lane, cancel.is_set):
            self.post_message(self.Found(results, places, searched, is_done=False))
        if not cancel.is_set():
            self.post_message(self.Found(results, [], pack.events.count(view.lane), is_done=True))

    @on(Found)
    def add_results(self, event: Found) -> None:
        """List what a search has found."""
        event.stop()
        if event.results is not self.results:
            return
        was_empty = not event.results.places
        event.results.add(event.places, event.searched, is_done=event.is_done)
        if self._view.log:
            self._is_stale = False
            return
        if self._is_stale and not event.places and not event.is_done:
            return
        self._is_stale = False
        if not self._view.alone:
            self._rows.keep(event.places)
        if was_empty:
            first = event.places[0] if event.places and not self._view.alone else None
            self._draw(first if self._keep is None else self._keep)
        elif self._view.alone:
            keep = self._keep if self._rows.place == self._put else None
            self._rows.list.refresh_rows()
            if keep is not None:
                self._rows.go_to(keep)
            self._keep = keep
        self._put = self._rows.place
        self._stay_on_hit()
        self.post_message(EventRows.Changed())

    def _stay_on_hit(self) -> None:
        """Stay near the match under the cursor, once it was accepted and no nearer one can come."""
        if self._is_accepted and self.results is not None and self.results.is_done and self._rows.place is not None:
            self._keep = None

    def refresh_rows(self) -> None:
        """List events of the lane that have become known since."""
        if not self._view.log and (self.results is None or not self._view.alone):
            self._rows.list.refresh_rows(keep_end=self._rows.is_ahead)

    def go_to(self, place: int) -> None:
        """Put the cursor on the event at a place, once the search has come there."""
        self._rows.go_to(place)
        if self.results is not None and self._view.alone and not self.results.holds(place):
            self._keep, self._put = place, self._rows.place

    def action_match(self, step: int) -> None:
        """Go to the next match, or the previous one."""
        here, results = self._rows.place, self.results
        if self._view.log:
            self.notify(log_notice(self._keymap), markup=False)
        elif results is None:
            self.notify(no_filter_notice(self._keymap), markup=False)
        elif here is None or (place := step_from(results.places, here, step)) is None:
            self.notify(clean(results.why_not(step)), markup=False)
        else:
            self.post_message(EventRows.PlaceRequested(place))

    def _draw(self, place: int | None = None) -> None:
        """Draw the rows of the view, with the cursor on the event at *place*."""
        if self._pack is None:
            return
        results = self.results
        empty = "no events here" if results is None else "nothing matches" if results.is_done else "searching …"
        places = results.places if results is not None and self._view.alone else None
        kept = results.places if results is not None and places is None else ()
        self._rows.show(self._pack, self._view, places, empty, kept)
        if place is not None:
            self._rows.go_to(place)
        self.post_message(EventRows.Changed())


def no_filter_notice(keymap: Keymap) -> CleanText:
    """Return why there are no matches to go to."""
    return clean(f"no filter and no selected violation; {keymap.shown('events.filter')} enters a filter")
