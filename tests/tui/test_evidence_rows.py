"""What is certain, and the ledger as recorded beside the one that the results give."""

import json
from pathlib import Path

import pytest

from atp_tui.cells import cell_len
from atp_tui.engine.evidence import NO_DOUBT, posterior
from atp_tui.engine.ledger import RecordedLedger
from atp_tui.store.open import open_pack
from atp_tui.tui.evidence_rows import EvidenceLines, EvidenceRows, Row, row_detail
from tests.explorer import NARROW, PACKS, listed, opened, press, said, shown
from tests.program import FOREIGN, copy_of


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


def rows_of(path: Path) -> list[str]:
    lines = EvidenceLines(EvidenceRows(open_pack(str(path)), None))
    return [lines.line(index).plain for index in range(lines.count())]


def test_what_is_certain_comes_before_the_factor() -> None:
    certain, factor = rows_of(PACKS / "five-violations")
    assert certain == (
        "transfer         FAILED certain: manifest_integrity, journal_consistency, quiescence, obligation_leak, "
        "path_consistency"
    )
    assert factor.startswith("  log10 BF  +1.60 Strong ")
    assert factor.rstrip()[-1] in "·┊■"
    assert rows_of(PACKS / "clean")[0] == "transfer         PASSED certain: no violation found"


def test_a_row_of_sixty_columns_has_the_whole_bar() -> None:
    borders, gutter = 4, 2
    for row in rows_of(PACKS / "many-oracles")[1::2]:
        assert cell_len(row) <= 60 - borders - gutter
        assert "│" in row.rstrip()[:-1]


def test_a_factor_that_differs_is_told_with_the_one_worked_out(tmp_path: Path) -> None:
    row = rows_of(changed_ledger(tmp_path, log10_bf=-2.5))[1]
    assert "log10 BF  -2.50 " in row
    assert " DIFFERS: the result has +1.60 Strong " in row


def test_a_strength_of_another_writer_stands_as_it_is(tmp_path: Path) -> None:
    row = rows_of(changed_ledger(tmp_path, strength="[red]Overwhelming\x1b"))[1]
    assert "[red]Overwhelming␛ DIFFERS" in row


def test_an_entry_without_a_result_and_a_result_without_an_entry(tmp_path: Path) -> None:
    path = copy_of("many-oracles", tmp_path)
    ledger = json.loads((path / "evidence-ledger.json").read_bytes())
    entries = ledger["entries"]
    (path / "evidence-ledger.json").write_text(json.dumps(ledger | {"entries": entries[:2]}))
    assert [row.count("not in the ledger") for row in rows_of(path)[1::2]] == [0, 0, 1, 1]
    (path / "evidence-ledger.json").write_text(json.dumps(ledger | {"entries": [*entries, entries[0]]}))
    assert rows_of(path)[8].endswith(" no such result in the journal")


def test_a_ledger_that_cannot_be_read_leaves_what_the_results_give(tmp_path: Path) -> None:
    path = copy_of("five-violations", tmp_path)
    (path / "evidence-ledger.json").write_text("{")
    (row,) = EvidenceRows(open_pack(str(path)), None)
    assert (row.log10_bf, row.strength, row.agrees) == (1.6, "Strong", None)
    assert "Strong     not in the ledger" in rows_of(path)[1]


def test_long_names_keep_the_columns(tmp_path: Path) -> None:
    row = rows_of(changed_ledger(tmp_path, oracle_name="字" * 20))[0]
    assert row.startswith("字字字字字字字…  FAILED ")


def test_a_posterior_names_its_hypothesis_and_doubts_no_violation() -> None:
    (row, _) = EvidenceRows(open_pack(str(PACKS / "other-writer")), None)
    said = row_detail(row).plain.split("\n")
    hypothesis = "an invariant of transfer was broken"
    assert said == [
        "transfer: FAILED, certain: manifest_integrity, journal_consistency, quiescence",
        "uncertain: whether the run was really broken, as a check can also fire on a healthy run",
        f"  posterior 28.7% that {hypothesis}, from a prior of 1%; {NO_DOUBT}",
        f"  the record is about 40 times more likely if {hypothesis} than if all held",
        "BF = P(oracle evidence | violation) / P(oracle evidence | clean)",
        "passed=false, violations=3, events_recorded=5, entities_tracked=3, max_severity=high",
        "transfer reported 3 deterministic violation(s)",
        "further fields of its writer: recorded_at: 0",
    ]
    assert NO_DOUBT not in row_detail(row, 2).plain


@pytest.mark.parametrize("pack", FOREIGN)
@pytest.mark.parametrize("one_in", [1000, 100, 2])
def test_a_failing_row_is_never_less_likely_broken_without_the_sentence_that_explains_it(
    pack: str, one_in: int
) -> None:
    for row in EvidenceRows(open_pack(str(PACKS / pack)), None):
        said = row_detail(row, one_in).plain
        if row.result is not None and not row.result.passed and row.log10_bf is not None:
            likely = posterior(row.log10_bf, 1 / one_in) >= 0.5
            assert likely or NO_DOUBT in said
            assert "less likely" not in said or NO_DOUBT in said


@pytest.mark.parametrize("number", ["1e300", "-1e300", "0"])
def test_any_recorded_number_can_be_drawn(number: str) -> None:
    text = (PACKS / "five-violations" / "evidence-ledger.json").read_text()
    ledger = RecordedLedger.read(text.replace('"log10_bf": 1.6', f'"log10_bf": {number}').encode())
    assert ledger.entries[0].log10_bf == float(number)
    pack = open_pack(str(PACKS / "five-violations"))
    row = EvidenceRows(pack, None)[0]
    drawn = Row(row.name, ledger.entries[0], row.result, None)
    assert EvidenceLines((drawn,)).line(1).plain
    assert "posterior" in row_detail(drawn).plain


async def test_the_highlighted_row_is_explained() -> None:
    async with opened("many-oracles") as pilot:
        await press(pilot, "6")
        assert [line[2:18].strip() for line in listed(pilot, "evidence-list")[:3:2]] == ["transfer", "replica 0"]
        assert said(pilot, "evidence-detail").startswith("transfer: FAILED, certain: manifest_integrity")
        before = said(pilot, "evidence-detail")
        await press(pilot, "down")
        assert said(pilot, "evidence-detail") == before
        await press(pilot, "down")
        assert said(pilot, "evidence-detail").startswith("replica 0: PASSED, certain: no violation found")


async def test_an_edited_state_moves_the_factor() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "7", "home", "down", "down", "e", "0", "enter", "6")
        assert "WHAT IF FAILED certain: manifest_integrity, quiescence" in listed(pilot, "evidence-list")[0]
        assert "WHAT IF: was +1.60" in listed(pilot, "evidence-list")[1]
        assert "violations=4" in said(pilot, "evidence-detail")
        await press(pilot, "7", "u", "6")
        assert "WHAT IF" not in listed(pilot, "evidence-list")[0]


async def test_a_pack_without_results_says_so() -> None:
    async with opened("empty", NARROW) as pilot:
        await press(pilot, "6")
        assert "no evidence is recorded" in shown(pilot)
