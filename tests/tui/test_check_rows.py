"""The wider oracle's evidence as rows."""

from pathlib import Path

import pytest

from atp_tui.cells import cell_len
from atp_tui.engine.oracle.combine import COMBINING, combine
from atp_tui.engine.oracle.model import DEFAULT_MODEL
from atp_tui.store.atp import judge_pack
from atp_tui.store.open import open_pack
from atp_tui.tui.check_rows import ALL, ANY, CheckRow, CheckRowLines, check_rows
from tests.program import PACKS


def rows_of(name: str | Path) -> tuple[CheckRow, ...]:
    return check_rows(judge_pack(open_pack(str(PACKS / name))), DEFAULT_MODEL.title)


def row_named(rows: tuple[CheckRow, ...], name: str) -> int:
    return next(index for index, row in enumerate(rows) if row.name == name)


def test_any_group_leads_then_all_then_checks_groups_and_the_rates() -> None:
    rows = rows_of("five-violations")
    names = [row.name for row in rows]
    assert names[:2] == [ANY, ALL]
    assert names[2].startswith("8 of 10 speak for a violation")
    assert names[3:13] == [
        "manifest (data)",
        "journal (journal)",
        "quiescence (structure)",
        "obligations (structure)",
        "path_consistency (paths)",
        "region_closure (structure)",
        "task_completion (structure)",
        "repair_recovery (data)",
        "trace_order (record)",
        "artifact_presence (record)",
    ]
    assert names[13:18] == ["group data", "group journal", "group structure", "group paths", "group record"]
    assert names[-1] == f"rates {DEFAULT_MODEL.title}"


def test_the_factors_are_those_of_the_ledger_and_of_its_combination() -> None:
    (judgement,) = judge_pack(open_pack(str(PACKS / "five-violations")))
    entries = judgement.result.ledger.entries
    combined, rows = combine(entries), check_rows((judgement,), "x")
    assert [row.log10_bf for row in rows[:2]] == [combined.log10_any, combined.log10_bf]
    assert [row.log10_bf for row in rows[3:13]] == [entry.evidence.bayes_factor.log10_bf for entry in entries]
    assert [row.word for row in rows[3:13]] == ["silent" if e.evidence.passed else "FIRED" for e in entries]
    assert [row.log10_bf for row in rows[13:18]] == [group.log10_bf for group in combined.groups]


def test_a_row_says_whether_it_fired_its_factor_and_its_strength() -> None:
    rows = rows_of("five-violations")
    line = CheckRowLines(rows).line(3).plain
    assert line.startswith("manifest (data)             FIRED   +1.60 Strong     ··")
    silent = next(index for index, row in enumerate(rows) if row.word == "silent")
    assert CheckRowLines(rows).line(silent).plain.count(" Against ") == 1


def test_sentences_stand_beside_what_all_say_together() -> None:
    (judgement,) = judge_pack(open_pack(str(PACKS / "five-violations")))
    combined = combine(judgement.result.ledger.entries)
    lines = CheckRowLines(check_rows((judgement,), "x"))
    assert lines.line(0).plain.endswith(combined.any_sentence)
    assert lines.line(1).plain.endswith(f"{combined.sentence}; {COMBINING}")


def test_what_a_check_stands_on_moves_with_the_prior() -> None:
    lines = CheckRowLines(rows_of("five-violations"))
    assert lines.detail(3, 100).plain.split("\n") == [
        "manifest (data): log10 BF +1.60, Strong",
        "posterior 28.7% from a prior of 1% (1 run in 100 broken)",
        "manifest fired: the record is about 40 times more likely if this broke than if it did not",
        "BF = P(fires | broken) / P(fires | clean) = d / f",
        "d=0.9, f=0.02261: 0.9 / 0.02261 = 39.81, log10 BF = +1.60",
        "High: " + judge_pack(open_pack(str(PACKS / "five-violations")))[0].result.violations[0].description,
    ]
    assert "posterior 97.5% from a prior of 50%" in lines.detail(3, 2).plain


def test_several_oracles_have_a_heading_each() -> None:
    rows = rows_of("many-oracles")
    headings = [row.name for row in rows if row.name.startswith("oracle ")]
    assert headings == ["oracle transfer", "oracle replica 0", "oracle replica's 1", "oracle net:edge"]


def test_a_record_in_one_file_has_its_notes_and_says_that_it_cannot_tell_of_artifacts() -> None:
    rows = rows_of("five-violations.record.json")
    assert any(row.name.startswith("note: a record in one file has no artifacts") for row in rows)
    (row,) = (row for row in rows if row.name.startswith("artifact_presence"))
    assert row.name.endswith("  cannot tell: a record in one file has no artifacts")
    assert (row.log10_bf, row.word) == (None, "")


def test_text_of_a_pack_is_shown_clean() -> None:
    rows = rows_of("hostile-text")
    lines = CheckRowLines(rows)
    for index in range(lines.count()):
        shown = lines.line(index).plain + lines.detail(index, 100).plain
        assert not [character for character in shown if ord(character) < 32 and character != "\n"]


@pytest.mark.parametrize("name", ["a" * 40, "字" * 20])
def test_long_names_keep_the_columns(name: str) -> None:
    line = CheckRowLines((CheckRow(name, 1.0),)).line(0)
    assert line.plain.split("…")[1].strip(" ").startswith("+1.00 ")
    assert cell_len(line.plain[: line.plain.index("+1.00")]) == 36
