"""Messages to the app, which may come before any pane is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual.message import Message

if TYPE_CHECKING:
    from atp_tui.engine.errors import CrashpackError

DIALOG: Final = "dialog"
"""The group of workers that wait for what the user answers."""


class OpeningShown(Message):
    """The first rows are on the screen; what is behind them can be loaded."""


@dataclass
class PackFailed(Message):
    """A pack cannot be opened."""

    error: CrashpackError


@dataclass
class PackRequested(Message):
    """Another pack is to be opened."""

    path: str
    replaces: bool = False
    """Whether it takes the place of the pack that is open, where that was not the first one."""


@dataclass
class CopyRequested(Message):
    """A text is to be copied."""

    what: str
    """What it is, in words."""
    text: str
