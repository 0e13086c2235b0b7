"""The first row: which pack, what broke, and whether the pack can be trusted."""

from pathlib import Path
from typing import Final

from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from atp_tui.engine.imported import CONNECTION
from atp_tui.engine.note import Note
from atp_tui.report.model import Report, verdict_words, violation_rows
from atp_tui.report.text import soundness_word
from atp_tui.store.pack import Pack
from atp_tui.tui.judged_text import VERDICT_STYLES
from atp_tui.tui.text import BAD, GOOD, QUIET, UNDECIDED, joined, own_text, pack_text

_SCENARIO: Final = "scenario"
_ID: Final = 16
"""Characters of the id of a connection."""


class Summary(Widget):
    """Path, note, connection and scenario on the left, verdict and integrity on the right; the right is never cut."""

    pack: reactive[Pack | None] = reactive(None)
    progress: reactive[float] = reactive(0.0)
    """How much of the trace is known, from 0 to 1."""
    report: reactive[Report | None] = reactive(None)
    note: reactive[Note | None] = reactive(None)
    """The note beside the pack."""

    def __init__(self, path: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._path = path
        self._word = ""

    def watch_pack(self) -> None:
        """Count the violations once, and not in every frame."""
        if self.pack is not None:
            self._word = verdict_words(self.pack.verdict, violation_rows(self.pack.crashpack))

    def render(self) -> Text:
        """Draw the row."""
        verdict_text = self._verdict()
        left = self._pack()
        room = self.content_size.width - verdict_text.cell_len - 1
        if room <= 0:
            return verdict_text
        left.truncate(room, overflow="ellipsis", pad=True)
        return joined(left, " ", verdict_text)

    def _pack(self) -> Text:
        left = pack_text(self._path, "bold")
        if self.pack is None:
            return joined(left, own_text("  reading …", QUIET))
        if self.note is not None and self.note.verdict is not None:
            left = joined(left, own_text("  note: ", QUIET), own_text(self.note.verdict.value, UNDECIDED))
        if self.pack.names and self.pack.names != self.pack.log_paths:
            connection = self.pack.crashpack.metadata.get(CONNECTION, "")[:_ID]
            left = joined(left, own_text("  connection: ", QUIET), pack_text(connection)) if connection else left
        scenario = self.pack.crashpack.metadata.get(_SCENARIO, "")
        if scenario and scenario != Path(self._path).name:
            left = joined(left, own_text("  scenario: ", QUIET), pack_text(scenario))
        return left

    def _verdict(self) -> Text:
        if self.pack is None:
            return own_text("")
        broke = own_text(self._word, VERDICT_STYLES[self.pack.verdict])
        if self.report is None:
            doing = "checking …" if self.progress >= 1 else f"reading {int(self.progress * 100)}% …"
            return joined(broke, " | ", own_text(doing, QUIET))
        return joined(broke, " | ", own_text(soundness_word(self.report), GOOD if self.report.sound else BAD))
