"""The options of the screen, for a pack and for a fleet."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from atp_tui.tui.options import OpenOptions
from tests.cli.conftest import Call
from tests.program import copy_of


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[tuple[OpenOptions, bool]]:
    """The options with which a fleet was explored, on what seems to be a terminal."""
    found: list[tuple[OpenOptions, bool]] = []

    def explore(_fleet: object, _paths: object, _index: object, options: OpenOptions, **more: object) -> int:
        found.append((options, bool(more["mouse"])))
        return 0

    terminal = SimpleNamespace(isatty=lambda: True)
    monkeypatch.setattr("atp_tui.tui.explore.explore_fleet", explore)
    monkeypatch.setattr("atp_tui.cli.screen_options.drop_textual_settings", lambda _environ: None)
    monkeypatch.setattr("atp_tui.cli.terminal.sys", SimpleNamespace(stdin=terminal, stdout=terminal))
    monkeypatch.setenv("TERM", "xterm")
    return found


def test_a_fleet_is_explored_with_the_looks_that_are_asked_for(
    call: Call, tmp_path: Path, given: list[tuple[OpenOptions, bool]]
) -> None:
    copy_of("clean", tmp_path)
    assert call("fleet", tmp_path).code == 0
    assert call("fleet", tmp_path, "--theme", "light", "--no-animation", "--no-mouse").code == 0
    assert [(options.theme, options.is_still, mouse) for options, mouse in given] == [
        ("", False, True),
        ("light", True, False),
    ]


def test_a_format_prints_on_a_terminal_too(call: Call, tmp_path: Path, given: list[tuple[OpenOptions, bool]]) -> None:
    copy_of("clean", tmp_path)
    assert call("fleet", tmp_path, "--format", "text", "--jobs", "1").out
    assert given == []


def test_a_damaged_keymap_is_refused_where_there_is_a_screen(
    call: Call, tmp_path: Path, given: list[tuple[OpenOptions, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    keymap = tmp_path / "keys.toml"
    keymap.write_text("nonsense")
    monkeypatch.setattr("atp_tui.cli.screen_options.keymap_path", lambda: str(keymap))
    (tmp_path / "packs").mkdir()
    copy_of("clean", tmp_path / "packs")
    outcome = call("fleet", tmp_path / "packs")
    assert outcome.code == 2
    assert b"--no-keymap" in outcome.err
    assert call("fleet", tmp_path / "packs", "--no-keymap").code == 0
    assert call("fleet", tmp_path / "packs", "--format", "text", "--jobs", "1").code == 0
    assert len(given) == 1
