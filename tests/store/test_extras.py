"""How an extra is installed, by how the program was."""

import json
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from atp_tui.lab.requested_options import LIBRARIES
from atp_tui.store import extras
from atp_tui.store.extras import Installation, how_to_install, install_command, read_requirements, this_installation

ROOT = Path(__file__).parents[2]
WANTED = ("trio<0.36,>=0.33", "raptorq")


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The working directory has neither the checkout nor the test's files in it."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (Installation(".venv/bin/python", "."), ".venv/bin/python -m pip install -e '.[lab]'"),
        (Installation("python3", "/a b", is_editable=False), "python3 -m pip install '/a b[lab]'"),
        (Installation("/x/python"), "/x/python -m pip install 'trio<0.36,>=0.33' raptorq"),
        (Installation("/x/python", is_of_pipx=True), "pipx inject atp-tui 'trio<0.36,>=0.33' raptorq"),
        (Installation("/x/python", "/a", is_of_pipx=True), "pipx inject atp-tui 'trio<0.36,>=0.33' raptorq"),
        (
            Installation("/x/python", has_pip=False, has_uv=True),
            "uv pip install --python /x/python 'trio<0.36,>=0.33' raptorq",
        ),
        (Installation("/x/python", "/a", has_pip=False, has_uv=True), "uv pip install --python /x/python -e '/a[lab]'"),
    ],
)
def test_the_line_fits_the_installation(found: Installation, line: str) -> None:
    assert install_command("lab", WANTED, found) == line


def test_no_line_takes_the_program_from_an_index() -> None:
    for found in (Installation("python"), Installation("python", is_of_pipx=True)):
        assert "atp-tui[" not in install_command("lab", WANTED, found)


def test_requirements_are_those_of_the_extra() -> None:
    lines = ["click>=8", "trio<0.36,>=0.33; extra == 'lab'", 'raptorq ; extra == "lab"', "x; extra == 'web'"]
    assert read_requirements(lines, "lab") == [*WANTED]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["optional-dependencies"]["lab"]
    assert tuple(each.split(">")[0] for each in wanted) == LIBRARIES


def test_a_checkout_is_named_as_it_is_typed_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from_here = {"url": ROOT.as_uri(), "dir_info": {"editable": True}}
    monkeypatch.setattr("atp_tui.store.extras._direct_url", lambda: from_here)
    monkeypatch.chdir(ROOT)
    assert this_installation().checkout == "."
    monkeypatch.chdir(tmp_path)
    assert this_installation().checkout == str(ROOT)
    assert how_to_install("lab").endswith(f" -m pip install -e '{ROOT}[lab]'")


def told(monkeypatch: pytest.MonkeyPatch, url: object) -> Installation:
    class Written:
        def read_text(self, name: str) -> str | None:
            assert name == "direct_url.json"
            return None if url is None else json.dumps(url)

    monkeypatch.setattr(metadata, "distribution", lambda _: Written())
    return this_installation()


def test_where_it_was_installed_from_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "a b"
    folder.mkdir()
    copied = {"url": folder.as_uri(), "dir_info": {}}
    assert told(monkeypatch, copied).checkout == ""
    (folder / "pyproject.toml").touch()
    found = told(monkeypatch, copied)
    assert (found.checkout, found.is_editable) == (str(folder), False)
    assert told(monkeypatch, {"url": folder.as_uri(), "dir_info": {"editable": True}}).is_editable
    others: tuple[object, ...] = (None, {}, [], {"url": "https://x/y.whl", "archive_info": {}})
    for other in others:
        assert told(monkeypatch, other).checkout == ""


def test_what_was_not_installed_runs_in_its_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(extras, "PROGRAM", "atp-tui-that-is-nowhere")
    monkeypatch.chdir(tmp_path)
    assert this_installation().checkout == str(ROOT)


def test_pipx_is_known_by_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "pipx_metadata.json").touch()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert how_to_install("lab").startswith("pipx inject atp-tui 'aioquic<2,>=")


def test_a_working_directory_that_is_gone_leaves_whole_paths(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert Path(this_installation().checkout).is_absolute()
