"""Messages that cross the border of a pane: to the screen, or to the app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from atp_tui.engine.note import Note
    from atp_tui.engine.what_if_session import WhatIfSession
    from atp_tui.fleet.rows import GroupRow
    from atp_tui.report.model import Report, ViolationRow
    from atp_tui.store.note_file import NoteFile
    from atp_tui.store.pack import Pack
    from atp_tui.tui.inspection import Inspection


@dataclass
class PackOpened(Message):
    """A pack was read; its soundness is not yet examined."""

    pack: Pack
    note: NoteFile
    """What lies beside the pack where its note belongs."""


@dataclass
class TraceProgress(Message):
    """More of the trace is known."""

    share: float
    """How much, from 0 to 1."""

    def can_replace(self, message: Message) -> bool:
        """Replace the progress reported before."""
        return isinstance(message, TraceProgress)


@dataclass
class PackExamined(Message):
    """A whole pass over the pack is done."""

    report: Report


@dataclass
class LabelsChanged(Message):
    """Keys of a pane lead somewhere else than before."""


@dataclass
class PaneRequested(Message):
    """A pane is to be shown and focused."""

    name: str


@dataclass
class InspectionChanged(Message):
    """Another violation is highlighted, or more of its related events are known; None where none is listed."""

    inspection: Inspection | None


class ViolationHighlighted(Message):
    """The cursor of the violations has moved."""


@dataclass
class ViolationSelected(Message):
    """The events that are related to a violation are to be shown."""

    row: ViolationRow


@dataclass
class NoteChanged(Message):
    """A note about the pack was written."""

    note: Note


@dataclass
class EventHighlighted(Message):
    """The cursor has come to an event."""

    place: int


@dataclass
class EventSelected(Message):
    """An event is to be shown in full."""

    place: int


@dataclass
class ViewChanged(Message):
    """The events pane shows another view."""

    has_scheduler: bool
    """Whether scheduler events are listed."""
    has_span: bool
    """Whether the events are narrowed to a range of simulated time."""


@dataclass
class TimeSelected(Message):
    """The events at a simulated time, or of a range of it, are to be shown."""

    begin: int
    """Nanoseconds on the lab's clock."""
    end: int
    """Likewise; excluded."""
    is_range: bool
    is_first: bool = False
    """Whether it is the first time since the timeline got the focus."""


@dataclass
class WhatIfChanged(Message):
    """A state was edited, an edit undone, the oracle run, or another oracle's state chosen."""

    session: WhatIfSession


@dataclass
class GroupHighlighted(Message):
    """The cursor has come to a group, or its group has changed; None where no group is listed."""

    row: GroupRow | None


@dataclass
class GroupSelected(Message):
    """The page of a group is to be shown."""

    row: GroupRow


@dataclass
class GroupsChanged(Message):
    """The groups of the fleet were changed from here."""

    merged: tuple[int, ...] = ()
    """Those that are part of another one now."""
