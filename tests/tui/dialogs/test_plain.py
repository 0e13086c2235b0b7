"""Bare text that can be selected by hand: no frame, no mouse tracking, and a file for the rest."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from atp_tui.tui.dialogs.plain import FILE_NAME, PlainScreen
from tests.explorer import opened, press, shown

ROOT = Path(__file__).parents[3]
LINES = ("atp-tui replay --seed 42 " + "--fault loss " * 6, "\x1b[31mred [b]bold[/b]", "")


class PlainApp(App[None]):
    BINDINGS: ClassVar[list[BindingType]] = [("p", "plain", "Plain")]

    def compose(self) -> ComposeResult:
        yield Static("below")

    def action_plain(self) -> None:
        self.push_screen(PlainScreen(LINES))


def _rows(app: PlainApp) -> list[str]:
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]


async def test_the_text_stands_bare_from_edge_to_edge() -> None:
    app = PlainApp()
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("p")
        rows = _rows(app)
    assert rows[0] + rows[1] == LINES[0].rstrip()
    assert rows[2] == "␛[31mred [b]bold[/b]"
    assert not any(rows[3:-1])
    assert rows[-1].split("  ") == [" s Save to a private file", "up/down Scroll", "? Help", "esc Back"]


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_escape_and_q_leave_it_and_not_the_program(key: str) -> None:
    app = PlainApp()
    async with app.run_test() as pilot:
        await pilot.press("p", key)
        await pilot.pause()
        assert not isinstance(app.screen, PlainScreen)
        assert app.is_running


async def test_notices_are_dismissed_that_would_cover_the_text_and_why_it_is_shown_is_said() -> None:
    app = PlainApp()
    async with app.run_test(size=(60, 10), notifications=True) as pilot:
        app.notify("an earlier notice", timeout=100)
        await pilot.pause()
        assert any("an earlier notice" in row for row in _rows(app))
        app.push_screen(PlainScreen(LINES, said="No clipboard here."))
        await pilot.pause()
        assert not any("an earlier notice" in row for row in _rows(app))
        assert any(row.startswith("No clipboard here.") for row in _rows(app))


async def test_the_text_is_saved_where_only_the_owner_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    app = PlainApp()
    async with app.run_test(size=(200, 10)) as pilot:
        await pilot.press("p", "s")
        said = next(row for row in _rows(app) if row.startswith("Saved to "))
    _is_saved(Path(said.removeprefix("Saved to ")), tmp_path)


def _is_saved(saved: Path, folder: Path) -> None:
    assert saved.parent.parent == folder
    assert saved.name == FILE_NAME
    assert saved.read_text(encoding="utf-8") == f"{LINES[0]}\n␛[31mred [b]bold[/b]\n\n"
    assert saved.stat().st_mode & 0o777 == 0o600


async def test_what_cannot_be_saved_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at/all")
    app = PlainApp()
    async with app.run_test(size=(120, 10)) as pilot:
        await pilot.press("p", "s")
        assert any(row.startswith("Not saved: No such file or directory") for row in _rows(app))


async def test_long_text_scrolls() -> None:
    app = PlainApp()
    async with app.run_test(size=(60, 10)) as pilot:
        app.push_screen(PlainScreen(str(number) for number in range(100)))
        await pilot.pause()
        await pilot.press("down", "j", "j", "up")
        assert _rows(app)[0] == "2"


async def test_the_mouse_is_lent_while_the_screen_is_on_top(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    app = PlainApp()
    async with app.run_test() as pilot:
        for name in ("_disable_mouse_support", "_enable_mouse_support"):
            monkeypatch.setattr(app._driver, name, lambda name=name: asked.append(name), raising=False)
        await pilot.press("p")
        assert asked == ["_disable_mouse_support"]
        assert any("Select with the mouse" in row for row in _rows(app))
        app.push_screen(ModalScreen())
        await pilot.pause()
        assert asked[-1] == "_enable_mouse_support"
        app.pop_screen()
        await pilot.pause()
        assert asked[-1] == "_disable_mouse_support"
        app.app_resume_signal.publish(app)
        await pilot.pause()
        assert asked[-2:] == ["_disable_mouse_support"] * 2
        await pilot.press("escape")
        await pilot.pause()
        assert asked[-1] == "_enable_mouse_support"


SCRIPT = """
import sys
sys.path[:0] = [{root!r}, {here!r}]
from test_plain import PlainApp
PlainApp().run()
"""


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., str]]:
    tmux = shutil.which("tmux")
    if tmux is None:
        pytest.skip("tmux is not installed")
    script = tmp_path / "app.py"
    script.write_text(SCRIPT.format(root=str(ROOT), here=str(Path(__file__).parent)))
    environ = {"PATH": os.environ["PATH"], "TMUX_TMPDIR": str(tmp_path), "HOME": str(tmp_path), "LANG": "C.UTF-8"}

    def run(*arguments: str) -> str:
        argv = [tmux, "-L", "plain", "-f", "/dev/null", *arguments]
        return subprocess.run(argv, env=environ, check=True, capture_output=True, text=True, timeout=10).stdout.strip()

    run("new-session", "-d", "-x", "80", "-y", "12", sys.executable, str(script))
    yield run
    run("kill-server")


def test_a_real_terminal_has_the_mouse_only_on_the_plain_screen(terminal: Callable[..., str]) -> None:
    def reaches(text: str, tracking: str) -> bool:
        for _ in range(200):
            has = terminal("display-message", "-p", "#{mouse_any_flag}")
            if text in terminal("capture-pane", "-p") and has == tracking:
                return True
            time.sleep(0.05)
        return False

    assert reaches("below", "1")
    terminal("send-keys", "p")
    assert reaches("atp-tui replay", "0")
    terminal("send-keys", "Escape")
    assert reaches("below", "1")


async def test_a_long_text_is_shown_to_its_end() -> None:
    async with opened("five-violations") as pilot:
        pilot.app.push_screen(PlainScreen([f"line {number}" for number in range(100_000)]))
        await press(pilot, "end")
        assert "line 99999" in shown(pilot)
        await press(pilot, "up")
        assert "line 99999" not in shown(pilot)
        await press(pilot, "home")
        assert shown(pilot).startswith("line 0")
