"""The proof of a task that came with the pack: what verifying it found, and what it claims."""

from collections.abc import Iterable
from typing import ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from atp_tui.tui.widgets.line_list import LineList
from atp_tui.tui.words import BAD, QUIET, heading, own_text, pack_text

READING: Final = "reading and verifying the proof …"
CLAIMS: Final = "What it claims"
FOUND: Final = "What verifying it found"
UNCHECKED: Final = "proof verify, with --root and --key, compares files and checks a signature"

_FAULT: Final = "  FAULT:"


class ProofLines:
    """The rows of the page."""

    def __init__(self, rows: tuple[Text, ...]) -> None:
        self.rows = rows

    def count(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def line(self, index: int) -> Text:
        """Return a row."""
        return self.rows[index]

    def width(self) -> int:
        """Return no width: the rows drawn tell it."""
        return 0


class ProofScreen(ModalScreen[None]):
    """A page about the proof; what is on it comes when the proof was read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back", id="proof.back"),
        Binding("A", "dismiss(None)", "Back", id="evidence.proof"),
        Binding("q", "app.quit", "Quit", id="quit"),
    ]

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with Vertical(id="proof"):
            yield LineList(empty=own_text(READING), id="proof-list")

    def on_mount(self) -> None:
        """Say how to leave."""
        page = self.query_one("#proof")
        page.border_title = "Proof of a task"
        page.border_subtitle = "esc: back"

    def show_page(self, page: tuple[Text, ...]) -> None:
        """Show what is known of the proof."""
        self.query_one(LineList).show(ProofLines(page))


def proof_page(claims: Iterable[str], found: Iterable[str]) -> tuple[Text, ...]:
    """Return the page of a proof: what verifying it found, the verdict first, then what it claims."""
    return (
        heading(FOUND),
        *(pack_text(line, BAD if line.startswith(_FAULT) else "") for line in found),
        own_text(f"  {UNCHECKED}", QUIET),
        own_text(""),
        heading(CLAIMS),
        *map(pack_text, claims),
    )
