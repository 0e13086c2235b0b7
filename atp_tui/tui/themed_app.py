"""The looks of an app: its themes, no colour where none is wanted, and whether anything moves."""

import os
from collections.abc import Mapping, Sequence
from typing import Final

from textual.filter import LineFilter, NoColor

from atp_tui.tui.terminal.app import ReturnType, TerminalApp
from atp_tui.tui.themes import DARK_NAMES, LIGHT_NAMES, THEMES, usual_theme

REMOTE: Final = ("SSH_CONNECTION", "SSH_TTY")
"""What says that each frame goes over a line."""


def is_still(environ: Mapping[str, str], *, asked: bool) -> bool:
    """Return whether to leave out animations: where that was asked for, and over SSH, where each frame costs."""
    return asked or any(environ.get(name) for name in REMOTE)


class ThemedApp(TerminalApp[ReturnType]):
    """An app in the explorer's themes."""

    def __init__(self) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.ansi_theme_dark, self.ansi_theme_light = DARK_NAMES, LIGHT_NAMES
        self._no_colors = NoColor()

    def look(self, theme: str, *, still: bool, remembered: str = "") -> None:
        """Apply a theme, the usual one where *theme* is empty, and turn animations off where that is asked for."""
        self.theme = theme or usual_theme(self.console.color_system, os.environ, remembered)
        if is_still(os.environ, asked=still):
            self.animation_level = "none"

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters; where no colour is wanted none is left, in place of the greys that Textual makes."""
        filters = super().get_line_filters()
        return [*filters, self._no_colors] if self.no_color else filters
