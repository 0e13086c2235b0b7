"""Every command that takes a pack takes one in an archive."""

import gzip
import json
from pathlib import Path

import pytest

from atp_tui.cli.exits import Exit
from atp_tui.engine.note import Note
from atp_tui.store.note_file import NoteKeeper, note_of
from atp_tui.store.open import open_pack
from tests.archives import tar_of, zip_of, zstd_of
from tests.cli.conftest import Call
from tests.program import PACKS


def files_of(*packs: str, under: str = "") -> dict[str, bytes]:
    """The files of foreign packs, each in a folder of its name."""
    return {
        f"{under}{pack}/{path.name}": path.read_bytes() for pack in packs for path in sorted((PACKS / pack).iterdir())
    }


@pytest.fixture(autouse=True)
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with archives."""
    folder = tmp_path / "room"
    folder.mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(folder)
    (folder / "one.tgz").write_bytes(gzip.compress(tar_of(files_of("five-violations"))))
    (folder / "two.zip").write_bytes(zip_of(files_of("clean", "five-violations", under="run/")))
    (folder / "cut.tgz").write_bytes(gzip.compress(tar_of(files_of("clean")))[:-20])
    return folder


def test_check_reports_the_pack_of_an_archive_as_that_of_a_directory(call: Call) -> None:
    plain, packed = call("check", PACKS / "five-violations"), call("check", "one.tgz")
    assert (packed.code, packed.err) == (plain.code, b"")
    told = packed.out.replace(b"one.tgz!five-violations", str(PACKS / "five-violations").encode())
    assert told.replace(b"'", b"") == plain.out.replace(b"'", b"")


def test_several_are_told_and_one_is_named(call: Call) -> None:
    refused = call("check", "two.zip")
    assert (refused.code, refused.out) == (Exit.UNREADABLE, b"")
    (told,) = refused.told
    assert told == (
        "atp-tui: two.zip: not a crashpack, but an archive with 2 crashpacks; 'atp-tui fleet two.zip' groups all of "
        "them; or choose one: 'two.zip!run/clean', 'two.zip!run/five-violations'"
    )
    assert call("check", "-q", "two.zip!run/clean").out == b"two.zip!run/clean: PASSED; intact 23/23\n"


def test_a_damaged_archive_is_unreadable_and_others_are_checked(call: Call) -> None:
    done = call("check", "-q", "cut.tgz", "two.zip!run/clean")
    assert done.code == Exit.UNREADABLE
    (told,) = done.told
    size = Path("cut.tgz").stat().st_size
    expected = f"expected a whole gzip stream, found one that is cut at byte {size}; copy or download it again"
    assert told == f"atp-tui: cut.tgz: {expected}"
    assert done.out.endswith(b"2 packs: 1 passed, 1 unreadable\n")


@pytest.mark.parametrize("arguments", [("export",), ("logs", "--lane", "all"), ("open", "--no-cache")])
def test_commands_print_what_they_print_of_the_directory(call: Call, arguments: tuple[str, ...]) -> None:
    plain, packed = call(*arguments, PACKS / "clean"), call(*arguments, "two.zip!run/clean")
    assert packed.code == plain.code == 0
    name = str(PACKS / "clean").encode()
    assert packed.out.replace(b"'two.zip!run/clean'", name).replace(b"two.zip!run/clean", name) == plain.out


def test_diff_takes_archives(call: Call) -> None:
    assert call("diff", "two.zip!run/clean", PACKS / "clean").code == 0
    assert call("diff", "two.zip!run/clean", "one.tgz").code == Exit.VIOLATIONS


def test_minimize_takes_an_archive(call: Call) -> None:
    assert call("minimize", "--mode", "project", "-o", "small", "one.tgz").code == 0
    assert Path("small/manifest").is_file()


def test_a_name_in_an_archive_is_short_for_open(call: Call) -> None:
    assert b"two.zip!run/clean: PASSED" in call("two.zip!run/clean").out


def test_open_leads_to_the_fleet_where_there_are_several(call: Call) -> None:
    listed = call("open", "two.zip")
    assert listed.code == Exit.VIOLATIONS
    assert listed.out.startswith(b"2 runs: 1 failed, 1 passed\n2 packs: 2 readable\n")
    assert Path("two.zip.fleet.db").is_file()


def test_a_place_in_sarif_is_one_in_the_archive(call: Call) -> None:
    found = json.loads(call("check", "--format", "sarif", "one.tgz").out)
    uris = {
        place["physicalLocation"]["artifactLocation"]["uri"]
        for result in found["runs"][0]["results"]
        for place in result["locations"]
    }
    assert uris == {"one.tgz%21five-violations/journal"}


def test_a_note_stands_beside_the_archive_and_outlives_its_copy(room: Path, call: Call) -> None:
    pack = open_pack("two.zip!run/clean")
    found = note_of(pack)
    assert found.path == "two.zip!run!clean.note.toml"
    keeper = NoteKeeper(found)
    keeper.newest = Note(digest=pack.digest, words="seen twice")
    keeper.keep()
    assert (room / "two.zip!run!clean.note.toml").is_file()
    assert b"seen twice" in call("check", "two.zip!run/clean").out


def test_hostile_names_in_an_archive_come_out_visible(call: Call) -> None:
    files = {f"\x1b]0;a\x07\x9b/{name.partition('/')[2]}": data for name, data in files_of("clean").items()}
    Path("odd.zst").write_bytes(zstd_of(tar_of(files)))
    Path("odd.tar").write_bytes(tar_of({"../\x1b[2J": b""}))
    done = call("check", "odd.zst", "odd.tar")
    assert done.code == Exit.UNREADABLE
    assert all(text.decode().replace("\n", "").isprintable() for text in (done.out, done.err))
