"""The explorer as a program: theme, styles, first screen."""

from collections.abc import Iterable

from textual import on
from textual.app import SystemCommand
from textual.screen import Screen

from atp_tui.assets import STYLES
from atp_tui.engine.atp.model import DEFAULT_MODEL, DetectionModel
from atp_tui.engine.errors import CrashpackError
from atp_tui.tui.driver_guard import GuardedApp
from atp_tui.tui.ending import Ending
from atp_tui.tui.key_order import KeysInOrder
from atp_tui.tui.messages import PackFailed, PackWanted
from atp_tui.tui.screens.main import MainScreen
from atp_tui.tui.sparing_driver import SparingApp


class ExplorerApp(
    KeysInOrder[int | CrashpackError], GuardedApp[int | CrashpackError], SparingApp[int | CrashpackError]
):
    """Explores one crashpack; ends with an exit code, or with the error that kept it from opening."""

    TITLE = "atp-tui"
    CSS_PATH = sorted(STYLES.glob("*.tcss"))

    def __init__(self, path: str, *, keeps_index: bool = True, model: DetectionModel = DEFAULT_MODEL) -> None:
        super().__init__()
        self._path = path
        self._keeps_index = keeps_index
        self._model = model
        self._ending = Ending(self.exit)

    def on_mount(self) -> None:
        """Let the signals that end a program end this one with the terminal as it was."""
        self._ending.listen()

    def get_default_screen(self) -> Screen[None]:
        """Return the explorer's screen."""
        return MainScreen(self._path, keeps_index=self._keeps_index, model=self._model)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Give Textual's own commands and, on the main screen, every command of the table."""
        yield from super().get_system_commands(screen)
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
        self.push_screen(MainScreen(event.path, keeps_index=self._keeps_index))


def explore(path: str, *, mouse: bool, keeps_index: bool, model: DetectionModel = DEFAULT_MODEL) -> int:
    """Explore the pack at *path* until the person quits; return the exit code.

    Raises:
        CrashpackError: the pack cannot be opened.
    """
    result = ExplorerApp(path, keeps_index=keeps_index, model=model).run(mouse=mouse)
    if isinstance(result, CrashpackError):
        raise result
    return result or 0
