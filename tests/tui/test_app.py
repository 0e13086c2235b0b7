"""The program as a whole: it opens, ends, and fits the terminal it is given."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from atp_tui.engine.errors import CrashpackError, IoError
from atp_tui.tui import app as program
from atp_tui.tui.app import NOTICE, ExplorerApp
from atp_tui.tui.commands import PANES
from atp_tui.tui.explore import explore
from atp_tui.tui.options import DEFAULT_OPTIONS
from tests.explorer import (
    NARROW,
    PACKS,
    WIDE,
    cursor_row,
    enter,
    main_screen,
    opened,
    press,
    rows,
    settled,
    shown,
    told,
)

TUI = Path(program.__file__).parent


async def test_a_pack_that_cannot_be_opened_ends_with_the_error(tmp_path: Path) -> None:
    app = ExplorerApp(str(tmp_path / "no\x1bwhere"))
    async with app.run_test() as pilot:
        await settled(pilot)
    assert isinstance(app.return_value, IoError)
    assert "no␛where: no such file or directory" in str(app.return_value)


def test_the_error_is_raised_to_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ExplorerApp, "run", lambda _app, mouse: IoError("a", "b") if mouse else 143)
    with pytest.raises(CrashpackError):
        explore("x", DEFAULT_OPTIONS, mouse=True)
    assert explore("x", DEFAULT_OPTIONS, mouse=False) == 143


async def test_quit_ends_with_zero() -> None:
    async with opened("damaged") as pilot:
        await press(pilot, "q")
        assert pilot.app.return_value == 0


async def test_a_resize_keeps_pane_and_cursor() -> None:
    async with opened("five-violations", WIDE) as pilot:
        await press(pilot, "V", *["down"] * 30)
        number = cursor_row(pilot, "event-list").split()[1]
        for size, is_narrow in ((NARROW, True), ((60, 18), True), ((200, 50), False), (WIDE, False)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert main_screen(pilot).has_class("-narrow") is is_narrow
            assert main_screen(pilot).pane == "events"
            assert cursor_row(pilot, "event-list").startswith(f">   {number}")
            assert "000030" in shown(pilot)
            assert pilot.app.focused is main_screen(pilot).query_one("#event-list")
            assert ("v Violations  [V Events]" in rows(pilot)[1]) is is_narrow


@pytest.mark.parametrize("size", [(20, 5), (1, 1), (110, 10), (3, 20)])
async def test_no_terminal_is_too_small_to_go_through(size: tuple[int, int]) -> None:
    async with opened("five-violations", size) as pilot:
        await press(pilot, *["tab"] * len(PANES), "question_mark", "escape", "colon")
        await enter(pilot, "1")
        await press(pilot, "enter", "7", "e", "escape", "shift+tab")
        assert main_screen(pilot).pane in ("events", "violations")


async def test_other_screens_offer_no_commands_of_the_main_one() -> None:
    async with opened("clean") as pilot:
        await press(pilot, "p")
        assert isinstance(pilot.app, ExplorerApp)
        labels = [offer.label for offer in pilot.app.offered(pilot.app.screen)]
        assert labels == ["Back", "Help", "Save to a private file", "Choose theme"]


@pytest.mark.parametrize("arguments", [("--help",), ("check", str(PACKS / "clean")), ("open", str(PACKS / "clean"))])
def test_without_a_screen_textual_is_not_loaded(arguments: tuple[str, ...]) -> None:
    code = (
        "import sys\nfrom atp_tui.cli import main\n"
        f"sys.argv = ['atp-tui', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "loaded = sorted({name.split('.')[0] for name in sys.modules} & {'textual', 'rich'})\n"
        "print('loaded', loaded, file=sys.stderr)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stderr.splitlines()[-1] == "loaded []"


def imported(tree: ast.AST) -> set[str]:
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return names | {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}


def test_nothing_below_knows_the_app() -> None:
    for path in TUI.rglob("*.py"):
        if path.name not in ("app.py", "explore.py"):
            assert "atp_tui.tui.app" not in imported(ast.parse(path.read_text(encoding="utf-8"))), path


DIALOGS_AND_FOCUS = {
    "self.app.mouse_captured",
    "self.app.push_screen",
    "self.app.run_action",
    "self.app.push_screen_wait",
    "self.screen.set_focus",
}
"""What a pane may ask of those above it; all of its data comes down to it."""


def test_no_pane_asks_the_app_or_the_screen_for_data() -> None:
    for path in (TUI / "panes").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        asked = {ast.unparse(node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)}
        data = {name for name in asked if name.startswith(("self.app.", "self.screen.", "self.parent."))}
        assert data <= DIALOGS_AND_FOCUS, path


async def test_a_notice_is_bounded() -> None:
    async with opened("five-violations") as pilot:
        pilot.app.notify("x" * 1_000_000)
        await press(pilot)
        (notice,) = told(pilot)
        assert len(notice) <= NOTICE
