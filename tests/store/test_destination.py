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


@pytest.mark.parametrize(
    ("name", "said_of_a_file", "said_of_a_pack"),
    [
        ("no/out", "its directory does not exist", "its directory does not exist"),
        ("dangling/out", "its directory does not exist", "its directory does not exist"),
        ("file/out", "cannot be written: not a directory", "cannot be written: not a directory"),
        ("n" * 256, ": file name too long", ": file name too long"),
        ("d/" * 2100 + "out", ": file name too long", ": file name too long"),
        ("a\0b", "cannot be written: invalid file name", "the name of a new directory"),
        ("", "the name of a new file, found ''", "the name of a new directory, found ''"),
        ("..", "the name of a new file, found '..'", "the name of a new directory, found '..'"),
    ],
    ids=["none", "dangling", "file", "name", "path", "nul", "empty", "dots"],
)
def test_a_name_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, said_of_a_file: str, said_of_a_pack: str
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "dangling").symlink_to("nowhere")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(IoError) as of_a_file:
        require_new_file(name)
    with pytest.raises(IoError) as of_a_pack:
        require_new_pack(name)
    assert said_of_a_file in str(of_a_file.value)
    assert said_of_a_pack in str(of_a_pack.value)
    assert (of_a_file.value.advice, of_a_pack.value.advice) == ("nothing was run", "nothing was written")
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
    with pytest.raises(IoError, match="already exists; choose another name"):
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
    assert str(told.value).startswith(f"{tmp_path}/out: cannot be written: {said}; nothing was ")
    assert list(tmp_path.iterdir()) == []


def test_a_pack_may_be_named_as_a_directory_and_a_file_may_not(tmp_path: Path) -> None:
    assert require_new_pack(f"{tmp_path}/out/") == f"{tmp_path}/out"
    with pytest.raises(IoError, match="the name of a new file"):
        require_new_file(f"{tmp_path}/out/")
