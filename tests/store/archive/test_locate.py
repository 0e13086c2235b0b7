"""What a path names: a pack, the one pack of an archive, or one of several."""

import gzip
import os
from pathlib import Path

import pytest

from atp_tui.engine.errors import CrashpackError
from atp_tui.store.archive.locate import Location, is_archive, is_in_archive, locate, packs_in, split
from tests.archives import tar_of, zip_of
from tests.fleet_packs import pack_files
from tests.foreign import record_of


def archive_at(path: Path, *names: str) -> Path:
    """An archive with packs."""
    path.write_bytes(zip_of({f"{name}/{file}": data for name in names for file, data in pack_files().items()}))
    return path


def refused(path: object) -> str:
    """Why a path leads to no pack."""
    with pytest.raises(CrashpackError) as error:
        locate(str(path))
    return str(error.value)


def test_what_is_no_archive_is_where_it_is(room: Path) -> None:
    (room / "a.json").write_bytes(b"{}")
    for path in (room, room / "a.json", room / "none", room / "none!a"):
        assert locate(str(path)) == Location(str(path), str(path))
    assert packs_in(str(room)) is None


@pytest.mark.parametrize("inner", ["", "!crash", "!/crash/", "!crash/"])
def test_the_one_pack_of_an_archive_needs_no_name(room: Path, inner: str) -> None:
    path = archive_at(room / "a.zip", "crash")
    found = locate(f"{path}{inner}")
    assert found.path == f"{path}!crash"
    assert {path.name for path in Path(found.files).iterdir()} == set(pack_files())
    assert found.unpacked is not None


def test_an_archive_that_is_a_pack_has_its_name(room: Path) -> None:
    (room / "a.tar").write_bytes(tar_of(pack_files()))
    assert locate(f"{room}/a.tar").path == f"{room}/a.tar"


def test_a_compressed_record_is_a_pack(room: Path) -> None:
    (room / "a.json.gz").write_bytes(gzip.compress(record_of("clean")))
    found = locate(f"{room}/a.json.gz")
    assert found.path == f"{room}/a.json.gz!a.json"
    assert Path(found.files).read_bytes() == record_of("clean")


def test_one_of_several_is_named(room: Path) -> None:
    path = archive_at(room / "a b.zip", "in/one", "in/two", "three")
    assert locate(f"{path}!in/two").path == f"{path}!in/two"
    assert packs_in(str(path)) == (f"{path}!in/one", f"{path}!in/two", f"{path}!three")
    assert packs_in(f"{path}!in") == (f"{path}!in/one", f"{path}!in/two")
    quoted = f"'{path}!in/one', '{path}!in/two'"
    assert refused(path) == (
        f"{path}: not a crashpack, but an archive with 3 crashpacks; 'atp-tui fleet '{path}'' groups all of them; "
        f"or choose one: {quoted}, '{path}!three'"
    )
    assert f"an archive with 2 crashpacks; 'atp-tui fleet '{path}'' groups all of them" in refused(f"{path}!in")
    assert refused(f"{path}!four") == f"{path}: no crashpack at four in this archive; it has {quoted}, '{path}!three'"


@pytest.mark.parametrize("inner", ["../one", "one/../one", "one/journal", "/etc"])
def test_nothing_but_a_pack_can_be_named(room: Path, inner: str) -> None:
    assert "no crashpack at" in refused(f"{archive_at(room / 'a.zip', 'one')}!{inner}")


def test_an_archive_without_packs_says_so(room: Path) -> None:
    (room / "a.tgz").write_bytes(gzip.compress(tar_of({"docs/a.txt": b"x"})))
    assert "no crashpack in this archive" in refused(room / "a.tgz")
    assert packs_in(f"{room}/a.tgz") == ()


def test_a_file_before_the_mark_must_be_an_archive(room: Path) -> None:
    (room / "a.txt").write_bytes(b"text")
    assert refused(f"{room}/a.txt!one") == f"{room}/a.txt: expected an archive before the '!', found another file"


def test_a_name_with_the_mark_is_what_it_is_where_it_is_there(room: Path) -> None:
    archive_at(room / "a.zip", "one")
    (room / "a.zip!one").mkdir()
    assert split(f"{room}/a.zip!one") == (f"{room}/a.zip!one", "")
    (room / "b!c").mkdir()
    path = archive_at(room / "b!c" / "d!e.zip", "one", "two")
    assert split(f"{path}!one") == (str(path), "one")
    assert is_in_archive(f"{path}!one")
    assert not is_in_archive(str(path))


@pytest.mark.parametrize("path", ["a\0b!c", "!", "!!", "", "\udcff!a"])
def test_odd_paths_name_themselves(path: str) -> None:
    assert split(path) == (path, "")
    assert not is_archive(path)


def test_pipes_and_folders_are_no_archives(room: Path) -> None:
    os.mkfifo(room / "pipe")
    assert not is_archive(f"{room}/pipe")
    assert not is_archive(str(room))
    assert locate(f"{room}/pipe").unpacked is None
