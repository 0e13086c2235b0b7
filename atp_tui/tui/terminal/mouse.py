"""The mouse given back to the terminal for a while, so that it can select text by itself."""

from collections.abc import Callable
from typing import Final

from textual.driver import Driver


class MouseLoan:
    """Mouse tracking of a terminal, which can be lent to the terminal and taken back."""

    def __init__(self, driver: Driver | None) -> None:
        self._driver: Final = driver
        self.is_lent = False
        """Whether the terminal has the mouse now."""

    def lend(self) -> None:
        """Turn mouse tracking off; where the driver cannot, nothing happens and :attr:`is_lent` stays false."""
        off = self._step("_disable_mouse_support")
        if self.is_lent or off is None or self._step("_enable_mouse_support") is None:
            return
        off()
        self.is_lent = True

    def take_back(self) -> None:
        """Turn mouse tracking on again, as it was, if it was lent."""
        if not self.is_lent:
            return
        self.is_lent = False
        if on := self._step("_enable_mouse_support"):
            on()
        # Turning the mouse on asks for cells; a driver that counts in pixels must ask for them again.
        if getattr(self._driver, "_mouse_pixels", False) and (pixels := self._step("_enable_mouse_pixels")):
            pixels()

    def _step(self, name: str) -> Callable[[], None] | None:
        """The driver's own way to do it, which only terminal drivers have."""
        step = getattr(self._driver, name, None)
        return step if callable(step) else None
