"""The explorer as a program: theme, styles, first screen."""

import gc
from collections.abc import Iterable
from typing import Any, ClassVar, Final

from textual import on
from textual.app import SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from atp_tui.assets import STYLES
from atp_tui.clean import clean
from atp_tui.engine.errors import CrashpackError
from atp_tui.tui.bound import bound
from atp_tui.tui.commands import REDRAW, SUSPEND
from atp_tui.tui.crash import QuietlyFailing
from atp_tui.tui.ending import Ending
from atp_tui.tui.key_order import KeysInOrder
from atp_tui.tui.looking import LookingApp
from atp_tui.tui.messages import PackFailed, PackWanted
from atp_tui.tui.open_options import DEFAULT_OPTIONS, OpenOptions
from atp_tui.tui.screens.main import MainScreen
from atp_tui.tui.sparing_driver import SparingApp
from atp_tui.tui.terminal_driver import TerminalApp, TerminalDriver

NOTICE: Final = 1_000
"""Characters that a notice may have: a violation or a path may have any number, and a notice is laid out whole."""

_SCREENSHOT: Final = "Screenshot"
"""Textual's own, which writes without asking where to; the table has one that asks."""


class ExplorerApp(
    KeysInOrder[int | CrashpackError],
    QuietlyFailing[int | CrashpackError],
    LookingApp[int | CrashpackError],
    SparingApp[int | CrashpackError],
    TerminalApp[int | CrashpackError],
):
    """Explores one crashpack; ends with an exit code, or with the error that kept it from opening."""

    TITLE = "atp-tui"
    CSS_PATH = sorted(STYLES.glob("*.tcss"))
    BINDINGS: ClassVar[list[BindingType]] = [bound(command, priority=True) for command in (SUSPEND, REDRAW)]

    def __init__(self, path: str, options: OpenOptions = DEFAULT_OPTIONS) -> None:
        super().__init__()
        self._path = path
        self._options = options
        self.look(options.theme, still=options.is_still)
        self._ending = Ending(self.exit, self._stop_writing)
        self.set_keymap(options.keymap.changed)

    def on_mount(self) -> None:
        """Let the signals that end a program end this one with the terminal as it was."""
        if not self.is_headless:
            self._ending.listen()

    def notify(self, message: str, **settings: Any) -> None:  # noqa: ANN401 - Textual's own settings
        """Show a notice, of a very long one the beginning."""
        super().notify(clean(message, NOTICE), **settings)

    def action_suspend(self) -> None:
        """Stop this program, with the terminal given back, until the shell continues it."""
        self.action_suspend_process()

    def _stop_writing(self) -> None:
        if isinstance(self._driver, TerminalDriver):
            self._driver.stop_writing()

    def get_default_screen(self) -> Screen[None]:
        """Return the explorer's screen."""
        return MainScreen(self._path, self._options)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Give Textual's own commands but the one that writes files and, on the main screen, every one of the table."""
        yield from (own for own in super().get_system_commands(screen) if own.title != _SCREENSHOT)
        if isinstance(screen, MainScreen):
            yield from screen.system_commands()

    @on(PackFailed)
    def end_without_pack(self, event: PackFailed) -> None:
        """End with the reason why the pack cannot be opened; where another is open, go back to that."""
        if isinstance(self.screen, MainScreen) and len(self.screen_stack) > 1:
            self.pop_screen()
            self.notify(str(event.error), severity="error", markup=False, timeout=10)
        else:
            self.exit(event.error)

    @on(PackWanted)
    def open_another(self, event: PackWanted) -> None:
        """Open another pack above this one; Escape leads back."""
        self.push_screen(MainScreen(event.path, self._options.for_another_pack()))

    async def action_quit(self) -> None:
        """Leave the program as the explorer's screen does, from whatever stands above it."""
        screen = next((screen for screen in reversed(self.screen_stack) if isinstance(screen, MainScreen)), None)
        if screen is not None:
            screen.action_quit()
        else:
            self.exit(0)


def explore(path: str, options: OpenOptions, *, mouse: bool) -> int:
    """Explore the pack at *path* until the person quits; return the exit code.

    Raises:
        CrashpackError: the pack cannot be opened.
        Exception: the explorer failed; the terminal is as it was.
    """
    # What was loaded stays until the end; a collector that passes over it holds up no key.
    gc.freeze()
    app = ExplorerApp(path, options)
    result = app.run(mouse=mouse)
    if app.failure is not None:
        raise app.failure
    if isinstance(result, CrashpackError):
        raise result
    return result or 0
