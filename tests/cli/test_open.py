"""``atp-tui open`` where there is no terminal."""

import hashlib
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from atp_tui.engine.atp.model import DetectionModel
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
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    (tmp_path / "model.toml").write_text('title = "mine"\n')
    assert call("open", "--model", tmp_path / "model.toml", PACKS / "clean").code == 0
    assert [model.title for model in given] == ["mine"]


@pytest.mark.parametrize(
    "options", [("--at", "x"), ("--filter", "/("), ("--lane", "tcp"), ("--lane", ""), ("--digest", "md5:0")]
)
def test_a_place_that_cannot_be_meant_is_wrong_usage(call: Call, options: tuple[str, str]) -> None:
    outcome = call("open", PACKS / "clean", *options)
    assert (outcome.code, outcome.out) == (2, b"")
    assert len(outcome.told) == 1
    assert options[0] in outcome.told[0]


def test_without_a_terminal_another_pack_is_told_and_counts_as_not_sound(call: Call) -> None:
    checked = call("check", PACKS / "clean")
    outcome = call("open", PACKS / "clean", "--digest", "sha256:0123456789abcdef", "--at", "7")
    assert (outcome.code, outcome.out) == (3, checked.out)
    assert "expected the pack with the digest sha256:0123456789abcdef, found sha256:" in outcome.told[-1]


def test_without_a_terminal_the_right_digest_changes_nothing(call: Call) -> None:
    checked = call("check", PACKS / "clean")
    digest = f"sha256:{hashlib.sha256((PACKS / 'clean' / 'manifest').read_bytes()).hexdigest()}"
    assert call("open", PACKS / "clean", "--digest", digest[:20], "--lane", "quic") == (0, checked.out, NOTE)
