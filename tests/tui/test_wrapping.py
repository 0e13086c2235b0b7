"""Long lines, wrapped or scrolled, and wide characters in their columns."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.oracle.transfer import TransferOracle
from atp_tui.engine.pack_format import render
from atp_tui.engine.record import Crashpack
from atp_tui.store.writer import write_pack
from tests.explorer import main_screen, opened, press, rows, shown, told

LONG = "ATP_SEED_"
WIDE_TEXT = "転送\U0001f600の\t状態\u202e"


async def test_lines_of_text_are_wrapped_or_scrolled_sideways() -> None:
    sample = Path(__file__).parents[2] / "sample_packs" / "lost-finished"
    async with opened(sample, (60, 18)) as pilot:
        await press(pilot, "8")
        wrapped = [row for row in rows(pilot) if LONG in row]
        assert len(wrapped) > 1
        await press(pilot, "W")
        (whole,) = [row for row in rows(pilot) if LONG in row]
        await press(pilot, "right", "l")
        (moved,) = [row for row in rows(pilot) if LONG in row]
        assert moved[:20] == whole[16:36]
        await press(pilot, "W")
        assert [row for row in rows(pilot) if LONG in row] == wrapped
        assert told(pilot) == [
            "long lines of text are not wrapped; left and right scroll",
            "long lines of text are wrapped",
        ]


@pytest.mark.parametrize("size", [(60, 18), (120, 36)])
async def test_wide_characters_stay_in_their_columns(size: tuple[int, int], tmp_path: Path) -> None:
    state = TransferState(manifest_hash=WIDE_TEXT * 12, expected_manifest_hash="x", journal_gaps=1)
    results = tuple(TransferOracle(name=f"{WIDE_TEXT}{number}").check(state) for number in range(2))
    write_pack(str(tmp_path / "pack"), render(Crashpack(oracle_results=results)))
    async with opened(tmp_path / "pack", size) as pilot:
        for keys in (
            ("v",),
            ("5",),
            ("6",),
            ("7",),
            ("right",),
            ("l", "l"),
            ("e", "escape", "H"),
            ("escape", "W"),
            ("8",),
        ):
            await press(pilot, *keys)
            strips = pilot.app.screen._compositor.render_strips()
            for strip in strips:
                assert sum(cell_len(segment.text) for segment in strip) == size[0], (keys, strip.text)
                assert "\t" not in strip.text
                assert "\u202e" not in strip.text
        await press(pilot, "7")
        assert "転送" in shown(pilot)
        assert "␉状態<U+202E>" in shown(pilot)


async def test_a_row_that_begins_inside_a_wide_character_keeps_its_width(tmp_path: Path) -> None:
    state = TransferState(manifest_hash="転" * 100, expected_manifest_hash="x")
    write_pack(str(tmp_path / "pack"), render(Crashpack(oracle_results=(TransferOracle().check(state),))))
    async with opened(tmp_path / "pack", (61, 18)) as pilot:
        await press(pilot, "7")
        fields = main_screen(pilot).query_one("#state-list")
        for column in range(28, 36):
            fields.scroll_to(x=column, animate=False)
            await press(pilot)
            line = fields.render_line(0)
            assert cell_len(line.text) == fields.size.width
            assert line.text.rstrip().endswith("…")
