"""A question that is answered with one line."""

from collections.abc import Callable
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from atp_tui.clean import is_clean
from atp_tui.tui.text import BAD, QUIET, own_text
from atp_tui.tui.widgets.filter_input import FilterInput
from atp_tui.tui.widgets.key_footer import KeyFooter

_HINT: Final = "Enter: OK  Esc: cancel"
_KEYS: Final = (("enter", "OK"), ("esc", "Cancel"))


class PromptScreen(ModalScreen[str | None]):
    """Asks for a line and gives it back, or None when the question is left.

    Args:
        question: What is asked.
        value: What stands there at first; nothing where it holds what cannot be seen.
        fault: Says what is wrong with an answer, in words; empty when nothing is.
    """

    def __init__(self, question: str, value: str = "", fault: Callable[[str], str] = lambda _: "") -> None:
        super().__init__()
        self._question = question
        self._value = value if is_clean(value) else ""
        self._fault = fault

    def compose(self) -> ComposeResult:
        """Lay out question, entry and keys."""
        with Vertical(id="prompt"):
            yield Static(own_text(self._question), id="prompt-question")
            yield FilterInput(self._value, id="prompt-entry")
            yield Static(own_text(_HINT, QUIET), id="prompt-hint")
        yield KeyFooter(_KEYS)

    def on_mount(self) -> None:
        """Put the keys to the entry."""
        self.query_one(FilterInput).focus()

    @on(FilterInput.Changed)
    def check(self, event: FilterInput.Changed) -> None:
        """Show at every keystroke what is wrong."""
        self._tell(self._fault(event.value) if event.value else "")

    @on(FilterInput.Accepted)
    def answer(self, event: FilterInput.Accepted) -> None:
        """Dismiss with the answer, if nothing is wrong with it."""
        fault = self._fault(event.text)
        if fault:
            self._tell(fault)
        else:
            self.dismiss(event.text)

    @on(FilterInput.Dismissed)
    def leave(self) -> None:
        """Dismiss without an answer."""
        self.dismiss(None)

    def _tell(self, fault: str) -> None:
        """Show what is wrong below the entry, where there is room however long the answer is."""
        self.query_one("#prompt-hint", Static).update(own_text(fault or _HINT, BAD if fault else QUIET))
