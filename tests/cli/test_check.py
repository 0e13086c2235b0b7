"""``atp-tui check``: exit codes and what goes where."""

import json
import os
import re
from pathlib import Path

import pytest

from atp_tui.engine.note import Note, NoteVerdict
from atp_tui.store.note_file import note_of, write_note
from atp_tui.store.open import open_pack
from tests.cli.conftest import Call
from tests.program import FOREIGN, PACKS, copy_of, run

CODES = {
    "clean": 0,
    "empty": 5,
    "five-violations": 1,
    "many-oracles": 1,
    "hostile-text": 1,
    "other-writer": 1,
    "damaged": 3,
}


@pytest.mark.parametrize(("name", "code"), CODES.items())
def test_the_exit_code_tells_the_verdict(call: Call, name: str, code: int) -> None:
    for form in ("text", "json"):
        outcome = call("check", PACKS / name, "--format", form)
        assert outcome.code == code
        assert outcome.out
        assert outcome.err == b""


def test_a_record_in_one_file_is_checked_too(call: Call) -> None:
    assert call("check", PACKS / "clean.record.json").code == 0
    assert call("check", PACKS / "five-violations.record.json").code == 1


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("clean", "five-violations"), 1),
        (("five-violations", "clean"), 1),
        (("damaged", "five-violations", "clean"), 3),
        (("clean", "empty"), 5),
        (("damaged", "empty", "five-violations"), 5),
        (("empty", "nothing"), 5),
        (("nothing", "empty"), 5),
        (("nothing", "clean"), 4),
        (("damaged", "nothing"), 4),
    ],
)
def test_of_several_packs_the_highest_code_wins(call: Call, names: tuple[str, ...], code: int) -> None:
    assert call("check", *(PACKS / name for name in names)).code == code


def test_one_pack_is_an_object_and_several_are_an_array_in_their_order(call: Call) -> None:
    one = json.loads(call("check", "--format", "json", PACKS / "clean").out)
    assert (one["path"], one["passed"], one["sound"]) == (str(PACKS / "clean"), True, True)
    several = json.loads(call("check", "--format", "json", *(PACKS / name for name in FOREIGN)).out)
    assert [found["path"] for found in several] == [str(PACKS / name) for name in FOREIGN]
    assert several[0] == one


def test_a_pack_that_cannot_be_read_is_told_and_left_out(call: Call) -> None:
    outcome = call("check", "--format", "json", PACKS / "clean", PACKS / "nothing", PACKS / "damaged")
    assert outcome.code == 4
    assert [Path(found["path"]).name for found in json.loads(outcome.out)] == ["clean", "damaged"]
    assert outcome.told == [f"atp-tui: {PACKS}/nothing: no such file or directory"]
    assert json.loads(call("check", "--format", "json", PACKS / "nothing", PACKS / "nothing").out) == []
    assert call("check", "--format", "json", PACKS / "nothing").out == b""


def test_the_text_of_several_packs_ends_with_a_summary(call: Call) -> None:
    one, other = call("check", PACKS / "clean").out, call("check", PACKS / "damaged").out
    summary = b"2 packs: 1 failed, 1 passed; 1 damaged\n"
    assert call("check", PACKS / "clean", PACKS / "damaged").out == one + other + summary


def test_quiet_is_one_line_a_pack(call: Call) -> None:
    first = call("check", PACKS / "five-violations").out.split(b"\n")[0] + b"\n"
    assert call("check", "-q", PACKS / "five-violations") == (1, first, b"")
    outcome = call("check", "--quiet", *(PACKS / name for name in ("five-violations", "nothing", "empty", "clean")))
    assert outcome.code == 5
    lines = outcome.out.decode().splitlines()
    assert lines[0] == first.decode().strip()
    assert lines[1].startswith(f"{PACKS / 'empty'}: NOT JUDGED")
    assert lines[2].startswith(f"{PACKS / 'clean'}: PASSED; ")
    assert lines[3:] == ["4 packs: 1 failed, 1 passed, 1 not judged, 1 unreadable"]
    assert outcome.told == [f"atp-tui: {PACKS}/nothing: no such file or directory"]


def test_quiet_tells_the_verdict_of_a_note(call: Call, tmp_path: Path) -> None:
    copy = copy_of("clean", tmp_path)
    write_note(note_of(pack := open_pack(str(copy))), Note(digest=pack.digest, verdict=NoteVerdict.FLAKY))
    assert call("check", "-q", copy).out.endswith(b"; note: flaky\n")


def test_metadata_is_shown_on_request(call: Call) -> None:
    short = call("check", PACKS / "many-oracles").out.decode()
    long = call("check", "-v", PACKS / "many-oracles").out.decode()
    assert "metadata: " not in short
    assert "\nmetadata: commit: c0ffee\n" in long
    rest = [line for line in long.splitlines() if not line.startswith("metadata: ")]
    assert rest == short.splitlines()


@pytest.mark.parametrize(
    "options", [("-q", "-v"), ("-q", "--format", "json"), ("-v", "--format", "sarif"), ("-q", "--atp")]
)
def test_options_that_exclude_each_other_are_wrong_usage(call: Call, options: tuple[str, ...]) -> None:
    outcome = call("check", *options, PACKS / "clean")
    assert (outcome.code, outcome.out, len(outcome.told)) == (2, b"", 1)


def test_a_terminal_shows_the_same_text_in_colours(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    packs = [PACKS / "damaged", PACKS / "clean", PACKS / "hostile-text"]
    bare = call("check", *packs).out
    monkeypatch.setattr("atp_tui.cli.output.shows_colours", lambda: True)
    coloured = call("check", *packs).out
    assert re.sub(rb"\x1b\[[0-9;]*m", b"", coloured) == bare
    assert b": \x1b[1;31mFAILED " in coloured
    assert b"  \x1b[1;31mHigh\x1b[0m: " in coloured
    assert b"\x1b[32mPASSED\x1b[0m; " in coloured
    assert b"\x1b[1;31m1 damaged\x1b[0m" in coloured


BAD_PATHS = {
    "nothing": "no such file or directory",
    "a file/journal": "not a directory",
    "a directory": "not a crashpack: none of the nine files is in this directory",
    "a file": "expected a JSON value, found 'text'; a crashpack is a directory, or a record as one JSON document",
    "pipe": "expected a plain file, found a directory, pipe or device",
    "link to nothing": "no such file or directory",
    "link to itself": "too many levels of symbolic links",
    "huge": "found 100000000000 bytes",
}


@pytest.mark.parametrize(("name", "said"), BAD_PATHS.items())
@pytest.mark.parametrize("command", [("check",), ("export",), ("logs", "--lane", "all"), ("open",)])
def test_a_path_that_is_no_pack_is_one_line(
    call: Call, tmp_path: Path, name: str, said: str, command: tuple[str, ...]
) -> None:
    (tmp_path / "a file").write_bytes(b"text")
    (tmp_path / "a directory").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link to nothing").symlink_to("nowhere")
    (tmp_path / "link to itself").symlink_to("link to itself")
    (tmp_path / "huge").touch()
    os.truncate(tmp_path / "huge", 100_000_000_000)
    outcome = call(*command, tmp_path / name)
    assert outcome.code == 4
    assert outcome.out == b""
    *notes, line = outcome.told
    assert len(notes) == (command == ("open",))
    assert line.startswith(f"atp-tui: {tmp_path / name}: ")
    assert said in line


def test_a_link_to_a_pack_is_a_pack(call: Call, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(PACKS / "five-violations")
    assert call("check", tmp_path / "link").code == 1


@pytest.mark.parametrize(("name", "form"), [("five-violations", "text"), ("hostile-text", "json"), ("damaged", "text")])
def test_the_program_prints_the_same_as_the_call(call: Call, name: str, form: str) -> None:
    ended = run("check", PACKS / name, "--format", form)
    assert (ended.returncode, ended.stdout, ended.stderr) == call("check", PACKS / name, "--format", form)


def test_a_pack_full_of_pipes_and_huge_files_is_told_in_bounded_time(tmp_path: Path) -> None:
    copy = copy_of("five-violations", tmp_path)
    for name in ("journal.digest", "pathlog", "replay_command.sh"):
        (copy / name).unlink()
        os.mkfifo(copy / name)
    for name in ("journal", "transfer.atp-trace"):
        os.truncate(copy / name, 100_000_000_000)
    ended = run("check", copy, timeout=20)
    assert ended.returncode == 3
    assert b"expected journal.digest: a plain file, found journal.digest: a named pipe" in ended.stdout
    assert b"journal: 100000000000 bytes: too big" in ended.stdout
    assert ended.stderr == b""


def test_sarif_has_the_fingerprint_that_a_fleet_has(call: Call, tmp_path: Path) -> None:
    copy_of("five-violations", tmp_path)
    run = json.loads(call("check", tmp_path / "five-violations", "--format", "sarif").out)["runs"][0]
    found = {
        each["ruleId"].partition("/")[2]: each["partialFingerprints"]["failure/v2"]
        for each in run["results"]
        if each["ruleId"].startswith("violation/")
    }
    call("fleet", tmp_path, "--format", "text", "--no-causes", "--jobs", "1")
    why = json.loads(call("fleet", "why", tmp_path / "five-violations", "--db", tmp_path, "--format", "json").out)
    assert found == {each["violation_type"]: each["fingerprint"] for each in why}
    assert len(found) == 5
