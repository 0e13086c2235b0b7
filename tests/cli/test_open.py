"""``atp-tui open`` where there is no terminal."""

import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from atp_tui.engine.atp.model import DetectionModel
from atp_tui.engine.state import TransferState
from atp_tui.tui.open_options import OpenOptions
from tests.cli.conftest import Call
from tests.program import FOREIGN, PACKS, run

NOTE = b"atp-tui: no terminal here, so this is the text report; 'atp-tui check' gives it too\n"


@pytest.mark.parametrize("name", FOREIGN)
def test_without_a_terminal_the_report_of_check_is_printed(call: Call, name: str) -> None:
    checked = call("check", PACKS / name)
    assert call("open", PACKS / name) == (checked.code, checked.out, NOTE)
    assert call("open", "--no-mouse", PACKS / name) == (checked.code, checked.out, NOTE)


def test_the_program_says_so_too(call: Call) -> None:
    ended = run("open", PACKS / "five-violations.record.json")
    assert (ended.returncode, ended.stderr) == (1, NOTE)
    assert ended.stdout == call("check", PACKS / "five-violations.record.json").out


def test_a_model_that_cannot_be_read_is_told_before_anything_is_shown(call: Call, tmp_path: Path) -> None:
    missing, wrong = tmp_path / "no.toml", tmp_path / "wrong.toml"
    wrong.write_text("[journal]\ndetection = 2.0\n")
    for path in (missing, wrong):
        outcome = call("open", "--model", path, PACKS / "clean")
        assert (outcome.code, outcome.out) == (4, b"")
        assert len(outcome.told) == 1
        assert path.name in outcome.told[0]


def test_a_model_is_handed_to_the_explorer(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[DetectionModel] = []

    def explore(_path: str, options: OpenOptions, *, mouse: bool) -> int:
        assert mouse
        assert options.keeps_index
        given.append(options.model)
        return 0

    monkeypatch.setattr("atp_tui.tui.app.explore", explore)
    monkeypatch.setattr("atp_tui.cli.open.first_screen", lambda _path: nullcontext())
    # The tests have variables of that name themselves.
    monkeypatch.setattr("atp_tui.cli.open.drop_textual_settings", lambda _environ: None)
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    (tmp_path / "model.toml").write_text('title = "mine"\n')
    assert call("open", "--model", tmp_path / "model.toml", PACKS / "clean").code == 0
    assert [model.title for model in given] == ["mine"]


def test_a_state_is_handed_to_the_explorer(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[OpenOptions] = []

    def explore(_path: str, options: OpenOptions, *, mouse: bool) -> int:
        assert mouse
        given.append(options)
        return 0

    monkeypatch.setattr("atp_tui.tui.app.explore", explore)
    monkeypatch.setattr("atp_tui.cli.open.drop_textual_settings", lambda _environ: None)
    monkeypatch.setattr("atp_tui.cli.open.first_screen", lambda _path: nullcontext())
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    path = tmp_path / "state.json"
    path.write_text('{"journal_gaps": 3}')
    assert call("open", "--state", path, PACKS / "clean").code == 0
    assert [(options.state, options.state_name) for options in given] == [(TransferState(journal_gaps=3), str(path))]


@pytest.mark.parametrize(
    "content", [b"[]", b'{"gaps": 1}', b'{"journal_gaps": -1}', b'{"path_outcomes_consistent": 1}', b"{"]
)
def test_a_state_is_checked_as_that_of_oracle(call: Call, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(content)
    outcome = call("open", "--state", path, PACKS / "clean")
    assert (outcome.code, outcome.out) == (4, b"")
    assert outcome.told == call("oracle", path).told
    assert len(outcome.told) == 1


def test_the_keys_come_from_stdin_so_a_state_does_not(call: Call) -> None:
    outcome = call("open", "--state", "-", PACKS / "clean")
    assert (outcome.code, outcome.out) == (2, b"")
    assert "expected a file, found -" in outcome.told[0]
