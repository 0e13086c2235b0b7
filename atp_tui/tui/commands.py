"""Every key and action of the explorer, in one table that makes bindings, palette, footer, help and keymaps.

Nothing of the screen's library is loaded here, so that commands without a screen can list keys too.
"""

from typing import Final

from atp_tui.tui.command import Command
from atp_tui.tui.fleet_commands import BETWEEN, FLEET_COMMANDS, LIST_ALONE, SHARED

PANES: Final = ("timeline", "violations", "events", "detail", "evidence", "state", "replay", "soundness")
"""The panes, from top to bottom; tab goes through those that are visible in this order."""

SUSPEND: Final = Command("suspend", "ctrl+z", "app.suspend_process", "Suspend", "Suspend (fg resumes)", "Program")
"""Works on every screen."""

REDRAW: Final = Command("redraw", "ctrl+l", "app.redraw", "Redraw", "Redraw the screen", "Program")
"""Works on every screen."""

COMMANDS: Final[tuple[Command, ...]] = (
    Command("pane.next", "tab", "next_pane(1)", "Next pane", "Go to the next visible pane", "Panes"),
    Command("pane.previous", "shift+tab", "next_pane(-1)", "Previous pane", "Go to the previous visible pane", "Panes"),
    Command("zoom", "z", "zoom", "Zoom", "Zoom the pane to the whole screen, or restore the layout", "Panes"),
    Command("pane.timeline", "t", "show_pane('timeline')", "Timeline", "Show when it happened", "Panes"),
    Command("pane.violations", "v", "show_pane('violations')", "Violations", "Show what broke", "Panes"),
    Command("pane.events", "V", "show_pane('events')", "Events", "Show the events", "Panes"),
    Command("pane.detail", "5", "show_pane('detail')", "Detail", "Show the selected row in full", "Panes"),
    Command("pane.evidence", "6", "show_pane('evidence')", "Evidence", "Show the evidence", "Panes"),
    Command("pane.state", "7", "show_pane('state')", "State", "Show the state that the oracle judged", "Panes"),
    Command(
        "pane.replay", "8", "show_pane('replay')", "Replay command", "Show the command that reproduces the run", "Panes"
    ),
    Command(
        "pane.soundness", "9", "show_pane('soundness')", "Soundness", "Show whether the pack can be trusted", "Panes"
    ),
    Command("lane.all", "1", "events.show_lane('all')", "All", "Show all events", "Events"),
    Command("lane.path", "2", "events.show_lane('path')", "Path", "Show the events of the path log", "Events"),
    Command("lane.quic", "3", "events.show_lane('quic')", "QUIC", "Show the events of the QUIC log", "Events"),
    Command("lane.repair", "4", "events.show_lane('repair')", "Repair", "Show the events of the repair log", "Events"),
    Command(
        "events.filter", "slash", "events.search.open", "Filter", "Filter events: word, /regex/, kind:x, !not", "Events"
    ),
    Command(
        "kinds.list",
        "K",
        "events.search.list_kinds",
        "Kinds",
        "Count events by kind",
        "Events",
        shows_pane=False,
    ),
    Command(
        "events.context", "c", "events.context", "Context", "Show matches only, or with events around them", "Events"
    ),
    Command("events.scheduler", "s", "events.scheduler", "Scheduler", "Show or hide scheduler events", "Events"),
    Command("error.next", "e", "events.rows.error(1)", "Next error", "Go to the next error", "Events"),
    Command("error.previous", "E", "events.rows.error(-1)", "Previous error", "Go to the previous error", "Events"),
    Command("events.next", "n", "events.search.match(1)", "Next match", "Go to the next match", "Events"),
    Command("events.previous", "N", "events.search.match(-1)", "Previous match", "Go to the previous match", "Events"),
    Command(
        "cause.next",
        "full_stop",
        "events.rows.related(1)",
        "Next related event",
        "Go to the next event that is related to the violation",
        "Events",
    ),
    Command(
        "cause.previous",
        "comma",
        "events.rows.related(-1)",
        "Previous related event",
        "Go to the previous event that is related to it",
        "Events",
    ),
    Command(
        "visit.back",
        "less_than_sign,left_curly_bracket",
        "events.visit(-1)",
        "Go back",
        "Go back to the previous place",
        "Events",
    ),
    Command(
        "visit.forward",
        "greater_than_sign,right_curly_bracket",
        "events.visit(1)",
        "Go forward",
        "Go forward again",
        "Events",
    ),
    Command(
        "events.jump",
        "colon",
        "events.jump",
        "Jump",
        "Jump to a number, #place or time (12.5ms)",
        "Events",
        shows_pane=False,
    ),
    Command("events.mark", "m", "events.marks.mark", "Mark", "Mark or unmark the event", "Events"),
    Command(
        "share",
        "S",
        "events.share",
        "Share",
        "Copy a line that leads others to this event, lane and filter",
        "Events",
        shows_pane=False,
    ),
    Command(
        "events.log_file", "f", "events.log_file", "Log file", "Show the pack's own log file, as written", "Events"
    ),
    Command(
        "events.copy",
        "Y",
        "events.marks.copy",
        "Copy line",
        "Copy the marked events, or else the current one",
        "Events",
        shows_pane=False,
    ),
    Command("detail.json", "x", "detail.json", "JSON", "Show the event as JSON", "Events", shows_pane=False),
    Command(
        "marks.next", "right_square_bracket", "events.marks.mark_step(1)", "Next mark", "Go to the next mark", "Marks"
    ),
    Command(
        "marks.previous",
        "left_square_bracket",
        "events.marks.mark_step(-1)",
        "Previous mark",
        "Go to the previous mark",
        "Marks",
    ),
    Command(
        "marks.list", "apostrophe", "events.marks.list_marks", "List marks", "List the marks", "Marks", shows_pane=False
    ),
    Command(
        "marks.export",
        "X",
        "events.marks.export_marks",
        "Export marks",
        "Write the marked events to a file",
        "Marks",
        shows_pane=False,
    ),
    Command(
        "marks.clear",
        "U",
        "events.marks.unmark_all",
        "Unmark all",
        "Remove all marks, or restore them",
        "Marks",
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
    Command("state.edit", "e", "state.edit", "Edit", "Edit the selected field", "What if", only_in="state"),
    Command("state.undo", "u", "state.undo", "Undo", "Undo the last edit", "What if", only_in="state"),
    Command("state.redo", "ctrl+r", "state.redo", "Redo", "Redo the edit that was undone", "What if", only_in="state"),
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
    Command(
        "plain", "p", "plain", "Plain text", "Show the text of the pane as plain text, to select by hand", "Replay"
    ),
    Command("replay.run", "R", "rerun('replay')", "Replay", "Run the pack again in the lab and compare", "Replay"),
    Command(
        "replay.minimize",
        "M",
        "rerun('minimize')",
        "Minimize",
        "Minimize: smallest pack with the same failure",
        "Replay",
    ),
    Command(
        "timeline.likelihood",
        "I",
        "timeline.likelihood",
        "When lost",
        "Estimate when the run was lost, over the timeline",
        "Replay",
    ),
    Command(
        "timeline.congestion",
        "C",
        "timeline.congestion",
        "Congestion",
        "Show packets, congestion window and RTT over the timeline",
        "Events",
    ),
    Command(
        "timeline.picture",
        "P",
        "timeline.picture",
        "Draw",
        "Draw the connection into a file, as SVG",
        "Events",
        only_in="timeline",
    ),
    Command("replay.compare", "D", "rerun('compare')", "Diff", "Compare with another pack", "Replay"),
    Command(
        "note",
        "i",
        "events.marks.note",
        "Note",
        "Add a verdict and a comment, stored beside the pack",
        "Program",
        shows_pane=False,
    ),
    Command("wrap", "W", "app.wrap", "Wrap", "Wrap long lines of text, or scroll them sideways", "Program"),
    Command("picture", "P", "app.picture", "Picture", "Write the screen to a file, as SVG", "Program"),
    Command(
        "theme", "T", "app.next_theme", "Theme", "Next theme: dark, light or the terminal's own colours", "Program"
    ),
    Command("new", "ctrl+n", "app.new_pack", "New pack", "Make a new pack in the lab, and explore it", "Program"),
    Command("help", "question_mark", "app.help", "Help", "Show the keys of this screen", "Program"),
    Command("back", "escape", "back", "Back", "Step back, out of a pane, filter or selection", "Program"),
    REDRAW,
    SUSPEND,
    Command("quit", "q", "app.quit", "Quit", "Quit", "Program"),
)
"""All commands of the main screen."""

COMMAND_OF: Final = {command.name: command for command in (*COMMANDS, *FLEET_COMMANDS)}
"""Every command by its name."""

FLEET_SCREEN: Final = (*FLEET_COMMANDS, *(COMMAND_OF[name] for name in SHARED))
"""All commands of the screen that lists groups."""

GROUP_SCREEN: Final = (
    *(command for command in FLEET_COMMANDS if command.name not in LIST_ALONE),
    *(COMMAND_OF[name] for name in (*BETWEEN, *SHARED)),
)
"""All commands of the page of a group."""
