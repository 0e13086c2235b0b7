"""The highlighted violation or event, in full."""

from collections.abc import Iterator

import msgspec
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.reactive import var
from textual.widgets import Static

from atp_tui.clean import clean
from atp_tui.engine.trace import BrokenEvent, Lane, TraceEvent
from atp_tui.report.model import ViolationRow
from atp_tui.store.events import Event
from atp_tui.tui.words import QUIET, SEVERITY_STYLES, heading, joined, lines, own_text, pack_text

_MAX_LINES = 2_000
"""Lines of an event's JSON that are shown; the rest is counted."""


class DetailPane(VerticalScroll):
    """What there is to say of the row that was highlighted last."""

    BORDER_TITLE = "Detail"

    content: var[Text] = var(Text())

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        yield Static(id="detail-text")

    def watch_content(self) -> None:
        """Show other text, from its beginning."""
        if self.is_mounted:
            self.query_one("#detail-text", Static).update(self.content)
            self.scroll_home(animate=False)


def violation_detail(row: ViolationRow, bearing: str) -> Text:
    """Return a violation in full; *bearing* tells of the events that bear on it."""
    severity = own_text(f"{row.severity} ", SEVERITY_STYLES[row.severity])
    parts = [
        joined(
            severity, pack_text(row.violation_type, "bold"), own_text("  found by ", QUIET), pack_text(row.oracle_name)
        ),
        pack_text(row.description),
        own_text(""),
    ]
    width = max((len(clean(key)) for key, _ in row.evidence), default=0)
    parts += [joined(own_text(f"{clean(key):<{width}}  ", "cyan"), pack_text(value)) for key, value in row.evidence]
    if not row.evidence:
        parts.append(own_text("no evidence is recorded with it", QUIET))
    return lines(*parts, own_text(""), own_text(bearing))


def event_detail(event: Event, place: int) -> Text:
    """Return an event in full: where it stands, its lanes, its exact time, and its JSON."""
    if isinstance(event, BrokenEvent):
        shown = event.raw[:_MAX_LINES].decode("utf-8", "replace")
        return lines(
            heading(f"Event {place} is broken"),
            own_text(f"expected {event.expected}, found {event.found}"),
            own_text(""),
            pack_text(shown),
        )
    return lines(_place(event, place), own_text(""), *_json_lines(event))


def _place(event: TraceEvent, place: int) -> Text:
    fields = event.fields
    lanes = ", ".join(lane.value for lane in Lane if lane in event.lanes) or "none"
    time = "no lab time" if fields.time is None else f"{fields.time:,} ns"
    return joined(heading(f"Event {place}"), own_text(f"  {time}  lanes: {lanes}", QUIET))


def _json_lines(event: TraceEvent) -> Iterator[Text]:
    shown = msgspec.json.format(event.raw, indent=2).decode().split("\n")
    for line in shown[:_MAX_LINES]:
        yield pack_text(line)
    if len(shown) > _MAX_LINES:
        yield own_text(f"… {len(shown) - _MAX_LINES:,} more lines", QUIET)
