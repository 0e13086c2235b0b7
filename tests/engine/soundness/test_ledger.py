"""Checks over the evidence ledger."""

import json

import pytest

from atp_tui.engine import Crashpack, OracleResult, render
from tests.foreign import failed, findings_of

RESULTS = tuple(OracleResult(oracle_name=name, passed=True) for name in ("a", "b"))
FILES = render(Crashpack(oracle_results=RESULTS))
LEDGER = "evidence-ledger.json"


def told(document: object) -> dict[str, list[tuple[str, str]]]:
    """What the failed checks say of a pack with this ledger."""
    found: dict[str, list[tuple[str, str]]] = {}
    for finding in findings_of(FILES | {LEDGER: json.dumps(document).encode()}):
        if finding.ok is False:
            found.setdefault(finding.check, []).append((finding.expected, finding.found))
    return found


def document() -> dict[str, object]:
    value: dict[str, object] = json.loads(FILES[LEDGER])
    return value


def test_another_layout_and_further_fields_are_no_fault() -> None:
    assert told(document()) == {}
    assert told(document() | {"recorded_at": 1, "nested": {"a": [None]}}) == {}


def test_a_value_is_told_with_its_path() -> None:
    changed = json.loads(FILES[LEDGER].replace(b'"strength": "Against"', b'"strength": "Decisive"', 1))
    place = "entries[0].evidence.bayes_factor.strength"
    assert told(changed) == {"ledger_values": [(f'{place}: "Against"', f'{place}: "Decisive"')]}
    del changed["entries"][1]["evidence"]["passed"]
    assert told(changed)["ledger_values"][1] == (
        "entries[1].evidence.passed: true",
        "entries[1].evidence.passed: nothing",
    )


def test_true_is_not_one_but_one_is_one() -> None:
    assert "ledger_form" in told(document() | {"schema_version": True})
    assert told(document() | {"schema_version": 1.0}) == {}


@pytest.mark.parametrize("order", [(1, 0), (0,), (), (0, 1, 1), (0, 0)])
def test_entries_in_another_order_or_number_are_told(order: tuple[int, ...]) -> None:
    entries = json.loads(FILES[LEDGER])["entries"]
    found = told(document() | {"entries": [entries[place] for place in order]})
    assert set(found) == {"ledger_entries", "ledger_values"}
    names = json.dumps([entry["oracle_name"] for entry in (entries[place] for place in order)])
    assert found["ledger_entries"] == [('["a", "b"]', names)]


def test_the_nine_names_are_held_in_their_order() -> None:
    paths = document()["artifact_paths"]
    assert isinstance(paths, list)
    assert set(told(document() | {"artifact_paths": paths[::-1]})) == {"ledger_files", "manifest_paths"}
    assert set(told(document() | {"artifact_paths": [*paths, "more"]})) == {"manifest_paths"}


@pytest.mark.parametrize("value", [None, 3, "a", [], {"entries": []}])
def test_fields_of_another_type_are_told(value: object) -> None:
    for name in document():
        assert told(document() | {name: value}), name


@pytest.mark.parametrize("content", [b"", b"[]", b'{"a": 1, "a": 2}', b"{} x"])
def test_what_is_no_ledger_is_told_once(content: bytes) -> None:
    assert failed(findings_of(FILES | {LEDGER: content})) == ["ledger_form"]


def test_many_values_are_told_up_to_a_bound() -> None:
    results = tuple(OracleResult(oracle_name=f"{number}", passed=True) for number in range(40))
    files = render(Crashpack(oracle_results=results))
    ledger = files[LEDGER].replace(b"Against", b"Strong")
    findings = findings_of(files | {LEDGER: ledger})
    assert len([finding for finding in findings if finding.check == "ledger_values"]) == 20


def test_differences_of_length_are_told_behind_those_of_the_entries() -> None:
    entries = json.loads(FILES[LEDGER].replace(b"Against", b"Strong", 1))["entries"]
    place = "entries[0].evidence.bayes_factor.strength"
    assert told(document() | {"entries": entries[:1]})["ledger_values"] == [
        (f'{place}: "Against"', f'{place}: "Strong"'),
        ("entries: 2 of them", "entries: 1 of them"),
    ]


def test_how_many_entries_are_right_is_told() -> None:
    findings = {found.check: found.found for found in findings_of(FILES)}
    assert findings["ledger_values"] == "so for 2 entries"
    assert findings["ledger_entries"] == '["a", "b"]'
