"""The proof of a task, read and verified when it is asked for."""

from rich.text import Text
from textual import on, work
from textual.screen import Screen

from atp_tui.engine.artifacts import AGENT_PROOF
from atp_tui.engine.errors import CrashpackError
from atp_tui.store.pack import Pack
from atp_tui.tui.messages import ProofRead
from atp_tui.tui.screens.proof import ProofScreen, proof_page
from atp_tui.tui.words import BAD, own_text, pack_text

NO_PROOF = f"no {AGENT_PROOF} here, so no proof of a task"


class Proving(Screen[None]):
    """The part of the main screen that shows the proof of a task."""

    pack: Pack | None

    def action_proof(self) -> None:
        """Show the proof that came with the pack."""
        if self.pack is not None:
            self.app.push_screen(ProofScreen())
            self.read_proof(self.pack)

    @work(thread=True, exclusive=True, group="proof")
    def read_proof(self, pack: Pack) -> None:
        """Read the proof of a pack and verify it."""
        self.post_message(ProofRead(_page(pack)))

    @on(ProofRead)
    def show_proof(self, event: ProofRead) -> None:
        """Show what it says, unless the page was left."""
        if isinstance(self.app.screen, ProofScreen):
            self.app.screen.show_page(event.page)


def _page(pack: Pack) -> tuple[Text, ...]:
    from atp_tui.report.proof import proof_lines, verification_lines
    from atp_tui.store.proof_file import has_proof, open_proof, verify_proof

    try:
        if not pack.is_directory or not has_proof(pack.path):
            return (own_text(NO_PROOF),)
        document = open_proof(pack.path)
        return proof_page(proof_lines(document), verification_lines(document, verify_proof(document)))
    except CrashpackError as error:
        return (pack_text(str(error), BAD),)
