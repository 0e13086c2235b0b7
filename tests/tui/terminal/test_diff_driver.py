"""Which drivers write sparingly."""

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.drivers.linux_driver import LinuxDriver
from textual.drivers.web_driver import WebDriver

from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.terminal.diff_driver import diffing
from tests.explorer import opened, press, shown


def test_the_driver_of_a_terminal_writes_sparingly_and_that_of_a_page_as_ever() -> None:
    assert issubclass(diffing(LinuxDriver), LinuxDriver)
    assert diffing(LinuxDriver) is not LinuxDriver
    assert diffing(WebDriver) is WebDriver
    assert diffing(HeadlessDriver) is HeadlessDriver
    assert ExplorerApp("nowhere").driver_class.__name__ == "DiffDriver"


async def test_what_is_written_twice_is_sent_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(LinuxDriver, "write", lambda _self, data: sent.append(data))
    monkeypatch.setattr(LinuxDriver, "_get_terminal_size", lambda _self: (80, 24))
    driver = diffing(LinuxDriver)(ExplorerApp("nowhere"))
    for _ in range(2):
        driver.write("\x1b[1;1Htext\x1b[1;1H")
    assert sent == ["\x1b[1;1Htext\x1b[1;1H"]


async def test_everything_is_drawn_anew_on_a_key() -> None:
    async with opened("clean") as pilot:
        told: list[str] = []
        pilot.app._driver.forget = lambda: told.append("forgotten")  # type: ignore[union-attr]
        before = shown(pilot)
        await press(pilot, "ctrl+l")
        assert told == ["forgotten"]
        assert shown(pilot) == before
