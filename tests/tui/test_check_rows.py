"""The wider oracle's evidence as rows."""

from pathlib import Path

import pytest

from atp_tui.assets import SAMPLE_PACKS
from atp_tui.cells import cell_len
from atp_tui.engine.evidence import ASKED, NO_DOUBT, posterior
from atp_tui.engine.oracle.combine import COMBINING, NOT_EVERY, combine
from atp_tui.engine.oracle.model import DEFAULT_MODEL
from atp_tui.store.atp import judge_pack
from atp_tui.store.open import open_pack
from atp_tui.tui.check_rows import ALL, ANY, ANY_MEANS, CheckRow, CheckRowLines, check_rows
from tests.program import PACKS

FAILING = ("heavy-loss", "lost-finished", "torn-journal", "stuck-operation")


def rows_of(name: str | Path) -> tuple[CheckRow, ...]:
    return check_rows(judge_pack(open_pack(str(PACKS / name))), DEFAULT_MODEL.title)


def place_of(rows: tuple[CheckRow, ...], name: str) -> int:
    return next(index for index, row in enumerate(rows) if row.title.startswith(name))


def test_what_is_certain_leads_then_what_all_checks_weigh_together() -> None:
    rows = rows_of("five-violations")
    names = [row.title for row in rows]
    assert names[0] == "certain: 8 of 10 checks found a violation"
    assert names[1:11] == [
        "manifest (data)",
        "journal (journal)",
        "quiescence (structure)",
        "obligations (structure)",
        "path_consistency (paths)",
        "region_closure (structure)",
        "task_completion (structure)",
        "artifact_presence (record)",
        "repair_recovery (data)",
        "trace_order (record)",
    ]
    assert [row.word for row in rows[1:11]] == ["FIRED"] * 8 + ["silent"] * 2
    assert names[-9] == f"uncertain: {ASKED}; rates {DEFAULT_MODEL.title}"
    assert names[-8:-6] == [ANY, ALL]
    assert names[-6:-1] == ["group data", "group journal", "group structure", "group paths", "group record"]
    assert names[-1].startswith("8 of 10 speak for a violation")


def test_checks_that_fired_come_before_silent_ones_and_those_that_cannot_tell_last() -> None:
    rows = rows_of("clean.record.json")
    assert rows[0].name == "certain: 2 of 9 checks found a violation, 1 cannot tell"
    assert rows[10].name.startswith("artifact_presence")
    rows = check_rows(judge_pack(open_pack(str(SAMPLE_PACKS / "lost-finished"))), "x")
    words = [row.word for row in rows[1:11]]
    assert words == sorted(words, key=lambda word: word != "FIRED")
    assert set(words) == {"FIRED", "silent"}


def test_the_factors_are_those_of_the_ledger_and_of_its_combination() -> None:
    (judgement,) = judge_pack(open_pack(str(PACKS / "five-violations")))
    entries = judgement.result.ledger.entries
    combined, rows = combine(entries), check_rows((judgement,), "x")
    first = place_of(rows, ANY)
    assert [row.log10_bf for row in rows[first : first + 2]] == [combined.log10_any, combined.log10_bf]
    by_type = sorted(entries, key=lambda entry: entry.evidence.passed)
    assert [row.log10_bf for row in rows[1:11]] == [entry.evidence.bayes_factor.log10_bf for entry in by_type]
    assert [row.log10_bf for row in rows[first + 2 : first + 7]] == [group.log10_bf for group in combined.groups]


def test_a_row_says_whether_it_fired_its_factor_and_its_strength() -> None:
    rows = rows_of("five-violations")
    line = CheckRowLines(rows).line(1).plain
    assert line.startswith("manifest (data)             FIRED   +1.60 Strong     ··")
    silent = next(index for index, row in enumerate(rows) if row.word == "silent")
    assert CheckRowLines(rows).line(silent).plain.count(" Against ") == 1


@pytest.mark.parametrize("width", [54, 60, 74, 120])
def test_the_bar_keeps_its_right_half_in_any_width(width: int) -> None:
    rows = rows_of("five-violations")
    lines = CheckRowLines(rows, width)
    for index, row in enumerate(rows):
        if row.log10_bf is not None:
            bar = lines.line(index).plain.removesuffix(f" {row.beside}" if row.beside else "")
            assert cell_len(bar) <= width
            left, right = bar.rstrip().split("│")
            assert len(left.rpartition(" ")[2]) == len(right) >= 4


def test_sentences_stand_beside_what_all_say_together() -> None:
    (judgement,) = judge_pack(open_pack(str(PACKS / "five-violations")))
    combined = combine(judgement.result.ledger.entries)
    rows = check_rows((judgement,), "x")
    lines, first = CheckRowLines(rows), place_of(rows, ANY)
    assert lines.line(first).plain.endswith(f" {combined.any_sentence}; {ANY_MEANS}")
    assert lines.line(first + 1).plain.endswith(f" {combined.sentence}; {COMBINING}")


@pytest.mark.parametrize("name", [*FAILING, "many-oracles"])
def test_no_failing_pack_is_less_likely_broken_without_the_sentence_that_explains_it(name: str) -> None:
    path = SAMPLE_PACKS / name if name in FAILING else PACKS / name
    for judgement in judge_pack(open_pack(str(path))):
        rows = check_rows((judgement,), "x")
        lines = CheckRowLines(rows)
        for row_name, sentence in ((ANY, NO_DOUBT), (ALL, NOT_EVERY)):
            place = place_of(rows, row_name)
            said = lines.detail(place, 100).plain
            assert rows[place].fails is bool(judgement.result.violations)
            assert "less likely" not in said or not rows[place].fails or sentence in said
            assert (NO_DOUBT in said) is (rows[place].fails and posterior(rows[place].log10_bf or 0.0, 0.01) < 0.5)


def test_of_many_oracles_the_first_are_listed_and_all_others_counted() -> None:
    (judgement,) = judge_pack(open_pack(str(PACKS / "five-violations")))
    told = {left_out: check_rows([judgement] * 1_000, "x", left_out)[-1].name for left_out in (0, 500)}
    assert told == {
        0: "and 800 more oracles; check --atp lists them",
        500: "and 1,300 more oracles; check --atp lists the worst 1,000",
    }


def test_a_posterior_names_its_hypothesis() -> None:
    rows = rows_of("five-violations")
    lines = CheckRowLines(rows)
    assert lines.detail(1, 100).plain.split("\n") == [
        "manifest (data): log10 BF +1.60, Strong",
        "certain: High: " + judge_pack(open_pack(str(PACKS / "five-violations")))[0].result.violations[0].description,
        f"posterior 28.7% that manifest was broken, from a prior of 1%; {NO_DOUBT}",
        "manifest fired: the record is about 40 times more likely if manifest was broken than if it held",
        "BF = P(fires | broken) / P(fires | clean) = d / f",
        "d=0.9, f=0.02261: 0.9 / 0.02261 = 39.81, log10 BF = +1.60",
    ]
    assert "posterior 97.5% that manifest was broken, from a prior of 50%" in lines.detail(1, 2).plain
    assert " that one of the groups broke, from " in lines.detail(place_of(rows, ANY), 2).plain
    assert " that every group broke, from " in lines.detail(place_of(rows, ALL), 2).plain
    assert " that group data broke, from " in lines.detail(place_of(rows, "group data"), 2).plain


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
    line = CheckRowLines((CheckRow(name, log10_bf=1.0),)).line(0)
    assert line.plain.split("…")[1].strip(" ").startswith("+1.00 ")
    assert cell_len(line.plain[: line.plain.index("+1.00")]) == 36
