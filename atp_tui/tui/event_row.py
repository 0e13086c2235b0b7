"""One event as a row of a list, aligned with those around it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from rich.text import Text

from atp_tui.cells import fitted
from atp_tui.clean import clean
from atp_tui.engine.event_text import Level, level_of, text_of
from atp_tui.engine.lab_time import milliseconds
from atp_tui.engine.trace import BrokenEvent, EventFields, TraceEvent, escape_breaks, is_scheduler, seq_text
from atp_tui.tui.text import BAD, QUIET, UNDECIDED, joined, own_text, row_text
from atp_tui.tui.widgets.line_source import GrowingColumns

if TYPE_CHECKING:
    from atp_tui.engine.relevance import Relevance

RELATED: Final = "•"
"""The sign before an event that is related to the highlighted violation."""

_LEVELS: Final[Mapping[Level | None, tuple[str, str]]] = {
    Level.ERROR: ("! ", BAD),
    Level.WARNING: ("~ ", UNDECIDED),
    None: ("  ", "cyan"),
}
"""The sign before a kind, so that its level can be told without colour, and the style of both."""

_KIND_WIDTH: Final = 16
_SIGN: Final = 2
_NUMBER, _TIME = 0, 1
"""The columns that grow."""


def event_columns() -> GrowingColumns:
    """Return the columns for the number and the lab time of events, as wide as most events need them."""
    return GrowingColumns(6, 12, frozen=_SIGN + 1 + 2 + _SIGN + _KIND_WIDTH + 1)


def event_line(
    event: TraceEvent | BrokenEvent,
    place: int,
    relevance: "Relevance | None" = None,
    columns: GrowingColumns | None = None,
) -> Text:
    """Return an event as a row: sign, number, lab time, kind, and what it says."""
    columns = columns or event_columns()
    if isinstance(event, BrokenEvent):
        return joined(own_text(f"x {place:06d}  BROKEN: expected {event.expected}, found {event.found}", BAD))
    fields = event.fields
    is_related = relevance is not None and relevance.holds(fields)
    return joined(
        own_text(f"{RELATED} " if is_related else "  ", "bold yellow"),
        own_text(f"{columns.right(_NUMBER, seq_text(fields.seq))} ", QUIET),
        own_text(f"{columns.right(_TIME, milliseconds(fields.time))}  "),
        kind_text(fields, width=_KIND_WIDTH),
        own_text(" "),
        row_text(escape_breaks(text_of(fields)), QUIET if is_scheduler(fields) else ""),
    )


def kind_text(fields: EventFields, *, width: int | None = None) -> Text:
    """Return the kind of an event with the sign and the style of its level, in *width* cells where that is given."""
    kind = fields.kind if fields.kind is not None else "-"
    sign, style = _LEVELS[level_of(kind)]
    shown = clean(kind)
    return own_text(sign + (shown if width is None else fitted(shown, width)), QUIET if is_scheduler(fields) else style)
