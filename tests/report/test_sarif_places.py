"""Every result of SARIF is in a file, given from a base that the run names."""

from dataclasses import replace
from pathlib import Path

import pytest

from atp_tui.clean import clean
from atp_tui.engine.artifacts import NINE_FILES
from atp_tui.engine.soundness import CHECKS, Finding
from tests.program import FOREIGN, PACKS, copy_of
from tests.report.test_model import report
from tests.sarif_runs import RECORDS, assert_as_hosts_want, document_of, file_of, made, places, run_of, run_of_reports


@pytest.mark.parametrize("name", [*FOREIGN, *RECORDS])
def test_a_violation_is_on_its_line_of_the_journal(name: str) -> None:
    facts, run = report(PACKS / name), run_of(name)
    for found, place in zip(facts.violations, places(run), strict=False):
        assert file_of(run, place) == (PACKS / name / "journal" if facts.source.has_files else PACKS / name)
        line = file_of(run, place).read_text(encoding="utf-8").split("\n")[place["region"]["startLine"] - 1]
        if facts.source.has_files and name != "damaged":
            assert line.strip().startswith("- type: ")
            assert found.violation_type in line or '"' in line
        if name == "five-violations":
            assert place["region"]["endColumn"] == len(line) + 1


def test_a_damaged_journal_gives_no_lines() -> None:
    regions = [place["region"] for place in places(run_of("damaged"))]
    assert {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2} in regions


def test_a_failed_check_is_in_the_file_that_it_is_about() -> None:
    run = run_of("damaged")
    found = {
        (result["ruleId"], file_of(run, place).name, place["region"]["startLine"])
        for result, place in zip(run["results"], places(run), strict=True)
        if result["ruleId"].startswith("soundness/")
    }
    assert ("soundness/files", "quiclog", 1) in found
    assert ("soundness/replay_command", "replay_command.sh", 10) in found
    assert ("soundness/manifest_digest", "manifest", 1) in found
    assert {name for _, name, _ in found} <= set(NINE_FILES)


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_has_a_file(check: str) -> None:
    facts = replace(made(), findings=(Finding(check, False, clean("pathlog: a"), clean("b"), 3),))
    run = run_of_reports(facts)
    (place,) = places(run)
    assert file_of(run, place).name in NINE_FILES
    assert place["region"]["startLine"] == 3


def test_a_pack_below_the_working_directory_is_from_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy_of("five-violations", tmp_path)
    monkeypatch.chdir(tmp_path)
    for path in (
        "five-violations",
        "./five-violations/",
        "../" + tmp_path.name + "/five-violations",
        str(tmp_path / "five-violations"),
    ):
        run = run_of_reports(report(path))
        assert {place["artifactLocation"]["uri"] for place in places(run)} == {"five-violations/journal"}
        assert set(run["originalUriBaseIds"]) == {"%SRCROOT%"}
        assert all(file_of(run, place).is_file() for place in places(run))


def test_a_pack_that_is_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(copy_of("five-violations", tmp_path))
    assert {place["artifactLocation"]["uri"] for place in places(run_of_reports(report(".")))} == {"journal"}


def test_packs_elsewhere_are_from_the_root_and_stay_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b", "here"):
        (tmp_path / name).mkdir()
    packs = [copy_of("five-violations", tmp_path / name) for name in ("a", "b")]
    monkeypatch.chdir(tmp_path / "here")
    run = run_of_reports(report("../a/five-violations"), report(packs[1]))
    assert set(run["originalUriBaseIds"]) == {"FILE_SYSTEM"}
    assert {file_of(run, place) for place in places(run)} == {pack / "journal" for pack in packs}
    assert_as_hosts_want(document_of(report(packs[0])))


def test_a_link_is_followed_as_hosts_follow_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy_of("five-violations", tmp_path)
    (tmp_path / "link").symlink_to("five-violations")
    monkeypatch.chdir(tmp_path)
    assert {place["artifactLocation"]["uri"] for place in places(run_of_reports(report("link")))} == {
        "five-violations/journal"
    }


def test_a_path_with_odd_bytes_is_a_legal_uri(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    odd = copy_of("five-violations", tmp_path).rename(tmp_path / "a:b c%#?\udcff\u202e")
    run = run_of_reports(report(odd.name))
    uris = {place["artifactLocation"]["uri"] for place in places(run)}
    assert uris == {"a%3Ab%20c%25%23%3F%FF%E2%80%AE/journal"}
