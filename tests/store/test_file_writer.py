"""One file, whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from atp_tui.engine.errors import IoError
from atp_tui.store import file_writer
from atp_tui.store.file_writer import replace_file, write_new_file


def test_a_new_file_is_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_new_file(str(tmp_path / "new"), b"one")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("new", b"one")]


@pytest.mark.parametrize(("mask", "mode"), [(0, 0o666), (0o027, 0o640)])
def test_the_mask_of_the_process_is_all_that_limits_who_may_read(tmp_path: Path, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        write_new_file(str(tmp_path / "new"), b"one")
        replace_file(str(tmp_path / "other"), b"two")
        replace_file(str(tmp_path / "own"), b"three", mode=0o600)
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"new": mode, "other": mode, "own": 0o600}


@pytest.mark.parametrize("kind", ["file", "directory", "link"])
def test_a_new_file_is_never_written_over_something(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "taken"
    if kind == "file":
        target.write_bytes(b"mine")
    elif kind == "directory":
        target.mkdir()
    else:
        target.symlink_to("nowhere")
    with pytest.raises(IoError, match="taken: already exists"):
        write_new_file(str(target), b"two")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
    assert kind != "file" or target.read_bytes() == b"mine"


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "note"
    for data in (b"one", b"two, longer", b""):
        replace_file(str(target), data)
        assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("note", data)]


def test_what_a_link_leads_to_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"mine")
    (tmp_path / "note").symlink_to("other")
    replace_file(str(tmp_path / "note"), b"two")
    assert (tmp_path / "other").read_bytes() == b"mine"
    assert not (tmp_path / "note").is_symlink()


@pytest.mark.parametrize("call", ["open", "fsync", "rename"])
def test_where_writing_fails_the_older_file_is_kept(tmp_path: Path, call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "note"
    target.write_bytes(b"older")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(IoError, match="no space left on device; nothing was written"):
        replace_file(str(target), b"newer")
    monkeypatch.undo()
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("note", b"older")]


@pytest.mark.parametrize("name", ["", ".", "..", "a\0b", "no/where"])
def test_what_cannot_be_a_file_is_refused(tmp_path: Path, name: str) -> None:
    for write in (write_new_file, replace_file):
        with pytest.raises(IoError):
            write(f"{tmp_path}/{name}", b"x")
    assert [*tmp_path.iterdir()] == []


def test_without_hard_links_a_file_that_is_there_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second of two writers comes to a name that was free when the first one looked."""
    (tmp_path / "taken").write_bytes(b"mine")
    monkeypatch.setattr(file_writer, "name_file", lambda _temporary, _path: False)
    with pytest.raises(IoError, match="taken: already exists"):
        write_new_file(str(tmp_path / "taken"), b"two")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("taken", b"mine")]
