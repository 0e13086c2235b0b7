"""What is saved is for the eyes of one person."""

import os
import stat
import tempfile
from pathlib import Path

import pytest

from atp_tui.store.file_writer import write_private


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_only_the_owner_can_read_it() -> None:
    old = os.umask(0)
    try:
        path = Path(write_private("naïve\n字", "name.txt"))
    finally:
        os.umask(old)
    assert path.name == "name.txt"
    assert path.read_text(encoding="utf-8") == "naïve\n字"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_every_file_has_a_folder_of_its_own() -> None:
    assert Path(write_private("a", "x")).parent != Path(write_private("b", "x")).parent


def test_half_a_character_does_not_stop_it() -> None:
    assert Path(write_private("\ud800", "x")).read_text(encoding="utf-8") == "\\ud800"


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_private("a", "x")
    assert list(tmp_path.iterdir()) == []
