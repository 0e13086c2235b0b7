"""The keys and actions that only the screens of a fleet have, in the same form as those of the explorer."""

from typing import Final

from atp_tui.tui.command import Command

FLEET_COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "fleet.filter",
        "slash",
        "groups.filter",
        "Filter",
        "Show only groups whose title or note contains a text",
        "Groups",
    ),
    Command("fleet.sort", "s", "groups.sort", "Sort", "Choose the order of the groups", "Groups"),
    Command("fleet.statuses", "f", "groups.statuses", "Show", "Choose which statuses are listed", "Groups"),
    Command(
        "fleet.build",
        "b",
        "groups.build",
        "Build",
        "Show only groups that were seen on one build, or all",
        "Groups",
    ),
    Command(
        "fleet.open",
        "o",
        "samples.open",
        "Open sample",
        "Open the sample, or the group's first one, in the explorer",
        "Groups",
    ),
    Command("fleet.why", "w", "why", "Why", "Show why these violations are one group", "Groups"),
    Command("fleet.verify", "V", "cause.verify", "Verify", "Run the kept cause of the group again", "Groups"),
    Command(
        "fleet.copy", "y", "samples.copy", "Copy", "Copy the path of the sample, or of the group's first one", "Groups"
    ),
    Command(
        "fleet.copy_print",
        "Y",
        "deeds.copy",
        "Copy fingerprint",
        "Copy the title and fingerprint of the group",
        "Groups",
    ),
    Command(
        "fleet.unreadable",
        "e",
        "unreadable",
        "Unreadable",
        "List the packs that cannot be read, with the reason",
        "Groups",
    ),
    Command("fleet.mark", "m", "groups.mark", "Mark", "Mark or unmark the group", "Triage"),
    Command("fleet.merge", "M", "deeds.merge", "Merge", "Merge the marked groups into this one", "Triage"),
    Command("fleet.split", "x", "deeds.split", "Split", "Split the group by fingerprint or by an option", "Triage"),
    Command(
        "fleet.status",
        "t",
        "deeds.status",
        "Status",
        "Set the status of the group: new, known, muted or fixed",
        "Triage",
    ),
    Command("fleet.note", "i", "deeds.note", "Note", "Add or change the note of the group", "Triage"),
    Command("fleet.undo", "u", "deeds.undo", "Undo", "Undo the last change to the groups", "Triage"),
    Command("fleet.history", "H", "deeds.history", "History", "List the changes to the groups; undo one", "Triage"),
)
"""What can be done with groups, and with one of them on its page."""

LIST_ALONE: Final = frozenset(
    ("fleet.filter", "fleet.sort", "fleet.statuses", "fleet.build", "fleet.unreadable", "fleet.mark", "fleet.merge")
)
"""The commands that the page of a group does not have."""

SHARED: Final = ("zoom", "picture", "theme", "help", "back", "redraw", "suspend", "quit")
"""The commands of the explorer that the screens of a fleet have too."""

BETWEEN: Final = ("pane.next", "pane.previous")
"""Those that the page of a group has besides."""
