"""A question that is answered by choosing a row."""

from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from atp_tui.cells import cell_len, padded
from atp_tui.clean import clean
from atp_tui.tui.text import BAD, QUIET, joined, own_text
from atp_tui.tui.widgets.key_footer import KeyFooter
from atp_tui.tui.widgets.line_list import LineList

_KEYS: Final = (("enter", "OK"), ("esc", "Cancel"))
_GAP: Final = 2
_MOST: Final = 40


class Choice(NamedTuple):
    """An answer."""

    name: str
    sentence: str
    refusal: str = ""
    """Why it cannot be chosen now; empty where it can."""


class ChoiceLines:
    """The answers, each with what it means."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        self._choices = choices
        self._width = min(_MOST, max(cell_len(clean(choice.name)) for choice in choices)) + _GAP

    def count(self) -> int:
        """Return how many there are."""
        return len(self._choices)

    def line(self, index: int) -> Text:
        """Return a row."""
        choice = self._choices[index]
        said = own_text(choice.sentence, QUIET)
        return joined(own_text(padded(clean(choice.name), self._width)), said)


class ChoiceScreen(ModalScreen[str | None]):
    """Asks for one of a few answers; returns its name, or None if the question is cancelled.

    Args:
        question: What is asked.
        choices: The answers, the usual one first.
        chosen: The answer on which the cursor begins; the first that can be chosen where it is none of them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Cancel", show=False, id="choice.cancel"),
        Binding("q", "dismiss(None)", "Cancel", show=False, id="quit"),
    ]

    def __init__(self, question: str, choices: Sequence[Choice], chosen: str = "") -> None:
        super().__init__()
        self._question = question
        self._choices = choices
        self._chosen = chosen

    def compose(self) -> ComposeResult:
        """Lay out question and answers."""
        with Vertical(id="choice"):
            yield Static(own_text(self._question), id="choice-question")
            yield LineList(ChoiceLines(self._choices), id="choice-list")
            for choice in self._choices:
                if choice.refusal:
                    yield Static(own_text(f"{choice.name}: {choice.refusal}", BAD), classes="choice-refusal")
            yield KeyFooter(_KEYS)

    def on_mount(self) -> None:
        """Give all answers a row, and begin on the first that can be chosen."""
        answers = self.query_one(LineList)
        answers.styles.height = len(self._choices)
        possible = [index for index, choice in enumerate(self._choices) if not choice.refusal]
        chosen = [index for index in possible if self._choices[index].name == self._chosen]
        answers.go_to(next(iter((*chosen, *possible)), 0))
        answers.focus()

    @on(LineList.Selected)
    def choose(self, event: LineList.Selected) -> None:
        """Dismiss with the answer, if it can be chosen."""
        event.stop()
        choice = self._choices[event.index]
        if not choice.refusal:
            self.dismiss(choice.name)
