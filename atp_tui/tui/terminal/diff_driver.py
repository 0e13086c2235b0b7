"""A driver that writes to its terminal only what changes there."""

from typing import Any

from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

from atp_tui.tui.terminal.diff_output import DiffOutput


def diffing(driver: type[Driver]) -> type[Driver]:
    """Return a subclass of *driver* that writes only what changes; one without a terminal is returned as it is."""
    if not issubclass(driver, LinuxDriver):
        return driver

    class DiffDriver(driver):  # type: ignore[misc, valid-type]
        """Writes what changes on the screen."""

        def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - what any driver takes
            super().__init__(*given, **named)
            self._output = DiffOutput()

        def start_application_mode(self) -> None:
            """Start application mode with nothing known of the screen."""
            self._output = DiffOutput()
            super().start_application_mode()

        def forget(self) -> None:
            """Forget what the screen shows."""
            self._output.forget()

        def write(self, data: str) -> None:
            """Write what changes."""
            self._output.resize(*self._get_terminal_size())
            changes = self._output.spare(data)
            if changes:
                super().write(changes)

    return DiffDriver
