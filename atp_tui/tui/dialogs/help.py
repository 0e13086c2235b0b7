"""All keys, from the table of commands: first those that matter in the pane, then every one."""

from collections.abc import Iterator
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from atp_tui.cells import padded
from atp_tui.tui.commands import COMMANDS
from atp_tui.tui.footers import ALWAYS, footer_keys
from atp_tui.tui.key_names import shown_keys
from atp_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from atp_tui.tui.text import heading, joined, lines, own_text
from atp_tui.tui.widgets.key_tables import CHART_KEYS, LIST_KEYS

_WIDTH = 18


class HelpScreen(ModalScreen[None]):
    """A page of keys; any of them that leaves a place leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back", id="help.back"),
        Binding("question_mark", "dismiss(None)", "Back", id="help"),
        Binding("q", "app.quit", "Quit", id="quit"),
        Binding("j,down", "scroll_by(1)", "Down", id="help.down"),
        Binding("k,up", "scroll_by(-1)", "Up", id="help.up"),
    ]

    def __init__(self, keymap: Keymap = DEFAULT_KEYMAP, pane: str = "") -> None:
        super().__init__()
        self._keymap = keymap
        self._pane = pane

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with VerticalScroll(id="help"):
            yield Static(lines(*here_lines(self._keymap, self._pane), *help_lines(self._keymap)))

    def on_mount(self) -> None:
        """Show how to leave."""
        page = self.query_one("#help")
        page.border_title = "Keys"
        page.border_subtitle = "esc: back"
        page.focus()

    def action_scroll_by(self, rows: int) -> None:
        """Move the page by *rows*."""
        page = self.query_one(VerticalScroll)
        page.scroll_relative(y=rows, animate=False, immediate=True)


def here_lines(keymap: Keymap, pane: str) -> Iterator[Text]:
    """Yield the lines about the pane that has the keys: those that matter there, the most important first."""
    if pane:
        yield heading(f"In this pane: {pane.capitalize()}")
        for key, label in footer_keys(pane, keymap.shown)[:-ALWAYS]:
            yield joined(own_text(f"  {padded(key, _WIDTH)}", "bold cyan"), own_text(label))
        yield own_text("")


def help_lines(keymap: Keymap = DEFAULT_KEYMAP) -> Iterator[Text]:
    """Yield the lines of the page: the commands by group, then the keys of lists and of the timeline."""
    for group in dict.fromkeys(command.group for command in COMMANDS):
        yield heading(group)
        for command in COMMANDS:
            if command.group == group:
                yield _line(keymap.keys(command.name), command.told)
        yield own_text("")
    for title, table in (("In every list", LIST_KEYS), ("In the timeline", CHART_KEYS)):
        yield heading(title)
        for own in table:
            yield _line(keymap.keys(own.name), own.description)
        yield own_text("")
    yield _line("ctrl+p", "Search for any action by its name")


def _line(keys: str, sentence: str) -> Text:
    return joined(own_text(f"  {padded(shown_keys(keys), _WIDTH)}", "bold cyan"), own_text(sentence))
