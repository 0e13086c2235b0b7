"""The note beside a pack: whatever stands there, reading it is safe; writing it never loses one."""

import os
from pathlib import Path

import pytest

from atp_tui.engine.errors import IoError
from atp_tui.engine.note import Note, NoteVerdict
from atp_tui.store.note_file import NOTE_LIMIT, NoteFile, NoteKeeper, note_of, write_note
from atp_tui.store.open import open_pack
from tests.program import PACKS, copy_of

OTHER = "sha256:" + "0" * 64


@pytest.fixture
def crash(tmp_path: Path) -> Path:
    return copy_of("five-violations", tmp_path)


def found(pack: Path) -> NoteFile:
    return note_of(open_pack(str(pack)))


def a_note(file: NoteFile, words: str = "seen") -> Note:
    return Note(digest=file.digest, verdict=NoteVerdict.REAL, words=words, marks=(3, 7))


def beside(crash: Path) -> Path:
    return crash.with_name("five-violations.note.toml")


def test_where_there_is_none_that_is_no_fault(crash: Path) -> None:
    file = found(crash)
    assert (file.path, file.data, file.note, file.fault) == (str(beside(crash)), None, None, "")
    assert not file.is_for_this_pack


def test_what_was_written_is_found_and_replaced_and_the_pack_is_untouched(crash: Path) -> None:
    before = {path.name: path.read_bytes() for path in crash.iterdir() if path.is_file()}
    first = write_note(found(crash), a_note(found(crash)))
    assert found(crash) == first
    assert first.is_for_this_pack
    second = write_note(first, a_note(first, "seen again"))
    assert found(crash) == second
    assert {path.name: path.read_bytes() for path in crash.iterdir() if path.is_file()} == before
    assert sorted(path.name for path in crash.parent.iterdir()) == ["five-violations", "five-violations.note.toml"]


def test_a_record_in_one_file_has_its_note_beside_it(tmp_path: Path) -> None:
    record = tmp_path / "crash.json"
    record.write_bytes((PACKS / "clean.record.json").read_bytes())
    write_note(found(record), a_note(found(record)))
    assert (tmp_path / "crash.note.toml").exists()
    assert found(record).is_for_this_pack


def test_a_note_about_another_pack_is_read_but_not_for_this_one(crash: Path) -> None:
    beside(crash).write_text(Note(digest=OTHER, words="theirs").write(), encoding="utf-8")
    file = found(crash)
    assert file.note is not None
    assert file.fault == ""
    assert not file.is_for_this_pack


def make_link(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def make_large(path: Path) -> None:
    path.write_bytes(b"#" * (NOTE_LIMIT + 1))


def make_other(path: Path) -> None:
    path.write_text("[tool]\nname = 'x\u202ey'\n", encoding="utf-8")


def make_bytes(path: Path) -> None:
    path.write_bytes(b"\xff\x00\x1b[2J")


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (make_link, "expected a plain file, found a symbolic link"),
        (make_pipe, "expected a plain file, found a named pipe"),
        (Path.mkdir, "expected a plain file, found a directory"),
        (make_large, "bytes: too big"),
        (make_other, "expected"),
        (make_bytes, "expected"),
    ],
)
def test_what_is_no_note_is_told_and_never_replaced(crash: Path, make: object, fault: str) -> None:
    assert callable(make)
    make(beside(crash))
    before = os.lstat(beside(crash))
    file = found(crash)
    assert file.fault.startswith(f"{beside(crash)}: ")
    assert fault in file.fault
    assert file.fault.isprintable()
    with pytest.raises(IoError, match="move it away; nothing was written"):
        write_note(file, a_note(file))
    assert os.lstat(beside(crash)).st_ino == before.st_ino


def test_a_note_that_somebody_else_has_changed_is_kept(crash: Path) -> None:
    mine = write_note(found(crash), a_note(found(crash)))
    theirs = write_note(found(crash), a_note(mine, "theirs"))
    with pytest.raises(IoError, match="changed since it was read; open the pack again"):
        write_note(mine, a_note(mine, "mine"))
    assert found(crash) == theirs
    beside(crash).unlink()
    with pytest.raises(IoError, match="changed since it was read"):
        write_note(theirs, a_note(theirs))


def test_where_writing_fails_the_older_note_is_kept(crash: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older = write_note(found(crash), a_note(found(crash)))

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(IoError, match="no space left on device; nothing was written"):
        write_note(older, a_note(older, "newer"))
    monkeypatch.undo()
    assert found(crash) == older


def test_a_keeper_writes_the_newest_and_only_what_is_new(crash: Path) -> None:
    keeper = NoteKeeper(found(crash))
    assert keeper.keep().data is None
    keeper.newest = a_note(keeper.found, "one")
    keeper.newest = a_note(keeper.found, "two")
    assert keeper.keep() == found(crash)
    written = beside(crash).stat().st_ino
    assert keeper.keep().note == keeper.newest
    assert beside(crash).stat().st_ino == written
