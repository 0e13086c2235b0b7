"""What every face says of a note."""

from pathlib import Path
from xml.etree import ElementTree as ET

from atp_tui.engine.note import Note, NoteVerdict
from atp_tui.report.json import json_object
from atp_tui.report.junit import junit
from atp_tui.report.model import Report, report_of
from atp_tui.report.text import text_lines
from atp_tui.store.note_file import note_of, write_note
from atp_tui.store.open import open_pack
from atp_tui.store.pack import examine_pack
from tests.program import copy_of
from tests.sarif_runs import run_of_reports

WORDS = "known\nas \x1b[2J T-12"


def report(pack: Path) -> Report:
    opened = open_pack(str(pack))
    return report_of(opened, examine_pack(opened), note_of(opened))


def notes(about: Report) -> list[str]:
    return [line for line in text_lines(about) if line.startswith("note: ")]


def noted(folder: Path, words: str = WORDS, marks: tuple[int, ...] = (7, 3)) -> Path:
    pack = copy_of("five-violations", folder)
    file = note_of(open_pack(str(pack)))
    write_note(file, Note(digest=file.digest, verdict=NoteVerdict.KNOWN, words=words, marks=marks))
    return pack


def test_without_a_note_nothing_is_said(tmp_path: Path) -> None:
    about = report(copy_of("five-violations", tmp_path))
    assert notes(about) == []
    assert json_object(about)["note"] is None
    assert b"note." not in junit([about])


def test_all_faces_say_the_same(tmp_path: Path) -> None:
    about = report(noted(tmp_path))
    shown = "known␊as ␛[2J T-12"
    assert notes(about) == [f"note: known: {shown}", "note: 2 marked events: #3, #7"]
    found = json_object(about)["note"]
    assert found is not None
    assert {name: found[name] for name in ("verdict", "words", "marks", "is_for_this_pack", "fault")} == {
        "verdict": "known",
        "words": WORDS,
        "marks": [3, 7],
        "is_for_this_pack": True,
        "fault": None,
    }
    told = {"note.verdict": "known", "note.words": shown, "note.marks": "3 7"}
    properties = {each.get("name"): each.get("value") for each in ET.fromstring(junit([about])).iter("property")}  # noqa: S314
    assert {name: properties[name] for name in told} == told
    results = run_of_reports(about)["results"]
    assert all(told.items() <= result["properties"].items() for result in results)


def test_a_note_about_another_pack_says_so_everywhere(tmp_path: Path) -> None:
    pack = noted(tmp_path)
    (pack / "manifest").write_bytes((pack / "manifest").read_bytes() + b"\n")
    about = report(pack)
    assert notes(about)[0].startswith("note: for ANOTHER PACK, sha256:")
    assert json_object(about)["note"]["is_for_this_pack"] is False
    assert b"note." not in junit([about])


def test_what_is_no_note_is_told_and_changes_no_exit_code(tmp_path: Path) -> None:
    pack = copy_of("five-violations", tmp_path)
    code = report(pack).exit_code
    (tmp_path / "five-violations.note.toml").write_text("verdict = 3\n", encoding="utf-8")
    about = report(pack)
    assert notes(about)[0].startswith("note: cannot be read: ")
    assert json_object(about)["note"]["fault"]
    assert about.exit_code == code


def test_many_marks_are_counted(tmp_path: Path) -> None:
    about = report(noted(tmp_path, "", tuple(range(30))))
    assert notes(about)[0] == "note: known: no comment"
    assert notes(about)[1].endswith("#18, #19 and 10 more")
