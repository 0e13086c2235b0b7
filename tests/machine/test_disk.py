"""What killed writers left is told with who may remove it, and nothing is removed."""

import os
import re
from pathlib import Path

import pytest

from atp_tui.engine.errors import IoError
from atp_tui.machine.disk import observe_cache, observe_copies, observe_leftovers
from atp_tui.machine.environment import Surroundings
from atp_tui.machine.finding import Word
from atp_tui.store.leftovers import STALE
from atp_tui.store.open import open_pack
from atp_tui.store.writer import PREFIX
from tests.archives import zip_of
from tests.fleet_packs import pack_files
from tests.machine.places import around, by_subject


def at(seconds_later: float, path: Path, *, user: int | None = None) -> Surroundings:
    """Surroundings so long after *path* was changed."""
    found = path.lstat()
    owner = found.st_uid if user is None else user
    return Surroundings({}, None, "linux", owner, max(found.st_mtime, found.st_ctime) + seconds_later)


def test_an_old_directory_of_this_user_may_be_removed(tmp_path: Path) -> None:
    left = tmp_path / f"{PREFIX}0123456789abcdef"
    (left / "pack").mkdir(parents=True)
    (found,) = observe_leftovers(at(3 * 86400, left), str(tmp_path))
    assert (found.word, found.advice.endswith(f"rm -r -- {left}")) == (Word.NOTE, True)
    assert "3 days old" in found.found
    assert left.is_dir()


def test_a_young_one_may_still_be_written(tmp_path: Path) -> None:
    left = tmp_path / f"{PREFIX}0"
    left.mkdir()
    (found,) = observe_leftovers(at(STALE - 1, left), str(tmp_path))
    assert ("may still be active" in found.advice, "rm " in found.advice) == (True, False)


def test_that_of_another_user_is_theirs(tmp_path: Path) -> None:
    left = tmp_path / f"{PREFIX}0"
    left.mkdir()
    (found,) = observe_leftovers(at(1e6, left, user=left.stat().st_uid + 1), str(tmp_path))
    assert f"only user {left.stat().st_uid}" in found.advice


def test_what_is_no_directory_was_not_made_here(tmp_path: Path) -> None:
    (tmp_path / f"{PREFIX}link").symlink_to("/")
    (tmp_path / f"{PREFIX}text").write_text("x")
    found = list(observe_leftovers(at(1e6, tmp_path), str(tmp_path)))
    assert len(found) == 2
    assert all("did not create it" in each.found and not each.advice for each in found)


def test_a_name_that_hides_something_is_in_no_command(tmp_path: Path) -> None:
    left = tmp_path / f"{PREFIX}\x1b[2J; rm -rf ~"
    left.mkdir()
    (found,) = observe_leftovers(at(1e6, left), str(tmp_path))
    assert "by hand" in found.advice
    assert "\x1b" not in found.line


def test_a_name_is_quoted_for_the_shell(tmp_path: Path) -> None:
    left = tmp_path / f"{PREFIX}$(touch x)"
    left.mkdir()
    (found,) = observe_leftovers(at(1e6, left), str(tmp_path))
    assert f"rm -r -- '{left}'" in found.advice


def test_nothing_left_is_ok_and_a_folder_that_is_none_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    assert [each.word for each in observe_leftovers(around(), str(tmp_path))] == [Word.OK]
    for bad in ("nowhere", "a\0b"):
        with pytest.raises(IoError, match=r"no such file or directory|invalid file name"):
            list(observe_leftovers(around(), str(tmp_path / bad)))


def cache_told(*, user: int | None = None) -> tuple[Word, str]:
    found = by_subject(observe_cache(around(user=os.getuid() if user is None else user)))["cache"]
    return found.word, found.line


@pytest.fixture(autouse=True)
def cache_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def test_the_cache_is_told_with_size_and_bound(tmp_path: Path) -> None:
    assert cache_told()[0] is Word.OK
    folder = tmp_path / "atp-tui"
    folder.mkdir(mode=0o700)
    (folder / "a.index").write_bytes(b"x" * (3 << 20))
    (folder / "link").symlink_to("/etc/passwd")
    word, line = cache_told()
    assert (word, "3.0 MB in 1 indexes, at most 256 MB" in line) == (Word.OK, True)
    folder.chmod(0o777)
    word, line = cache_told()
    assert (word, line.endswith(f"chmod 700 {folder}")) == (Word.NOTE, True)
    assert "belongs to user" in cache_told(user=os.getuid() + 1)[1]


def test_unpacked_archives_are_counted(tmp_path: Path) -> None:
    (tmp_path / "pack.zip").write_bytes(zip_of(pack_files()))
    open_pack(str(tmp_path / "pack.zip"))
    assert re.fullmatch(
        r"ok +archives: 1 unpacked archive, 0\.0 MB, at most 4,096 MB, for 7 days without use",
        by_subject(observe_cache(around(user=os.getuid())))["archives"].line,
    )


def test_a_cache_that_cannot_be_looked_into_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "atp-tui").write_text("no directory")
    word, line = cache_told()
    assert (word, "indexed again each time" in line) == (Word.NOTE, True)
    monkeypatch.setattr("atp_tui.machine.disk.cache_directory", lambda: None)
    (found,) = observe_cache(around())
    assert "no home directory" in found.found


def test_copies_of_urls_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert list(observe_copies()) == []
    copies = tmp_path / "state" / "atp-tui" / "remote"
    for name in ("lab-1", "lab-2"):
        (copies / name).mkdir(parents=True)
        (copies / name / "crash.tar").write_bytes(bytes(1 << 20))
    (found,) = observe_copies()
    assert (found.word, found.found) == (Word.OK, f"{copies}: 2 URLs, 2.0 MB")
