"""Where a person's keymap is, and reading it."""

from pathlib import Path

import pytest

from atp_tui.engine.errors import IoError
from atp_tui.store.keymap_file import KEYMAP_LIMIT, read_keymap_file
from atp_tui.store.keymap_place import keymap_path


def test_it_is_in_the_directory_for_settings(tmp_path: Path) -> None:
    path = tmp_path / "atp-tui" / "keymap.toml"
    assert keymap_path({"XDG_CONFIG_HOME": str(tmp_path)}) is None
    path.parent.mkdir()
    path.touch()
    assert keymap_path({"XDG_CONFIG_HOME": str(tmp_path)}) == str(path)
    home = {"HOME": str(tmp_path / "me")}
    assert keymap_path({"XDG_CONFIG_HOME": "relative", **home}) is None
    other = tmp_path / "me" / ".config" / "atp-tui" / "keymap.toml"
    other.parent.mkdir(parents=True)
    other.symlink_to(path)
    assert keymap_path({"XDG_CONFIG_HOME": "relative", **home}) == keymap_path(home) == str(other)
    assert keymap_path({}) is None


def test_one_that_is_too_big_or_no_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keymap.toml"
    path.write_bytes(b"#" * (KEYMAP_LIMIT + 1))
    with pytest.raises(IoError, match="expected at most 65536 bytes"):
        read_keymap_file(str(path))
    with pytest.raises(IoError, match="a directory, pipe or device"):
        read_keymap_file(str(tmp_path))
    path.write_bytes(b"[keys]\nquit = 'Q'\n")
    assert read_keymap_file(str(path)) == {"keys": {"quit": "Q"}}
