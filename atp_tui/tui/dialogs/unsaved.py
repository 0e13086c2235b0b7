"""The question that is asked before edits or marks are lost."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from atp_tui.tui.dialogs.closing import closing_keys
from atp_tui.tui.footers import ALWAYS
from atp_tui.tui.text import lines, own_text, pack_text
from atp_tui.tui.widgets.key_footer import KeyFooter


class UnsavedScreen(ModalScreen[str | None]):
    """Asks what to do with something unsaved; returns ``save``, ``leave``, or None to stay.

    Args:
        lost: What would be lost, as a sentence.
        saving: How it is saved, in words.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "dismiss('save')", "Save, then leave", show=False, id="leave.save"),
        Binding("d", "dismiss('leave')", "Discard and leave", show=False, id="leave.leave"),
        *closing_keys(),
    ]

    def __init__(self, lost: str, saving: str) -> None:
        super().__init__()
        self._lost = lost
        self._saving = saving

    def compose(self) -> ComposeResult:
        """Lay out the question, its answers and the keys."""
        with Vertical(id="prompt"):
            yield Static(pack_text(self._lost, "bold"), id="prompt-question")
            choices = (f"w    {self._saving}, then leave", "d    discard and leave", "esc  stay")
            yield Static(lines(*map(own_text, choices)), id="leave-choices")
        yield KeyFooter((("w", "Save"), ("d", "Discard"), ("?", "Help"), ("esc", "Stay")), always=ALWAYS)
