"""The keys that the footer shows in each pane, the most important first."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from atp_tui.tui.commands import COMMAND_OF

ALWAYS: Final = 2
"""The keys at the end of every footer, help and quit, which even the narrowest one has."""

_NO_LABELS: Final[Mapping[str, str]] = MappingProxyType({})
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
}
"""The keys of panes; one that is not listed has those of every pane alone."""

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


def footer_keys(
    pane: str, shown: Callable[[str], str], labels: Mapping[str, str] = _NO_LABELS
) -> tuple[tuple[str, str], ...]:
    """Return the keys that matter in a pane, the most important first, help and quit at the end.

    Args:
        pane: The name of the pane.
        shown: Gives the key of a command as it is on a keyboard.
        labels: The labels of commands that now have others than the table.
    """
    own = [(" ".join(map(shown, names.split())), label) for names, label in _OWN_KEYS.get(pane, ())]
    names = (*_FOOTERS.get(pane, ()), *_EVERYWHERE)
    return (*own, *((shown(name), labels.get(name, COMMAND_OF[name].label)) for name in names))
