"""``atp-tui fleet PATH...``: what is indexed, what is printed, and with which code it ends."""

import csv
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.program import PACKS, copy_of

QUICK = ("--no-causes", "--jobs", "1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A directory of packs, one of them nested."""
    for name in ("clean", "five-violations"):
        copy_of(name, tmp_path)
    (tmp_path / "deep").mkdir()
    copy_of("five-violations", tmp_path / "deep")
    return tmp_path


def test_packs_at_any_depth_are_indexed_and_copies_count_once(call: Call, folder: Path) -> None:
    told = json.loads(call("fleet", folder, "--format", "json", *QUICK).out)
    assert (told["totals"]["packs"], told["totals"]["runs"]) == (3, 2)
    assert (told["totals"]["failed"], told["totals"]["passed"]) == (1, 1)
    assert len(told["groups"]) == told["totals"]["groups"] == 5
    assert {group["runs"] for group in told["groups"]} == {1}


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("clean",), 0),
        (("clean", "five-violations"), 1),
        (("clean", "empty"), 5),
        (("five-violations", "damaged"), 3),
    ],
)
def test_the_exit_code_is_that_of_check(call: Call, tmp_path: Path, names: tuple[str, ...], code: int) -> None:
    for name in names:
        copy_of(name, tmp_path)
    assert call("fleet", tmp_path, "--format", "text", "--sound", "all", *QUICK).code == code


def test_a_pack_that_cannot_be_read_costs_a_row_and_the_code(call: Call, folder: Path) -> None:
    record = (PACKS / "clean.record.json").read_bytes()
    (folder / "broken.json").write_bytes(record[: len(record) // 2])
    outcome = call("fleet", folder, "--format", "json", *QUICK)
    assert outcome.code == 4
    totals = json.loads(outcome.out)["totals"]
    assert (totals["readable"], totals["unreadable"], totals["packs"]) == (3, 1, 4)


def test_without_a_terminal_the_groups_are_printed_as_text(call: Call, folder: Path) -> None:
    lines = call("fleet", folder, *QUICK).out.decode().splitlines()
    assert lines[0] == "2 runs: 1 failed, 1 passed"
    assert lines[1] == "3 packs: 3 readable"
    assert any("manifest_integrity" in line for line in lines)


def test_csv_has_a_row_for_each_group(call: Call, folder: Path) -> None:
    rows = list(csv.DictReader(call("fleet", folder, "--format", "csv", *QUICK).out.decode().splitlines()))
    assert len(rows) == 5
    assert {row["status"] for row in rows} == {"new"}


def test_junit_and_sarif_are_whole_documents(call: Call, folder: Path) -> None:
    junit = call("fleet", folder, "--format", "junit", *QUICK).out
    assert junit.startswith(b"<?xml")
    assert junit.rstrip().endswith(b"</testsuites>")
    sarif = json.loads(call("fleet", folder, "--format", "sarif", *QUICK).out)
    results = sarif["runs"][0]["results"]
    assert len(results) == 5
    assert all(each["partialFingerprints"]["failure/v2"].startswith("v1/1:") for each in results)


def test_what_has_not_changed_is_not_read_again_and_what_has_is(call: Call, folder: Path) -> None:
    first = call("fleet", folder, "--format", "json", *QUICK).out
    assert call("fleet", folder, "--format", "json", *QUICK).out == first
    shutil.rmtree(folder / "five-violations")
    shutil.rmtree(folder / "deep")
    totals = json.loads(call("fleet", folder, "--format", "json", *QUICK).out)["totals"]
    assert totals["packs"] == 1


def test_a_filter_leaves_out_groups_and_a_limit_counts_them(call: Call, folder: Path) -> None:
    def told(*arguments: str) -> dict[str, object]:
        outcome = call("fleet", folder, "--format", "json", *QUICK, *arguments)
        found = json.loads(outcome.out)
        return {"titles": [each["title"].partition(":")[0] for each in found["groups"]], "left": found["left_out"]}

    assert told("--find", "MANIFEST") == {"titles": ["manifest_integrity"], "left": 0}
    assert told("--limit", "2")["left"] == 3
    assert told("--status", "muted")["titles"] == []
    assert told("--since", "2999-01-01")["titles"] == []
    titles = told("--sort", "title")["titles"]
    assert titles == sorted(titles)  # type: ignore[call-overload]


def test_a_date_that_is_none_is_a_usage_error(call: Call, folder: Path) -> None:
    outcome = call("fleet", folder, "--format", "text", "--since", "yesterday", *QUICK)
    assert outcome.code == 2
    assert b"--since: expected a date" in outcome.err


def test_the_database_is_where_it_is_asked_to_be(call: Call, folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "else.db"
    assert call("fleet", folder, "--db", place, "--format", "text", *QUICK).code == 1
    assert place.exists()
    assert not (folder / "fleet.db").exists()
    assert call("fleet", place, "--read-only", "--format", "text").out


def test_a_directory_without_packs_has_no_groups(call: Call, tmp_path: Path) -> None:
    outcome = call("fleet", tmp_path, "--format", "text", *QUICK)
    assert outcome.code == 0
    assert outcome.out.startswith(b"0 runs")


@pytest.mark.parametrize("name", ["nothing", "nothing/there", "nothing.db"])
def test_a_path_that_is_not_there_is_an_error_and_nothing_is_written(call: Call, tmp_path: Path, name: str) -> None:
    outcome = call("fleet", tmp_path / name, "--format", "text")
    assert outcome.code == 4
    assert b"no such file or directory" in outcome.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["clean", "clean.record.json"])
def test_the_database_of_a_single_pack_is_beside_it(call: Call, tmp_path: Path, name: str) -> None:
    if name == "clean":
        copy_of(name, tmp_path)
    else:
        shutil.copy(PACKS / name, tmp_path)
    assert call("fleet", tmp_path / name, "--format", "text", *QUICK).code == 0
    assert {each.name for each in tmp_path.iterdir()} == {name, "fleet.db"}


def test_a_file_that_is_neither_pack_nor_database_is_refused_and_nothing_is_written(call: Call, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("words")
    outcome = call("fleet", tmp_path / "notes.txt", "--format", "text")
    assert outcome.code == 4
    assert b"expected a directory with crashpacks, a crashpack or a database" in outcome.err
    assert [each.name for each in tmp_path.iterdir()] == ["notes.txt"]


def test_another_database_is_refused_and_left_alone(call: Call, folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "other.db"
    with sqlite3.connect(place) as other:
        other.execute("CREATE TABLE mine (x)")
    before = place.read_bytes()
    outcome = call("fleet", folder, "--db", place, "--format", "text", *QUICK)
    assert outcome.code == 4
    assert outcome.err.count(b"\n") == 1
    assert place.read_bytes() == before


def test_the_word_explore_can_be_left_out_and_a_typing_error_is_one(call: Call, folder: Path) -> None:
    spelled = call("fleet", "explore", folder, "--format", "json", *QUICK).out
    assert call("fleet", "--format", "json", *QUICK, folder).out == spelled
    outcome = call("fleet", "shwo")
    assert outcome.code == 2
    assert b"did you mean show?" in outcome.err


def test_foreign_and_hostile_packs_are_taken(call: Call, tmp_path: Path) -> None:
    outcome = call("fleet", PACKS, "--db", tmp_path / "foreign.db", "--format", "text", *QUICK)
    assert outcome.code in (3, 5)
    assert b"\x1b" not in outcome.out
    assert b"manifest_integrity" in outcome.out
