"""Copying, and telling truly what came of it."""

import os

from textual import on, work
from textual.screen import Screen

from atp_tui.clean import clean
from atp_tui.engine import replay_command
from atp_tui.machine.clipboard import copy
from atp_tui.store.pack import Pack
from atp_tui.tui.messages import TextCopied
from atp_tui.tui.open_options import OpenOptions
from atp_tui.tui.panes.events import EventsPane
from atp_tui.tui.screens.plain import PlainScreen


class Copying(Screen[None]):
    """The part of the main screen that copies."""

    pack: Pack | None
    pane: str
    options: OpenOptions

    def action_copy_replay(self) -> None:
        """Copy the replay command."""
        if self.pack is None:
            return
        refusal = replay_command.why_not_copied(self.pack.crashpack)
        if refusal:
            self.notify(clean(f"not copied: {refusal}"), severity="error", markup=False)
            return
        self.copy_text("the replay command", replay_command.one_line(self.pack.crashpack))

    def action_copy_events(self) -> None:
        """Copy the marked events, else the one under the cursor."""
        what, text = self.query_one(EventsPane).copied()
        if text:
            self.copy_text(what, text)
        else:
            self.notify("no event is highlighted")

    def action_plain(self) -> None:
        """Show what could be copied as plain text, to select by hand."""
        if self.pack is None:
            return
        what, text = self.query_one(EventsPane).copied() if self.pane == "events" else ("", "")
        if not text:
            refusal = replay_command.why_not_copied(self.pack.crashpack)
            text = f"the command is not shown: {refusal}" if refusal else replay_command.one_line(self.pack.crashpack)
        self.app.push_screen(PlainScreen(text.split("\n"), name=what or None))

    @work(thread=True, exclusive=True, group="copy")
    def copy_text(self, what: str, text: str) -> None:
        """Put a text where it can be pasted from."""
        outcome = copy(
            text, os.environ, lambda sequence: self.app.call_from_thread(self.app.copy_to_clipboard, sequence)
        )
        self.post_message(TextCopied(what, text, outcome))

    @on(TextCopied)
    def tell_copied(self, event: TextCopied) -> None:
        """Tell by which way the text went; show it as plain text where there was none."""
        plain = self.options.keymap.shown("plain")
        sentence = clean(f"{event.what}: {event.outcome.sentence} ({plain} shows it as plain text)")
        self.notify(sentence, severity="information" if event.outcome.confirmed else "warning", markup=False)
        if event.outcome.method == "none":
            self.app.push_screen(PlainScreen(event.text.split("\n")))
