"""A screen of bare text, to be selected by hand when no clipboard can be reached."""

from collections.abc import Iterable
from typing import ClassVar, Final

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from atp_tui.clean import clean
from atp_tui.store.file_writer import write_private
from atp_tui.tui.dialogs.closing import closing_keys
from atp_tui.tui.footers import ALWAYS, BACK
from atp_tui.tui.terminal.mouse import MouseLoan
from atp_tui.tui.text import LongLines, pack_text
from atp_tui.tui.widgets.key_footer import KeyFooter
from atp_tui.tui.widgets.long_text import LongText
from atp_tui.tui.widgets.text_view import TextView

FILE_NAME: Final = "atp-tui.txt"

_LAID_OUT: Final = 20_000
"""Characters that are laid out whole; of a longer text only the lines on screen are."""

_KEYS: Final = (("s", "Save to a private file"), ("up/down", "Scroll"), ("?", "Help"), BACK)


class PlainScreen(ModalScreen[None]):
    """Lines of text from edge to edge, with the mouse left to the terminal.

    Lines that are longer than the screen are folded; in the file they are whole. Notices are dismissed, since they
    would cover the text.

    Args:
        lines: The text.
        said: Why it is shown, in words.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *closing_keys(),
        Binding("s", "save", "Save to a private file", id="plain.save"),
    ]

    DEFAULT_CSS = """
    PlainScreen {
        background: $background;
        layout: vertical;
        & > TextView { height: 1fr; scrollbar-size: 0 0; }
        #plain-text { width: 100%; height: auto; text-wrap: nowrap; text-overflow: fold; }
        #plain-said { width: 100%; height: auto; color: $text-muted; text-overflow: fold; }
    }
    """

    def __init__(self, lines: Iterable[str], *, said: str = "", name: str | None = None) -> None:
        super().__init__(name=name)
        self._said = said
        self._text = "\n".join(clean(line) for line in lines)
        self._mouse = MouseLoan(None)
        self._is_long = len(self._text) > _LAID_OUT

    def compose(self) -> ComposeResult:
        """Lay out the text, below it what there is to say, and the keys."""
        with TextView():
            if self._is_long:
                yield LongText(id="plain-lines")
            else:
                yield Static(Text(self._text), id="plain-text", markup=False)
        yield Static(id="plain-said", markup=False)
        yield KeyFooter(_KEYS, always=ALWAYS)

    def on_mount(self) -> None:
        """Leave the mouse to the terminal, now and whenever the program comes back to the foreground."""
        self.app.clear_notifications()
        if self._said:
            self._say(self._said)
        self._mouse = MouseLoan(self.app._driver)  # noqa: SLF001
        if self._is_long:
            shown = self._text.split("\n")
            self.query_one(LongText).show(LongLines((), len(shown), lambda index: pack_text(shown[index])))
        self.app.app_resume_signal.subscribe(self, self._lend_again)
        self._lend()

    def on_screen_resume(self) -> None:
        """Leave the mouse to the terminal."""
        self._lend()

    def on_screen_suspend(self) -> None:
        """Take mouse tracking back for the next screen."""
        self._mouse.take_back()

    def on_unmount(self) -> None:
        """Restore mouse tracking, however the screen was left."""
        self._mouse.take_back()

    def action_save(self) -> None:
        """Write the text to a file of its own and tell where it is."""
        try:
            said = f"Saved to {write_private(self._text + chr(10), FILE_NAME)}"
        except OSError as error:
            said = f"Not saved: {error.strerror or error}; is there room in the temporary directory?"
        self._say(said)

    def _lend(self) -> None:
        self._mouse.lend()
        if self._mouse.is_lent:
            self._say(f"{self._said} Select with the mouse; the terminal has it until you leave.".strip())

    def _lend_again(self, _app: App[object]) -> None:
        """Lend the mouse that the driver has just turned on again."""
        if self.is_current:
            self._mouse.is_lent = False
            self._lend()

    def _say(self, words: str) -> None:
        self.query_one("#plain-said", Static).update(Text(clean(words)))
