"""Checks over the journal and its digest."""

import pytest

from atp_tui.engine import Crashpack, JournalDigest, OracleResult, Severity, Violation, render
from tests.foreign import failed, findings_of

VIOLATION = Violation(violation_type="t", description="d", severity=Severity.LOW)
FAILING = OracleResult(oracle_name="a", passed=False, violations=(VIOLATION, VIOLATION))
FILES = render(Crashpack(oracle_results=(FAILING, OracleResult(oracle_name="b", passed=True))))


def with_journal(text: bytes) -> dict[str, bytes]:
    """The pack with another journal, and digests that agree with it."""
    old, new = JournalDigest.of(FILES["journal"]), JournalDigest.of(text)
    return FILES | {
        "journal": text,
        "journal.digest": new.write().encode(),
        "manifest": FILES["manifest"].replace(old.digest.encode(), new.digest.encode()),
    }


def test_another_indentation_is_no_fault_when_the_digests_agree() -> None:
    lines = FILES["journal"].split(b"\n")
    for before in (b"", b" ", b"\t"):
        text = b"\n".join(before + line.lstrip(b" ") if line[:1] == b" " else line for line in lines)
        assert failed(findings_of(with_journal(text))) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"passed: true", b"passed: false", {"journal_passed", "ledger_values"}),
        (b"passed: false", b"passed: true", {"journal_passed", "ledger_values"}),
        (b"severity: Low", b"severity: Critical", {"ledger_values"}),
        (b"events_recorded: 0", b"events_recorded: 1", {"ledger_values"}),
        (b"oracle: b", b"oracle: c", {"ledger_entries", "ledger_values", "replay_command"}),
        (b"description: d\n", b"description: d \n", {"journal_form"}),
        (b"# ATP Journal Digest", b"# ATP Journal", {"journal_form"}),
    ],
)
def test_a_journal_whose_digests_agree_is_held_against_the_others(old: bytes, new: bytes, expected: set[str]) -> None:
    files = with_journal(FILES["journal"].replace(old, new, 1))
    assert set(failed(findings_of(files))) == expected


def test_a_violation_taken_out_is_told_by_manifest_and_ledger() -> None:
    one = b"    - type: t\n      severity: Low\n      description: d\n"
    files = with_journal(FILES["journal"].replace(one, b"", 1))
    assert set(failed(findings_of(files))) == {"manifest_violations", "ledger_values"}


def test_hash_and_length_are_told_apart() -> None:
    digest = FILES["journal.digest"]
    assert failed(findings_of(FILES | {"journal.digest": digest.replace(b"bytes: ", b"bytes: 1")})) == [
        "journal_length"
    ]
    other = JournalDigest("sha256:" + "0" * 64, len(FILES["journal"])).write().encode()
    assert failed(findings_of(FILES | {"journal.digest": other})) == ["journal_hash", "manifest_digest"]
    assert failed(findings_of(FILES | {"journal.digest": b"x"})) == ["digest_form"]


def test_a_claim_that_does_not_fit_is_told_for_each_result() -> None:
    results = (FAILING.changed(passed=True), OracleResult(oracle_name="b", passed=False))
    findings = findings_of(render(Crashpack(oracle_results=results)))
    assert [(found.expected, found.found) for found in findings if found.check == "journal_passed"] == [
        ("a: passed: false with 2 violations", "passed: true"),
        ("b: passed: true with 0 violations", "passed: false"),
    ]


def test_many_faults_are_counted() -> None:
    findings = findings_of(with_journal(FILES["journal"] + b"x\n" * 50))
    told = [found for found in findings if found.check == "journal_form"]
    assert len(told) == 21
    assert told[-1].found == "30 more faults"
