"""What panes and workers tell the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.text import Text

    from atp_tui.engine.density import Density
    from atp_tui.engine.diff.alignment import Row
    from atp_tui.engine.difference import Difference
    from atp_tui.engine.errors import CrashpackError
    from atp_tui.engine.minimize.config import MinimizeProgress
    from atp_tui.engine.oracle.judgement import AtpJudgement
    from atp_tui.engine.replay.result import ReplayResult
    from atp_tui.engine.what_if import Change, WhatIf
    from atp_tui.machine.clipboard import CopyOutcome
    from atp_tui.report.model import Report, ViolationRow
    from atp_tui.rerun.minimized_pack import MinimizedPack
    from atp_tui.store.pack import Pack
    from atp_tui.tui.side_rows import AlignedRows


@dataclass
class PackOpened(Message):
    """A pack was read; its soundness is not yet examined."""

    pack: Pack


@dataclass
class PackFailed(Message):
    """A pack cannot be opened."""

    error: CrashpackError


@dataclass
class PackWanted(Message):
    """Another pack is to be opened, on a screen of its own."""

    path: str


@dataclass
class PackExamined(Message):
    """A whole pass over the pack is done."""

    report: Report


@dataclass
class PackJudged(Message):
    """The ATP oracle has judged the pack."""

    judgements: tuple[AtpJudgement, ...]


@dataclass
class ProofRead(Message):
    """The proof that came with the pack was read and verified."""

    page: tuple[Text, ...]
    """What there is to say of it, line by line."""


@dataclass
class ViolationHighlighted(Message):
    """The cursor came to a violation, or there is none."""

    row: ViolationRow | None


@dataclass
class ViolationChosen(Message):
    """The events that bear on a violation are wanted."""

    row: ViolationRow


@dataclass
class EventHighlighted(Message):
    """The cursor came to an event."""

    place: int


@dataclass
class EventChosen(Message):
    """An event is wanted in full."""

    place: int


@dataclass
class EventsFound(Message):
    """A search has looked through more rows."""

    search: int
    """Number of the search; a newer one makes an older one void."""
    places: list[int]
    looked: int
    """Rows looked through so far."""
    is_done: bool


@dataclass
class BearingFound(Message):
    """More events were found that bear on a violation, or all were."""

    row: ViolationRow
    places: list[int]
    """Their places in the trace, in order, behind those told before."""
    is_done: bool


@dataclass
class TraceGrew(Message):
    """More of the trace is known."""

    share: float
    """How much, from 0 to 1."""

    def can_replace(self, message: Message) -> bool:
        """Let the newest share stand for those before it."""
        return isinstance(message, TraceGrew)


@dataclass
class StateEdited(Message):
    """The state was changed, or a change undone."""

    what_if: WhatIf


@dataclass
class RanAgain(Message):
    """The oracle has judged the edited state."""

    what_if: WhatIf
    change: Change


@dataclass
class PackSaved(Message):
    """An edited run was written as a new pack."""

    path: str
    what_if: WhatIf
    """What was saved."""


@dataclass
class SaveFailed(Message):
    """It could not be written."""

    error: CrashpackError


@dataclass
class TextCopied(Message):
    """Copying came to an end."""

    what: str
    """What was copied, in words."""
    text: str
    outcome: CopyOutcome


@dataclass
class DensityRead(Message):
    """The density of the trace is known."""

    reading: int
    """Number of the reading; a newer one makes an older one void."""
    density: Density
    marks: tuple[int, ...]
    """For each bin the number of events that bear on the violation."""


@dataclass
class TimeChosen(Message):
    """The events at a lab time, or of a range of it, are wanted."""

    begin: int
    """Nanoseconds on the lab's clock."""
    end: int
    """Likewise; excluded."""
    is_range: bool


@dataclass
class RerunTold(Message):
    """A run or a comparison has come further."""

    sentence: str
    """How far."""

    def can_replace(self, message: Message) -> bool:
        """Let the newest sentence stand for those before it."""
        return isinstance(message, RerunTold)


@dataclass
class RerunFailed(Message):
    """What was asked for cannot be done."""

    error: CrashpackError


@dataclass
class ReplayEnded(Message):
    """A pack was run again, or cannot be."""

    result: ReplayResult


@dataclass
class MinimizeTold(Message):
    """A search for less has made a try."""

    progress: MinimizeProgress

    def can_replace(self, message: Message) -> bool:
        """Let the newest try stand for those before it."""
        return isinstance(message, MinimizeTold)


@dataclass
class MinimizeEnded(Message):
    """A smaller pack was written."""

    smaller: MinimizedPack


@dataclass
class FactsCompared(Message):
    """It is known what two packs tell differently."""

    sections: Mapping[str, tuple[Difference, ...]]
    rows: AlignedRows
    """The rows of their traces, of which there are none yet."""


@dataclass
class RowsAligned(Message):
    """More rows of two traces stand side by side."""

    is_done: bool

    def can_replace(self, message: Message) -> bool:
        """Let the newest count stand for those before it, but not for the end."""
        return isinstance(message, RowsAligned) and not message.is_done


@dataclass
class SideRowChosen(Message):
    """The events of a row of two sides are wanted."""

    row: Row
