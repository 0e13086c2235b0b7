"""The state shown, edited field by field, and judged again."""

from pathlib import Path

from textual.widgets import Static

from atp_tui.assets import SAMPLE_PACKS
from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.oracle.transfer import TransferOracle
from atp_tui.engine.pack_format import render
from atp_tui.engine.record import Crashpack
from atp_tui.store.writer import write_pack
from atp_tui.tui.state_rows import FIELDS
from atp_tui.tui.text import LISTED
from atp_tui.tui.widgets.filter_input import FilterInput
from tests.explorer import Hand, cursor_row, enter, listed, main_screen, opened, press, rows, said, shown, told
from tests.program import copy_of
from tools.make_record import files_of

BOUND = "expected an unsigned 32-bit integer (0 to 4294967295)"


def entry(pilot: Hand) -> FilterInput:
    return main_screen(pilot).query_one("#state-entry", FilterInput)


async def edit(pilot: Hand, field: str, text: str) -> None:
    """Type *text* in place of a field's value, without taking it."""
    await press(pilot, "7", "home", *["down"] * FIELDS.index(field), "e", "end", "ctrl+u")
    await enter(pilot, text)


async def test_every_field_is_shown_with_what_makes_a_check_fire() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "7")
        assert [line[2:].split()[:2] for line in listed(pilot, "state-list")] == [
            ["!", "manifest_hash"],
            ["!", "expected_manifest_hash"],
            ["!", "journal_gaps"],
            ["!", "pending_operations"],
            ["!", "leaked_obligations"],
            ["!", "path_outcomes_consistent"],
        ]
        assert said(pilot, "state-said").startswith("oracle transfer: derived from the evidence of the violations")


async def test_errors_are_told_while_typing() -> None:
    cases = (
        *(("journal_gaps", text, BOUND) for text in ("-1", "4294967296", "x", "")),
        ("path_outcomes_consistent", "yes", "expected true or false"),
        ("journal_gaps", "4294967295", ""),
        ("path_outcomes_consistent", "TRUE", ""),
        ("manifest_hash", "[/]", ""),
    )
    async with opened("five-violations", (120, 40)) as pilot:
        for field, text, error in cases:
            await edit(pilot, field, text)
            assert said(pilot, "state-prompt") == f"{field} ="
            assert entry(pilot).error == error
            assert error in shown(pilot)
            await press(pilot, "enter")
            assert entry(pilot).display is bool(error)
            assert ("EDITED" in cursor_row(pilot, "state-list")) is not bool(error)
            await press(pilot, *["escape"] * bool(error))


async def test_escape_keeps_the_value() -> None:
    async with opened("five-violations") as pilot:
        await edit(pilot, "journal_gaps", "77")
        await press(pilot, "escape")
        assert "EDITED" not in shown(pilot)
        assert not entry(pilot).display
        assert main_screen(pilot).pane == "state"
        await press(pilot, "down")
        assert "pending_operations" in cursor_row(pilot, "state-list")


async def test_what_is_typed_goes_to_the_field_for_which_it_was_begun() -> None:
    async with opened("five-violations") as pilot:
        await edit(pilot, "journal_gaps", "5")
        await pilot.click("#state-list", offset=(6, 4))
        entry(pilot).focus()
        await press(pilot, "enter")
        state = main_screen(pilot).what_if
        assert state is not None
        assert (state.what_if.state.journal_gaps, state.what_if.state.leaked_obligations) == (5, 1)


async def test_enter_shows_at_once_what_an_edit_changes() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "7")
        assert "e edits a field; the oracle judges the edited state at once" in said(pilot, "state-said")
        await edit(pilot, "path_outcomes_consistent", "true")
        await press(pilot, "enter")
        result = said(pilot, "state-said")
        assert [line.split() for line in result.splitlines()[:5]] == [
            ["recorded", "what", "if"],
            ["verdict", "FAILED", "FAILED"],
            ["log10", "BF", "+1.60", "same,", "Strong"],
            ["path_consistency", "High", "-", "resolved"],
            ["manifest_integrity", "High", "High", "unchanged"],
        ]
        assert "\n1 resolved, 4 unchanged\n" in result
        assert listed(pilot, "state-list")[5] == ">   ~ path_outcomes_consistent  false -> true  EDITED"
        assert rows(pilot)[1].strip() == (
            "WHAT IF  FAILED 4 High 1 Medium -> FAILED 3 High 1 Medium | 1 resolved, 4 unchanged | "
            "7 State: u undoes, w saves"
        )
        assert "  !  path_consistency  resolved" in listed(pilot, "violation-list")


async def test_typing_replaces_the_old_value() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "7", "down", "down", "e", "4", "2", "enter")
        assert cursor_row(pilot, "state-list") == "> ! ~ journal_gaps              2 -> 42  EDITED"
        await press(pilot, "e", "end", "0", "enter")
        assert "2 -> 420" in cursor_row(pilot, "state-list")


async def test_the_first_edit_is_of_the_worst_field() -> None:
    async with opened(SAMPLE_PACKS / "lost-finished") as pilot:
        await press(pilot, "7")
        assert cursor_row(pilot, "state-list") == "> !   pending_operations        1"
        await press(pilot, "e", "0", "enter")
        assert cursor_row(pilot, "state-list") == ">   ~ pending_operations        1 -> 0  EDITED"
        assert rows(pilot)[1].strip().startswith("WHAT IF  FAILED 1 Medium -> PASSED | 1 resolved | ")
    async with opened("clean") as pilot:
        await press(pilot, "7")
        assert "manifest_hash" in cursor_row(pilot, "state-list")


async def test_a_violation_that_no_check_can_find_is_not_called_resolved() -> None:
    async with opened(SAMPLE_PACKS / "two-oracles") as pilot:
        await press(pilot, "7", "o")
        await edit(pilot, "journal_gaps", "1")
        await press(pilot, "enter")
        result = said(pilot, "state-said")
        assert "1 new, 2 not checked" in result
        assert "resolved" not in shown(pilot)


async def test_a_check_that_comes_to_fire_says_what_it_finds() -> None:
    async with opened("clean") as pilot:
        await edit(pilot, "leaked_obligations", "2")
        await press(pilot, "enter")
        lines = [line.split() for line in said(pilot, "state-said").splitlines()]
        assert lines[1:4] == [
            ["verdict", "PASSED", "FAILED"],
            ["log10", "BF", "-1.00", "+1.60", "Strong"],
            ["obligation_leak", "-", "High", "new"],
        ]
        assert "obligation_leak: Found 2 leaked obligations" in said(pilot, "state-said")


async def test_several_oracles_each_tell_how_their_factor_moved() -> None:
    async with opened("many-oracles") as pilot:
        await edit(pilot, "manifest_hash", "9f" * 32)
        await press(pilot, "enter")
        moved = said(pilot, "state-said").split("log10 BF by oracle\n")[1].splitlines()[:3]
        assert [line.split()[-2:] for line in moved] == [["+1.60", "-1.00"], ["-1.00", "unmoved"], ["+1.60", "unmoved"]]


async def test_a_long_recorded_value_leaves_place_for_the_one_that_is_now() -> None:
    async with opened("five-violations") as pilot:
        await edit(pilot, "manifest_hash", "here")
        await press(pilot, "enter")
        assert cursor_row(pilot, "state-list") == "> ! ~ manifest_hash             9e9e9e…9e9e9e -> here  EDITED"


async def test_a_pack_without_results_has_no_state_and_says_so() -> None:
    async with opened("empty") as pilot:
        await press(pilot, "7", "e")
        assert "no oracle result, so no state" in shown(pilot)
        await press(pilot, "o", "u", "w")
        assert told(pilot) == [
            "no oracle result, so no state to judge",
            "this pack has no oracle result",
            "nothing to undo",
            "nothing to save: e edits the state first",
        ]


async def test_a_value_that_cannot_be_typed_is_not_put_into_the_entry(tmp_path: Path) -> None:
    result = TransferOracle().check(TransferState(manifest_hash="\x1b[31m\u202ered", expected_manifest_hash="x"))
    write_pack(str(tmp_path / "pack"), render(Crashpack(oracle_results=(result,))))
    async with opened(tmp_path / "pack") as pilot:
        await press(pilot, "7", "e")
        assert entry(pilot).value == ""
        assert entry(pilot).error == "this value cannot be typed; Escape keeps it"
        await press(pilot, "escape")
        assert main_screen(pilot).what_if is not None
        assert "␛[31m<U+202E>red" in cursor_row(pilot, "state-list")
        assert "EDITED" not in shown(pilot)


async def test_the_keys_for_a_page_move_the_text_beside_the_fields() -> None:
    async with opened("five-violations", (60, 18)) as pilot:
        await edit(pilot, "journal_gaps", "0")
        await press(pilot, "enter")
        assert "oracle transfer: " not in shown(pilot)
        pages = []
        for key in ("pagedown", "space", "ctrl+f"):
            await press(pilot, key)
            pages.append(shown(pilot))
        assert any("oracle transfer: " in page for page in pages)
        assert "journal_gaps" in cursor_row(pilot, "state-list")
        await press(pilot, "pageup", "ctrl+b", "pageup")
        assert "recorded what if" in shown(pilot)
        assert "oracle transfer: " not in shown(pilot)


async def test_a_field_that_is_not_recorded_says_so_until_it_is_edited(tmp_path: Path) -> None:
    folder = copy_of("clean", tmp_path)
    state = b'{"transfer": {"manifest_hash": "a", "expected_manifest_hash": "a", "pending_operations": 1}}'
    (folder / "transfer-state.json").write_bytes(state)
    async with opened(folder) as pilot:
        await press(pilot, "7")
        rows_before = listed(pilot, "state-list")
        assert "?   journal_gaps" in rows_before[2]
        assert rows_before[2].endswith("not recorded")
        assert "cannot tell: transfer-state.json does not record journal_gaps" in said(pilot, "state-said")
        await edit(pilot, "journal_gaps", "2")
        await press(pilot, "enter")
        assert "EDITED" in listed(pilot, "state-list")[2]


async def test_what_is_said_is_as_short_for_any_number_of_types(tmp_path: Path) -> None:
    write_pack(str(tmp_path / "pack"), files_of("types of violations", 1_000))
    async with opened(tmp_path / "pack") as pilot:
        await press(pilot, "7")
        lines = said(pilot, "state-said").splitlines()
        assert len(lines) < LISTED + 20
        assert "and 900 more points" in lines
        await press(pilot, "H")
        lines = str(pilot.app.screen.query_one("#history-change", Static).render()).splitlines()
        assert len(lines) < LISTED + 20
        assert any(line.endswith(" more types of violations") for line in lines)
