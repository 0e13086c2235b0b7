"""What is copied, and what is truly said of it."""

import pytest

from atp_tui.engine import replay_command
from atp_tui.engine.trace import TraceEvent
from atp_tui.machine.clipboard import CopyOutcome
from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.dialogs.plain import PlainScreen
from tests.explorer import (
    NARROW,
    PACKS,
    WIDE,
    main_screen,
    opened,
    press,
    replace_clipboard,
    rows,
    settled,
    shown,
    told,
)


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return replace_clipboard(monkeypatch)


async def test_the_replay_line_is_copied_from_every_pane(copied: list[str]) -> None:
    async with opened("five-violations") as pilot:
        for key in "vV56789":
            await press(pilot, key, "y")
        pack = main_screen(pilot).pack
        assert pack is not None
        assert copied == [replay_command.local_line(pack.path)] * 7
        assert told(pilot)[0] == "the replay line: it went by tmux [b]"


async def test_the_event_under_the_cursor_is_copied_and_then_the_marked_ones(copied: list[str]) -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "s", "V", "down", "Y")
        assert told(pilot) == ["1 event: it went by tmux [b]"]
        await press(pilot, "m", "m", "Y")
        pack = main_screen(pilot).pack
        assert pack is not None
        first, second = (event.line for event in map(pack.events.at, (1, 2)) if isinstance(event, TraceEvent))
        assert copied == [first, f"{first}\n{second}"]
        assert told(pilot) == ["2 events: it went by tmux [b]"], "the newest copy replaces the notice of the one before"


async def test_without_a_clipboard_the_text_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    (given := replace_clipboard(monkeypatch, "none")).clear()
    async with opened("clean") as pilot:
        await press(pilot, "y")
        assert isinstance(pilot.app.screen, PlainScreen)
        assert "".join(shown(pilot).split("\n")).replace(" ", "").find(given[0].replace(" ", "")) >= 0
        await press(pilot, "escape")
        assert main_screen(pilot).is_current
        assert pilot.app.focused is main_screen(pilot).query_one("#violation-list")


async def test_plain_text_is_that_of_the_pane() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "p")
        assert shown(pilot).startswith("atp-tui replay ")
        assert "ATP_SEED_LAB=7" in shown(pilot)
        await press(pilot, "escape", "s", "m", "m", "p")
        assert [line.split()[0] for line in shown(pilot).split("\n")[:2]] == ["000000", "000001"]
        await press(pilot, "escape")
        assert main_screen(pilot).is_current


async def test_nothing_is_copied_where_there_is_no_event(copied: list[str]) -> None:
    async with opened("empty") as pilot:
        await press(pilot, "Y")
        assert copied == []
        assert told(pilot) == ["no event is highlighted"]


@pytest.mark.parametrize(("size", "says_what"), [(WIDE, True), (NARROW, False)])
async def test_a_copy_is_told_on_one_line(
    size: tuple[int, int], says_what: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence = "Copied to tmux buffer (paste: prefix ]). Terminal clipboard: unconfirmed."
    outcome = CopyOutcome("tmux", confirmed=True, sentence=sentence)
    monkeypatch.setattr("atp_tui.machine.clipboard.copy", lambda *_: outcome)
    app = ExplorerApp(str(PACKS / "five-violations"))
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(pilot)
        app.notify("another notice", timeout=100)
        await press(pilot, "y", "y")
        line = f"the replay line: {sentence}" if says_what else sentence
        assert told(pilot) == ["another notice", line]
        assert sum(line in row for row in rows(pilot)) == 1


async def test_without_a_clipboard_the_reason_is_said_below_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    replace_clipboard(monkeypatch, "none")
    async with opened("clean") as pilot:
        pilot.app.notify("another notice", timeout=100)
        await press(pilot, "y")
        assert told(pilot) == []
        assert "another notice" not in shown(pilot)
        assert "it went by none [b]" in shown(pilot)
