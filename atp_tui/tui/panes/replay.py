"""What to run to see it again: the command made anew, and the pack's own file beside it."""

import difflib
from collections.abc import Iterator

from rich.text import Text
from textual.app import ComposeResult
from textual.reactive import var
from textual.widgets import Static

from atp_tui.clean import clean
from atp_tui.engine import replay_command
from atp_tui.engine.artifacts import REPLAY_COMMAND
from atp_tui.store.pack import Pack
from atp_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from atp_tui.tui.messages import CopyRequested
from atp_tui.tui.text import BAD, GOOD, QUIET, beginning, heading, lines, own_text, pack_text, row_text
from atp_tui.tui.widgets.text_view import TextView


class ReplayPane(TextView):
    """The command to copy, and the text of the file in the pack, which nobody runs."""

    BORDER_TITLE = "Replay"
    DEFAULT_CLASSES = "pane"

    pack: var[Pack | None] = var(None)

    def __init__(self, keymap: Keymap = DEFAULT_KEYMAP, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        yield Static(id="replay-text")

    def watch_pack(self) -> None:
        """Show the command of a pack."""
        if self.pack is not None and self.is_mounted:
            self.query_one("#replay-text", Static).update(lines(*_parts(self.pack, self._keymap)))

    def action_copy(self) -> None:
        """Copy the replay command."""
        if self.pack is None:
            return
        refusal = self.pack.replay_refusal
        if refusal:
            self.notify(clean(f"not copied: {refusal}"), severity="error", markup=False)
        else:
            self.post_message(CopyRequested("the replay command", replay_command.one_line(self.pack.crashpack)))

    def copyable(self) -> tuple[str, str]:
        """Return the replay command, or why it is not offered."""
        if self.pack is None:
            return "", ""
        refusal = self.pack.replay_refusal
        shown = f"the command is not shown: {refusal}" if refusal else replay_command.one_line(self.pack.crashpack)
        return "", shown


def _parts(pack: Pack, keymap: Keymap) -> Iterator[Text]:
    refusal = pack.replay_refusal
    if refusal:
        yield own_text(f"The command is not offered to copy: {refusal}.", BAD)
    else:
        copy, plain = keymap.shown("replay.copy"), keymap.shown("plain")
        yield heading(f"Made anew from the record ({copy} copies it, {plain} shows it as plain text):")
        yield row_text(replay_command.one_line(pack.crashpack), GOOD)
    for variable, names in replay_command.colliding_seeds(pack.crashpack):
        listed = ", ".join(repr(name) for name in names)
        yield pack_text(f"warning: {listed} all set {variable}; the last wins", "yellow")
    yield own_text("")
    yield from _file(pack)


def _file(pack: Pack) -> Iterator[Text]:
    text = pack.reading.files.texts.get(REPLAY_COMMAND)
    if text is None:
        name = f"{pack.source.name[:1].upper()}{pack.source.name[1:]}"
        unread = f"{REPLAY_COMMAND} of the pack cannot be read."
        yield own_text(unread if pack.source.has_files else f"{name} has no script.")
        return
    made = replay_command.write(pack.crashpack)
    if text == made:
        yield own_text(f"{REPLAY_COMMAND} of the pack is the same, to the byte.", GOOD)
        return
    yield own_text(f"{REPLAY_COMMAND} of the pack DIFFERS. It is someone else's text; do not run it unread:", BAD)
    yield beginning(_difference(made, text), "atp-tui export")


def _difference(made: str, text: str) -> Iterator[Text]:
    for line in difflib.unified_diff(
        made.split("\n"), text.split("\n"), "from the record", "in the pack", lineterm="", n=0
    ):
        yield row_text(line, GOOD if line.startswith("-") else BAD if line.startswith("+") else QUIET)
