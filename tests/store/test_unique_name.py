"""File systems that cannot link, or cannot rename without replacing: FAT, network mounts, sandboxes."""

import ctypes
import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from atp_tui.engine import IoError
from atp_tui.engine.note import Note
from atp_tui.store import durable_write as synced
from atp_tui.store import unique_name as naming
from atp_tui.store.file_writer import replace_file, write_new_file
from atp_tui.store.note_file import NoteKeeper, note_of, write_note
from atp_tui.store.open import open_pack
from atp_tui.store.writer import write_pack
from tests.program import PACKS, files_in, run

LINK_ERRORS: Final = (errno.EPERM, errno.EOPNOTSUPP, errno.EACCES, errno.ENOSYS, errno.EINVAL, errno.EMLINK)
RENAME_ERRORS: Final = (None, errno.EINVAL, errno.ENOSYS, errno.EPERM)
"""What the system's rename fails with; None where it works."""
FILES: Final = files_in(PACKS / "clean")


def refusing(number: int) -> Callable[..., object]:
    """A call that always fails."""

    def refuse(*_: object, **__: object) -> object:
        raise OSError(number, os.strerror(number))

    return refuse


def without_rename(patch: pytest.MonkeyPatch, number: int) -> None:
    """Let the rename that replaces nothing fail."""

    def refuse(*_: object) -> int:
        ctypes.set_errno(number)
        return -1

    patch.setattr(naming, "_system_rename", lambda: refuse)


@pytest.fixture(params=[(link, rename) for link in LINK_ERRORS for rename in RENAME_ERRORS])
def poor_disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system without links, whose rename may be another one too."""
    link, rename = request.param
    monkeypatch.setattr(os, "link", refusing(link))
    if rename is not None:
        without_rename(monkeypatch, rename)


@pytest.mark.usefixtures("poor_disk")
def test_a_file_is_written_without_links(tmp_path: Path) -> None:
    write_new_file(f"{tmp_path}/new", b"one")
    assert files_in(tmp_path) == {"new": b"one"}


@pytest.mark.usefixtures("poor_disk")
@pytest.mark.parametrize(
    "make", [lambda path: path.write_bytes(b"mine"), Path.mkdir, lambda path: path.symlink_to("x")]
)
def test_nothing_is_replaced_without_links(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "taken")
    before = (tmp_path / "taken").lstat()
    with pytest.raises(IoError, match="already exists"):
        write_new_file(f"{tmp_path}/taken", b"two")
    assert (tmp_path / "taken").lstat().st_mode == before.st_mode
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
    assert not (tmp_path / "taken").is_file() or (tmp_path / "taken").read_bytes() == b"mine"


@pytest.mark.parametrize("stop", [OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), KeyboardInterrupt()])
def test_what_is_written_under_its_own_name_is_whole_or_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: BaseException
) -> None:
    monkeypatch.setattr(os, "link", refusing(errno.EPERM))
    without_rename(monkeypatch, errno.EINVAL)
    real, written = os.write, []

    def write(descriptor: int, data: bytes) -> int:
        written.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        if written[-1].endswith("/new"):
            assert (tmp_path / "new").exists()
            if written[-1] in written[:-1]:
                raise stop
            return real(descriptor, data[:1])
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", write)
    with pytest.raises((IoError, KeyboardInterrupt), match=r"no space left on device|^$"):
        write_new_file(f"{tmp_path}/new", b"some text")
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.ENOENT])
def test_a_link_that_fails_for_another_reason_is_no_reason_to_try_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(os, "link", refusing(number))
    with pytest.raises(IoError) as caught:
        write_new_file(f"{tmp_path}/new", b"one")
    assert os.strerror(number).lower() in str(caught.value)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS])
@pytest.mark.parametrize("write", [write_new_file, replace_file])
def test_the_message_names_the_cause_and_no_permission_to_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[str, bytes], None], number: int
) -> None:
    monkeypatch.setattr(os, "open", refusing(number))
    with pytest.raises(IoError) as caught:
        write(f"{tmp_path}/new", b"one")
    monkeypatch.undo()
    found = os.strerror(number).lower()
    assert str(caught.value) == f"{tmp_path}/new: cannot be written: {found}; nothing was written"


@pytest.mark.parametrize("number", sorted(naming._NOT_OVER_EMPTY))
def test_a_directory_that_cannot_take_the_place_of_an_empty_one_is_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    without_rename(monkeypatch, errno.EINVAL)
    real = os.rename

    def rename(source: str, target: str) -> None:
        if Path(target).exists():
            raise OSError(number, os.strerror(number))
        real(source, target)

    monkeypatch.setattr(os, "rename", rename)
    write_pack(f"{tmp_path}/pack", FILES)
    assert files_in(tmp_path / "pack") == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


@pytest.mark.parametrize("number", sorted(synced._NO_SYNC))
def test_a_disk_that_cannot_sync_is_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(os, "fsync", refusing(number))
    write_new_file(f"{tmp_path}/new", b"one")
    write_pack(f"{tmp_path}/pack", FILES)
    assert (tmp_path / "new").read_bytes() == b"one"
    assert files_in(tmp_path / "pack") == FILES


@pytest.mark.usefixtures("poor_disk")
def test_a_note_is_kept_without_links(tmp_path: Path) -> None:
    shutil.copytree(PACKS / "clean", tmp_path / "pack")
    found = note_of(open_pack(str(tmp_path / "pack")))
    first = write_note(found, Note(digest=found.digest, words="one"))
    keeper = NoteKeeper(first)
    keeper.newest = Note(digest=found.digest, words="two")
    keeper.keep()
    assert note_of(open_pack(str(tmp_path / "pack"))).note == keeper.newest


@pytest.fixture
def fat(tmp_path: Path) -> Iterator[Path]:
    """A real FAT file system, which only an administrator can mount."""
    maker = shutil.which("mkfs.vfat") or shutil.which("mkfs.fat", path="/usr/sbin:/sbin")
    if os.geteuid() or maker is None:
        pytest.skip("needs an administrator and mkfs.vfat")
    image, folder = tmp_path / "image", tmp_path / "fat"
    image.write_bytes(bytes(8 << 20))
    folder.mkdir()
    subprocess.run([maker, image], check=True, capture_output=True)
    mounted = subprocess.run(["mount", "-o", "loop", image, folder], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"cannot be mounted: {mounted.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.soak
def test_everything_is_written_to_fat(fat: Path) -> None:
    with pytest.raises(OSError, match="Operation not permitted"):
        (fat / "link").hardlink_to(shutil.copy(PACKS / "clean" / "journal", fat / "journal"))
    assert run("emit", PACKS / "clean.record.json", fat / "pack").returncode == 0
    assert files_in(fat / "pack") == FILES
    for _ in range(2):
        assert run("emit", PACKS / "clean.record.json", fat / "pack").returncode == 4
        ended = run("proof", "record", "-o", fat / "record.json", "--", "true")
    assert ended.returncode == 2
    found = note_of(open_pack(str(fat / "pack")))
    write_note(write_note(found, Note(digest=found.digest, words="one")), Note(digest=found.digest, words="two"))
    assert (fat / "pack.note.toml").read_text().count('words = "two"') == 1
    for directory in (fat, fat / "pack"):
        assert not [path for path in directory.iterdir() if path.name.startswith(synced.PREFIX)]
