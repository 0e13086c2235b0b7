"""The JSON of a report: its keys are an interface."""

import json
from pathlib import Path

import pytest

from atp_tui.report.json import json_object
from tests.program import FOREIGN, PACKS
from tests.report.test_model import report

KEYS = [
    "path",
    "schema_version",
    "passed",
    "verdict",
    "sound",
    "violations",
    "soundness",
    "ledger",
    "replay",
    "replay_command",
    "trace",
    "note",
]


@pytest.mark.parametrize("name", FOREIGN)
def test_the_keys_are_those_of_the_interface(name: str) -> None:
    found = json.loads(json.dumps(json_object(report(PACKS / name)), allow_nan=False))
    assert list(found) == KEYS
    for violation in found["violations"]:
        assert list(violation) == ["oracle_name", "violation_type", "severity", "description", "evidence"]
    for finding in found["soundness"]:
        assert list(finding) == ["check", "ok", "expected", "found"]
    for entry in found["ledger"]:
        assert list(entry) == ["oracle_name", "passed", "log10_bf", "strength"]
    assert list(found["trace"]) == ["events", "lanes"]
    assert list(found["trace"]["lanes"]) == ["path", "quic", "repair"]


def test_the_values_are_those_of_the_pack() -> None:
    found = json_object(report(PACKS / "five-violations"))
    assert found["violations"][1] == {
        "oracle_name": "transfer",
        "violation_type": "journal_consistency",
        "severity": "High",
        "description": "Journal has 2 gaps or ordering violations",
        "evidence": {"gap_count": "2"},
    }
    assert found["ledger"] == [{"oracle_name": "transfer", "passed": False, "log10_bf": 1.6, "strength": "Strong"}]
    assert found["trace"] == {"events": 400, "lanes": {"path": 237, "quic": 53, "repair": 129}}
    assert (found["passed"], found["sound"]) == (False, True)
    assert found["replay_command"].endswith("--validate-oracles --oracle transfer")
    assert found["replay"] == f"atp-tui replay {PACKS / 'five-violations'}"


def test_texts_stand_as_the_pack_has_them() -> None:
    types = {violation["violation_type"] for violation in json_object(report(PACKS / "hostile-text"))["violations"]}
    assert "\x7f" in types


def test_what_must_not_be_copied_is_null(tmp_path: Path) -> None:
    record = (PACKS / "clean.record.json").read_text(encoding="utf-8")
    path = tmp_path / "rec\nord.json"
    path.write_text(record.replace('"transfer"', '"trans\u202efer"'), encoding="utf-8")
    found = json_object(report(path))
    assert (found["replay"], found["replay_command"]) == (None, None)
