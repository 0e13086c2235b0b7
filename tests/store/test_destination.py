"""Proving that a result can be written, before the work for it."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from atp_tui.engine import IoError
from atp_tui.store.destination import require_new_file, require_new_pack
from tests.faulty_disk import FaultyDisk, on_disk

BOTH = pytest.mark.parametrize("require", [require_new_file, require_new_pack])
Require = Callable[[str], object]


@BOTH
def test_a_free_name_is_proved_and_nothing_is_left(
    require: Require, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require(str(tmp_path / "out"))
    monkeypatch.chdir(tmp_path)
    require("out")
    require("./out")
    assert list(tmp_path.iterdir()) == []


@BOTH
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no/out", "no/out: expected a folder that is there, found none; nothing was run"),
        ("file/out", "file/out: expected a folder, found a file on the way to it; nothing was run"),
        ("dangling/out", "dangling/out: expected a folder that is there, found none; nothing was run"),
        ("n" * 256, "expected a name that can be written, found file name too long; nothing was run"),
        ("d/" * 2100 + "out", "found file name too long; nothing was run"),
        ("a\0b", ""),
        ("", ""),
        (".", ""),
        ("..", ""),
    ],
)
def test_a_name_that_cannot_be_written_is_told(
    require: Require, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "dangling").symlink_to("nowhere")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(IoError) as told:
        require(name)
    assert str(told.value).endswith(said)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dangling", "file"]


@BOTH
@pytest.mark.parametrize("kind", ["file", "folder", "link", "dangling", "pipe"])
def test_a_name_that_is_taken_is_told(require: Require, tmp_path: Path, kind: str) -> None:
    target = tmp_path / "out"
    makes: dict[str, Callable[[], object]] = {
        "file": target.touch,
        "folder": target.mkdir,
        "link": lambda: target.symlink_to(tmp_path),
        "dangling": lambda: target.symlink_to("nowhere"),
        "pipe": lambda: os.mkfifo(target),
    }
    makes[kind]()
    with pytest.raises(IoError, match="found something that exists"):
        require(str(target))
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@BOTH
@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EACCES, "permission denied"),
        (errno.EROFS, "read-only file system"),
        (errno.ENOSPC, "no space left on device"),
        (errno.EDQUOT, "disk quota exceeded"),
    ],
)
def test_a_folder_that_takes_nothing_is_told(require: Require, tmp_path: Path, number: int, said: str) -> None:
    with on_disk(FaultyDisk(0, number)), pytest.raises(IoError) as told:
        require(str(tmp_path / "out"))
    assert str(told.value) == f"{tmp_path}/out: expected a name that can be written, found {said}; nothing was run"
    assert list(tmp_path.iterdir()) == []


def test_a_pack_may_be_named_as_a_directory_and_a_file_may_not(tmp_path: Path) -> None:
    assert require_new_pack(f"{tmp_path}/out/") == f"{tmp_path}/out"
    with pytest.raises(IoError, match="the name of a new file"):
        require_new_file(f"{tmp_path}/out/")
