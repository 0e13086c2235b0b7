"""``atp-tui keys``: the table of keys as a file, and a check of one's own."""

import tomllib
from pathlib import Path

from tests.cli.conftest import Call


def test_the_table_is_printed_as_a_keymap(call: Call, tmp_path: Path) -> None:
    outcome = call("keys")
    assert (outcome.code, outcome.told) == (0, [])
    assert tomllib.loads(outcome.out.decode())["keys"]["events"]["filter"] == "/"
    path = tmp_path / "keymap.toml"
    path.write_bytes(outcome.out)
    assert call("keys", path) == outcome


def test_a_keymap_is_checked(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "keymap.toml"
    path.write_text('[keys]\nquit = "ctrl+b"\n', encoding="utf-8")
    outcome = call("keys", path)
    assert (outcome.code, outcome.out) == (2, b"")
    fault = "keys.quit: expected a key that is free, found 'ctrl+b': tmux takes it"
    assert outcome.told == [f"atp-tui: {path}: {fault}; try 'atp-tui keys --help'"]
    assert call("keys", tmp_path / "none").code == 4
