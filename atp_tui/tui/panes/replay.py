"""How to run it again: the line for this program, the recorded command, and a warning where the pack's file differs."""

import difflib
from collections.abc import Iterator
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import var
from textual.widgets import Static

from atp_tui.clean import clean
from atp_tui.engine import replay_command
from atp_tui.engine.artifacts import REPLAY_COMMAND
from atp_tui.engine.imported import NOTHING_TO_RUN
from atp_tui.engine.replay.run import RecordedRun
from atp_tui.rerun.lab_runner import LAB
from atp_tui.store.pack import Pack
from atp_tui.tui.app_messages import CopyRequested
from atp_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from atp_tui.tui.panes.pane import bindings_of
from atp_tui.tui.text import BAD, GOOD, QUIET, beginning, heading, lines, own_text, pack_text, row_text
from atp_tui.tui.widgets.text_view import TextView


class ReplayPane(TextView):
    """The two lines to copy, and the difference to the file in the pack, which nobody runs."""

    BORDER_TITLE = "Replay"
    DEFAULT_CLASSES = "pane"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("replay")

    pack: var[Pack | None] = var(None)

    def __init__(self, keymap: Keymap = DEFAULT_KEYMAP, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        yield Static(id="replay-text")

    def watch_pack(self) -> None:
        """Show the lines of a pack."""
        if self.pack is not None and self.is_mounted:
            self.query_one("#replay-text", Static).update(lines(*_parts(self.pack, self._keymap)))

    def action_copy(self) -> None:
        """Copy the line that runs the pack again here."""
        if self.pack is not None:
            self._copy("the replay line", local_text(self.pack), self.pack.replay_refusal)

    def action_copy_recorded(self) -> None:
        """Copy the replay command of the format."""
        if self.pack is not None:
            self._copy("the recorded command", recorded_text(self.pack), self.pack.recorded_refusal)

    def _copy(self, what: str, text: str, refusal: str) -> None:
        if refusal:
            self.notify(clean(f"not copied: {refusal}"), severity="error", markup=False)
        else:
            self.post_message(CopyRequested(what, text))

    def copyable(self) -> tuple[str, str]:
        """Return both lines, each as its reason where it is not offered."""
        return "", "" if self.pack is None else f"{local_text(self.pack)}\n\n{recorded_text(self.pack)}"


def local_text(pack: Pack) -> str:
    """Return the line that runs a pack again here, or why it is not offered."""
    refusal = pack.replay_refusal
    return f"the replay line is not shown: {refusal}" if refusal else pack.replay_line


def recorded_text(pack: Pack) -> str:
    """Return the replay command of the format, or why it is not offered."""
    refusal = pack.recorded_refusal
    return f"the recorded command is not shown: {refusal}" if refusal else replay_command.one_line(pack.crashpack)


def _parts(pack: Pack, keymap: Keymap) -> Iterator[Text]:
    """Yield the line for this program, a warning where the pack's file differs, then the recorded command.

    Of a log of a real run there is none of that.
    """
    if pack.imported is not None:
        yield pack_text(f"Imported from {pack.imported.logs}: {NOTHING_TO_RUN}.")
        if pack.imported.mapping:
            yield pack_text(f"Read as {pack.imported.mapping}.")
        yield own_text(f"{keymap.shown('replay.compare')} compares it with another pack.", QUIET)
        return
    copy, copy_recorded, plain = map(keymap.shown, ("replay.copy", "replay.copy_recorded", "plain"))
    where = "Run the test again in the directory of its project" if pack.is_recorded_test else "Replay here"
    yield heading(f"{where} ({copy} copies the line, {plain} shows both as plain text):")
    yield row_text(local_text(pack), BAD if pack.replay_refusal else GOOD)
    if pack.minimize_line and not pack.replay_refusal:
        yield heading("Find its smallest cause there:")
        yield row_text(pack.minimize_line, GOOD)
    if not pack.is_recorded_test and (why_not := RecordedRun(pack.crashpack, ()).why_not(LAB)):
        yield pack_text(f"It checks the pack without running it: {why_not}.", "yellow")
    yield own_text("")
    found, made = pack.reading.files.texts.get(REPLAY_COMMAND), replay_command.write(pack.crashpack)
    if found is not None and found != made:
        yield own_text(f"{REPLAY_COMMAND} in the pack DIFFERS. Somebody else wrote it; do not run it unread:", BAD)
        yield beginning(_difference(made, found), "atp-tui export")
        yield own_text("")
    yield heading(f"Recorded command, regenerated from the record ({copy_recorded} copies it):")
    yield row_text(recorded_text(pack), BAD if pack.recorded_refusal else GOOD)
    for variable, names in replay_command.colliding_seeds(pack.crashpack):
        listed = ", ".join(repr(name) for name in names)
        yield pack_text(f"warning: {listed} all set {variable}; the last wins", "yellow")
    if found == made:
        yield own_text(f"{REPLAY_COMMAND} in the pack is identical.", GOOD)
    elif found is None:
        yield own_text(_no_file(pack))


def _no_file(pack: Pack) -> str:
    """Why there is no file to compare with."""
    if pack.source.has_files:
        return f"{REPLAY_COMMAND} in the pack cannot be read."
    return f"{pack.source.name[:1].upper()}{pack.source.name[1:]} has no script."


def _difference(made: str, text: str) -> Iterator[Text]:
    for line in difflib.unified_diff(
        made.split("\n"), text.split("\n"), "from the record", "in the pack", lineterm="", n=0
    ):
        yield row_text(line, GOOD if line.startswith("-") else BAD if line.startswith("+") else QUIET)
