"""Marks gone through, listed, exported and cleared."""

import json
from pathlib import Path

import pytest

from atp_tui.tui.dialogs.marks import MarksScreen
from atp_tui.tui.panes.events.pane import EventsPane
from tests.explorer import NARROW, PACKS, Hand, enter, main_screen, opened, press, replace_clipboard, shown, told
from tests.program import copy_of

NO_MARKS = "no event is marked; m marks the selected one"


def pane(pilot: Hand) -> EventsPane:
    return main_screen(pilot).query_one(EventsPane)


async def mark_three(pilot: Hand) -> None:
    """Mark the events 0, 1 and 399, one of them of the scheduler."""
    await press(pilot, "s", "m", "m", "G", "m")
    assert pane(pilot).rows.marks == {0, 1, 399}


async def test_without_marks_each_key_says_so() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "apostrophe", "X", "U", "right_square_bracket", "left_square_bracket")
        assert told(pilot) == [NO_MARKS] * 5
        assert main_screen(pilot).is_current


async def test_marks_are_gone_through() -> None:
    async with opened("five-violations") as pilot:
        await mark_three(pilot)
        seen = []
        for key in ("g", "right_square_bracket", "right_square_bracket", "left_square_bracket", "left_square_bracket"):
            await press(pilot, key)
            seen.append(pane(pilot).rows.place)
        assert seen == [0, 1, 399, 1, 0]
        await press(pilot, "left_square_bracket")
        await press(pilot, "G", "right_square_bracket")
        assert told(pilot) == ["no earlier event is marked", "no later event is marked"]


async def test_the_list_shows_lane_number_time_and_text_and_leads_to_one() -> None:
    async with opened("five-violations", NARROW) as pilot:
        await mark_three(pilot)
        await press(pilot, "3", "apostrophe")
        assert isinstance(pilot.app.screen, MarksScreen)
        row = next(row for row in shown(pilot).splitlines() if "000001" in row)
        assert " ms " in row
        assert "3 marked" in shown(pilot)
        await press(pilot, "down", "enter")
        assert main_screen(pilot).is_current
        assert pane(pilot).rows.place == 1
        await press(pilot, "less_than_sign")
        assert pane(pilot).rows.place != 1


async def test_all_marks_go_at_once_and_come_back() -> None:
    async with opened("five-violations") as pilot:
        await mark_three(pilot)
        await press(pilot, "apostrophe", "U")
        assert pane(pilot).rows.marks == set()
        await press(pilot, "U")
        assert pane(pilot).rows.marks == {0, 1, 399}
        assert told(pilot) == ["3 marks cleared; the same key restores them", "3 marks restored"]


async def test_they_are_copied_from_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened("five-violations") as pilot:
        copied = replace_clipboard(monkeypatch)
        await mark_three(pilot)
        await press(pilot, "apostrophe", "Y")
        assert [len(text.splitlines()) for text in copied] == [3]
        assert told(pilot) == ["3 events: it went by tmux [b]"]


@pytest.mark.parametrize("suffix", [".txt", ".jsonl"])
async def test_they_are_written_to_a_new_file_and_never_over_one(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pack, target = copy_of("five-violations", tmp_path), tmp_path / f"marked{suffix}"
    async with opened(pack) as pilot:
        await mark_three(pilot)
        for number in range(2):
            await press(pilot, "X") if number else await press(pilot, "apostrophe", "X")
            await press(pilot, "ctrl+u")
            await enter(pilot, target.name)
            await press(pilot, "enter")
        assert "it exists already; choose another name" in shown(pilot)
        await press(pilot, "escape")
        assert told(pilot) == [f"3 events written to {target.name}"]
    lines = target.read_text(encoding="utf-8").splitlines()
    numbers = [json.loads(line)["place"] for line in lines] if suffix == ".jsonl" else [int(line[:6]) for line in lines]
    assert numbers == [0, 1, 399]


async def test_where_they_cannot_be_written_it_says_why(tmp_path: Path) -> None:
    async with opened(PACKS / "five-violations") as pilot:
        await mark_three(pilot)
        await press(pilot, "X", "ctrl+u")
        await enter(pilot, str(tmp_path / "no" / "where.txt"))
        await press(pilot, "enter")
        assert "where.txt: cannot be written: no such file or directory; nothing was written" in told(pilot)[0]


async def test_the_suggested_name_is_free_and_beside_the_pack(tmp_path: Path) -> None:
    pack = copy_of("five-violations", tmp_path)
    (tmp_path / f"{pack.name}-marked.txt").touch()
    async with opened(pack) as pilot:
        await mark_three(pilot)
        await press(pilot, "X", "enter")
    assert len((tmp_path / f"{pack.name}-marked-2.txt").read_text(encoding="utf-8").splitlines()) == 3


async def test_hostile_events_are_listed_clean() -> None:
    async with opened("hostile-text") as pilot:
        await press(pilot, "V", "m", "m", "m", "apostrophe")
        assert isinstance(pilot.app.screen, MarksScreen)
        assert all(row.isprintable() for row in shown(pilot).splitlines())
