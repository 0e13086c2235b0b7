"""The search of the events pane: a filter that is typed, a violation that is chosen, and what they find."""

import re
from functools import partial
from threading import Event as Flag
from typing import Final

from textual import on, work
from textual.containers import Vertical
from textual.reactive import var

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.engine.query import Query
from atp_tui.engine.relevance import Relevance
from atp_tui.engine.trace import Lane
from atp_tui.engine.wanted import Wanted
from atp_tui.store.pack import Pack
from atp_tui.tui.matches import Matches
from atp_tui.tui.messages import EventsFound
from atp_tui.tui.widgets.filter_input import FilterInput
from atp_tui.tui.widgets.line_list import LineList

_BEGUN: Final = re.compile(r'(?:(?<= )|^)!?(?:kind:)?[/"]?$')
"""The end of a line at which a term has only been begun: nothing is asked for by it yet."""

_STAYS: Final = 0.1
"""Seconds for which what was shown stays while a newly typed filter has found nothing: most find at once."""


class EventSearch(Vertical):
    """The part of the events pane that finds; the list and its rows belong to the pane."""

    pack: var[Pack | None] = var(None)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.lane: Lane | None = None
        self.query_text = ""
        self.chosen: Relevance | None = None
        """What the list is reduced to, beside the filter."""
        self.chosen_name = ""
        self.span: tuple[int, int] | None = None
        """The range of lab time to which the list is reduced, in nanoseconds, the end excluded."""
        self.found: Matches | None = None
        """The events that are meant; None where all are."""
        self.shows_log = False
        """Whether the list holds the lines of a log file in place of events."""
        self.alone = True
        """Whether the list holds those alone, else all of the lane."""
        self._query = Query()
        self._search = 0
        self._keep: int | None = None
        """The place near which the cursor stays while a search finds more."""
        self._put: int | None = None
        """The place where the search has put the cursor; None where it has found nothing yet."""
        self._stays = False
        """Whether the rows of the search before are still there."""
        self._cancel = Flag()

    @property
    def place(self) -> int | None:
        """The place in the trace of the event under the cursor."""
        raise NotImplementedError

    def show_rows(self, place: int | None = None) -> None:
        """Show the rows that are meant now, the cursor at *place*."""
        raise NotImplementedError

    def go_to_place(self, place: int) -> None:
        """Put the cursor on the event at a place, or on the next one that is shown."""
        raise NotImplementedError

    def tell_counts(self) -> None:
        """Say how many events are meant."""
        raise NotImplementedError

    def filter_ended(self) -> None:
        """Take notice that a filter was typed."""

    def ask_filter(self) -> None:
        """Let a filter be typed."""
        entry = self.query_one(FilterInput)
        entry.display = True
        self.screen.set_focus(entry)

    @on(FilterInput.Changed)
    def filter_typed(self, event: FilterInput.Changed) -> None:
        """Filter anew at every keystroke."""
        event.stop()
        self.take_query(event.value)

    @on(FilterInput.Accepted)
    def filter_accepted(self, event: FilterInput.Accepted) -> None:
        """Keep the filter and go to the list."""
        event.stop()
        if self.query_one(FilterInput).error:
            return
        self.filter_ended()
        self.query_one(FilterInput).display = False
        self.screen.set_focus(self.query_one(LineList))

    @on(FilterInput.Dismissed)
    def filter_dismissed(self, event: FilterInput.Dismissed) -> None:
        """Drop the filter."""
        event.stop()
        self.take_query("")
        self.filter_ended()
        self.query_one(FilterInput).display = False
        self.screen.set_focus(self.query_one(LineList))

    @on(EventsFound)
    def take_found(self, event: EventsFound) -> None:
        """Add what a search has found."""
        event.stop()
        if event.search != self._search or self.found is None:
            return
        was_empty = not self.found.places
        self.found.add(event.places, event.looked, is_done=event.is_done)
        if self.shows_log:
            self._stays = False
            return
        event_list = self.query_one(LineList)
        if self._stays and not event.places and not event.is_done:
            return
        self._stays = False
        if was_empty:
            first = event.places[0] if event.places and not self.alone else None
            self.show_rows(self._keep if self._keep is not None else first)
        elif self.alone:
            self._gain_rows(event_list)
        self._put = self.place
        self.tell_counts()

    def go_to_match(self, step: int) -> bool:
        """Go to the next event that is meant, or to the one before; say whether there is one."""
        here = self.place
        if self.found is None or here is None:
            return False
        place = self.found.step(here, step)
        if place is not None:
            self.go_to_place(place)
        return place is not None

    def emptiness(self) -> str:
        """What stands there where no event does."""
        if self.found is None:
            return "no events here"
        return "nothing matches" if self.found.is_done else "searching …"

    def _gain_rows(self, event_list: LineList) -> None:
        """Take over further rows, the cursor near the place to keep as long as nobody has moved it."""
        keep = self._keep if self.place == self._put else None
        event_list.refresh_rows()
        if keep is not None:
            self.go_to_place(keep)
        self._keep = keep

    @property
    def near(self) -> int | None:
        """The place near which the cursor is to stay: where it is, but where it was while it waits for a search."""
        return self._keep if self._keep is not None and self.place == self._put else self.place

    def take_query(self, text: str) -> None:
        """Filter by what was typed; a regular expression that is none keeps the filter before it."""
        here = self.near
        if self.set_query(text):
            self.alone = True
            self.look(here, stays=self.place is not None)

    def set_query(self, text: str) -> bool:
        """Take a filter without looking yet; say whether it is one, and in the entry why it is none."""
        entry = self.query_one(FilterInput)
        if entry.value != text:
            with self.prevent(FilterInput.Changed):
                entry.value = text
        if not text and not entry.has_focus:
            entry.display = False
        try:
            query = Query.parse(_BEGUN.sub("", text))
        except InvalidFormatError as error:
            entry.show_error(error.found)
            return False
        entry.show_error("")
        self.query_text, self._query = text, query
        if not text and not entry.value:
            entry.display = entry.has_focus
        return True

    def look(self, keep: int | None, *, stays: bool = False) -> None:
        """Search the lane anew, or show all of it where nothing is searched for; the cursor stays near *keep*.

        Where the rows shown may *stay*, they do so until something is found, but not for long.
        """
        self._cancel.set()
        self._cancel = Flag()
        self._search += 1
        self._keep = keep
        self._stays = stays
        if self.pack is None:
            return
        if not self._query.terms and self.chosen is None and self.span is None:
            self.found = None
            self.show_rows(keep)
            self._put = self.place
            return
        self.found = Matches()
        self._put = self.place if stays else None
        if stays:
            self.set_timer(_STAYS, partial(self._give_up_rows, self._search))
        else:
            self.show_rows(None)
        self._run_search(self._search, self._cancel)

    def _give_up_rows(self, search: int) -> None:
        """Show that a search has found nothing yet."""
        if self._stays and search == self._search:
            self._stays = False
            self._put = None
            self.show_rows(None)

    @work(thread=True, group="search")
    def _run_search(self, search: int, cancel: Flag) -> None:
        if self.pack is None:
            return
        wanted = Wanted(self._query, self.chosen, self.span)
        for places, looked in self.pack.events.search(wanted, self.lane, cancel.is_set):
            self.post_message(EventsFound(search, places, looked, is_done=False))
        if not cancel.is_set():
            self.post_message(EventsFound(search, [], self.pack.events.count(self.lane), is_done=True))
