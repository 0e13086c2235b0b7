"""An archive among the paths of a fleet counts as its packs, and is unpacked when it is new or has changed."""

import os
from pathlib import Path

import pytest

from atp_tui.fleet.prune import prune
from atp_tui.fleet.queries import totals, unreadable_page
from atp_tui.fleet.scan import stamp_of, walk
from atp_tui.store.archive import cache as caching
from tests.archives import tar_of, zip_of
from tests.fleet_packs import fleet_of, index_at, make_pack, pack_files


@pytest.fixture(autouse=True)
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory of a fleet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "room"
    folder.mkdir()
    return folder


def archive_at(path: Path, *names: str, seed: int = 1) -> Path:
    """Write an archive with packs, each of another run."""
    files = {
        f"{name}/{file}": data
        for number, name in enumerate(names)
        for file, data in pack_files(seed=seed + number).items()
    }
    path.write_bytes(zip_of({**files, "readme": b"x"}))
    return path


def met_in(*roots: Path) -> set[str]:
    """The packs that a walk meets, from the first root."""
    found = [(met.folder, name) for met in walk([os.fsencode(root) for root in roots]) for name in met.packs]
    return {os.path.relpath(os.fsdecode(os.path.join(*each)), roots[0].parent) for each in found}


def test_an_archive_counts_as_its_packs(room: Path) -> None:
    archive_at(room / "a.zip", "one", "in/two")
    make_pack(room / "plain", seed=9)
    (room / "whole.tar").write_bytes(tar_of(pack_files(seed=8)))
    (room / "text").write_bytes(b"x")
    expected = {"room/a.zip!one", "room/a.zip!in/two", "room/plain", "room/whole.tar"}
    assert met_in(room) == expected
    with fleet_of(room) as fleet:
        assert (totals(fleet).packs, totals(fleet).readable, totals(fleet).runs) == (4, 4, 4)


@pytest.mark.parametrize("place", ["", "!in"])
def test_an_archive_or_a_place_in_one_may_be_named(room: Path, place: str) -> None:
    path = archive_at(room / "a.zip", "in/one", "in/two")
    with fleet_of(room / "none") as fleet:
        report = index_at(fleet, Path(f"{path}{place}"))
        assert (report.met, report.new, totals(fleet).readable) == (2, 2, 2)


def test_an_archive_inside_a_pack_is_a_part_of_it(room: Path) -> None:
    archive_at(make_pack(room / "plain") / "more.zip", "one")
    assert met_in(room) == {"room/plain"}


def test_the_same_pack_in_a_directory_and_in_an_archive_is_one_run(room: Path) -> None:
    archive_at(room / "a.zip", "one", seed=5)
    make_pack(room / "one", seed=5)
    with fleet_of(room) as fleet:
        assert (totals(fleet).readable, totals(fleet).runs) == (2, 1)


def test_an_archive_that_has_not_changed_is_neither_read_nor_unpacked_again(
    room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive_at(room / "a.zip", "one", "two")
    (room / "docs.tar").write_bytes(tar_of({"a": b"x"}))
    (room / "cut.zip").write_bytes(archive_at(room / "b.zip", "three").read_bytes()[:-30])
    with fleet_of(room) as fleet:
        assert (totals(fleet).readable, totals(fleet).unreadable) == (3, 1)
        monkeypatch.setattr(caching, "unpack", None)
        monkeypatch.setattr("atp_tui.store.archive.opened.OpenedFile.digest", None)
        report = index_at(fleet, room)
        assert (report.met, report.new, report.changed, report.gone) == (4, 0, 0, 0)


def test_an_archive_that_has_changed_is_read_again(room: Path) -> None:
    path = archive_at(room / "a.zip", "one", "two")
    with fleet_of(room) as fleet:
        archive_at(path, "two", "three", seed=5)
        report = index_at(fleet, room)
        assert (report.new, report.changed, report.gone) == (1, 1, 1)
        path.unlink()
        assert index_at(fleet, room).gone == 2


def test_a_damaged_archive_is_unreadable_with_the_reason(room: Path) -> None:
    path = archive_at(room / "a.zip", "one")
    path.write_bytes(path.read_bytes()[:-10])
    with fleet_of(room) as fleet:
        assert totals(fleet).unreadable == 1
        (row,) = unreadable_page(fleet, 0, 10)
        assert "expected a whole zip" in row.fault
        archive_at(path, "one")
        index_at(fleet, room)
        assert (totals(fleet).readable, totals(fleet).unreadable) == (1, 0)


def test_archives_without_packs_are_passed_by_whatever_is_in_them(room: Path) -> None:
    (room / "source.tar").write_bytes(tar_of({"../a": b"x"}))
    (room / "docs.zip").write_bytes(zip_of({"a": b"x"}))
    assert met_in(room) == set()


def test_the_stamp_of_a_pack_is_that_of_its_archive(room: Path) -> None:
    path = archive_at(room / "a.zip", "one", "two")
    stamps = {stamp_of(os.fsencode(f"{path}!{name}")) for name in ("one", "two")}
    assert len(stamps) == 1
    assert None not in stamps
    assert stamp_of(os.fsencode(f"{path}!none")) is None


def test_no_archive_is_deleted(room: Path) -> None:
    archive_at(room / "a.zip", "one", "two", seed=1)
    (room / "whole.tar").write_bytes(tar_of(pack_files(seed=7)))
    with fleet_of(room) as fleet:
        report = prune(fleet, 0, delete_files=True)
        assert report.deleted == 0
        assert {reason for _, reason in report.left} == {"it is in an archive, which is not changed"}
    assert {path.name for path in room.iterdir()} >= {"a.zip", "whole.tar"}
