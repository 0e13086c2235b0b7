"""``atp-tui oracle``: the transfer oracle on a state."""

import json
from pathlib import Path

import pytest

from atp_tui.engine import CHECKS
from tests.cli.conftest import Call
from tests.program import PACKS, run

BROKEN = (
    b'{"manifest_hash": "%b", "expected_manifest_hash": "%b", "journal_gaps": 2, "pending_operations": 3, '
    b'"leaked_obligations": 1, "path_outcomes_consistent": false}' % (b"9e" * 32, b"9f" * 32)
)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    path = tmp_path / "state.json"
    path.write_bytes(BROKEN)
    return path


def test_the_result_is_that_of_the_foreign_pack(call: Call, state: Path) -> None:
    outcome = call("oracle", state, "--format", "json")
    assert (outcome.code, outcome.err) == (1, b"")
    record = json.loads((PACKS / "five-violations.record.json").read_bytes())
    assert json.loads(outcome.out) == record["oracle_results"][0]
    assert list(json.loads(outcome.out)) == ["oracle_name", "violations", "stats", "passed"]


def test_the_text_states_the_violations_and_their_evidence(call: Call, state: Path) -> None:
    outcome = call("oracle", state, "--name", "what if")
    assert outcome.code == 1
    lines = outcome.out.decode().splitlines()
    assert lines[0] == "what if: FAILED; 5 of 5 checks found a violation"
    assert "  High: journal_consistency: Journal has 2 gaps or ordering violations" in lines
    assert "    gap_count: 2" in lines


def test_an_empty_state_passes(call: Call, state: Path) -> None:
    state.write_bytes(b"{}")
    outcome = call("oracle", state)
    assert (outcome.code, outcome.out) == (0, b"transfer: PASSED; 0 of 5 checks found a violation\n")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_each_check_can_be_left_out(call: Call, state: Path, check: object) -> None:
    name, kind = getattr(check, "name", ""), getattr(check, "violation_type", "")
    found = json.loads(call("oracle", state, "--without", name, "--format", "json").out)
    types = [violation["violation_type"] for violation in found["violations"]]
    assert kind not in types
    assert len(types) == found["stats"]["events_recorded"] == 4


def test_all_checks_can_be_left_out(call: Call, state: Path) -> None:
    without = [word for check in CHECKS for word in ("--without", check.name)]
    outcome = call("oracle", state, *without)
    assert (outcome.code, outcome.out) == (0, b"transfer: PASSED; 0 of 0 checks found a violation\n")


def test_a_state_is_read_from_stdin() -> None:
    ended = run("oracle", "-", "--format", "json", stdin=BROKEN)
    assert ended.returncode == 1
    assert len(json.loads(ended.stdout)["violations"]) == 5


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "expected JSON, found the end of the text"),
        (b"[]", "expected an object, found an array"),
        (b'{"journal_gaps": 4294967296}', "unsigned 32-bit integer (0 to 4294967295), found 4294967296"),
        (b'{"journal_gaps": -1}', "found -1"),
        (b'{"journal_gaps": true}', "journal_gaps: expected a whole number, found true"),
        (b'{"journal_gaps": 1.0}', "journal_gaps: expected a whole number"),
        (b'{"journal_gaps": 1e400}', "journal_gaps: expected "),
        (b'{"path_outcomes_consistent": 1}', "path_outcomes_consistent: expected true or false, found 1"),
        (b'{"manifest_hash": null}', "manifest_hash: expected a text, found null"),
        (b'{"gaps": 1}', "gaps: expected no such field"),
        (b'{"journal_gaps": 1, "journal_gaps": 2}', "twice in one object"),
        (b'{"journal_gaps": NaN}', "the constant NaN"),
        (b"\xef\xbb\xbf{}", "a byte order mark"),
        (b'"\xff"', "the byte 0xff"),
        (b"[" * 100_000, "more levels"),
        (b'{"journal_gaps": ' + b"9" * 100_000 + b"}", "digits"),
    ],
)
def test_what_is_no_state_is_one_line_that_names_the_field(call: Call, state: Path, content: bytes, said: str) -> None:
    state.write_bytes(content)
    outcome = call("oracle", state)
    assert (outcome.code, outcome.out) == (4, b"")
    (line,) = outcome.told
    assert line.startswith(f"atp-tui: {state}: ")
    assert said in line


def test_a_state_over_the_limit_is_refused(call: Call, state: Path) -> None:
    state.write_bytes(b" " * (16 << 20) + b"{}")
    assert "found 16777218 bytes" in call("oracle", state).told[0]


def test_stdin_over_the_limit_is_refused() -> None:
    ended = run("oracle", "-", stdin=b" " * (16 << 20) + b"{}")
    assert ended.returncode == 4
    assert ended.stderr == b"atp-tui: stdin: expected at most 16777216 bytes, found more than that\n"


@pytest.mark.parametrize("check", ["", "Manifest", "manifest ", "no\x1b[31msuch"])
def test_an_unknown_check_is_wrong_usage(call: Call, state: Path, check: str) -> None:
    outcome = call("oracle", state, "--without", check)
    assert (outcome.code, outcome.out) == (2, b"")
    assert "expected a check (manifest, journal, quiescence, obligations, path_consistency)" in outcome.told[0]
