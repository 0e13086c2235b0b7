"""An app that drives a real terminal: nothing reaches it that it would obey, and nothing ends it with a traceback."""

from collections.abc import Sequence
from typing import Final, TypeVar

from rich.console import RenderableType
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.filter import LineFilter
from textual.worker import WorkerFailed

from atp_tui.tui.terminal.control_filter import ControlFilter
from atp_tui.tui.terminal.diff_driver import diffing
from atp_tui.tui.terminal.driver import TerminalDriver
from atp_tui.tui.terminal.key_queue import KeyQueueApp
from atp_tui.tui.terminal.stylesheet import CachedStylesheet

ReturnType = TypeVar("ReturnType")


class TerminalApp(KeyQueueApp[ReturnType]):
    """The base of the explorer's app: all that works around Textual is here and in the modules beside it."""

    failure: Exception | None = None
    """What ended the app, where it was an error."""

    _control_filter: Final = ControlFilter()

    def __init__(self) -> None:
        super().__init__()
        self.stylesheet = CachedStylesheet(variables=self.get_css_variables())

    def get_driver_class(self) -> type[Driver]:
        """Return the driver for this platform; one of a terminal writes only what changes."""
        found = super().get_driver_class()
        return diffing(TerminalDriver if found is LinuxDriver else found)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filter of control characters and, after it, Textual's own.

        Textual's change styles alone, and that for NO_COLOR needs to find some, so ours comes first.
        """
        return [self._control_filter, *super().get_line_filters()]

    def action_redraw(self) -> None:
        """Draw everything again, whatever the terminal shows."""
        # The class of a diffing driver is made for each kind, so it has no name to ask for.
        if forget := getattr(self._driver, "forget", None):
            forget()
        self.screen.refresh(layout=True)

    def stop_writing(self) -> None:
        """Write nothing to the terminal any more."""
        if isinstance(self._driver, TerminalDriver):
            self._driver.stop_writing()

    def _handle_exception(self, error: Exception) -> None:
        """Keep the first error for the caller, and end; Textual would print it with values of the pack.

        Source: SAFETY.md, "Text from a pack", on crashes.
        """
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self.failure = error
            if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
                self.failure = error.error
            self._exception_event.set()
        self._close_messages_no_wait()

    def panic(self, *_renderables: RenderableType) -> None:
        """End without showing anything."""
        self._handle_exception(RuntimeError("the app gave up"))
