"""Every key and action of the explorer, in one table that makes bindings, palette, footer, help and keymaps.

Nothing of the screen's library is loaded here, so that commands without a screen can tell of keys too.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a person can ask for."""

    name: str
    """Under which a keymap finds it."""
    keys: str
    """The keys that do it, separated by commas."""
    action: str
    """The action, after the pane or the part of a pane that owns it and a point; after ``app.`` one of the app, alone
    one of the main screen."""
    label: str
    """A word or two for the footer."""
    sentence: str
    """What it does, for the palette and the help."""
    group: str
    shows_pane: bool = True
    """Whether the pane that owns the action is shown, and gets the keys, before it runs."""
    only_in: str = ""
    """The pane in which its keys work, in place of those of a command of the whole screen; empty for all panes."""

    @property
    def told(self) -> str:
        """The sentence, with the pane where its keys work if that is only one."""
        return f"{self.sentence} (in {self.only_in.capitalize()})" if self.only_in else self.sentence

    @property
    def owner(self) -> str:
        """The pane, with the part of it after a point, that owns the action; empty for the screen and the app."""
        owner = self.action.partition("(")[0].rpartition(".")[0]
        return owner if owner.partition(".")[0] in PANES else ""

    @property
    def pane(self) -> str:
        """The pane that owns the action; empty for the screen and the app."""
        return self.owner.partition(".")[0]

    @property
    def binding(self) -> str:
        """The action to which the main screen, or with ``screen.`` in front a pane, binds the keys."""
        return f"command('{self.name}')" if self.owner else self.action


PANES: Final = ("timeline", "violations", "events", "detail", "evidence", "state", "replay", "soundness")
"""The panes, in the order in which Tab goes through them."""

SUSPEND: Final = Command(
    "suspend",
    "ctrl+z",
    "app.suspend_process",
    "Suspend",
    "Put the program to sleep; fg in the shell wakes it",
    "Program",
)
"""Works on every screen."""

REDRAW: Final = Command(
    "redraw",
    "ctrl+l",
    "app.redraw",
    "Redraw",
    "Draw all anew, where something else wrote to the terminal",
    "Program",
)
"""Likewise."""

COMMANDS: Final[tuple[Command, ...]] = (
    Command("pane.next", "tab", "next_pane(1)", "Next pane", "Go to the next pane", "Panes"),
    Command("pane.previous", "shift+tab", "next_pane(-1)", "Pane before", "Go to the pane before", "Panes"),
    Command("pane.timeline", "t", "show_pane('timeline')", "Timeline", "Show when it happened", "Panes"),
    Command("pane.violations", "v", "show_pane('violations')", "Violations", "Show what broke", "Panes"),
    Command("pane.events", "V", "show_pane('events')", "Events", "Show the events", "Panes"),
    Command("pane.detail", "5", "show_pane('detail')", "Detail", "Show the highlighted row in full", "Panes"),
    Command("pane.evidence", "6", "show_pane('evidence')", "Evidence", "Show how sure the evidence is", "Panes"),
    Command("pane.state", "7", "show_pane('state')", "State", "Show the state that the oracle judged", "Panes"),
    Command("pane.replay", "8", "show_pane('replay')", "Replay", "Show what to run to see it again", "Panes"),
    Command("pane.soundness", "9", "show_pane('soundness')", "Soundness", "Show if the pack can be trusted", "Panes"),
    Command("lane.all", "1", "events.show_lane('all')", "All", "Show all events", "Events"),
    Command("lane.path", "2", "events.show_lane('path')", "Path", "Show the events of the path log", "Events"),
    Command("lane.quic", "3", "events.show_lane('quic')", "QUIC", "Show the events of the QUIC log", "Events"),
    Command("lane.repair", "4", "events.show_lane('repair')", "Repair", "Show the events of the repair log", "Events"),
    Command(
        "events.filter",
        "slash",
        "events.search.open",
        "Filter",
        "Filter events: words, /regex/, kind:x, !not",
        "Events",
    ),
    Command(
        "kinds.list",
        "K",
        "events.list_kinds",
        "Kinds",
        "Count the kinds of events; filter by one",
        "Events",
        shows_pane=False,
    ),
    Command("events.context", "c", "events.context", "Context", "Show matches among all events, or alone", "Events"),
    Command("events.next", "n", "events.search.match(1)", "Next match", "Go to the next match", "Events"),
    Command("events.previous", "N", "events.search.match(-1)", "Match before", "Go to the match before", "Events"),
    Command(
        "cause.next",
        "full_stop",
        "events.rows.related(1)",
        "Next cause",
        "Go to the next event that bears on what broke",
        "Events",
    ),
    Command(
        "cause.previous",
        "comma",
        "events.rows.related(-1)",
        "Cause before",
        "Go to the event before that does",
        "Events",
    ),
    Command(
        "visit.back",
        "less_than_sign,left_curly_bracket",
        "events.visit(-1)",
        "Back",
        "Go back to the place visited before",
        "Events",
    ),
    Command(
        "visit.forward",
        "greater_than_sign,right_curly_bracket",
        "events.visit(1)",
        "Forward",
        "Go forward again",
        "Events",
    ),
    Command(
        "events.jump",
        "colon",
        "events.jump",
        "Jump",
        "Jump to a number, #place or lab time (12.5ms)",
        "Events",
        shows_pane=False,
    ),
    Command("events.mark", "m", "events.rows.mark", "Mark", "Mark or unmark the event", "Events"),
    Command(
        "marks.next",
        "right_square_bracket",
        "events.rows.mark_step(1)",
        "Next mark",
        "Go to the next marked event",
        "Marks",
    ),
    Command(
        "marks.previous",
        "left_square_bracket",
        "events.rows.mark_step(-1)",
        "Mark before",
        "Go to the marked event before",
        "Marks",
    ),
    Command(
        "marks.list",
        "apostrophe",
        "events.rows.list_marks",
        "List marks",
        "List the marked events",
        "Marks",
        shows_pane=False,
    ),
    Command(
        "marks.export",
        "X",
        "events.rows.export_marks",
        "Export marks",
        "Write the marked events to a file",
        "Marks",
        shows_pane=False,
    ),
    Command(
        "marks.clear",
        "U",
        "events.rows.unmark_all",
        "Unmark all",
        "Unmark all events, or take that back",
        "Marks",
        shows_pane=False,
    ),
    Command(
        "share",
        "S",
        "events.share",
        "Share",
        "Copy a line that leads others to this event, lane and filter",
        "Events",
        shows_pane=False,
    ),
    Command("events.log_file", "f", "events.log_file", "Log file", "Show the pack's own log file, as it is", "Events"),
    Command(
        "events.copy",
        "Y",
        "events.rows.copy",
        "Copy line",
        "Copy the marked events, else the one here",
        "Events",
        shows_pane=False,
    ),
    Command("evidence.by_check", "a", "evidence.by_check", "By check", "Show evidence by check or oracle", "Evidence"),
    Command(
        "evidence.rates",
        "L",
        "evidence.rates",
        "Measured rates",
        "Weigh the checks by measured rates, or by assumed ones",
        "Evidence",
        only_in="evidence",
    ),
    Command("evidence.more", "plus", "evidence.prior(1)", "Larger prior", "Increase the prior", "Evidence"),
    Command("evidence.less", "minus", "evidence.prior(-1)", "Smaller prior", "Decrease the prior", "Evidence"),
    Command(
        "evidence.proof",
        "A",
        "evidence.proof",
        "Proof",
        "Show the proof of a task that came with the pack",
        "Evidence",
        shows_pane=False,
    ),
    Command("state.edit", "e", "state.edit", "Edit", "Edit the highlighted field", "What if", only_in="state"),
    Command("state.undo", "u", "state.undo", "Undo", "Undo the newest edit", "What if", only_in="state"),
    Command("state.redo", "ctrl+r", "state.redo", "Redo", "Redo the edit", "What if", only_in="state"),
    Command("state.history", "H", "state.history", "History", "List the edits, go to one", "What if", only_in="state"),
    Command("state.copy", "J", "state.copy", "Copy state", "Copy the state as JSON", "What if", only_in="state"),
    Command("state.save", "w", "state.save", "Save", "Save the edited run as a new pack", "What if", only_in="state"),
    Command(
        "state.oracle", "o", "state.next_oracle", "Next oracle", "Go to the next oracle", "What if", only_in="state"
    ),
    Command("replay.copy", "y", "replay.copy", "Copy replay", "Copy the replay line", "Replay", shows_pane=False),
    Command(
        "replay.copy_recorded",
        "Y",
        "replay.copy_recorded",
        "Copy recorded",
        "Copy the recorded command",
        "Replay",
        only_in="replay",
    ),
    Command("plain", "p", "plain", "Plain text", "Show the command or line as plain text, to select by hand", "Replay"),
    Command("replay.run", "R", "rerun('replay')", "Replay", "Run the pack again in the lab and compare", "Replay"),
    Command("replay.minimize", "M", "rerun('minimize')", "Minimize", "Make a smaller pack that fails alike", "Replay"),
    Command("replay.compare", "D", "rerun('compare')", "Diff", "Set another pack beside this one", "Replay"),
    Command(
        "note",
        "i",
        "events.rows.note",
        "Note",
        "Write a verdict and words about the pack, kept beside it",
        "Program",
        shows_pane=False,
    ),
    Command("wrap", "W", "app.wrap", "Wrap", "Wrap long lines of text, or scroll them sideways", "Program"),
    Command("picture", "P", "app.picture", "Picture", "Write what is on the screen to a file, as SVG", "Program"),
    Command("theme", "T", "app.next_theme", "Theme", "Take the next theme: dark, light, the terminal's own", "Program"),
    Command("new", "ctrl+n", "app.new_pack", "New pack", "Make a new pack in the lab, and explore it", "Program"),
    Command("help", "question_mark", "help", "Help", "Show all keys", "Program"),
    Command("back", "escape", "back", "Back", "Step back, out of a pane, filter or choice", "Program"),
    REDRAW,
    SUSPEND,
    Command("quit", "q", "app.quit", "Quit", "Leave the program", "Program"),
)
"""All commands of the main screen."""

COMMAND_OF: Final = {command.name: command for command in COMMANDS}
