"""The theme that was chosen last, kept in a file between two runs."""

import asyncio
from collections.abc import Callable

from textual.theme import Theme

from atp_tui.clean import clean
from atp_tui.engine.errors import CrashpackError, InvalidFormatError
from atp_tui.store.theme_file import read_theme, write_theme
from atp_tui.tui.themes import is_theme


class ThemeMemory:
    """Reads the theme once, and writes each that is chosen.

    Args:
        path: The file; empty where nothing is kept.
        warn: Shows why a theme cannot be kept.
    """

    def __init__(self, path: str, warn: Callable[[str], None]) -> None:
        self._path = path
        self._warn = warn
        self.theme = ""
        """The theme that was chosen last; empty where none is known."""
        self.fault = ""
        """Why the theme cannot be read; empty if it can, and if there is no file."""
        try:
            theme = read_theme(path) if path else ""
            if theme and not is_theme(theme):
                raise InvalidFormatError("the name of a theme", repr(theme), place="theme")
            self.theme = theme
        except CrashpackError as error:
            self.fault = clean(f"no theme is remembered: {error if error.file else error.within(path)}")

    async def remember(self, theme: Theme) -> None:
        """Write a theme that was chosen, or warn that it could not be written."""
        if self._path:
            try:
                await asyncio.to_thread(write_theme, self._path, theme.name)
            except CrashpackError as error:
                self._warn(clean(f"the theme is not remembered: {error}"))
