"""A failed test is run again alone: it fails again, or is told as unsteady."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "tools" / "run_again.py"
TESTS = """
from pathlib import Path

def test_that_fails():
    assert False

def test_that_holds_the_second_time():
    assert Path("here").exists()
"""


def again(folder: Path, failed: list[str], most: str = "2") -> subprocess.CompletedProcess[str]:
    """Run the script where these tests have failed."""
    (folder / "test_it.py").write_text(TESTS)
    (folder / "here").touch()
    cache = folder / ".pytest_cache" / "v" / "cache"
    cache.mkdir(parents=True)
    (cache / "lastfailed").write_text(json.dumps({f"test_it.py::{name}": True for name in failed}))
    command = [sys.executable, str(SCRIPT), most]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def test_one_that_holds_is_told_as_unsteady(tmp_path: Path) -> None:
    ended = again(tmp_path, ["test_that_holds_the_second_time"])
    assert ended.returncode == 0
    assert "UNSTEADY" in ended.stdout
    assert "test_it.py::test_that_holds_the_second_time" in ended.stdout


@pytest.mark.parametrize(
    "failed",
    [
        ["test_that_fails"],
        ["test_that_holds_the_second_time", "test_that_fails"],
        ["test_that_holds_the_second_time", "test_that_fails", "a third"],
        ["one that is not there"],
        [],
    ],
)
def test_all_else_fails(tmp_path: Path, failed: list[str]) -> None:
    ended = again(tmp_path, failed)
    assert ended.returncode == 1
    assert "UNSTEADY" not in ended.stdout


def test_more_than_a_few_are_not_run_at_all(tmp_path: Path) -> None:
    ended = again(tmp_path, ["test_that_holds_the_second_time"], "0")
    assert ended.returncode == 1
    assert "1 tests failed; at most 0 are run again" in ended.stdout


def test_wrong_usage_is_told(tmp_path: Path) -> None:
    assert again(tmp_path, [], "many").returncode == 2
