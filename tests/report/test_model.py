"""The facts about a pack, worked out once."""

import json
from pathlib import Path

import pytest

from atp_tui.engine import Severity, TransferOracle, TransferState, write_record
from atp_tui.engine.record import Crashpack, CrashpackBuilder, OracleResult, Violation
from atp_tui.engine.soundness import CHECKS, RECORD_CHECKS
from atp_tui.engine.verdict import Verdict
from atp_tui.report.model import Report, report_of, severity_counts, title_of, verdict_words, violation_rows
from atp_tui.store.open import open_pack
from atp_tui.store.pack import examine_pack
from tests.program import PACKS, RECORDED, copy_of


def report(path: Path | str) -> Report:
    """The report about the pack at *path*."""
    pack = open_pack(str(path))
    return report_of(pack, examine_pack(pack))


@pytest.mark.parametrize(
    ("name", "verdict", "sound", "violations", "code"),
    [
        ("clean", Verdict.PASSED, True, 0, 0),
        ("empty", Verdict.NOT_JUDGED, True, 0, 5),
        ("five-violations", Verdict.FAILED, True, 5, 1),
        ("many-oracles", Verdict.FAILED, True, 5, 1),
        ("hostile-text", Verdict.FAILED, True, 7, 1),
        ("other-writer", Verdict.FAILED, True, 3, 1),
        ("damaged", Verdict.FAILED, False, 5, 3),
    ],
)
def test_verdicts_of_the_foreign_packs(name: str, verdict: Verdict, sound: bool, violations: int, code: int) -> None:
    found = report(PACKS / name)
    assert (found.verdict, found.sound, len(found.violations), found.exit_code) == (verdict, sound, violations, code)
    assert found.path == str(PACKS / name)
    assert found.schema_version == 1


@pytest.mark.parametrize("name", RECORDED)
def test_a_record_in_one_file_says_the_same_but_for_its_soundness(name: str) -> None:
    directory, document = report(PACKS / name), report(PACKS / f"{name}.record.json")
    for field in (
        "schema_version",
        "verdict",
        "violations",
        "ledger",
        "recorded_line",
        "seeds",
        "metadata",
        "events",
        "lanes",
    ):
        assert getattr(directory, field) == getattr(document, field), field
    assert document.exit_code == directory.exit_code


def test_violations_stand_by_severity_and_else_in_order() -> None:
    severities = [Severity.LOW, Severity.CRITICAL, Severity.MEDIUM, Severity.CRITICAL, Severity.HIGH]
    listed = tuple(
        Violation(violation_type=str(place), description="", severity=severity)
        for place, severity in enumerate(severities)
    )
    results = (
        OracleResult(oracle_name="a", violations=listed[:2], passed=False),
        OracleResult(oracle_name="b", violations=listed[2:], passed=False),
    )
    rows = violation_rows(Crashpack(oracle_results=results))
    assert [(row.violation_type, row.oracle_name) for row in rows] == [
        ("1", "a"),
        ("3", "b"),
        ("4", "b"),
        ("2", "b"),
        ("0", "a"),
    ]
    assert severity_counts(rows) == (
        (Severity.CRITICAL, 2),
        (Severity.HIGH, 1),
        (Severity.MEDIUM, 1),
        (Severity.LOW, 1),
    )
    assert verdict_words(Verdict.FAILED, rows) == "FAILED 2 Critical 1 High 1 Medium 1 Low"


def test_verdicts_in_words() -> None:
    assert {verdict: verdict_words(verdict, ()) for verdict in Verdict} == {
        Verdict.PASSED: "PASSED",
        Verdict.FAILED: "FAILED without a listed violation",
        Verdict.NOT_JUDGED: "NOT JUDGED: no oracle result is recorded",
        Verdict.UNKNOWN: "UNKNOWN: the journal cannot be read in full",
    }


@pytest.mark.parametrize(
    "journal",
    [
        b"",
        b"garbage\n",
        b"# ATP Journal Digest\noracle: transfer\n  events_recorded: 5\n",
        b"# ATP Journal Digest\noracle: a\n  events_recorded: 5\n  entities_tracked: 0\n  passed: true\noracle: b\n",
    ],
)
def test_a_journal_that_is_damaged_is_not_taken_for_a_pass(tmp_path: Path, journal: bytes) -> None:
    copy = copy_of("five-violations", tmp_path)
    (copy / "journal").write_bytes(journal)
    assert report(copy).verdict is Verdict.UNKNOWN
    assert report(copy).exit_code == 3


def test_a_journal_that_is_not_there_is_not_taken_for_a_pass(tmp_path: Path) -> None:
    copy = copy_of("clean", tmp_path)
    (copy / "journal").unlink()
    assert report(copy).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("name", "expected", "code"),
    [
        ("replay_command.sh", Verdict.NOT_JUDGED, 5),
        ("journal.digest", Verdict.NOT_JUDGED, 5),
        ("journal", Verdict.UNKNOWN, 3),
    ],
)
def test_a_pack_that_is_neither_sound_nor_judged_has_the_higher_code(
    tmp_path: Path, name: str, expected: Verdict, code: int
) -> None:
    copy = copy_of("empty", tmp_path)
    (copy / name).write_bytes(b"no such text\n")
    found = report(copy)
    assert (found.verdict, found.sound, found.exit_code) == (expected, False, code)


def test_a_violation_is_told_whatever_else_is_damaged(tmp_path: Path) -> None:
    copy = copy_of("five-violations", tmp_path)
    journal = copy / "journal"
    journal.write_bytes(journal.read_bytes() + b"oracle: cut\n")
    assert report(copy).verdict is Verdict.FAILED
    assert len(report(copy).violations) == 5


@pytest.mark.parametrize(("said", "version"), [("2", 2), ("1", 1), ("one", None), ("-1", None), ("1.0", None)])
def test_the_version_is_what_the_manifest_says(tmp_path: Path, said: str, version: int | None) -> None:
    copy = copy_of("clean", tmp_path)
    manifest = copy / "manifest"
    manifest.write_text(manifest.read_text().replace("schema_version: 1", f"schema_version: {said}"))
    assert report(copy).schema_version == version
    manifest.unlink()
    assert report(copy).schema_version is None


def test_the_ledger_is_told_as_recorded(tmp_path: Path) -> None:
    copy = copy_of("clean", tmp_path)
    ledger = json.loads((copy / "evidence-ledger.json").read_text())
    factor = ledger["entries"][0]["evidence"]["bayes_factor"]
    factor["log10_bf"], factor["strength"] = 7.5, "Overwhelming"
    ledger["entries"].append({"oracle_name": 7})
    (copy / "evidence-ledger.json").write_text(json.dumps(ledger))
    rows = [(row.oracle_name, row.passed, row.log10_bf, row.strength) for row in report(copy).ledger]
    assert rows == [("transfer", True, 7.5, "Overwhelming"), (None, None, None, None)]


@pytest.mark.parametrize("number", ["1e999", "-1e999"])
def test_a_bayes_factor_without_end_is_none(tmp_path: Path, number: str) -> None:
    copy = copy_of("clean", tmp_path)
    ledger = copy / "evidence-ledger.json"
    ledger.write_text(ledger.read_text().replace('"log10_bf": -1.0', f'"log10_bf": {number}'))
    assert [row.log10_bf for row in report(copy).ledger] == [None]
    assert not report(copy).sound


def test_a_pack_without_a_ledger_has_no_rows(tmp_path: Path) -> None:
    copy = copy_of("clean", tmp_path)
    (copy / "evidence-ledger.json").unlink()
    assert report(copy).ledger == ()


def test_a_replay_command_that_cannot_be_seen_whole_is_refused(tmp_path: Path) -> None:
    builder = CrashpackBuilder().oracle_result(TransferOracle(name="a\u202eb").check(TransferState()))
    path = tmp_path / "record.json"
    path.write_bytes(write_record(builder.build()))
    assert report(path).recorded_line == ""
    assert "an invisible character" in report(path).recorded_refusal
    assert report(path).replay_line == f"atp-tui replay {path}"
    assert report(PACKS / "clean").recorded_refusal == report(PACKS / "clean").replay_refusal == ""
    assert report(PACKS / "clean").recorded_line.startswith("ATP_SEED_LAB=1 asupersync atp replay ")


def test_checks_are_counted_once_each(tmp_path: Path) -> None:
    whole = report(PACKS / "clean")
    assert (whole.failed, whole.checked) == (0, 23)
    damaged = report(PACKS / "damaged")
    failed = [finding.check for finding in damaged.findings if finding.ok is False]
    assert damaged.failed == len(set(failed)) > 5
    copy = copy_of("clean", tmp_path)
    for path in copy.iterdir():
        path.unlink()
    (copy / "manifest").touch()
    assert report(copy).failed >= 2


def test_every_check_has_a_title() -> None:
    titles = [title_of(name) for name in dict.fromkeys((*CHECKS, *RECORD_CHECKS))]
    assert len(set(titles)) == len(titles)
