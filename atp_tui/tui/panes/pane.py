"""What the main screen asks of a pane, where the pane has an answer.

A pane is a widget with a name in :data:`atp_tui.tui.commands.PANES` as its id, and the class ``pane`` for its style.
"""

from typing import Protocol, runtime_checkable


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
