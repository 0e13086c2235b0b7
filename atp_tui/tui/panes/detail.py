"""The highlighted violation or event, in full."""

from collections.abc import Callable, Iterator
from typing import Final

import msgspec
from rich.text import Text
from textual.app import ComposeResult
from textual.reactive import var
from textual.widgets import Static

from atp_tui.clean import clean
from atp_tui.engine.evidence import log10_bayes_factor
from atp_tui.engine.trace import BrokenEvent, Lane, TraceEvent
from atp_tui.report.model import ViolationRow
from atp_tui.store.events import Event
from atp_tui.store.pack import Pack
from atp_tui.tui.commands import COMMAND_OF
from atp_tui.tui.what_if_rows import WhatIfRow
from atp_tui.tui.widgets.text_view import TextView
from atp_tui.tui.words import BAD, QUIET, SEVERITY_STYLES, heading, joined, lines, own_text, pack_text

_WHAT_IF: Final = "WHAT IF: the record has no such violation; the edited state would"
_CLEAN_KEYS: Final = ("pane.events", "events.filter", "pane.soundness", "state.edit", "replay.compare")
_BROKEN_KEYS: Final = ("pane.soundness", "pane.events", "pane.replay")
_MAX_LINES = 2_000
"""Lines of an event's JSON that are shown; the rest is counted."""


class DetailPane(TextView):
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


def nothing_detail(pack: Pack, shown: Callable[[str], str]) -> Text:
    """Return what there is to say of a pack without violations, and where to go on from there.

    *shown* gives the key of a command as it stands on a keyboard.
    """
    results = pack.crashpack.oracle_results
    if pack.reading.journal is None:
        return lines(
            own_text("The journal cannot be read, so it is not known what broke."), _elsewhere(_BROKEN_KEYS, shown)
        )
    if not results:
        return lines(
            own_text("No oracle judged this run, so nothing is said to have broken."), _elsewhere(_CLEAN_KEYS, shown)
        )
    plural = "oracle" if len(results) == 1 else "oracles"
    told = [own_text(f"Nothing broke: {len(results)} {plural} judged the run and found no violation.")]
    told += [
        joined(
            own_text("  "),
            pack_text(result.oracle_name),
            own_text(f": PASSED, {result.stats.events_recorded:,} checked, log10 BF {log10_bayes_factor(result):+.2f}"),
        )
        if result.passed
        else joined(own_text("  "), pack_text(result.oracle_name), own_text(": FAILED without a listed violation", BAD))
        for result in results
    ]
    if not all(result.passed for result in results):
        told[0] = own_text("No violation is listed, yet not every oracle passed.")
    return lines(*told, own_text(""), _elsewhere(_CLEAN_KEYS, shown))


def _elsewhere(names: tuple[str, ...], shown: Callable[[str], str]) -> Text:
    """Keys that lead on from here."""
    return own_text("; ".join(f"{shown(name)}: {COMMAND_OF[name].sentence.lower()}" for name in names), QUIET)


def violation_detail(row: ViolationRow, bearing: str) -> Text:
    """Return a violation in full; *bearing* tells of the events that bear on it."""
    severity = own_text(f"{row.severity} ", SEVERITY_STYLES[row.severity])
    parts = [own_text(_WHAT_IF, "bold yellow")] if isinstance(row, WhatIfRow) else []
    parts += [
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
