"""Reading a keymap file."""

from pathlib import Path

import pytest

from atp_tui.engine.errors import IoError
from atp_tui.store.keymap_file import KEYMAP_LIMIT, read_keymap_file


def test_one_that_is_too_big_or_no_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keymap.toml"
    path.write_bytes(b"#" * (KEYMAP_LIMIT + 1))
    with pytest.raises(IoError, match="expected at most 65536 bytes"):
        read_keymap_file(str(path))
    with pytest.raises(IoError, match="a directory, pipe or device"):
        read_keymap_file(str(tmp_path))
    path.write_bytes(b"[keys]\nquit = 'Q'\n")
    assert read_keymap_file(str(path)) == {"keys": {"quit": "Q"}}
