"""A text file that is read piece by piece."""

import os
from pathlib import Path

import pytest

from atp_tui.engine.digest import JournalDigest
from atp_tui.engine.file_fault import FileFault
from atp_tui.store.text_file import TextFile


def text_file(path: Path, data: bytes) -> TextFile:
    path.write_bytes(data)
    return TextFile(os.open(path, os.O_RDONLY))


@pytest.mark.parametrize("size", [0, 1, 40_000, 100_000])
def test_it_can_be_gone_through_again_and_is_hashed_once(tmp_path: Path, size: int) -> None:
    data = bytes(range(128)) * (size // 128) + b"x" * (size % 128)
    file = text_file(tmp_path / "file", data)
    assert b"".join(file) == data
    assert b"".join(file) == data
    file.finish()
    assert (file.digest, file.fault) == (JournalDigest.of(data), None)


def test_what_was_left_in_the_middle_is_hashed_to_the_end(tmp_path: Path) -> None:
    data = b"a" * 100_000 + b"\xff"
    for read in (0, 1, 2):
        file = text_file(tmp_path / "file", data)
        for _, _ in zip(range(read), file, strict=False):
            pass
        file.finish()
        assert file.digest == JournalDigest.of(data)
        assert file.fault == FileFault("UTF-8", "the byte 0xff at byte 100000")


def test_what_was_hashed_is_what_was_read_the_first_time(tmp_path: Path) -> None:
    file = text_file(tmp_path / "file", b"old")
    assert list(file) == [b"old"]
    (tmp_path / "file").write_bytes(b"new")
    assert list(file) == [b"new"]
    assert file.digest == JournalDigest.of(b"old")
