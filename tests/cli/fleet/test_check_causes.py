"""``atp-tui fleet check-causes``: what is printed, written, and with which code it ends."""

import ast
import json
import subprocess
import sys
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from junitparser import JUnitXml

from tests.cli.conftest import Call
from tests.kept_causes import make_fleet
from tests.program import copy_of


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_fleet(tmp_path_factory.mktemp("causes") / "packs")


@pytest.fixture
def folder(indexed: Path, tmp_path: Path) -> Path:
    return copytree(indexed, tmp_path / "packs")


def test_causes_that_still_fail_are_the_code_of_violations(call: Call, folder: Path) -> None:
    outcome = call("fleet", "check-causes", "--db", folder)
    assert outcome.code == 1
    lines = outcome.out.decode().splitlines()
    assert lines[0].endswith(": 5 still fail, 0 fail otherwise, 0 pass, 0 not run")
    assert sum(line.startswith("  still fails  ") for line in lines) == 5
    assert "run again: fails" in call("fleet", "show", "--db", folder, group_of(call, folder)).out.decode()


def group_of(call: Call, folder: Path) -> str:
    """The number of a group."""
    told = json.loads(call("fleet", "explore", folder, "--read-only", "--format", "json").out)
    return str(told["groups"][0]["id"])


def test_groups_that_are_known_fail_nothing_and_are_skipped_in_junit(call: Call, folder: Path) -> None:
    told = json.loads(call("fleet", "check-causes", "--db", folder, "--format", "json", "--build", "b7").out)
    assert (told["build"], told["counts"]["fails"], told["failing"]) == ("b7", 5, 5)
    for each in told["causes"]:
        assert call("fleet", "status", "--db", folder, str(each["group"]), "known").code == 0
    outcome = call("fleet", "check-causes", "--db", folder, "--format", "junit")
    assert outcome.code == 0
    suites = JUnitXml.fromstring(outcome.out)
    assert (suites.tests, suites.failures) == (5, 0)
    assert sum(case.is_skipped for suite in suites for case in suite) == 5


def test_a_cause_that_could_not_be_run_is_no_success(call: Call, folder: Path) -> None:
    rmtree(folder / "five")
    outcome = call("fleet", "check-causes", "--db", folder)
    assert outcome.code == 4
    assert outcome.out.decode().splitlines()[0].endswith(" 0 pass, 5 not run")


def test_a_fleet_without_causes_has_judged_nothing(call: Call, tmp_path: Path) -> None:
    copy_of("five-violations", tmp_path)
    call("fleet", tmp_path, "--no-causes", "--jobs", "1", "--format", "text")
    outcome = call("fleet", "check-causes", "--db", tmp_path)
    assert outcome.code == 5
    assert "no cause has been found" in outcome.out.decode()
    target = tmp_path / "test_it.py"
    assert call("fleet", "check-causes", "--db", tmp_path, "--write-pytest", target).code == 5
    assert not target.exists()


def test_the_lab_of_another_python_runs_them(call: Call, folder: Path) -> None:
    outcome = call("fleet", "check-causes", "--db", folder, "--with", folder / "none")
    assert outcome.code == 4
    assert "a Python with atp-tui" in outcome.out.decode()


def test_the_tests_that_are_written_fail_like_their_causes(call: Call, folder: Path) -> None:
    target = folder / "test_causes.py"
    group = group_of(call, folder)
    call("fleet", "status", "--db", folder, group, "known")
    outcome = call("fleet", "check-causes", "--db", folder, "--write-pytest", target)
    assert (outcome.code, outcome.told) == (0, [f"atp-tui: wrote 5 tests to {target}"])
    functions = [each for each in ast.parse(target.read_text()).body if isinstance(each, ast.FunctionDef)]
    assert len({each.name for each in functions}) == 5
    # Without its packs and its database.
    alone = folder.parent / "alone"
    alone.mkdir()
    target.rename(alone / target.name)
    rmtree(folder)
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0", "--rootdir", alone, alone],
        capture_output=True,
        cwd=alone,
        text=True,
        timeout=100,
        check=False,
    )
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "4 failed, 1 xfailed" in ended.stdout


def test_no_file_is_overwritten(call: Call, folder: Path) -> None:
    target = folder / "mine.py"
    target.write_text("mine")
    outcome = call("fleet", "check-causes", "--db", folder, "--write-pytest", target)
    assert (outcome.code, target.read_text()) == (2, "mine")
    assert "already exists" in outcome.err.decode()
    outcome = call("fleet", "check-causes", "--db", folder, "--write-pytest", folder / "new.py", "--jobs", "2")
    assert outcome.code == 2
    assert not (folder / "new.py").exists()
