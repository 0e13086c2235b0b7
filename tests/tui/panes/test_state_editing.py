"""What if: edits undone and done again, oracle by oracle, and saved as a pack of their own."""

import json
from pathlib import Path

import pytest

from atp_tui.engine.oracle.recorded_state import StateSource, known_state
from atp_tui.engine.verdict import Verdict
from atp_tui.report.model import report_of
from atp_tui.store.open import open_pack
from atp_tui.store.pack import examine_pack
from atp_tui.tui.dialogs.prompt import PromptScreen
from atp_tui.tui.typed_paths import suggested_directory, target_fault, typed_target
from atp_tui.tui.widgets.banner import Banner
from tests.explorer import Hand, enter, listed, main_screen, opened, press, rows, said, shown, told
from tests.program import copy_of, files_in
from tests.state_edits import gaps, set_gaps


def banner(pilot: Hand) -> str:
    found = main_screen(pilot).query_one(Banner)
    return str(found.render()) if found.has_class("-shown") else ""


async def test_edits_are_undone_and_done_again() -> None:
    async with opened("five-violations") as pilot:
        await set_gaps(pilot, "5")
        await set_gaps(pilot, "0")
        seen = [gaps(pilot)]
        for key in ("u", "u", "ctrl+r", "ctrl+r"):
            await press(pilot, key)
            seen.append(gaps(pilot))
        assert seen == [0, 5, 2, 5, 0]
        await press(pilot, "ctrl+r")
        await press(pilot, "u", "u")
        assert banner(pilot) == ""
        await press(pilot, "u")
        assert told(pilot) == ["nothing to redo", "nothing to undo"]


async def test_each_edit_is_set_against_the_record() -> None:
    async with opened("five-violations") as pilot:
        await set_gaps(pilot, "0")
        assert "FAILED 4 High 1 Medium -> FAILED 3 High 1 Medium" in banner(pilot)
        assert any("resolved" in line for line in listed(pilot, "violation-list"))
        await set_gaps(pilot, "1")
        assert "FAILED 4 High 1 Medium -> FAILED 4 High 1 Medium | 1 changed, 4 unchanged" in banner(pilot)
        assert not any("resolved" in line for line in listed(pilot, "violation-list"))
        assert "resolved" not in said(pilot, "state-said")
        await set_gaps(pilot, "2")
        assert banner(pilot) == ""


async def test_every_oracle_keeps_its_edits() -> None:
    async with opened("many-oracles") as pilot:
        await set_gaps(pilot, "9")
        await press(pilot, "o")
        assert "replica 0" in said(pilot, "state-said")
        assert banner(pilot) == ""
        await press(pilot, "o", "o", "o")
        assert gaps(pilot) == 9
        assert "| transfer: 1 new, 1 unchanged |" in banner(pilot)


async def test_the_only_oracle_keeps_its_edits_too() -> None:
    async with opened("five-violations") as pilot:
        await set_gaps(pilot, "9")
        await press(pilot, "o")
        assert gaps(pilot) == 9
        assert told(pilot) == ["this pack has one oracle result"]


async def save(pilot: Hand, target: Path) -> None:
    await press(pilot, "w")
    assert isinstance(pilot.app.screen, PromptScreen)
    await press(pilot, "end", "ctrl+u")
    await enter(pilot, str(target))
    await press(pilot, "enter")


async def test_an_edited_run_is_saved_as_a_sound_pack_of_its_own(tmp_path: Path) -> None:
    source = copy_of("many-oracles", tmp_path)
    before = files_in(source)
    target = tmp_path / "edited"
    async with opened(source) as pilot:
        await set_gaps(pilot, "0")
        await press(pilot, "o", "o")
        await set_gaps(pilot, "3")
        await save(pilot, target)
        assert told(pilot) == [f"saved: {target}; nine files and transfer-state.json"]
        assert pilot.app.focused is main_screen(pilot).query_one("#state-list")
    assert files_in(source) == before
    pack = open_pack(str(target))
    report = report_of(pack, examine_pack(pack))
    assert report.sound
    assert report.verdict is Verdict.FAILED
    third = pack.crashpack.oracle_results[2]
    assert {"what_if.journal_gaps", "what_if.of_journal"} <= pack.crashpack.metadata.keys()
    assert pack.crashpack.metadata["what_if.journal_gaps"].endswith(" -> 3")
    known = known_state(third, pack.states)
    assert (known.source, known.state.journal_gaps) == (StateSource.RECORDED, 3)
    assert json.loads((target / "transfer-state.json").read_bytes())[third.oracle_name]["journal_gaps"] == 3
    async with opened(target) as pilot:
        await press(pilot, "7", "o", "o")
        assert said(pilot, "state-said").startswith(f"oracle {third.oracle_name}: recorded by the lab")
        assert rows(pilot)[0].endswith("| intact 23/23")


async def test_a_target_that_exists_is_refused_while_it_is_typed(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    async with opened("five-violations") as pilot:
        await set_gaps(pilot, "0")
        await save(pilot, tmp_path / "there")
        assert isinstance(pilot.app.screen, PromptScreen)
        assert "it exists already; choose another name" in shown(pilot)
        await press(pilot, "escape")
        assert list((tmp_path / "there").iterdir()) == []


async def test_a_target_that_comes_to_exist_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "there").mkdir()
    monkeypatch.setattr("atp_tui.tui.dialogs.save.target_fault", lambda _typed: "")
    async with opened("five-violations") as pilot:
        await set_gaps(pilot, "0")
        await save(pilot, tmp_path / "there")
        (notice,) = told(pilot)
        assert notice.endswith("already exists; choose another name; nothing was written")
        assert list((tmp_path / "there").iterdir()) == []


async def test_nothing_edited_is_not_saved() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "7", "w")
        assert told(pilot) == ["nothing to save: e edits the state first"]
        assert "Save the run" not in shown(pilot)


def test_the_suggestion_lies_beside_the_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pack").mkdir()
    monkeypatch.chdir(tmp_path / "pack")
    assert suggested_directory("some/pack/", "what-if") == "some/pack-what-if"
    assert suggested_directory(".", "what-if") == f"{tmp_path}/pack-what-if"
    assert suggested_directory("..", "what-if") == f"{tmp_path}-what-if"
    assert suggested_directory("a\x1bb", "what-if") == ""
    monkeypatch.setenv("HOME", str(tmp_path))
    assert typed_target("~/new") == f"{tmp_path}/new"
    assert typed_target("~other/new") == "~other/new"
    assert target_fault("~/pack") == "it exists already; choose another name"
    assert target_fault("~/new") == ""
