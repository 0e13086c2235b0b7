"""The edits of the state as a list, and beside the record what the oracle says after each."""

from typing import ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from atp_tui.engine.evidence import log10_bayes_factor
from atp_tui.engine.what_if import WhatIf, change
from atp_tui.tui.dialogs.closing import closing_keys
from atp_tui.tui.footers import ALWAYS, BACK
from atp_tui.tui.state_diff import change_lines, edit_text
from atp_tui.tui.text import BAD, GOOD, QUIET, joined, lines, own_text
from atp_tui.tui.widgets.key_footer import KeyFooter
from atp_tui.tui.widgets.line_list import LineList

_KEYS: Final = (("enter", "Go there"), ("u", "Undo"), ("^r", "Redo"), ("?", "Help"), BACK)


class StepLines:
    """The steps, the state behind the record first."""

    def __init__(self, what_if: WhatIf) -> None:
        self._what_if = what_if
        self._steps = what_if.steps

    def count(self) -> int:
        """Return the number of steps."""
        return len(self._steps)

    def line(self, index: int) -> Text:
        """Return a step: where the state is, its number, what the oracle says of it, and what was edited."""
        result = self._what_if.at_step(index).result
        here = own_text("now " if index == self._what_if.step else "    ", "bold yellow")
        word = own_text("PASSED" if result.passed else "FAILED", GOOD if result.passed else BAD)
        factor = own_text(f" {log10_bayes_factor(result):+.2f}  ")
        edit = edit_text(self._steps[index - 1], self._steps[index]) if index else own_text("the state of the record")
        line = joined(here, own_text(f"{index:>3}  "), word, factor, edit)
        return joined(line, own_text("  undone", QUIET)) if index > self._what_if.step else line


class HistoryScreen(ModalScreen[int | None]):
    """Lists the edits of a state; gives back the number of the step to go to.

    Args:
        what_if: The state with its edits.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *closing_keys("leave"),
        Binding("H", "leave", "Back", show=False, id="state.history"),
        Binding("u", "step(-1)", "Undo", show=False, id="history.undo"),
        Binding("ctrl+r", "step(1)", "Redo", show=False, id="history.redo"),
    ]

    def __init__(self, what_if: WhatIf) -> None:
        super().__init__()
        self._what_if = what_if

    def compose(self) -> ComposeResult:
        """Lay out the steps, below them what the oracle says of the highlighted one, and the keys."""
        with Vertical(id="history"):
            yield LineList(id="history-list")
            with VerticalScroll(id="history-told", can_focus=False):
                yield Static(id="history-change")
        yield KeyFooter(_KEYS, always=ALWAYS)

    def on_mount(self) -> None:
        """Show the steps, the one where the state is under the cursor."""
        panel = self.query_one("#history")
        panel.border_title = own_text(f"Edits of the state of {self._what_if.recorded.oracle_name}")
        steps = self.query_one(LineList)
        steps.styles.max_height = max(3, len(self._what_if.steps))
        self._show()
        steps.focus()

    def _show(self) -> None:
        steps = self.query_one(LineList)
        steps.show(StepLines(self._what_if))
        steps.go_to(self._what_if.step)

    def action_step(self, step: int) -> None:
        """Undo an edit, or redo it."""
        self._what_if = self._what_if.at_step(self._what_if.step + step)
        self._show()

    def action_leave(self) -> None:
        """Go back, to the state at which undo and redo have arrived."""
        self.dismiss(self._what_if.step)

    @on(LineList.Highlighted)
    def tell(self, event: LineList.Highlighted) -> None:
        """Set what the oracle says of a step beside the record."""
        event.stop()
        result = self._what_if.at_step(event.index).result
        told = lines(*change_lines(change(self._what_if.recorded, result)))
        self.query_one("#history-change", Static).update(told)

    @on(LineList.Selected)
    def choose(self, event: LineList.Selected) -> None:
        """Go to a step."""
        event.stop()
        self.dismiss(event.index)
