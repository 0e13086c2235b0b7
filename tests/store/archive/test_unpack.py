"""An archive becomes a folder of plain files of this user; archives inside it do too, once."""

import gzip
import stat
from pathlib import Path

import pytest

from atp_tui.engine.errors import CrashpackError, InvalidFormatError
from atp_tui.store.archive.budget import Budget
from atp_tui.store.archive.opened import OpenedFile
from atp_tui.store.archive.unpack import may_hold_packs, unpack
from tests.archives import COMPRESS, KINDS, member, tar_of, zip_of, zstd_of
from tests.fleet_packs import pack_files
from tests.foreign import record_of

PACK = pack_files()


def at(folder: str, files: dict[str, bytes] = PACK) -> dict[str, bytes]:
    """The files of a pack in a folder of an archive."""
    return {f"{folder}/{name}": content for name, content in files.items()}


def unpacked(room: Path, data: bytes, budget: Budget | None = None) -> tuple[tuple[str, ...], dict[str, bytes]]:
    """The packs of an archive, and its files."""
    (room / "archive").write_bytes(data)
    target = room / "files"
    target.mkdir()
    packs = unpack(OpenedFile(str(room / "archive")), str(target), budget)
    return packs, {str(path.relative_to(target)): path.read_bytes() for path in target.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", KINDS)
def test_packs_are_found_at_any_depth(room: Path, kind: str) -> None:
    files = {**at("b/c"), **at("a"), "readme": b"x"}
    assert unpacked(room, KINDS[kind](files)) == (("a", "b/c"), files)


def test_an_archive_may_be_a_pack_itself(room: Path) -> None:
    assert unpacked(room, tar_of(PACK)) == (("",), PACK)


def test_records_are_packs_and_nothing_inside_a_pack_is(room: Path) -> None:
    record = record_of("clean")
    files = {**at("a"), "a/record.json": record, "a/inner/manifest": b"x", "r.txt": record, "s.json": b"{}"}
    assert unpacked(room, zip_of(files))[0] == ("a", "r.txt")


@pytest.mark.parametrize("kind", KINDS)
def test_an_archive_inside_becomes_a_folder(room: Path, kind: str) -> None:
    packs, files = unpacked(room, zip_of({"in/packs": KINDS[kind](at("a")), "b": b"x"}))
    assert packs == ("in/packs/a",)
    assert files == {**at("in/packs/a"), "b": b"x"}


@pytest.mark.parametrize("kind", COMPRESS)
def test_a_compressed_record_inside_becomes_a_folder_and_another_file_does_not(room: Path, kind: str) -> None:
    log = COMPRESS[kind](b"log" * 99)
    files = {"r.json.gz": COMPRESS[kind](record_of("clean")), "log.gz": log, "cut.gz": log[:-4]}
    packs, found = unpacked(room, tar_of(files))
    assert packs == ("r.json.gz/r.json",)
    assert found == {"r.json.gz/r.json": record_of("clean"), "log.gz": log, "cut.gz": log[:-4]}


def test_an_archive_in_an_archive_in_an_archive_stays_a_file(room: Path) -> None:
    inner = zip_of(at("a"))
    packs, files = unpacked(room, tar_of({"one.zip": zip_of({"two.zip": inner})}))
    assert packs == ()
    assert files == {"one.zip/two.zip": inner}


def test_an_archive_in_a_pack_stays_as_it_is(room: Path) -> None:
    files = {"a/core.zip": zip_of({"x": b""}), **at("a"), "a/logs/more.tgz": gzip.compress(tar_of({"x": b""}))}
    assert unpacked(room, tar_of(files)) == (("a",), files)


def test_all_is_of_this_user_alone_and_nothing_runs_as_another(room: Path) -> None:
    archive = tar_of(
        {}, 1, member("a", b"0", mode=0o6777), member("b", b"5", mode=0o7777), member("b/c", b"0", mode=0o4000)
    )
    unpacked(room, archive)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (room / "files").rglob("*")}
    assert modes == {"a": 0o600, "b": 0o700, "c": 0o600}


def test_a_budget_is_for_all_archives_together(room: Path) -> None:
    inner = zip_of({"x": bytes(600)})
    with pytest.raises(InvalidFormatError, match=r"archive: b\.zip: expected at most 1400 bytes unpacked"):
        unpacked(room, zip_of({"a.zip": inner, "b.zip": inner}), Budget(size=1400))


def test_errors_of_an_archive_inside_name_both(room: Path) -> None:
    inner = tar_of({"x/../../y": b""})
    with pytest.raises(CrashpackError, match=r"archive: in\.tar/x/\.\./\.\./y: expected a name inside the archive"):
        unpacked(room, zip_of({"in.tar": inner}))


def test_a_bomb_in_bombs_is_unpacked_once(room: Path) -> None:
    bomb = zip_of({f"{number}": zip_of({"x": bytes(1 << 20)}) for number in range(16)})
    packs, files = unpacked(room, zip_of({f"{number}.zip": bomb for number in range(16)}))
    assert packs == ()
    assert sum(map(len, files.values())) < 1 << 20
    assert len(files) == 256


@pytest.mark.parametrize(
    ("data", "may"),
    [
        (tar_of({"docs/a.txt": b"x", "log.gz": gzip.compress(b"log")}), False),
        (tar_of({"docs/a.txt": b"x", **at("a")}), True),
        (zip_of({"a.bin": zip_of({})}), True),
        (zip_of({"a.bin": zstd_of(tar_of({"x": bytes(range(256)) * 600}))}), True),
        (gzip.compress(record_of("clean")), True),
        (gzip.compress(b"log" * 99), False),
        (zip_of({}), False),
    ],
    # Not the bytes themselves, which have the time of their making in them.
    ids=["texts", "a pack", "an archive inside", "a compressed archive inside", "a record", "a text", "nothing"],
)
def test_whether_an_archive_may_hold_packs_is_known_before_it_is_unpacked(room: Path, data: bytes, may: bool) -> None:
    (room / "archive").write_bytes(data)
    assert may_hold_packs(OpenedFile(str(room / "archive"))) is may
