"""The status row of the events pane: what the list holds, and which match the cursor is on."""

from collections.abc import Iterable, Iterator

from textual.widgets import Static

from atp_tui.engine.lab_time import milliseconds
from atp_tui.store.pack import Pack
from atp_tui.tui.keymap import Keymap
from atp_tui.tui.panes.events.rows import EventRows
from atp_tui.tui.panes.events.view import EventView
from atp_tui.tui.search_results import SearchResults
from atp_tui.tui.text import own_text


class StatusLine(Static):
    """One row of text, which takes no room while it is empty."""

    DEFAULT_CSS = "StatusLine { display: none; }"

    def show(self, parts: Iterable[str]) -> None:
        """Show parts of a sentence, or nothing."""
        text = " | ".join(parts)
        self.update(own_text(text))
        self.display = bool(text)


def status_parts(
    pack: Pack, view: EventView, rows: EventRows, results: SearchResults | None, keymap: Keymap
) -> Iterator[str]:
    """Yield what there is to say of the list; nothing where it holds the whole lane."""
    if rows.file_change:
        yield f"the trace {rows.file_change}; open it again"
    if rows.inspection is not None and rows.is_stepping and not view.log:
        yield rows.inspection.words(rows.place)
    if view.log and view.lane is not None:
        key = keymap.shown("events.log_file")
        yield f"{view.lane.value}log as written; {key}: back to the events"
    elif rows.is_ahead:
        yield "the end, read ahead; numbers and detail follow once the trace is read"
    else:
        if results is not None:
            yield from results.words(pack.events.count(view.lane), rows.place)
            yield from _filters(view, keymap)
        if view.hides_in_range:
            yield f"scheduler events hidden ({keymap.shown('events.scheduler')}: show)"
        elif rows.events is not None and (hidden := rows.events.hidden):
            yield f"{hidden:,} scheduler events hidden ({keymap.shown('events.scheduler')}: show)"
        elif view.scheduler:
            yield f"scheduler events shown ({keymap.shown('events.scheduler')}: hide)"
        if rows.marks:
            yield f"{len(rows.marks)} marked"


def _filters(view: EventView, keymap: Keymap) -> Iterator[str]:
    if view.relevance is not None:
        yield f"related to {view.violation_type}"
    if view.span is not None:
        yield f"{milliseconds(view.span[0])} to {milliseconds(view.span[1])}"
    if view.query_text:
        yield f"filter: {view.query_text}"
    key = keymap.shown("events.context")
    yield f"matches only ({key}: show context)" if view.alone else f"in context ({key}: matches only)"
