"""What the main screen asks of a pane, where the pane has an answer.

A pane is a widget with a name in :data:`atp_tui.tui.commands.PANES` as its id, and the class ``pane`` for its style.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol, runtime_checkable

from textual.binding import Binding, BindingType

from atp_tui.tui.command import Command
from atp_tui.tui.commands import COMMANDS


def bindings_of(pane: str) -> list[BindingType]:
    """Return the bindings of the commands whose keys work in one pane alone; for an empty name, in all panes."""
    return bindings_for((each for each in COMMANDS if each.only_in == pane), "screen." if pane else "")


def bindings_for(commands: Iterable[Command], target: str = "") -> list[BindingType]:
    """Return the bindings of commands; *target* goes before each action."""
    return [
        Binding(each.keys, f"{target}{each.binding}", each.label, show=False, id=each.name, tooltip=each.sentence)
        for each in commands
    ]


@runtime_checkable
class StepsBack(Protocol):
    """A pane with steps of its own to undo."""

    def step_back(self) -> bool:
        """Undo one step; return False where there is none."""


@runtime_checkable
class Copyable(Protocol):
    """A pane of which something can be copied."""

    def copyable(self) -> tuple[str, str]:
        """Return what can be copied, in words and as text; an empty text where there is nothing."""


def first_copyable(*panes: object) -> tuple[str, str]:
    """Return what can be copied of the first pane of which something can, in words and as text; else empty texts."""
    found = (pane.copyable() for pane in panes if isinstance(pane, Copyable))
    return next((copyable for copyable in found if copyable[1]), ("", ""))


@runtime_checkable
class Labelled(Protocol):
    """A pane whose keys do not always lead where the table of commands says."""

    @property
    def labels(self) -> Mapping[str, str]:
        """The labels of commands, by name, as they are now; a change is told with a message."""
        ...
