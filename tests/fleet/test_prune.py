import os
import shutil
from pathlib import Path

from atp_tui.fleet.database import open_fleet
from atp_tui.fleet.prune import PruneReport, prune, to_prune
from atp_tui.fleet.queries import group_detail, totals
from tests.fleet_packs import fleet_of, groups, index_at, make_pack, require_healthy


def made(folder: Path, packs: int = 10) -> Path:
    """Packs of one group and two builds."""
    for number in range(packs):
        make_pack(folder / str(number), seed=number, build=f"b{number % 2}")
    make_pack(folder / "passed", [], seed=100)
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir())


def test_so_many_are_kept_of_each_group_and_build(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path)) as fleet:
        assert len(to_prune(fleet, 2)) == 6
        found = prune(fleet, 2)
        assert (found.kept, found.pruned, found.deleted, found.left) == (5, 6, 0, ())
        row = groups(fleet)["quiescence"]
        assert (row.runs, row.violations) == (10, 10)
        assert group_detail(fleet, row.id).samples == 4
        assert len(names(tmp_path)) == 11
        assert index_at(fleet, tmp_path).new == 0
        assert group_detail(fleet, row.id).samples == 4
        assert totals(fleet).packs == 5
        assert prune(fleet, 2).pruned == 0


def test_a_pack_that_one_group_keeps_is_kept(tmp_path: Path) -> None:
    make_pack(tmp_path / "0", ["quiescence"], seed=0)
    make_pack(tmp_path / "1", ["quiescence", "obligation_leak"], seed=1)
    with fleet_of(tmp_path) as fleet:
        assert to_prune(fleet, 1) == []


def test_a_pruned_pack_that_changes_is_indexed_again(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path)) as fleet:
        prune(fleet, 1)
        make_pack(tmp_path / "9", ["obligation_leak"], seed=70)
        index_at(fleet, tmp_path)
        assert groups(fleet)["obligation_leak"].runs == 1


def test_files_are_deleted_only_when_asked_for(tmp_path: Path) -> None:
    with fleet_of(made(tmp_path)) as fleet:
        found = prune(fleet, 2, delete_files=True)
        assert (found.pruned, found.deleted, found.left) == (6, 6, ())
        assert len(names(tmp_path)) == 5
        index_at(fleet, tmp_path)
        assert groups(fleet)["quiescence"].runs == 10


def deleted_one(tmp_path: Path) -> PruneReport:
    with open_fleet(str(tmp_path / "packs"), create=True) as fleet:
        index_at(fleet, tmp_path / "packs")
        return prune(fleet, 1, delete_files=True)


def two(folder: Path) -> tuple[Path, Path]:
    """A pack that is kept, and one that is pruned."""
    first = make_pack(folder / "packs" / "a", seed=1)
    index_first(folder)
    return first, make_pack(folder / "packs" / "b", seed=2)


def index_first(folder: Path) -> None:
    with open_fleet(str(folder / "packs"), create=True) as fleet:
        index_at(fleet, folder / "packs")


def test_what_is_not_part_of_the_pack_stays(tmp_path: Path) -> None:
    _, pack = two(tmp_path)
    (pack / "mine.txt").write_text("mine")
    (pack / "qlog").mkdir()
    (pack / "qlog" / "mine.qlog").write_text("mine")
    found = deleted_one(tmp_path)
    assert found.deleted == 0
    assert [words for _, words in found.left] == ["it has files that are not part of the pack"]
    assert sorted(path.name for path in pack.rglob("*")) == ["mine.qlog", "mine.txt", "qlog"]


def test_listed_artifacts_go_and_no_link_is_followed(tmp_path: Path) -> None:
    _, pack = two(tmp_path)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("mine")
    (pack / "inner").mkdir()
    (pack / "inner" / "a.qlog").write_text("theirs")
    (pack / "out").symlink_to(outside)
    (pack / "link").symlink_to(outside / "secret")
    listed = (
        "inner/a.qlog",
        "out/secret",
        "link",
        "../a/journal",
        "/etc/hostname",
        "inner/../../a/manifest",
        "x" * 300,
    )
    with (pack / "manifest").open("a", encoding="utf-8") as manifest:
        manifest.write("artifact_paths:\n" + "".join(f"  - {each}\n" for each in listed))
    found = deleted_one(tmp_path)
    assert [words for _, words in found.left] == ["it has files that are not part of the pack"]
    assert sorted(path.name for path in pack.iterdir()) == ["link", "out"]
    assert (outside / "secret").read_text() == "mine"
    assert len(list((tmp_path / "packs" / "a").iterdir())) == 9


def test_a_pack_that_has_changed_is_left(tmp_path: Path) -> None:
    _, pack = two(tmp_path)
    with open_fleet(str(tmp_path / "packs")) as fleet:
        index_at(fleet, tmp_path / "packs")
        os.utime(pack / "manifest", ns=(1, 1))
        found = prune(fleet, 1, delete_files=True)
    assert [words for _, words in found.left] == ["it has changed since it was indexed"]
    assert len(list(pack.iterdir())) == 9


def test_a_pack_behind_a_link_is_left(tmp_path: Path) -> None:
    made(tmp_path / "packs" / "inner")
    with open_fleet(str(tmp_path / "packs"), create=True) as fleet:
        index_at(fleet, tmp_path / "packs")
        (tmp_path / "packs" / "inner").rename(tmp_path / "elsewhere")
        (tmp_path / "packs" / "inner").symlink_to(tmp_path / "elsewhere")
        found = prune(fleet, 1, delete_files=True)
    assert found.deleted == 0
    assert {words for _, words in found.left} == {"it is outside the directory of the database"}
    assert len(names(tmp_path / "elsewhere")) == 11


def test_a_pack_outside_the_directory_is_left_unless_it_is_named(tmp_path: Path) -> None:
    made(tmp_path / "far")
    copy = shutil.copytree(tmp_path / "far", tmp_path / "again", copy_function=shutil.copy2)
    (tmp_path / "packs").mkdir()
    with open_fleet(str(tmp_path / "packs"), create=True) as fleet:
        index_at(fleet, tmp_path / "far")
        found = prune(fleet, 4, delete_files=True)
        assert (found.pruned, found.deleted, len(found.left)) == (2, 0, 2)
        assert prune(fleet, 3, delete_files=True, inside=[os.fsencode(tmp_path / "far")]).deleted == 2
        require_healthy(fleet)
    assert len(names(copy)) == 11


def test_a_hostile_database_deletes_nothing_outside(tmp_path: Path) -> None:
    victim = make_pack(tmp_path / "victim", seed=50)
    made(tmp_path / "packs")
    with open_fleet(str(tmp_path / "packs"), create=True) as fleet:
        index_at(fleet, tmp_path / "packs")
        index_at(fleet, tmp_path / "victim")
        with fleet.writing() as db:
            path = b"../packs/.."
            assert db.execute("UPDATE folder SET path = ? WHERE path <> ?", (path, b".")).rowcount == 1
        found = prune(fleet, 1, delete_files=True)
    assert [(os.path.basename(path), words) for path, words in found.left] == [
        (b"victim", "it is outside the directory of the database")
    ]
    assert found.deleted == found.pruned - 1 == 8
    assert len(list(victim.iterdir())) == 9
