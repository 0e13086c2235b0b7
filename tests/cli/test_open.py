"""``atp-tui open`` where there is no terminal."""

import hashlib
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest

from atp_tui.engine.oracle.state import TransferState
from atp_tui.engine.permalink import Permalink
from atp_tui.tui.options import OpenOptions
from tests.cli.conftest import Call
from tests.program import FOREIGN, PACKS, run

NOTE = b"atp-tui: not a terminal; printing the report of 'atp-tui check' instead\n"


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


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[OpenOptions]:
    """What the explorer was opened with, each time that it would have been on a terminal."""
    found: list[OpenOptions] = []

    def explore(_path: str, options: OpenOptions, *, mouse: bool, files: str) -> int:
        assert mouse
        assert files
        assert options.keeps_index
        found.append(options)
        return 0

    monkeypatch.setattr("atp_tui.tui.explore.explore", explore)
    monkeypatch.setattr("atp_tui.cli.open.first_screen", lambda _path: nullcontext())
    # The tests have variables of that name themselves.
    monkeypatch.setattr("atp_tui.cli.screen_options.drop_textual_settings", lambda _environ: None)
    terminal = SimpleNamespace(isatty=lambda: True)
    monkeypatch.setattr("atp_tui.cli.terminal.sys", SimpleNamespace(stdin=terminal, stdout=terminal))
    return found


def test_a_model_is_handed_to_the_explorer(call: Call, tmp_path: Path, given: list[OpenOptions]) -> None:
    (tmp_path / "model.toml").write_text('title = "mine"\n')
    assert call("open", "--model", tmp_path / "model.toml", PACKS / "clean").code == 0
    assert [options.model.title for options in given if options.model is not None] == ["mine"]


def test_a_place_is_handed_to_the_explorer(call: Call, given: list[OpenOptions]) -> None:
    words = ("--at", "#8", "--lane", "quic", "--filter", "lost_ !sent", "--digest", "sha256:01234567")
    assert call("open", PACKS / "clean", *words).code == 0
    assert given[0].place == Permalink.read(*words[1::2])


@pytest.fixture
def keymap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the person's keymap is; nothing stands there yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "atp-tui").mkdir()
    return tmp_path / "atp-tui" / "keymap.toml"


def test_a_keymap_is_read_where_there_is_one(call: Call, given: list[OpenOptions], keymap: Path) -> None:
    assert call("open", PACKS / "clean").code == 0
    keymap.write_text('[keys]\nquit = "Q"\n', encoding="utf-8")
    assert call("open", PACKS / "clean").code == 0
    assert call("open", "--no-keymap", PACKS / "clean").code == 0
    assert [options.keymap.keys("quit") for options in given] == ["q", "Q", "q"]


def test_a_keymap_that_is_wrong_is_told_before_the_screen_and_locks_nobody_out(
    call: Call, given: list[OpenOptions], keymap: Path
) -> None:
    keymap.write_text("[keys]\nquit = 1\n", encoding="utf-8")
    outcome = call("open", PACKS / "clean")
    assert (outcome.code, given) == (2, [])
    assert len(outcome.told) == 1
    assert f"{keymap}: keys.quit: expected a key, or a list of at least one, found a number" in outcome.told[0]
    assert "; --no-keymap uses the default keys" in outcome.told[0]
    assert call("open", "--no-keymap", PACKS / "clean").code == 0
    assert len(given) == 1


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


def test_a_state_is_handed_to_the_explorer(call: Call, tmp_path: Path, given: list[OpenOptions]) -> None:
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
