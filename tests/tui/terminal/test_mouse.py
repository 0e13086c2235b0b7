"""The mouse can be lent to the terminal, and comes back as it was."""

from typing import cast

from textual.driver import Driver

from atp_tui.tui.terminal.mouse import MouseLoan


class FakeDriver:
    """A driver that notes what it was asked for."""

    def __init__(self, *, pixels: bool = False) -> None:
        self._mouse_pixels = pixels
        self.asked: list[str] = []

    def _disable_mouse_support(self) -> None:
        self.asked.append("off")

    def _enable_mouse_support(self) -> None:
        self.asked.append("on")

    def _enable_mouse_pixels(self) -> None:
        self.asked.append("pixels")


def _loan(driver: FakeDriver) -> MouseLoan:
    return MouseLoan(cast("Driver", driver))


def test_it_is_lent_and_taken_back_once() -> None:
    driver = FakeDriver()
    loan = _loan(driver)
    loan.take_back()
    loan.lend()
    loan.lend()
    assert (loan.is_lent, driver.asked) == (True, ["off"])
    loan.take_back()
    loan.take_back()
    assert (loan.is_lent, driver.asked) == (False, ["off", "on"])


def test_a_driver_that_counts_in_pixels_does_so_again() -> None:
    driver = FakeDriver(pixels=True)
    loan = _loan(driver)
    loan.lend()
    loan.take_back()
    assert driver.asked == ["off", "on", "pixels"]


def test_without_a_driver_or_a_mouse_nothing_is_lent() -> None:
    for driver in (None, cast("Driver", object())):
        loan = MouseLoan(driver)
        loan.lend()
        loan.take_back()
        assert not loan.is_lent
