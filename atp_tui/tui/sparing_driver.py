"""The driver of a terminal with a sparing output before it."""

from typing import Any, Generic, TypeVar

from textual.app import App
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

from atp_tui.tui.sparing_output import SparingOutput

ReturnType = TypeVar("ReturnType")


class SparingApp(App[ReturnType], Generic[ReturnType]):
    """An app that writes to its terminal what changes there, and nothing else."""

    def get_driver_class(self) -> type[Driver]:
        """Return the driver for this platform, writing sparingly."""
        return sparing(super().get_driver_class())

    def action_redraw(self) -> None:
        """Draw everything anew, whatever the terminal shows."""
        # The class of a sparing driver is made for each kind, so it has no name to ask for.
        if forget := getattr(self._driver, "forget", None):
            forget()
        self.screen.refresh(layout=True)


def sparing(driver: type[Driver]) -> type[Driver]:
    """Return a kind of *driver* that writes sparingly; one that has no terminal is returned as it is."""
    if not issubclass(driver, LinuxDriver):
        return driver

    class SparingDriver(driver):  # type: ignore[misc, valid-type]
        """Writes what changes on the screen."""

        def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - what any driver takes
            super().__init__(*given, **named)
            self._sparing = SparingOutput()

        def start_application_mode(self) -> None:
            """Take the terminal, of which nothing is known from before."""
            self._sparing = SparingOutput()
            super().start_application_mode()

        def forget(self) -> None:
            """Take nothing of the screen for granted any more."""
            self._sparing.forget()

        def write(self, data: str) -> None:
            """Write what changes."""
            self._sparing.resize(*self._get_terminal_size())
            spared = self._sparing.spare(data)
            if spared:
                super().write(spared)

    return SparingDriver
