"""The ledger as recorded beside the one that the results give."""

import json
from pathlib import Path

import pytest

from atp_tui.engine.ledger import RecordedLedger
from atp_tui.store.open import open_pack
from atp_tui.tui.panes.evidence import EvidenceLines, EvidenceRows, row_detail
from tests.explorer import NARROW, PACKS, enter, listed, opened, press, said, shown
from tests.program import copy_of


def changed_ledger(folder: Path, **values: object) -> Path:
    """A pack whose ledger says something else of its first oracle."""
    path = copy_of("five-violations", folder)
    ledger = json.loads((path / "evidence-ledger.json").read_bytes())
    (entry,) = ledger["entries"]
    factor = entry["evidence"]["bayes_factor"]
    for key, value in values.items():
        (factor if key in factor else entry)[key] = value
    (path / "evidence-ledger.json").write_text(json.dumps(ledger))
    return path


def first_row(path: Path) -> str:
    return EvidenceLines(EvidenceRows(open_pack(str(path)), None)).line(0).plain


def test_a_record_that_agrees_is_shown_without_a_remark() -> None:
    row = first_row(PACKS / "five-violations")
    assert row.startswith("transfer         log10 BF  +1.60 Strong ")
    assert row.rstrip()[-1] in "·┊■"


def test_a_factor_that_differs_is_told_with_the_one_worked_out(tmp_path: Path) -> None:
    row = first_row(changed_ledger(tmp_path, log10_bf=-2.5))
    assert "log10 BF  -2.50 " in row
    assert " DIFFERS: the result gives +1.60 Strong " in row


def test_a_strength_of_another_writer_stands_as_it_is(tmp_path: Path) -> None:
    row = first_row(changed_ledger(tmp_path, strength="[red]Overwhelming\x1b"))
    assert "[red]Overwhelming␛ DIFFERS" in row


def test_an_entry_without_a_result_and_a_result_without_an_entry(tmp_path: Path) -> None:
    path = copy_of("many-oracles", tmp_path)
    ledger = json.loads((path / "evidence-ledger.json").read_bytes())
    entries = ledger["entries"]
    (path / "evidence-ledger.json").write_text(json.dumps(ledger | {"entries": entries[:2]}))
    rows = EvidenceRows(open_pack(str(path)), None)
    lines = EvidenceLines(rows)
    assert [lines.line(index).plain.count("not in the ledger") for index in range(4)] == [0, 0, 1, 1]
    (path / "evidence-ledger.json").write_text(json.dumps(ledger | {"entries": [*entries, entries[0]]}))
    lines = EvidenceLines(EvidenceRows(open_pack(str(path)), None))
    assert lines.line(4).plain.count(" no such result ")


def test_a_ledger_that_cannot_be_read_leaves_what_the_results_give(tmp_path: Path) -> None:
    path = copy_of("five-violations", tmp_path)
    (path / "evidence-ledger.json").write_text("{")
    (row,) = EvidenceRows(open_pack(str(path)), None)
    assert (row.log10_bf, row.strength, row.agrees) == (1.6, "Strong", None)
    assert "Strong     not in the ledger" in first_row(path)


def test_long_names_keep_the_columns(tmp_path: Path) -> None:
    row = first_row(changed_ledger(tmp_path, oracle_name="字" * 20))
    assert row.startswith("字字字字字字字…  log10 BF ")


def test_what_a_row_stands_on() -> None:
    (row, _) = EvidenceRows(open_pack(str(PACKS / "other-writer")), None)
    said = row_detail(row).plain.split("\n")
    assert said[0] == "transfer: the record is about 40 times more likely if this broke than if it did not"
    assert said[1] == "posterior 28.7% from a prior of 1% (1 run in 100 broken)"
    assert said[2:5] == [
        "BF = P(oracle evidence | violation) / P(oracle evidence | clean)",
        "passed=false, violations=3, events_recorded=5, entities_tracked=3, max_severity=high",
        "transfer reported 3 deterministic violation(s)",
    ]
    assert said[5] == "further fields of its writer: recorded_at: 0"


@pytest.mark.parametrize("number", ["1e300", "-1e300", "0"])
def test_any_recorded_number_can_be_drawn(number: str) -> None:
    text = (PACKS / "five-violations" / "evidence-ledger.json").read_text()
    ledger = RecordedLedger.read(text.replace('"log10_bf": 1.6', f'"log10_bf": {number}').encode())
    assert ledger.entries[0].log10_bf == float(number)
    pack = open_pack(str(PACKS / "five-violations"))
    row = EvidenceRows(pack, None)[0]
    drawn = type(row)(row.name, ledger.entries[0], row.given, None)
    assert EvidenceLines((drawn,)).line(0).plain
    assert "posterior" in row_detail(drawn).plain


async def test_the_highlighted_row_is_explained() -> None:
    async with opened("many-oracles") as pilot:
        await press(pilot, "6")
        assert [line.split("log10")[0].strip(" >") for line in listed(pilot, "evidence-list")] == [
            "transfer",
            "replica 0",
            "replica's 1",
            "net:edge",
        ]
        assert said(pilot, "evidence-detail").startswith("transfer: the record is about 40 times more likely")
        await press(pilot, "down")
        assert said(pilot, "evidence-detail").startswith("replica 0: ")


async def test_an_edited_state_moves_the_factor() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "7", "home", "down", "down", "e", "ctrl+u")
        await enter(pilot, "0")
        await press(pilot, "enter", "6")
        assert "WHAT IF: was +1.60" in listed(pilot, "evidence-list")[0]
        assert "violations=4" in said(pilot, "evidence-detail")
        await press(pilot, "7", "u", "6")
        assert "WHAT IF" not in listed(pilot, "evidence-list")[0]


async def test_a_pack_without_results_says_so() -> None:
    async with opened("empty", NARROW) as pilot:
        await press(pilot, "6")
        assert "no evidence is recorded" in shown(pilot)
