"""The proof of a task that came with the pack: what verifying it found, and what it claims."""

import asyncio
from collections.abc import Iterable
from typing import ClassVar, Final

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from atp_tui.engine.artifacts import AGENT_PROOF
from atp_tui.engine.errors import CrashpackError
from atp_tui.store.pack import Pack
from atp_tui.tui.dialogs.closing import closing_keys
from atp_tui.tui.footers import ALWAYS, dialog_keys
from atp_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from atp_tui.tui.text import BAD, QUIET, heading, own_text, pack_text
from atp_tui.tui.widgets.key_footer import KeyFooter
from atp_tui.tui.widgets.line_list import LineList
from atp_tui.tui.widgets.rows import Rows

NO_PROOF: Final = f"no {AGENT_PROOF} here, so no proof of a task"
READING: Final = "reading and verifying the proof …"
CLAIMS: Final = "What it claims"
FOUND: Final = "What verifying it found"
UNCHECKED: Final = "proof verify, with --root and --key, compares files and checks a signature"

_FAIL: Final = "  FAIL:"


class ProofScreen(ModalScreen[None]):
    """Reads the proof that came with a pack, verifies it, and shows what was found.

    Args:
        pack: The pack.
        keymap: The keys that are shown.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *closing_keys(),
        Binding("A", "dismiss(None)", "Back", id="evidence.proof"),
    ]

    def __init__(self, pack: Pack, keymap: Keymap = DEFAULT_KEYMAP) -> None:
        super().__init__()
        self._pack = pack
        self._keys = keymap

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        with Vertical(id="proof"):
            yield LineList(empty=own_text(READING), id="proof-list")
        yield KeyFooter(dialog_keys((), self._keys.shown), always=ALWAYS)

    def on_mount(self) -> None:
        """Begin to read."""
        self.query_one("#proof").border_title = "Proof of a task"
        self._load()

    @work
    async def _load(self) -> None:
        page = await asyncio.to_thread(_page, self._pack)
        self.query_one(LineList).show(Rows(page, Text.copy))


def proof_page(claims: Iterable[str], found: Iterable[str]) -> tuple[Text, ...]:
    """Return the page of a proof: what verifying it found, the verdict first, then what it claims."""
    return (
        heading(FOUND),
        *(pack_text(line, BAD if line.startswith(_FAIL) else "") for line in found),
        own_text(f"  {UNCHECKED}", QUIET),
        own_text(""),
        heading(CLAIMS),
        *map(pack_text, claims),
    )


def _page(pack: Pack) -> tuple[Text, ...]:
    from atp_tui.report.proof import proof_lines, verification_lines
    from atp_tui.store.proof_file import has_proof, open_proof, verify_proof

    try:
        if not pack.source.has_files or not has_proof(pack.location):
            return (own_text(NO_PROOF),)
        document = open_proof(pack.path)
        return proof_page(proof_lines(document), verification_lines(document, verify_proof(document)))
    except CrashpackError as error:
        return (pack_text(str(error), BAD),)
