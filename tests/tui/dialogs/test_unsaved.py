"""Leaving asks once where edits would be lost, and not otherwise."""

from pathlib import Path

import pytest
from textual.widgets import Static

from atp_tui.store.note_file import note_of
from atp_tui.store.open import open_pack
from atp_tui.tui.app_messages import PackRequested
from atp_tui.tui.dialogs.note import NoteScreen
from atp_tui.tui.dialogs.prompt import PromptScreen
from atp_tui.tui.dialogs.unsaved import UnsavedScreen
from atp_tui.tui.screens.main import MainScreen
from tests.explorer import PACKS, Hand, enter, main_screen, opened, press, rows, settled, shown, told, until
from tests.program import copy_of
from tests.state_edits import set_gaps


def has_left(pilot: Hand) -> bool:
    return pilot.app._exit


def is_asked(pilot: Hand) -> bool:
    return isinstance(pilot.app.screen, UnsavedScreen)


async def test_without_edits_nothing_is_asked() -> None:
    async with opened("five-violations") as pilot:
        await set_gaps(pilot, "5", "2")
        await pilot.press("q")
        assert has_left(pilot)


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_edits_are_not_lost_unasked(key: str) -> None:
    async with opened("five-violations", (60, 18)) as pilot:
        await set_gaps(pilot, "5")
        await press(pilot, key)
        assert is_asked(pilot)
        page = " ".join(shown(pilot).replace("│", "").split())
        assert "The edited state of transfer in" in page
        assert "esc stay" in page
        for stays in ("escape", "q"):
            await press(pilot, stays)
            assert pilot.app.screen is main_screen(pilot)
            assert not has_left(pilot)
            await press(pilot, key)
            assert is_asked(pilot)
        await pilot.press("d")
        assert has_left(pilot)


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_marks_are_not_lost_unasked(key: str, tmp_path: Path) -> None:
    async with opened(copy_of("five-violations", tmp_path)) as pilot:
        await press(pilot, "V", "m", "m", "m", key)
        assert is_asked(pilot)
        page = rows(pilot)
        at = next(number for number, row in enumerate(page) if "3 marks are not saved." in row)
        choices = ("w    save with a note, then leave  ", "d    discard and leave  ", "esc  stay  ")
        assert all(choice in row for choice, row in zip(choices, page[at + 2 :], strict=False))
        await press(pilot, "escape")
        assert not has_left(pilot)
        assert len(main_screen(pilot).events_pane.rows.marks) == 3
        await press(pilot, key)
        await pilot.press("d")
        assert has_left(pilot)


async def test_marks_are_saved_with_a_note_and_then_the_program_is_left(tmp_path: Path) -> None:
    pack = copy_of("five-violations", tmp_path)
    async with opened(pack) as pilot:
        await press(pilot, "V", "m", "q", "w")
        assert isinstance(pilot.app.screen, NoteScreen)
        await enter(pilot, "why")
        await pilot.press("enter")
        await until(pilot, lambda: has_left(pilot))
    note = note_of(open_pack(str(pack))).note
    assert note is not None
    assert note.marks == (0,)
    assert note.words == "why"


async def test_a_note_that_is_cancelled_or_cannot_be_written_leaves_everything_as_it_is(tmp_path: Path) -> None:
    pack = copy_of("five-violations", tmp_path)
    async with opened(pack) as pilot:
        await press(pilot, "V", "m", "q", "w", "escape")
        assert pilot.app.screen is main_screen(pilot)
        assert not has_left(pilot)
        pack.with_name(f"{pack.name}.note.toml").write_text("somebody else's")
        await press(pilot, "q", "w", "enter")
        assert pilot.app.screen is main_screen(pilot)
        assert any("the note is not kept" in notice for notice in told(pilot))
        assert not has_left(pilot)
        await press(pilot, "q")
        assert is_asked(pilot)


async def test_marks_that_the_note_or_a_file_has_and_no_marks_are_not_asked_for(tmp_path: Path) -> None:
    pack = copy_of("five-violations", tmp_path)
    async with opened(pack) as pilot:
        await press(pilot, "V", "m", "i", "enter", "m")
        await pilot.press("q")
        assert has_left(pilot)
    other = copy_of("clean", tmp_path)
    async with opened(other) as pilot:
        await press(pilot, "s", "m", "X", "end", "ctrl+u")
        await enter(pilot, str(tmp_path / "marked.txt"))
        await press(pilot, "enter", "m")
        assert main_screen(pilot).events_pane.rows.marks == {1, 2}
        await press(pilot, "q")
        assert "1 mark is not saved." in shown(pilot)
        await press(pilot, "escape", "U")
        await pilot.press("q")
        assert has_left(pilot)


async def test_marks_of_a_pack_above_another_are_asked_for_when_it_is_left() -> None:
    async with opened("five-violations") as pilot:
        pilot.app.post_message(PackRequested(str(PACKS / "clean")))
        await settled(pilot)
        await press(pilot, "V", "m", "v", "escape")
        assert is_asked(pilot)
        await press(pilot, "d")
        assert pilot.app.screen is main_screen(pilot)
        assert not has_left(pilot)


async def test_edits_are_saved_first_and_those_of_each_oracle_are_asked_for(tmp_path: Path) -> None:
    source = copy_of("many-oracles", tmp_path)
    async with opened(source) as pilot:
        await set_gaps(pilot, "9")
        await press(pilot, "o")
        await set_gaps(pilot, "8")
        for name, value in (("first", 9), ("second", 8)):
            await press(pilot, "o", "q", "w")
            assert isinstance(pilot.app.screen, PromptScreen)
            await press(pilot, "end", "ctrl+u")
            await enter(pilot, str(tmp_path / name))
            await pilot.press("enter")
            await until(pilot, lambda: has_left(pilot) or is_asked(pilot))
            states = open_pack(str(tmp_path / name)).states
            assert states is not None
            assert value in {state.journal_gaps for state in states.states.values()}
            assert has_left(pilot) is (name == "second")
            await press(pilot, *["escape"] * (name == "first"))


async def test_a_save_that_is_left_leaves_everything_as_it_is() -> None:
    async with opened("five-violations") as pilot:
        await set_gaps(pilot, "9")
        await press(pilot, "q", "w", "escape")
        assert pilot.app.screen is main_screen(pilot)
        assert not has_left(pilot)


async def test_a_pack_above_another_asks_too_and_so_does_one_below() -> None:
    async with opened("five-violations") as pilot:
        await set_gaps(pilot, "9")
        pilot.app.post_message(PackRequested(str(PACKS / "clean")))
        await settled(pilot)
        assert len(pilot.app.screen_stack) == 2
        await press(pilot, "q")
        assert is_asked(pilot)
        question = str(pilot.app.screen.query_one("#prompt-question", Static).render())
        assert question.endswith("five-violations is not saved.")
        await press(pilot, "escape", "7")
        upper = pilot.app.screen
        assert isinstance(upper, MainScreen)
        await press(pilot, "home", "down", "down", "e", "end", "ctrl+u", "4", "enter", "v", "escape")
        assert is_asked(pilot)
        await press(pilot, "d")
        assert pilot.app.screen is main_screen(pilot)
        assert not has_left(pilot)


@pytest.mark.parametrize(("answer", "packs"), [("d", 2), ("escape", 3)])
async def test_marks_of_a_pack_are_asked_for_when_another_takes_its_place(answer: str, packs: int) -> None:
    async with opened("five-violations") as pilot:
        pilot.app.post_message(PackRequested(str(PACKS / "clean")))
        await settled(pilot)
        await press(pilot, "V", "m")
        pilot.app.post_message(PackRequested(str(PACKS / "empty"), replaces=True))
        await settled(pilot)
        assert is_asked(pilot)
        await press(pilot, answer)
        assert len(pilot.app.screen_stack) == packs
        top = pilot.app.screen
        assert isinstance(top, MainScreen)
        assert top.path.endswith("empty")
