"""Writing a pack: all nine files or none, and never over something that is there."""

import ctypes
import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from atp_tui.engine import NINE_FILES, IoError, read_record, render
from atp_tui.store import unique_name as naming
from atp_tui.store.writer import PREFIX, write_pack
from tests.program import PACKS, RECORDED, descriptors, files_in

FILES = render(read_record((PACKS / "five-violations.record.json").read_bytes()))
ERRNOS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EDQUOT)


def kind(path: Path) -> object:
    """What stands at a path, through no link."""
    status = path.lstat()
    content = path.readlink() if path.is_symlink() else tree(path) if path.is_dir() else None
    return status.st_mode, content, path.read_bytes() if path.is_file() and not path.is_symlink() else None


def tree(folder: Path) -> dict[str, object]:
    """Everything under a folder: kind, permissions and content or target, by path."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content: object = None
        if stat.S_ISREG(status.st_mode):
            content = path.read_bytes()
        elif stat.S_ISLNK(status.st_mode):
            content = path.readlink()
        found[str(path.relative_to(folder))] = (status.st_mode, content)
    return found


@pytest.mark.parametrize("name", RECORDED)
def test_the_files_are_written_byte_for_byte(tmp_path: Path, name: str) -> None:
    files = render(read_record((PACKS / f"{name}.record.json").read_bytes()))
    write_pack(f"{tmp_path}/pack", files)
    assert files_in(tmp_path / "pack") == files_in(PACKS / name)
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


def test_files_in_folders_and_in_pieces_are_written(tmp_path: Path) -> None:
    pieces: Iterator[bytes] = iter([b"one ", b"", b"two"])
    write_pack(f"{tmp_path}/pack", {"qlog/deep/0.qlog": pieces, "notes": b"n"})
    assert (tmp_path / "pack/qlog/deep/0.qlog").read_bytes() == b"one two"
    assert (tmp_path / "pack/notes").read_bytes() == b"n"


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002, 0o027])
def test_permissions_follow_the_umask(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        write_pack(f"{tmp_path}/pack", {**FILES, "qlog/0.qlog": b"log"})
        assert os.umask(mask) == mask
    finally:
        os.umask(before)
    for path in (tmp_path / "pack", *(tmp_path / "pack").rglob("*")):
        whole = 0o777 if path.is_dir() else 0o666
        assert stat.S_IMODE(path.stat().st_mode) == whole & ~mask


def test_nobody_else_can_look_into_a_pack_that_is_being_written(tmp_path: Path) -> None:
    seen = []

    def content() -> Iterator[bytes]:
        (temporary,) = tmp_path.iterdir()
        seen.append((temporary.name.startswith(PREFIX), stat.S_IMODE(temporary.stat().st_mode)))
        yield b"text"

    write_pack(f"{tmp_path}/pack", {"journal": content()})
    assert seen == [(True, 0o700)]


@pytest.mark.parametrize("target", ["pack", "pack/", "./pack", "pack//"])
def test_the_target_may_be_spelt_in_any_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    monkeypatch.chdir(tmp_path)
    write_pack(target, FILES)
    assert set(files_in(tmp_path / "pack")) == set(NINE_FILES)


TAKEN: dict[str, Callable[[Path], object]] = {
    "a file": lambda path: path.write_bytes(b"precious"),
    "an empty file": Path.touch,
    "an empty directory": Path.mkdir,
    "a directory": lambda path: write_pack(str(path), {"journal": b"precious"}),
    "a pipe": os.mkfifo,
    "a link to a directory": lambda path: path.symlink_to("."),
    "a link to nothing": lambda path: path.symlink_to("nothing"),
    "a link to itself": lambda path: path.symlink_to(path.name),
}
RENAMES = ("system", "fallback")


@pytest.fixture(params=RENAMES)
def rename(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to give the pack its name: the system's, and the one where that is missing."""
    if request.param == "fallback":
        monkeypatch.setattr(naming, "_system_rename", lambda: None)
    elif not sys.platform.startswith("linux"):
        pytest.skip("this system has no rename that never replaces")
    return str(request.param)


@pytest.mark.usefixtures("rename")
@pytest.mark.parametrize("make", TAKEN.values(), ids=TAKEN)
def test_what_exists_is_refused_and_untouched(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "pack")
    before = tree(tmp_path)
    with pytest.raises(IoError, match="already exists; choose another name; nothing was written"):
        write_pack(f"{tmp_path}/pack", FILES)
    assert tree(tmp_path) == before


@pytest.mark.usefixtures("rename")
@pytest.mark.parametrize("make", TAKEN.values(), ids=TAKEN)
def test_what_appears_while_writing_is_refused_and_untouched(tmp_path: Path, make: Callable[[Path], object]) -> None:
    def content() -> Iterator[bytes]:
        make(tmp_path / "pack")
        yield b"text"

    with pytest.raises(IoError, match="already exists; choose another name; nothing was written"):
        write_pack(f"{tmp_path}/pack", {"manifest": content()})
    (tmp_path / "other").mkdir()
    make(tmp_path / "other" / "pack")
    assert kind(tmp_path / "pack") == kind(tmp_path / "other" / "pack")
    assert {path.name for path in tmp_path.iterdir()} == {"pack", "other"}


@pytest.mark.usefixtures("rename")
def test_both_renames_write_the_whole_pack(tmp_path: Path) -> None:
    write_pack(f"{tmp_path}/pack", FILES)
    assert files_in(tmp_path / "pack") == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM, errno.EACCES])
def test_where_the_system_cannot_rename_so_the_fallback_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> int:
        ctypes.set_errno(number)
        return -1

    monkeypatch.setattr(naming, "_system_rename", lambda: refuse)
    write_pack(f"{tmp_path}/pack", FILES)
    assert files_in(tmp_path / "pack") == FILES


@pytest.mark.parametrize("target", ["", "/", ".", "..", "a\0b", "pack/.", "pack/..", "\ud800"])
def test_a_target_that_names_nothing_new_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(IoError, match="nothing was written"):
        write_pack(target, FILES)
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("target", ["nothing/pack", "file/pack", "x" * 300, "y" * 5000])
def test_a_target_where_nothing_can_be_is_refused(tmp_path: Path, target: str) -> None:
    (tmp_path / "file").touch()
    before = tree(tmp_path)
    with pytest.raises(IoError, match="nothing was written"):
        write_pack(f"{tmp_path}/{target}", FILES)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("path", ["../journal", "../../journal", "/journal", "", "a/../b", "a\0b"])
def test_a_file_outside_of_the_pack_is_neither_written_nor_removed(tmp_path: Path, path: str) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    for folder in (inner, tmp_path):
        (folder / "journal").write_bytes(b"precious")
    before = tree(tmp_path)
    with pytest.raises(IoError, match="nothing was written"):
        write_pack(f"{inner}/pack", {"manifest": b"text", path: b"text"})
    assert tree(tmp_path) == before


@pytest.mark.parametrize("paths", [("a", "a/b"), ("a/b", "a"), ("a/",), (".",)])
def test_paths_that_cannot_all_be_written_leave_nothing(tmp_path: Path, paths: tuple[str, ...]) -> None:
    with pytest.raises(IoError, match=r"cannot be written: .*nothing was written"):
        write_pack(f"{tmp_path}/pack", dict.fromkeys(paths, b"text"))
    assert tree(tmp_path) == {}


CALLS = ("open", "mkdir", "fsync", "rename")


class FailingCall:
    """A call of the system that fails at its Nth time; N is counted from 0."""

    def __init__(self, real: Callable[..., object], nth: int, number: int) -> None:
        self.real, self.nth, self.number, self.made = real, nth, number, 0

    def __call__(self, *arguments: object, **named: object) -> object:
        self.made += 1
        if self.made == self.nth + 1:
            raise OSError(self.number, os.strerror(self.number))
        return self.real(*arguments, **named)


def how_often(call: str, folder: Path) -> int:
    """How often a call is made while one pack is written."""
    with pytest.MonkeyPatch.context() as patch:
        counter = FailingCall(getattr(os, call), -1, 0)
        patch.setattr(os, call, counter)
        patch.setattr(naming, "_system_rename", lambda: None)
        write_pack(f"{folder}/counted", FILES)
    return counter.made


@pytest.mark.parametrize("number", ERRNOS, ids=[errno.errorcode[number] for number in ERRNOS])
@pytest.mark.parametrize("call", CALLS)
def test_a_call_that_fails_leaves_nothing(tmp_path: Path, call: str, number: int) -> None:
    (tmp_path / "counting").mkdir()
    (tmp_path / "here").mkdir()
    times = how_often(call, tmp_path / "counting")
    before = descriptors()
    # The last of each is that of the directory above, when the pack is already there.
    last = times - 1 if call in ("open", "fsync") else times
    assert last >= {"open": 10, "mkdir": 3, "fsync": 10, "rename": 1}[call]
    for nth in range(last):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, call, FailingCall(getattr(os, call), nth, number))
            patch.setattr(naming, "_system_rename", lambda: None)
            with pytest.raises(IoError, match="nothing was written") as caught:
                write_pack(f"{tmp_path}/here/pack", FILES)
        assert caught.value.found == f"cannot be written: {os.strerror(number).lower()}"
        assert tree(tmp_path / "here") == {}
    assert descriptors() == before


@pytest.mark.parametrize("call", ["open", "fsync"])
def test_a_call_that_goes_on_failing_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    real, made = getattr(os, call), 0

    def fail_from_the_third_on(*arguments: object) -> object:
        nonlocal made
        made += 1
        if made >= 3:
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail_from_the_third_on)
        with pytest.raises(IoError, match="too many open files; nothing was written"):
            write_pack(f"{tmp_path}/pack", FILES)
    assert tree(tmp_path) == {}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open
    for full in NINE_FILES:

        def opened(path: str, flags: int, mode: int = 0o777, full: str = full) -> int:
            return real("/dev/full", os.O_WRONLY) if path.endswith(f"/{full}") else real(path, flags, mode)

        with monkeypatch.context() as patch:
            patch.setattr(os, "open", opened)
            files = {name: content or b"x" for name, content in FILES.items()}
            with pytest.raises(IoError, match="no space left on device; nothing was written"):
                write_pack(f"{tmp_path}/pack", files)
        assert tree(tmp_path) == {}


@pytest.mark.parametrize("number", [errno.EIO, errno.EDQUOT, errno.EROFS, errno.ENOSPC])
def test_a_system_rename_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> int:
        ctypes.set_errno(number)
        return -1

    monkeypatch.setattr(naming, "_system_rename", lambda: refuse)
    with pytest.raises(IoError, match="nothing was written"):
        write_pack(f"{tmp_path}/pack", FILES)
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("stop", [KeyboardInterrupt, RuntimeError, MemoryError])
def test_whatever_stops_the_writing_leaves_nothing(tmp_path: Path, stop: type[BaseException]) -> None:
    def content() -> Iterator[bytes]:
        yield b"some"
        raise stop

    before = descriptors()
    with pytest.raises(stop):
        write_pack(f"{tmp_path}/pack", {**FILES, "further": content()})
    assert tree(tmp_path) == {}
    assert descriptors() == before


def failing_sync_of(folder: Path, number: int) -> Callable[[int], None]:
    """An fsync that fails for one directory and works for all else."""
    real, node = os.fsync, folder.stat().st_ino

    def fsync(descriptor: int) -> None:
        if os.fstat(descriptor).st_ino == node:
            raise OSError(number, os.strerror(number))
        real(descriptor)

    return fsync


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_a_name_that_may_not_last_is_told_and_the_pack_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(os, "fsync", failing_sync_of(tmp_path, number))
    with pytest.raises(IoError, match="the pack is complete"):
        write_pack(f"{tmp_path}/pack", FILES)
    assert files_in(tmp_path / "pack") == FILES


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_a_file_system_that_cannot_sync_directories_gets_the_pack_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    write_pack(f"{tmp_path}/pack", FILES)
    assert files_in(tmp_path / "pack") == FILES


def test_every_file_and_directory_is_synced_before_the_pack_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        synced.append("above" if path == tmp_path else "pack" if path.name == "pack" else path.name)
        assert (tmp_path / "pack").exists() == (path == tmp_path)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    write_pack(f"{tmp_path}/pack", {**FILES, "qlog/deep/0.qlog": b""})
    assert synced == [*NINE_FILES, "0.qlog", "deep", "qlog", "pack", "above"]
