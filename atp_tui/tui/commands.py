"""Every key and action of the explorer, in one table that makes bindings, palette, footer, help and keymaps.

Nothing of the screen's library is loaded here, so that commands without a screen can tell of keys too.
"""

from collections.abc import Callable, Mapping
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
    """The action of the main screen."""
    label: str
    """A word or two for the footer."""
    sentence: str
    """What it does, for the palette and the help."""
    group: str


PANES: Final = ("timeline", "violations", "events", "detail", "evidence", "state", "replay", "soundness")
"""The panes, in the order in which Tab goes through them."""

SUSPEND: Final = Command(
    "suspend", "ctrl+z", "suspend", "Suspend", "Put the program to sleep; fg in the shell wakes it", "Program"
)
"""Works on every screen: the app has this action too."""

REDRAW: Final = Command(
    "redraw",
    "ctrl+l",
    "redraw",
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
    Command("lane.all", "1", "show_lane('all')", "All", "Show all events", "Events"),
    Command("lane.path", "2", "show_lane('path')", "Path", "Show the events of the path log", "Events"),
    Command("lane.quic", "3", "show_lane('quic')", "QUIC", "Show the events of the QUIC log", "Events"),
    Command("lane.repair", "4", "show_lane('repair')", "Repair", "Show the events of the repair log", "Events"),
    Command("events.filter", "slash", "filter", "Filter", "Filter events: words, /regex/, kind:x, !not", "Events"),
    Command("kinds.list", "K", "list_kinds", "Kinds", "Count the kinds of events; filter by one", "Events"),
    Command("events.context", "c", "context", "Context", "Show matches among all events, or alone", "Events"),
    Command("events.next", "n", "match(1)", "Next match", "Go to the next match", "Events"),
    Command("events.previous", "N", "match(-1)", "Match before", "Go to the match before", "Events"),
    Command(
        "cause.next",
        "full_stop",
        "cause(1)",
        "Next cause",
        "Go to the next event that bears on what broke",
        "Events",
    ),
    Command("cause.previous", "comma", "cause(-1)", "Cause before", "Go to the event before that does", "Events"),
    Command(
        "visit.back",
        "less_than_sign,left_curly_bracket",
        "visit(-1)",
        "Back",
        "Go back to the place visited before",
        "Events",
    ),
    Command(
        "visit.forward", "greater_than_sign,right_curly_bracket", "visit(1)", "Forward", "Go forward again", "Events"
    ),
    Command("events.jump", "colon", "jump", "Jump", "Jump to a number, #place or lab time (12.5ms)", "Events"),
    Command("events.mark", "m", "mark", "Mark", "Mark or unmark the event", "Events"),
    Command("marks.next", "right_square_bracket", "mark_step(1)", "Next mark", "Go to the next marked event", "Marks"),
    Command(
        "marks.previous",
        "left_square_bracket",
        "mark_step(-1)",
        "Mark before",
        "Go to the marked event before",
        "Marks",
    ),
    Command("marks.list", "apostrophe", "list_marks", "List marks", "List the marked events", "Marks"),
    Command("marks.export", "X", "export_marks", "Export marks", "Write the marked events to a file", "Marks"),
    Command("marks.clear", "U", "unmark_all", "Unmark all", "Unmark all events, or take that back", "Marks"),
    Command("share", "S", "share", "Share", "Copy a line that leads others to this event, lane and filter", "Events"),
    Command("events.log_file", "f", "log_file", "Log file", "Show the pack's own log file, as it is", "Events"),
    Command("events.copy", "Y", "copy_events", "Copy line", "Copy the marked events, else the one here", "Events"),
    Command(
        "evidence.by_check", "a", "by_check", "Check by check", "Show the evidence check by check, or not", "Evidence"
    ),
    Command("evidence.more", "plus", "prior(1)", "Larger prior", "Take a larger prior for the posterior", "Evidence"),
    Command("evidence.less", "minus", "prior(-1)", "Smaller prior", "Take a smaller prior", "Evidence"),
    Command("evidence.proof", "A", "proof", "Proof", "Show the proof of a task that came with the pack", "Evidence"),
    Command("state.edit", "e", "edit", "Edit", "Edit the highlighted field of the state", "What if"),
    Command("state.run", "r", "run_again", "Run again", "Run the oracle again on the edited state", "What if"),
    Command("state.undo", "u", "undo", "Undo", "Undo the newest edit", "What if"),
    Command("state.redo", "ctrl+r", "redo", "Redo", "Do the undone edit again", "What if"),
    Command("state.history", "H", "history", "History", "List the edits, and go to any step", "What if"),
    Command("state.copy", "J", "copy_state", "Copy state", "Copy the state as JSON", "What if"),
    Command("state.save", "w", "save", "Save", "Save the edited run as a new pack", "What if"),
    Command("state.oracle", "o", "next_oracle", "Next oracle", "Take the state of the next oracle", "What if"),
    Command("replay.copy", "y", "copy_replay", "Copy replay", "Copy the replay command", "Replay"),
    Command("plain", "p", "plain", "Plain text", "Show the command or line as plain text, to select by hand", "Replay"),
    Command("replay.run", "R", "replay", "Replay", "Run the pack again in the lab and compare", "Replay"),
    Command("replay.minimize", "M", "minimize", "Minimize", "Make a smaller pack that fails alike", "Replay"),
    Command("replay.compare", "D", "compare", "Diff", "Set another pack beside this one", "Replay"),
    Command("note", "i", "note", "Note", "Write a verdict and words about the pack, kept beside it", "Program"),
    Command("wrap", "W", "wrap", "Wrap", "Wrap long lines of text, or scroll them sideways", "Program"),
    Command("picture", "P", "picture", "Picture", "Write what is on the screen to a file, as SVG", "Program"),
    Command("theme", "T", "next_theme", "Theme", "Take the next theme: dark, light, the terminal's own", "Program"),
    Command("new", "ctrl+n", "new_pack", "New pack", "Make a new pack in the lab, and explore it", "Program"),
    Command("help", "question_mark", "help", "Help", "Show all keys", "Program"),
    Command("back", "escape", "back", "Back", "Step back, out of a pane, filter or choice", "Program"),
    REDRAW,
    SUSPEND,
    Command("quit", "q", "quit", "Quit", "Leave the program", "Program"),
)
"""All commands of the main screen."""

COMMAND_OF: Final = {command.name: command for command in COMMANDS}

ALWAYS: Final = 2
"""The keys at the end of every footer, help and quit, which even the narrowest one has."""

_EVERYWHERE: Final = ("pane.next", "help", "quit")

_FOOTERS: Final = {
    "timeline": ("events.filter",),
    "violations": ("cause.next", "events.filter", "pane.state", "replay.copy", "note"),
    "events": (
        "events.filter",
        "cause.next",
        "events.next",
        "events.context",
        "events.jump",
        "events.mark",
        "events.copy",
        "visit.back",
        "share",
        "marks.list",
        "kinds.list",
        "lane.path",
    ),
    "detail": ("events.copy", "plain", "wrap", "replay.copy"),
    "evidence": ("evidence.by_check", "evidence.more", "evidence.less", "state.edit", "state.run"),
    "state": (
        "state.edit",
        "state.run",
        "state.undo",
        "state.history",
        "state.save",
        "state.copy",
        "state.redo",
        "state.oracle",
    ),
    "replay": ("replay.copy", "replay.run", "replay.minimize", "replay.compare", "plain", "wrap"),
    "soundness": ("replay.copy",),
}

_OWN_KEYS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "timeline": (
        ("chart.left chart.right", "Move"),
        ("chart.range", "Begin a range"),
        ("chart.choose", "Take it"),
        ("back", "Drop it"),
    ),
    "violations": (("list.select", "Its events"),),
    "events": (("list.select", "Open"),),
}
"""What the keys of lists and of the timeline mean in a pane."""

ENTRY_KEYS: Final = (("enter", "Take it"), ("esc", "Leave it"))
"""The keys that matter while something is typed."""


def footer_keys(pane: str, shown: Callable[[str], str]) -> tuple[tuple[str, str], ...]:
    """Return the keys that matter in a pane, the most important first, help and quit at the end.

    *shown* gives the key of a command as it stands on a keyboard.
    """
    own = [(" ".join(map(shown, names.split())), label) for names, label in _OWN_KEYS.get(pane, ())]
    return (*own, *((shown(name), COMMAND_OF[name].label) for name in (*_FOOTERS[pane], *_EVERYWHERE)))
