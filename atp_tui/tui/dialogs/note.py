"""The note about a pack: a verdict to choose, and a comment to type."""

from typing import ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from atp_tui.clean import clean
from atp_tui.engine.note import MOST_WORDS, VERDICTS, NoteVerdict
from atp_tui.tui.text import QUIET, joined, own_text
from atp_tui.tui.widgets.filter_input import FilterInput
from atp_tui.tui.widgets.key_footer import KeyFooter
from atp_tui.tui.widgets.line_list import LineList

Judgement = tuple[NoteVerdict | None, str]
"""A verdict, if any, and words."""

_CHOICES: Final[tuple[NoteVerdict | None, ...]] = (None, *VERDICTS)
_KEYS: Final = (("up down", "Verdict"), ("enter", "Save"), ("esc", "Cancel"))
_WIDTH: Final = max(len(verdict.value) for verdict in VERDICTS) + 2


class VerdictLines:
    """The verdicts, each with what it means."""

    def count(self) -> int:
        """Return how many there are."""
        return len(_CHOICES)

    def line(self, index: int) -> Text:
        """Return a row."""
        verdict = _CHOICES[index]
        if verdict is None:
            return joined(own_text(f"{'-':<{_WIDTH}}"), own_text("no verdict", QUIET))
        return joined(own_text(f"{verdict.value:<{_WIDTH}}"), own_text(VERDICTS[verdict], QUIET))


class NoteScreen(ModalScreen[Judgement | None]):
    """Asks for a verdict and words; gives them back, or None when it is left.

    Args:
        path: Where the note is kept.
        judgement: What it says now.
        warning: What is to be known before it is kept.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", "Previous verdict", show=False, id="note.up"),
        Binding("down", "choose(1)", "Next verdict", show=False, id="note.down"),
    ]

    def __init__(self, path: str, judgement: Judgement, warning: str = "") -> None:
        super().__init__()
        self._path = path
        self._verdict, self._words = judgement
        self._shown = clean(" ".join(self._words.splitlines()))
        """The words as they can stand on one line."""
        self._warning = warning

    def compose(self) -> ComposeResult:
        """Lay out verdicts, the comment and the keys."""
        with Vertical(id="note"):
            yield Static(own_text(f"Stored in {self._path}", QUIET), id="note-path")
            yield Static(own_text(self._warning), id="note-warning")
            yield LineList(VerdictLines(), id="note-verdicts")
            yield FilterInput(self._shown, placeholder="what you found, in words", id="note-words")
        yield KeyFooter(_KEYS)

    def on_mount(self) -> None:
        """Show the verdict and put the keys to the words."""
        self.query_one("#note").border_title = "Note"
        self.query_one("#note-warning").display = bool(self._warning)
        verdicts = self.query_one(LineList)
        verdicts.can_focus = False
        verdicts.go_to(_CHOICES.index(self._verdict))
        self.query_one(FilterInput).focus()

    def action_choose(self, step: int) -> None:
        """Choose the next verdict, or the one before."""
        self.query_one(LineList).action_move(step)

    @on(FilterInput.Changed)
    def check(self, event: FilterInput.Changed) -> None:
        """Show when the text is too long."""
        is_long = len(event.value) > MOST_WORDS
        self.query_one(FilterInput).show_error(f"at most {MOST_WORDS} characters" if is_long else "")

    @on(FilterInput.Accepted)
    def answer(self, event: FilterInput.Accepted) -> None:
        """Dismiss with verdict and words; words that were not edited keep their line breaks."""
        if not self.query_one(FilterInput).error:
            words = self._words if event.text == self._shown else event.text
            self.dismiss((_CHOICES[self.query_one(LineList).cursor], words))

    @on(FilterInput.Dismissed)
    def leave(self) -> None:
        """Change nothing."""
        self.dismiss(None)
