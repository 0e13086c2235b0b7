"""The text and the JSON of a proof."""

import json
from pathlib import Path

from atp_tui.engine import write_statement
from atp_tui.report.proof import proof_lines, proof_object, rch_place, verification_lines, verification_object
from atp_tui.store.proof_file import ProofDocument, open_proof, verify_proof
from tests.proofs import COMMIT, EMPTY, bundle

DAY = "2026-03-01"
RESOLVED = f"resolved {DAY}T10:30:00Z: it was cleaned"


def document(folder: Path, *changes: tuple[str, object]) -> ProofDocument:
    path = folder / "proof.json"
    path.write_bytes(write_statement(bundle(*changes)))
    return open_proof(str(path))


def test_everything_that_a_proof_claims_is_a_line(tmp_path: Path) -> None:
    assert [*proof_lines(document(tmp_path))] == [
        "task: Make the reader keep unknown fields",
        "agent: builder 7",
        "claim: Unknown fields are kept",
        "made: 2026-03-01T12:00:00Z",
        f"commit {COMMIT} 2026-03-01T11:00:00Z Keep unknown fields",
        "  changed src/reader.py",
        "command: make test: exit 0, 61.500 s from 2026-03-01T11:10:00.25Z in .",
        f"  stdout: {EMPTY}, 0 bytes",
        f"  stderr: {EMPTY}, 0 bytes",
        "  ATP_SEED_LAB=7",
        "  LANG=C.UTF-8",
        "helper: cc -c a.c: exit 0, remote, on big",
        "helper: cc -c b.c: exit 0, local fallback, on desk; big was asked",
        f"reservation: src/** by builder 7, exclusive, {DAY}T10:00:00Z to {DAY}T13:00:00Z, released {DAY}T11:30:00Z",
        "reservation: src/*.py by builder 8, shared, 2026-03-01T11:30:00Z to 2026-03-01T13:00:00Z",
        f"blocker: the disk was full, since {DAY}T10:05:00Z, waits on whoever cleans it; {RESOLVED}",
        "blocker: no licence yet, since 2026-03-01T10:06:00Z, waits on the owner; OPEN",
        "validation: 1 passed, 0 failed, 1 not_run",
        f"  tests: passed at {COMMIT[:12]}",
        "  lint: not_run the linter was not at hand",
        f"file src/reader.py: {EMPTY}, 0 bytes",
        "replay: 2 steps, level sandboxed",
        f"  read_only: git show {COMMIT}",
        "  sandboxed: make test  (all tests pass)",
        "unsigned: anyone can have written this",
    ]


def test_where_a_command_ran_is_told_by_the_machines(tmp_path: Path) -> None:
    records = document(tmp_path, ("rch.1.worker", "")).bundle.rch
    assert [rch_place(record) for record in records] == [
        "remote, on big",
        "local fallback, on desk; no worker was asked",
    ]


def test_each_rule_is_a_line_with_its_outcome(tmp_path: Path) -> None:
    proof = document(tmp_path)
    findings = verify_proof(proof)
    first, *lines = verification_lines(proof, findings)
    held = [finding.check for finding in findings if finding.ok]
    assert first == (f"{proof.path}: consistent {len(held)}/{len(held)}; unsigned: anyone can have written this")
    assert [line.split(":")[0] for line in lines] == [
        {True: "  ok", False: "  FAIL", None: "  note"}[finding.ok] for finding in findings
    ]
    assert len(held) > 10


def test_a_rule_that_does_not_hold_is_told_with_what_was_found(tmp_path: Path) -> None:
    proof = document(tmp_path, ("commits.0.parents", [COMMIT]), ("made", "2026-03-01T09:00:00Z"))
    findings = verify_proof(proof)
    faults = [finding for finding in findings if finding.ok is False]
    first, *lines = verification_lines(proof, findings)
    checked = {finding.check for finding in findings if finding.ok is not None}
    failed = {finding.check for finding in faults}
    assert f": INCONSISTENT {len(checked) - len(failed)}/{len(checked)}; " in first
    assert faults
    for fault in faults:
        assert any(
            line.startswith("  FAIL: ") and line.endswith(f": expected {fault.expected}, found {fault.found}")
            for line in lines
        )


def test_the_objects_say_the_same(tmp_path: Path) -> None:
    proof = document(tmp_path)
    findings = verify_proof(proof)
    shown = json.loads(json.dumps(proof_object(proof)))
    assert (shown["path"], shown["signed"], shown["safety_level"]) == (proof.path, False, "sandboxed")
    assert shown["rch_places"] == ["remote", "local_fallback"]
    assert shown["bundle"]["commits"][0]["commit"] == COMMIT
    verified = verification_object(proof, findings)
    assert (verified["path"], verified["sound"], verified["signed"]) == (proof.path, True, False)
    assert [(row["check"], row["ok"]) for row in verified["findings"]] == [
        (finding.check, finding.ok) for finding in findings
    ]
