"""The program left, with a question first where edits would be lost."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from atp_tui.tui.messages import PackSaved
from atp_tui.tui.screens.editing import Editing
from atp_tui.tui.words import lines, own_text, pack_text

_CHOICES: Final = ("w    save as a new pack, then leave", "q    leave without saving", "esc  stay")


class LeaveScreen(ModalScreen[str | None]):
    """Asks once whether edits are to be saved; gives back ``save``, ``leave`` or None to stay.

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


class Leaving(Editing):
    """The part of the main screen that leaves it."""

    def __init__(self) -> None:
        super().__init__()
        self._after_saving: Callable[[], object] | None = None

    def action_quit(self) -> None:
        """Leave the program; ask before edits are lost, also those of packs below this one."""
        self._ask(lambda: self.app.exit(0), [*reversed(self.app.screen_stack)])

    def leave_to_pack_below(self) -> None:
        """Go back to the pack from which this one was opened; ask before edits are lost."""
        if len(self.app.screen_stack) > 1:
            self._ask(self.dismiss, (self,))

    def _ask(self, leave: Callable[[], object], screens: Sequence[Screen[Any]]) -> None:
        """Leave when nothing is lost; else ask, and once edits are saved look if there are others."""
        edited = next((screen for screen in screens if isinstance(screen, Leaving) and screen.unsaved), None)
        if edited is None:
            leave()
            return

        def go_on(answer: str | None) -> None:
            if answer == "leave":
                leave()
            elif answer == "save":
                edited.save_unsaved(lambda: self._ask(leave, screens))

        self.app.push_screen(LeaveScreen(edited.unsaved), go_on)

    def save_unsaved(self, then: Callable[[], object]) -> None:
        """Ask where the edits go, write them, and go on once they are written."""
        self.take_unsaved()
        self._after_saving = then
        self.action_save()

    @on(PackSaved)
    def go_on_leaving(self) -> None:
        """Go on with what was asked for before the edits were saved."""
        then, self._after_saving = self._after_saving, None
        if then is not None:
            # What was saved is noted by another handler of the same message.
            self.call_next(then)
