"""What is told of places, marks, kinds and the note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from atp_tui.store.event_finder import Located
    from atp_tui.store.kind_counts import KindCounts
    from atp_tui.store.note_file import NoteFile


@dataclass
class EventLocated(Message):
    """It is known which event a typed place means."""

    located: Located
    takes_nearest: bool
    """Whether the nearest one will do where none is meant."""
    is_start: bool
    """Whether it is the first one to look at, in its lane and filter."""


@dataclass
class KindsCounted(Message):
    """More events were counted by their kinds."""

    counts: KindCounts
    is_done: bool
    """Whether these are all."""


@dataclass
class MarksChanged(Message):
    """Other events are marked now."""

    places: tuple[int, ...]
    """Their places in the trace, in order."""


@dataclass
class MarksExported(Message):
    """The marked events were written to a file, or could not be."""

    path: str
    count: int
    fault: str = ""
    """Why they could not be written; empty where they were."""


@dataclass
class PictureWritten(Message):
    """The screen was drawn into a file, or could not be."""

    path: str
    fault: str = ""
    """Why it could not be written; empty where it was."""


@dataclass
class NoteRead(Message):
    """It is known what stands beside the pack where its note belongs."""

    file: NoteFile


@dataclass
class NoteKept(Message):
    """A note was written, or could not be."""

    file: NoteFile
    fault: str
    """Why it could not be written; empty where it was."""
    is_asked: bool
    """Whether somebody asked for it, in place of having marked an event."""
