"""``atp-tui lab calibrate``."""

import subprocess
import sys
from pathlib import Path

import pytest

from atp_tui.engine import ATP_CHECKS
from atp_tui.store.atp import read_model_file
from atp_tui.store.extras import how_to_install
from tests.cli.conftest import Call
from tests.program import PACKS

WITHOUT = "import sys; sys.modules['trio'] = None\nfrom atp_tui.cli import main\nmain(sys.argv[1:])"


def test_the_rates_are_printed_and_written_as_a_model_file(call: Call, tmp_path: Path) -> None:
    target = tmp_path / "model.toml"
    outcome = call("lab", "calibrate", "--runs", "4", "-o", target)
    assert (outcome.code, outcome.told) == (0, [f"atp-tui: wrote {target}"])
    lines = outcome.out.decode().splitlines()
    assert lines[0] == "2 clean runs, 2 in which a fault broke something"
    assert lines[1] == "rates measured in the lab: 2 clean and 2 faulty runs; intervals after Jeffreys, 95%:"
    assert "  quiescence: log10 BF +0.70 fired, -0.70 silent" in lines
    assert "    detection   0.833333, 2 of 2 runs, interval 0.333178 to 1.000000" in lines
    assert "    false alarm 0.166667, 0 of 2 runs, interval 0.000000 to 0.666822" in lines
    assert "  manifest: not measured; 0.9 and 0.02261; log10 BF +1.60 fired, -0.99 silent" in lines
    broken = {"quiescence", "region_closure", "task_completion", "repair_recovery"}
    kept = ", ".join(check.name for check in ATP_CHECKS if check.name not in broken)
    assert lines[-1] == f"no run broke what these check, so they keep the default: {kept}"
    model = read_model_file(str(target))
    assert model.title == "measured in the lab: 2 clean and 2 faulty runs"
    assert (model.quiescence.detection, model.quiescence.false_alarm) == (2.5 / 3, 0.5 / 3)
    checked = call("check", "--atp", "--model", target, PACKS / "five-violations")
    assert b"rates measured in the lab: 2 clean and 2 faulty runs" in checked.out


def test_the_same_seed_gives_the_same_file(call: Call, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert call("lab", "calibrate", "--runs", "2", "--seed", "9", "-o", tmp_path / name).code == 0
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_name_that_is_taken_is_refused_before_anything_is_run(call: Call, tmp_path: Path) -> None:
    (tmp_path / "model.toml").write_text("mine")
    outcome = call("lab", "calibrate", "--runs", "1000000", "-o", tmp_path / "model.toml")
    assert (outcome.code, outcome.out) == (2, b"")
    assert "already exists; choose another name" in outcome.err.decode()
    assert (tmp_path / "model.toml").read_text() == "mine"


def test_a_folder_that_is_not_there_is_told_in_a_line(call: Call, tmp_path: Path) -> None:
    target = tmp_path / "no" / "model.toml"
    outcome = call("lab", "calibrate", "--runs", "1000000", "-o", target)
    assert outcome.code == 4
    assert outcome.told == [f"atp-tui: {target}: cannot be written: its directory does not exist; nothing was run"]


@pytest.mark.parametrize("words", [["--runs", "1"], ["--runs", "x"], ["--runs", "2", "--seed", "-1"]])
def test_wrong_numbers_are_refused(call: Call, tmp_path: Path, words: list[str]) -> None:
    outcome = call("lab", "calibrate", *words, "-o", tmp_path / "model.toml")
    assert (outcome.code, len(outcome.told)) == (2, 1)
    assert not (tmp_path / "model.toml").exists()


def test_without_the_lab_one_line_says_how_to_get_it(tmp_path: Path) -> None:
    arguments = ["lab", "calibrate", "--runs", "2", "-o", str(tmp_path / "model.toml")]
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT, *arguments], capture_output=True, timeout=60, check=False, text=True
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert len(ended.stderr.splitlines()) == 1
    assert f"the lab is not installed (trio is missing); install it: {how_to_install('lab')}" in ended.stderr
