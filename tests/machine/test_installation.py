"""What is installed is told from what installers write down."""

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest

from atp_tui.machine import installation
from atp_tui.machine.finding import Word
from atp_tui.machine.installation import Requirement, observe_installation, own_requirements, read_requirements
from atp_tui.store.extras import how_to_install
from tests.machine.places import by_subject

ROOT = Path(__file__).parents[2]
ASKED = (
    Requirement("click", ""),
    Requirement("textual", ""),
    Requirement("aioquic", "lab"),
    Requirement("trio", "lab"),
    Requirement("textual-serve", "web"),
)


def test_requirements_are_read_as_installers_write_them() -> None:
    lines = [
        "click<9,>=8.2",
        "google-re2<2,>=1.1.20240702",
        'trio<0.36,>=0.33; extra == "lab"',
        "cryptography>=44 ; extra == 'proof'",
        'x.y_z>=1; sys_platform == "linux" and extra == "web"',
        'tomli; python_version < "3.11"',
        "backports-zstd<2,>=1; python_version < '99.0'",
    ]
    assert list(read_requirements(lines)) == [
        ("click", ""), ("google-re2", ""), ("trio", "lab"), ("cryptography", "proof"), ("x.y_z", "web"),
        ("backports-zstd", ""),
    ]  # fmt: skip


def test_what_is_asked_for_is_what_the_project_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = project["dependencies"] + [
        f'{each}; extra == "{extra}"' for extra, asked in project["optional-dependencies"].items() for each in asked
    ]
    found = list(read_requirements(lines))
    assert len(found) == len(lines)
    assert {each.library for each in found if not each.extra} == {
        re.split(r"[<>=~]", each)[0] for each in project["dependencies"]
    }
    assert {each.extra for each in found if each.extra} == set(project["optional-dependencies"])


def test_a_missing_library_is_a_problem_and_a_missing_extra_a_note() -> None:
    here = {"click": "8.5", "aioquic": "1.7"}
    found = by_subject(observe_installation(ASKED, here.get))
    assert found["click"].found == "8.5"
    assert (found["textual"].word, found["textual"].advice) == (Word.PROBLEM, "pip install textual")
    assert (found["extra lab"].word, found["extra lab"].found) == (Word.NOTE, "missing: trio; here: aioquic 1.7")
    assert found["extra web"].advice == f"if you need it: {how_to_install('web')}"
    assert [each.subject for each in found.values() if each.word is Word.PROBLEM] == ["textual"]


def test_all_there_is_ok() -> None:
    found = by_subject(observe_installation(ASKED, lambda _: "1.0"))
    assert {each.word for each in found.values()} == {Word.OK}
    assert found["extra lab"].found == "aioquic 1.0, trio 1.0"


def test_a_program_that_was_not_installed_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "PROGRAM", "atp-tui-that-is-nowhere")
    assert own_requirements() is None
    found = by_subject(observe_installation(None))
    assert found["atp-tui-that-is-nowhere"].word is Word.NOTE


def test_missing_files_are_a_problem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(installation, "STYLES", tmp_path / "styles")
    assert by_subject(observe_installation((), lambda _: None))["styles"].word is Word.PROBLEM


def test_versions_are_those_of_the_installer() -> None:
    assert installation.installed_version("click") == importlib.metadata.version("click")
    assert installation.installed_version("no-such-library-anywhere") is None
