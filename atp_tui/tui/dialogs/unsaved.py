"""The question that is asked before edits are lost."""

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from atp_tui.tui.text import lines, own_text, pack_text

_CHOICES: Final = ("w    save as a new pack, then leave", "q    leave without saving", "esc  stay")


class UnsavedScreen(ModalScreen[str | None]):
    """Asks whether edits are to be saved; gives back ``save``, ``leave`` or None to stay.

    Args:
        lost: What would be lost, as a sentence.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "dismiss('save')", "Save", show=False, id="leave.save"),
        Binding("q", "dismiss('leave')", "Leave", show=False, id="leave.leave"),
        Binding("escape", "dismiss(None)", "Stay", show=False, id="leave.stay"),
    ]

    def __init__(self, lost: str) -> None:
        super().__init__()
        self._lost = lost

    def compose(self) -> ComposeResult:
        """Lay out the question and its answers."""
        with Vertical(id="prompt"):
            yield Static(pack_text(self._lost, "bold"), id="prompt-question")
            yield Static(lines(*map(own_text, _CHOICES)), id="leave-choices")
