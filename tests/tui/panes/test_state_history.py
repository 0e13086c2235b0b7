"""The edits as a list, begun from a file, and the state copied."""

import json
from pathlib import Path

import pytest

from atp_tui.cli.state_file import read_state
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.what_if_session import WhatIfSession
from atp_tui.tui.app import ExplorerApp
from atp_tui.tui.app_messages import PackRequested
from atp_tui.tui.options import OpenOptions
from atp_tui.tui.panes.state import StatePane
from atp_tui.tui.screens.main import MainScreen
from atp_tui.tui.state_diff import state_text
from atp_tui.tui.widgets.banner import Banner
from tests.explorer import (
    PACKS,
    WIDE,
    cursor_row,
    main_screen,
    opened,
    press,
    replace_clipboard,
    said,
    settled,
    told,
)
from tests.state_edits import gaps, set_gaps


async def test_an_undo_draws_the_state_once_and_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[WhatIfSession | None] = []
    draw = StatePane.watch_session

    def counted(pane: StatePane, before: WhatIfSession | None, session: WhatIfSession | None) -> None:
        drawn.append(pane.session)
        draw(pane, before, session)

    monkeypatch.setattr(StatePane, "watch_session", counted)
    async with opened("five-violations") as pilot:
        await set_gaps(pilot, "7", "9")
        drawn.clear()
        await press(pilot, "u")
        assert gaps(pilot) == 7
        assert drawn == [main_screen(pilot).what_if]
        assert drawn[0] is not None
        assert drawn[0].change == drawn[0].what_if.change


@pytest.mark.parametrize(
    "state",
    [
        TransferState(),
        TransferState(manifest_hash='\x7f\x1b[31m\u202e"\\é\U0001f600', journal_gaps=2**32 - 1),
        TransferState(path_outcomes_consistent=False),
    ],
)
def test_a_state_is_copied_as_what_open_and_oracle_read(state: TransferState, tmp_path: Path) -> None:
    text = state_text(state)
    assert text.replace("\n", "").isascii()
    assert text.replace("\n", "").isprintable()
    path = tmp_path / "state.json"
    path.write_text(text)
    assert read_state(str(path), TransferState) == state


async def test_the_edited_state_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    copied = replace_clipboard(monkeypatch)
    async with opened("five-violations") as pilot:
        await set_gaps(pilot, "77")
        await press(pilot, "J")
        assert told(pilot)[0].startswith("the state as JSON: ")
    (text,) = copied
    assert json.loads(text)["journal_gaps"] == 77


async def test_a_pack_without_a_state_has_no_edits_and_nothing_to_copy() -> None:
    async with opened("empty") as pilot:
        await press(pilot, "7", "H", "J")
        assert told(pilot) == ["no oracle result, so no state to judge"] * 2


async def test_the_state_that_was_given_stands_against_the_record() -> None:
    state = TransferState(journal_gaps=9)
    app = ExplorerApp(str(PACKS / "clean"), OpenOptions(state=state, state_name="given.json"))
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        banner = str(main_screen(pilot).query_one(Banner).render())
        assert banner.startswith("WHAT IF  started from given.json: ")
        assert "| 1 new |" in banner
        await press(pilot, "7", "home", "down", "down")
        assert cursor_row(pilot, "state-list") == "> ! ~ journal_gaps              0 -> 9  EDITED"
        assert "1 new" in said(pilot, "state-said")
        await press(pilot, "u")
        assert gaps(pilot) == 0
        pilot.app.post_message(PackRequested(str(PACKS / "five-violations")))
        await settled(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, MainScreen)
        assert (screen.options.state, screen.options.state_name) == (None, "")


@pytest.mark.parametrize(
    ("pack", "sentence"),
    [
        ("empty", "no oracle result, so no state to judge"),
        ("clean.record.json", "sa␛me.json has the state behind the record; nothing is edited"),
    ],
)
async def test_a_given_state_that_edits_nothing_says_so(pack: str, sentence: str) -> None:
    app = ExplorerApp(str(PACKS / pack), OpenOptions(state=TransferState(), state_name="sa\x1bme.json"))
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert told(pilot) == [sentence]
        assert not main_screen(pilot).query_one(Banner).has_class("-shown")
