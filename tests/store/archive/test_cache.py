"""Unpacked archives are kept whole or not at all, by their digest, within limits, for this user alone."""

import gzip
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final

import pytest

from atp_tui.engine.errors import CrashpackError, InvalidFormatError, IoError
from atp_tui.store.archive import cache as module
from atp_tui.store.archive import unpack as unpacking
from atp_tui.store.archive.cache import ArchiveCache, archive_cache
from atp_tui.store.archive.kept import Unpacked
from atp_tui.store.archive.opened import OpenedFile
from atp_tui.store.durable_write import PREFIX
from atp_tui.store.user_dirs import AGE_LIMIT
from tests.archives import tar_of, zip_of
from tests.fleet_packs import pack_files

DAY: Final = 86_400


def archive_at(path: Path, *names: str, seed: int = 1, size: int = 0) -> OpenedFile:
    """An archive with packs, written anew and open."""
    files = {f"{name}/{file}": content for name in names for file, content in pack_files(seed=seed).items()}
    path.write_bytes(zip_of(files | ({"large": bytes(size)} if size else {})))
    return OpenedFile(str(path))


def entries_of(kept: Path) -> list[str]:
    """The unpacked archives that are kept."""
    return sorted(path.name for path in kept.iterdir() if path.is_dir())


@pytest.fixture
def kept(cache: Path) -> Path:
    """Where unpacked archives are kept."""
    return cache / "atp-tui" / "archives-1"


def files_of(found: Unpacked) -> set[str]:
    """The files of an unpacked archive."""
    folder = Path(found.folder)
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_an_archive_is_kept_by_its_digest_for_this_user_alone(room: Path, kept: Path) -> None:
    file = archive_at(room / "a.zip", "one", "two")
    found = archive_cache().unpacked(file)
    digest = hashlib.sha256((room / "a.zip").read_bytes()).hexdigest()
    assert entries_of(kept) == [digest]
    assert found.contents.digest == digest
    assert found.contents.places == ("one", "two")
    assert files_of(found) == {f"{name}/{file}" for name in ("one", "two") for file in pack_files()}
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (kept.parent, kept, *kept.rglob("*"))}
    assert modes == {0o700, 0o600}


def test_what_is_kept_is_used_again_for_every_copy(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = archive_cache().unpacked(archive_at(room / "a.zip", "one"))
    monkeypatch.setattr(module, "unpack", None)
    shutil.copy(room / "a.zip", room / "b.zip")
    second = archive_cache().unpacked(OpenedFile(str(room / "b.zip")))
    assert second.folder == first.folder


def test_an_archive_that_has_not_changed_is_not_read_again(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = archive_at(room / "a.zip", "one", "two")
    assert archive_cache().packs(file) == ("one", "two")
    monkeypatch.setattr(OpenedFile, "chunks", None)
    monkeypatch.setattr(OpenedFile, "stream", None)
    assert archive_cache().packs(file) == ("one", "two")
    assert archive_cache().unpacked(file).contents.places == ("one", "two")


def test_an_archive_that_has_changed_is_read_again(room: Path) -> None:
    assert archive_cache().packs(archive_at(room / "a.zip", "one")) == ("one",)
    assert archive_cache().packs(archive_at(room / "a.zip", "two")) == ("two",)


def test_the_packs_of_an_archive_whose_files_went_are_known(room: Path, kept: Path) -> None:
    file = archive_at(room / "a.zip", "one")
    archive_cache().unpacked(file)
    ArchiveCache(str(kept), limit=0).unpacked(archive_at(room / "b.zip", "two"))
    assert hashlib.sha256((room / "a.zip").read_bytes()).hexdigest() not in entries_of(kept)
    assert archive_cache().packs(file) == ("one",)
    assert files_of(archive_cache().unpacked(file)) == {f"one/{name}" for name in pack_files()}


def test_an_archive_without_packs_is_not_unpacked(room: Path, kept: Path) -> None:
    (room / "a.tgz").write_bytes(gzip.compress(tar_of({"docs/a.txt": b"x"})))
    for _ in range(2):
        assert archive_cache().packs(OpenedFile(str(room / "a.tgz"))) == ()
    assert entries_of(kept) == []


def test_what_is_wrong_with_an_archive_is_told_again_without_reading_it(
    room: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (room / "a.tgz").write_bytes(gzip.compress(tar_of({"one/manifest": b"m" * 9000}))[:-9])
    file = OpenedFile(str(room / "a.tgz"))
    told = []
    for _ in range(2):
        with pytest.raises(InvalidFormatError) as error:
            archive_cache().packs(file)
        told.append(str(error.value))
        monkeypatch.setattr(OpenedFile, "chunks", None)
    assert told[0] == told[1]
    assert entries_of(kept) == []


def test_a_member_that_is_not_taken_matters_only_where_somebody_asks(room: Path) -> None:
    (room / "a.tar").write_bytes(tar_of({"../a": b"x"}))
    file = OpenedFile(str(room / "a.tar"))
    assert archive_cache().packs(file, is_named=False) == ()
    with pytest.raises(InvalidFormatError, match="leads out of it"):
        archive_cache().packs(file)


def test_an_archive_that_changes_while_it_is_read_is_not_kept(
    room: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = archive_at(room / "a.zip", "one")

    def spoil(*arguments: object) -> tuple[str, ...]:
        packs = unpacking.unpack(*arguments)  # type: ignore[arg-type]
        with (room / "a.zip").open("ab") as archive:
            archive.write(b"x")
        return packs

    monkeypatch.setattr(module, "unpack", spoil)
    with pytest.raises(IoError, match="changes while it is read"):
        archive_cache().unpacked(file)
    assert entries_of(kept) == []


def test_what_was_not_used_for_longest_goes_first_and_what_is_used_stays(room: Path, kept: Path) -> None:
    cache = ArchiveCache(str(kept), limit=3_000_000)
    held = cache.unpacked(archive_at(room / "0.zip", "a", seed=10, size=1_000_000))
    for number in range(1, 4):
        cache.unpacked(archive_at(room / f"{number}.zip", "a", seed=number, size=1_000_000))
        for path in kept.iterdir():
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 10))
    digests = [hashlib.sha256((room / f"{number}.zip").read_bytes()).hexdigest() for number in range(4)]
    assert digests[0] in entries_of(kept)
    assert digests[3] in entries_of(kept)
    assert digests[1] not in entries_of(kept)
    assert files_of(held)


def test_what_was_not_used_for_days_goes(room: Path, kept: Path) -> None:
    archive_cache().unpacked(archive_at(room / "a.zip", "a"))
    (entry,) = entries_of(kept)
    old = time.time() - AGE_LIMIT * DAY - 1
    os.utime(kept / entry, (old, old))
    archive_cache().unpacked(archive_at(room / "b.zip", "b"))
    assert entry not in entries_of(kept)
    assert len(entries_of(kept)) == 1


def test_an_entry_that_says_nothing_is_made_again(room: Path, kept: Path) -> None:
    file = archive_at(room / "a.zip", "a")
    archive_cache().unpacked(file)
    (entry,) = entries_of(kept)
    (kept / entry / "contents.json").write_bytes(b"{")
    assert archive_cache().unpacked(file).contents.places == ("a",)


KILLER: Final = """\
import os, sys
from atp_tui.store.archive import cache, unpack
from atp_tui.store.archive.opened import OpenedFile
made = 0
def create(*arguments, **named):
    global made
    made += 1
    if made == int(sys.argv[2]):
        os.kill(os.getpid(), 9)
    return real(*arguments, **named)
real = unpack.create
unpack.create = cache.create = create
cache.archive_cache().unpacked(OpenedFile(sys.argv[1]))
"""


@pytest.mark.parametrize("nth", [1, 5, 9, 10])
def test_a_process_that_is_killed_leaves_nothing_that_is_taken_for_whole(room: Path, kept: Path, nth: int) -> None:
    file = archive_at(room / "a.zip", "a")
    code = subprocess.run([sys.executable, "-c", KILLER, room / "a.zip", str(nth)], timeout=60, check=False).returncode
    assert code == -signal.SIGKILL
    (left,) = entries_of(kept)
    assert left.startswith(PREFIX)
    assert files_of(archive_cache().unpacked(file)) == {f"a/{name}" for name in pack_files()}
    old = time.time() - 3600
    os.utime(kept / left, (old, old))
    archive_cache().unpacked(archive_at(room / "b.zip", "b"))
    assert left not in entries_of(kept)


def test_many_at_once_get_the_same(room: Path, kept: Path) -> None:
    archive_at(room / "a.zip", *"abcdefgh")
    found: list[object] = []

    def run() -> None:
        try:
            found.append(sorted(files_of(archive_cache().unpacked(OpenedFile(str(room / "a.zip"))))))
        except CrashpackError as error:
            found.append(error)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [sorted(f"{name}/{file}" for name in "abcdefgh" for file in pack_files())] * 8
    assert len(entries_of(kept)) == 1


def test_a_disk_that_takes_nothing_is_told_and_left_as_it_was(
    room: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = archive_at(room / "a.zip", "a")
    real, made = os.write, []

    def write(descriptor: int, data: bytes) -> int:
        made.append(data)
        if len(made) > 3:
            raise OSError(28, "No space left on device")
        return real(descriptor, data)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write)
        with pytest.raises(IoError, match="cannot be written: no space left on device"):
            archive_cache().unpacked(file)
    assert entries_of(kept) == []
    assert archive_cache().unpacked(file).contents.places == ("a",)


def test_a_cache_that_others_can_write_to_is_made_private_or_refused(
    room: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.mkdir(parents=True)
    kept.chmod(0o777)
    archive_cache().unpacked(archive_at(room / "a.zip", "a"))
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    with pytest.raises(IoError, match="expected a directory of yours, found another one"):
        archive_cache()


def test_a_link_in_place_of_the_cache_is_refused(room: Path, kept: Path) -> None:
    kept.parent.mkdir(parents=True)
    kept.symlink_to(room)
    with pytest.raises(IoError):
        archive_cache()


def test_without_a_home_there_is_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "cache_directory", lambda: None)
    with pytest.raises(IoError, match="you have no home directory"):
        archive_cache()
