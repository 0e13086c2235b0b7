"""The keys of a screen as a page that can be searched."""

from typing import ClassVar, Final, Protocol, runtime_checkable

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from atp_tui.tui.command import Command
from atp_tui.tui.dialogs.closing import closing_keys
from atp_tui.tui.footers import ALWAYS, BACK, ENTRY_KEYS
from atp_tui.tui.help_page import HelpSection, command_sections, help_page, joined_keys
from atp_tui.tui.keymap import Keymap
from atp_tui.tui.widgets.filter_input import FilterInput
from atp_tui.tui.widgets.key_footer import KeyFooter
from atp_tui.tui.widgets.text_view import TextView

_KEYS: Final = (("/", "Search"), BACK)
_HERE: Final = "On this screen"
_FOCUSED: Final = "In the list or text"


class HelpScreen(ModalScreen[None]):
    """A page of keys; any of them that leaves a place leaves it.

    Args:
        sections: The keys.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *closing_keys("leave", on_help="leave"),
        Binding("slash", "search", "Search", show=False, id="events.filter"),
    ]

    def __init__(self, sections: tuple[HelpSection, ...]) -> None:
        super().__init__()
        self._sections = sections
        self._typed = ""

    def compose(self) -> ComposeResult:
        """Lay out the page, the entry and the keys."""
        with Vertical(id="help"):
            with TextView(id="help-page"):
                yield Static(id="help-text")
            yield FilterInput(placeholder="words", id="help-entry")
        yield KeyFooter(_KEYS, always=ALWAYS)

    def on_mount(self) -> None:
        """Start without the entry."""
        self.query_one("#help").border_title = "Keys"
        self.query_one(FilterInput).display = False
        self.query_one(TextView).focus()

    def on_resize(self) -> None:
        """Lay out the page for another width."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        page = self.query_one(TextView)
        found = tuple(section.matching(self._typed) for section in self._sections)
        self.query_one("#help-text", Static).update(help_page(found, page.scrollable_content_region.width))

    def action_search(self) -> None:
        """Open the entry."""
        entry = self.query_one(FilterInput)
        entry.display = True
        entry.focus()
        self.query_one(KeyFooter).show_keys(ENTRY_KEYS)

    def action_leave(self) -> None:
        """Clear the search, or else leave the page."""
        if self._typed:
            self.query_one(FilterInput).value = ""
        else:
            self.dismiss()

    @on(FilterInput.Changed)
    def narrow(self, event: FilterInput.Changed) -> None:
        """Show the keys that have what is typed."""
        event.stop()
        self._typed = event.value
        self._draw()
        self.query_one(TextView).scroll_home(animate=False)

    @on(FilterInput.Accepted)
    @on(FilterInput.Dismissed)
    def close_entry(self, event: FilterInput.Accepted | FilterInput.Dismissed) -> None:
        """Go back to the page, with what was found or with all keys."""
        event.stop()
        if isinstance(event, FilterInput.Dismissed):
            event.filter_input.value = ""
        event.filter_input.display = False
        self.query_one(TextView).focus()
        self.query_one(KeyFooter).show_keys(_KEYS)


@runtime_checkable
class HasCommands(Protocol):
    """A screen with a table of commands, in which a pane has the focus."""

    commands: tuple[Command, ...]

    @property
    def pane(self) -> str:
        """The name of the pane."""
        ...


@runtime_checkable
class HasGlossary(Protocol):
    """A screen whose words are explained with its keys."""

    glossary: tuple[HelpSection, ...]


def help_of(screen: Screen[object], keymap: Keymap) -> tuple[HelpSection, ...]:
    """Return the page of a screen: its table of commands and its words, or else the keys that work on it."""
    if not isinstance(screen, HasCommands):
        return sections_of(screen)
    keys = command_sections(screen.commands, keymap, screen.pane)
    return (*keys, *(screen.glossary if isinstance(screen, HasGlossary) else ()))


def sections_of(screen: Screen[object]) -> tuple[HelpSection, ...]:
    """Return the keys that work on a screen: its own, then those of the part that has the focus.

    Bindings without an id are Textual's own.
    """
    found: dict[str, dict[str, list[str]]] = {_HERE: {}, _FOCUSED: {}}
    for key, active in screen.active_bindings.items():
        if active.binding.id and not isinstance(active.node, App):
            keys = found[_HERE if active.node is screen else _FOCUSED]
            keys.setdefault(active.binding.description, []).append(key)
    return tuple(
        HelpSection(title, tuple((joined_keys(keys), sentence) for sentence, keys in rows.items()))
        for title, rows in found.items()
    )
