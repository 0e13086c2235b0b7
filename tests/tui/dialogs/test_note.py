"""The note beside a pack, from within the explorer."""

from pathlib import Path

from atp_tui.engine.note import Note, NoteVerdict, read_note
from atp_tui.store.note_file import note_of, write_note
from atp_tui.store.open import open_pack
from atp_tui.tui.dialogs.note import NoteScreen
from atp_tui.tui.panes.events.pane import EventsPane
from tests.explorer import NARROW, Hand, enter, main_screen, opened, press, shown, told
from tests.program import copy_of

OTHER = "sha256:" + "0" * 64


def pane(pilot: Hand) -> EventsPane:
    return main_screen(pilot).query_one(EventsPane)


def kept(crash: Path) -> Note:
    return read_note(crash.with_name(f"{crash.name}.note.toml").read_text(encoding="utf-8"))


def noted(folder: Path, words: str = "seen", digest: str = "", marks: tuple[int, ...] = (3, 7)) -> Path:
    crash = copy_of("five-violations", folder)
    file = note_of(open_pack(str(crash)))
    write_note(file, Note(digest=digest or file.digest, verdict=NoteVerdict.REAL, words=words, marks=marks))
    return crash


async def test_a_verdict_words_and_marks_are_kept_beside_the_pack(tmp_path: Path) -> None:
    crash = copy_of("five-violations", tmp_path)
    async with opened(crash, NARROW) as pilot:
        await press(pilot, "s", "m", "m", "i")
        assert isinstance(pilot.app.screen, NoteScreen)
        await press(pilot, "down", "down", "down", "up")
        await enter(pilot, 'see "T-12", q')
        await press(pilot, "enter")
        assert told(pilot) == [f"the note is kept in {crash}.note.toml"]
    note = kept(crash)
    assert (note.verdict, note.words, note.marks) == (NoteVerdict.FLAKY, 'see "T-12", q', (0, 1))


async def test_marks_go_on_being_kept_once_there_is_a_note(tmp_path: Path) -> None:
    crash = noted(tmp_path)
    async with opened(crash) as pilot:
        assert pane(pilot).rows.marks == {3, 7}
        assert told(pilot) == ["note: real: seen", "note: 2 marked events: #3, #7"]
        await press(pilot, "s", "m")
        assert kept(crash).marks == (0, 3, 7)
        await press(pilot, "U")
        assert kept(crash).marks == ()
        await press(pilot, "U")
        assert kept(crash).marks == (0, 3, 7)
    async with opened(crash) as pilot:
        assert pane(pilot).rows.marks == {0, 3, 7}


async def test_without_a_note_marks_are_kept_nowhere(tmp_path: Path) -> None:
    crash = copy_of("five-violations", tmp_path)
    async with opened(crash) as pilot:
        await press(pilot, "s", "m", "i", "escape")
    assert note_of(open_pack(str(crash))).data is None


async def test_the_note_opens_with_what_it_says_and_escape_changes_nothing(tmp_path: Path) -> None:
    crash = noted(tmp_path, "line one\nline \x1btwo")
    before = kept(crash)
    async with opened(crash) as pilot:
        await press(pilot, "i")
        assert "line one line ␛two" in shown(pilot)
        assert "> real" in shown(pilot)
        await press(pilot, "down", "escape")
        assert kept(crash) == before
        await press(pilot, "i", "down", "enter")
        assert kept(crash) == before.changed(verdict=NoteVerdict.FLAKY)


async def test_a_note_about_another_pack_is_told_and_its_marks_are_not_taken(tmp_path: Path) -> None:
    crash = noted(tmp_path, digest=OTHER)
    async with opened(crash) as pilot:
        assert pane(pilot).rows.marks == set()
        assert told(pilot)[0].startswith(f"note: for ANOTHER PACK, {OTHER}; this one is sha256:")
        await press(pilot, "s", "m")
        assert kept(crash).digest == OTHER
        await press(pilot, "i")
        assert "The note that is there is about ANOTHER PACK; keeping yours replaces it." in shown(pilot)
        await enter(pilot, "mine")
        await press(pilot, "enter")
        assert (kept(crash).words, kept(crash).marks) == ("mine", (0,))
        assert kept(crash).digest != OTHER


async def test_what_is_no_note_is_told_and_left_alone(tmp_path: Path) -> None:
    crash = copy_of("five-violations", tmp_path)
    theirs = tmp_path / "five-violations.note.toml"
    theirs.write_text("words = 5 \x1b\n", encoding="utf-8")
    async with opened(crash) as pilot:
        await press(pilot, "i")
        assert main_screen(pilot).is_current
        assert all(message.isprintable() for message in told(pilot))
        assert told(pilot)[0].startswith("note: cannot be read: ")
        assert told(pilot)[-1].endswith("; move it away to keep a note")
    assert theirs.read_text(encoding="utf-8") == "words = 5 \x1b\n"


async def test_marks_that_stand_for_no_event_are_left_out(tmp_path: Path) -> None:
    crash = noted(tmp_path, marks=(3, 400, 10**15))
    async with opened(crash) as pilot:
        assert pane(pilot).rows.marks == {3}
        assert "2 marks name no event of this trace, and are dropped" in told(pilot)
        await press(pilot, "apostrophe", "enter")
        assert pane(pilot).rows.place == 3


async def test_a_note_that_cannot_be_written_is_told_and_the_marks_stay(tmp_path: Path) -> None:
    crash = noted(tmp_path)
    async with opened(crash) as pilot:
        crash.with_name("five-violations.note.toml").write_text("# somebody else's\n", encoding="utf-8")
        await press(pilot, "s", "m")
        assert pane(pilot).rows.marks == {0, 3, 7}
        assert "changed since it was read" in told(pilot)[-1]


async def test_too_many_words_are_refused_while_typing(tmp_path: Path) -> None:
    crash = noted(tmp_path, "x" * 4000)
    async with opened(crash) as pilot:
        await press(pilot, "i")
        await enter(pilot, "y")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, NoteScreen)
        await press(pilot, "backspace", "enter")
        assert main_screen(pilot).is_current
    assert kept(crash).words == "x" * 4000


async def test_a_pack_without_a_digest_has_no_note(tmp_path: Path) -> None:
    crash = copy_of("five-violations", tmp_path)
    for name in ("manifest", "journal"):
        (crash / name).unlink()
    async with opened(crash) as pilot:
        await press(pilot, "i")
        assert told(pilot) == ["no note can be kept: this pack has neither a manifest nor a journal to identify it"]
