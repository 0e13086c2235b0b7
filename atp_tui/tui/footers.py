"""The keys that the footer shows in each pane, the most important first."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from atp_tui.tui.commands import COMMAND_OF

if TYPE_CHECKING:
    from atp_tui.store.pack import Pack

ALWAYS: Final = 2
"""The keys at the end of a footer, help and quit or back, which even the narrowest one has."""

_NO_LABELS: Final[Mapping[str, str]] = MappingProxyType({})
_EVERYWHERE: Final = ("zoom", "pane.next", "help", "quit")

_FOOTERS: Final = {
    "timeline": ("timeline.congestion", "timeline.picture", "events.filter", "timeline.likelihood"),
    "violations": ("cause.next", "events.filter", "pane.state", "replay.copy", "note"),
    "events": (
        "events.filter",
        "cause.next",
        "events.next",
        "events.context",
        "events.scheduler",
        "events.jump",
        "events.mark",
        "events.copy",
        "visit.back",
        "share",
        "marks.list",
        "kinds.list",
        "lane.path",
    ),
    "detail": ("detail.json", "events.copy", "plain", "wrap", "replay.copy"),
    "evidence": ("evidence.by_check", "evidence.rates", "evidence.more", "evidence.less", "pane.state"),
    "state": (
        "state.edit",
        "state.undo",
        "state.history",
        "state.save",
        "state.copy",
        "state.redo",
        "state.oracle",
    ),
    "replay": (
        "replay.copy",
        "replay.copy_recorded",
        "replay.run",
        "replay.minimize",
        "replay.compare",
        "plain",
        "wrap",
    ),
    "soundness": ("replay.copy",),
    "groups": (
        "fleet.filter",
        "fleet.sort",
        "fleet.statuses",
        "fleet.open",
        "fleet.status",
        "fleet.note",
        "fleet.mark",
        "fleet.merge",
        "fleet.undo",
        "fleet.split",
        "fleet.build",
        "fleet.why",
        "fleet.unreadable",
        "fleet.history",
        "fleet.verify",
    ),
    "samples": (
        "fleet.status",
        "fleet.note",
        "fleet.copy",
        "fleet.split",
        "fleet.undo",
        "fleet.copy_print",
        "fleet.verify",
    ),
    "facts": ("fleet.status", "fleet.note", "fleet.split", "fleet.undo", "fleet.copy_print", "fleet.verify"),
}
"""The keys of panes; one that is not listed has those of every pane alone."""

_ENDINGS: Final[Mapping[str, tuple[str, ...]]] = {"groups": ("zoom", "help", "quit")}
"""The last keys of panes that have others than most."""

_OWN_KEYS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "timeline": (
        ("chart.left chart.right", "Move"),
        ("chart.range", "Start a range"),
        ("chart.choose", "Apply"),
        ("back", "Clear"),
    ),
    "violations": (("list.select", "Related events"),),
    "events": (("list.select", "Details"),),
    "groups": (("list.select", "Details"),),
    "samples": (("list.select", "Open"),),
}
"""What the keys of lists and of the timeline mean in a pane."""

ENTRY_KEYS: Final = (("enter", "Apply"), ("esc", "Cancel"))
"""The keys that matter while something is typed."""

BACK: Final = ("esc", "Back")
"""The key that leaves a dialog."""

_UNZOOM: Final = "Unzoom"


_RUN_AGAIN: Final = ("replay.copy", "replay.copy_recorded", "replay.run", "replay.minimize", "timeline.likelihood")
_OF_A_LOG: Final = ("timeline.congestion", "timeline.picture")


def footer_keys(
    pane: str,
    shown: Callable[[str], str],
    labels: Mapping[str, str] = _NO_LABELS,
    *,
    is_zoomed: bool = False,
    pack: "Pack | None" = None,
) -> tuple[tuple[str, str], ...]:
    """Return the keys that matter in a pane, the most important first, help and quit at the end.

    Args:
        pane: The name of the pane.
        shown: Gives the key of a command as it is shown to a person.
        labels: The labels of commands, and of keys of lists, that now have others than the table.
        is_zoomed: Whether the pane fills the screen; then the key that restores the layout comes first.
        pack: What is explored; of one that cannot be run again, the keys that do so are left out, and without the log
            of a connection those that draw it.
    """
    meant = ((names, labels.get(names, label)) for names, label in _OWN_KEYS.get(pane, ()))
    own = [(" ".join(map(shown, names.split())), label) for names, label in meant]
    left_out = [
        *(_RUN_AGAIN if pack is not None and pack.imported is not None else ()),
        *(_OF_A_LOG if pack is not None and pack.congestion_refusal else ()),
    ]
    names = [name for name in (*_FOOTERS.get(pane, ()), *_ENDINGS.get(pane, _EVERYWHERE)) if name not in left_out]
    table = [(shown(name), labels.get(name, COMMAND_OF[name].label)) for name in names if shown(name)]
    if is_zoomed:
        table.remove((shown("zoom"), COMMAND_OF["zoom"].label))
        own.insert(0, (shown("zoom"), _UNZOOM))
    return (*own, *table)


def pane_keys(pane: str, shown: Callable[[str], str]) -> tuple[tuple[str, str], ...]:
    """Return the keys that matter in a pane alone, each with what it does, the most important first."""
    own = [(" ".join(map(shown, names.split())), label) for names, label in _OWN_KEYS.get(pane, ())]
    return (*own, *((shown(name), COMMAND_OF[name].sentence) for name in _FOOTERS.get(pane, ()) if shown(name)))


def dialog_keys(names: tuple[tuple[str, str], ...], shown: Callable[[str], str]) -> tuple[tuple[str, str], ...]:
    """Return the keys of a dialog, given as names of commands with labels, help and back at the end."""
    return (*((shown(name), label) for name, label in names), (shown("help"), COMMAND_OF["help"].label), BACK)
