"""A fleet as text."""

from dataclasses import replace
from pathlib import Path

import pytest

from atp_tui.clean import is_clean
from atp_tui.engine.record import Severity
from atp_tui.fleet.indexing import IndexProgress
from atp_tui.fleet.report.text import deed_lines, detail_lines, group_lines, totals_lines
from atp_tui.fleet.report.words import influence_line, moment, near_path, path_text, progress_words, share
from atp_tui.fleet.rows import DeedRow, Influence, SampleRow, Status
from atp_tui.report.tone import text_of
from tests.fleet_rows import GROUPS, TOTALS, detail_of

HOSTILE = "\x1b[2J\u202ewide\n=1+1"
SAMPLE = SampleRow(1, b"packs/\xff\x1b[2Jx", "26a1", 7, True, "minimized", 2856, 0)


def test_the_parts_of_each_total_are_named_and_those_of_zero_are_not() -> None:
    assert [text_of(line) for line in totals_lines(TOTALS)] == [
        "41,872 runs: 12,519 failed, 29,310 passed, 31 lab errors, 12 killed",
        "2,219 packs: 2,204 readable, 2 unreadable, 13 not read yet",
        "2,204 readable packs: 2,190 intact, 3 DAMAGED, 11 not examined",
        "5 groups over 3 builds",
        "not looked into: 118 violations (no cause was searched for)",
    ]


def test_groups_stand_in_columns() -> None:
    long = "quiescence: deliver pending; + BlockShort RepairSpent; - OutcomesReported"
    lines = [text_of(line) for line in group_lines(GROUPS[:3], 3)]
    assert lines == [
        "ID  STATUS     SEVERITY   RUNS    RATE  GROUP",
        " 1  new        High        312   0.7 %  journal_consistency: + PowerCut  [torn-journal x41]",
        f" 2  regressed  Medium    1,904   4.5 %  {long}",
        " 3  known      Critical  8,410  20.1 %  manifest_integrity  (hardware of rack 7)",
    ]


def test_groups_that_are_not_listed_are_counted() -> None:
    assert text_of(list(group_lines(GROUPS, 12))[-1]) == "7 more groups; --limit 0 prints all of them"
    assert list(group_lines((), 0)) == []


def test_a_group_is_told_with_its_cause_its_parts_and_its_samples() -> None:
    told = [text_of(line) for line in detail_lines(detail_of(GROUPS[0]), [SAMPLE])]
    assert told[0] == "group 1: new; High; journal_consistency: + PowerCut"
    assert "cause: 1 of 251 external decisions, 1-minimal, found in 9 runs" in told
    assert "  power cut on replica 0 at record 2" in told
    assert "  pending operation: deliver  (transfer.atp-trace)" in told
    assert "fingerprints: v1/2:9f2ab31c00112233 v1/2:77aa0011ffee2233" in told
    assert told[-2:] == [
        "  packs/\\xff\N{SYMBOL FOR ESCAPE}[2Jx (minimized, build 26a1, seed 7, 2,856 events, intact)",
        "  11 more; --limit 0 prints all of them",
    ]


def test_a_group_nobody_has_looked_into_says_so() -> None:
    assert "cause: not looked into" in [text_of(line) for line in detail_lines(detail_of(GROUPS[4]), [])]


def test_hostile_texts_are_clean() -> None:
    row = replace(GROUPS[0], title=HOSTILE, note=HOSTILE, influence=HOSTILE, builds=((HOSTILE, 1),))
    detail = replace(detail_of(row), prints=(HOSTILE,))
    sample = replace(SAMPLE, build=HOSTILE, role=HOSTILE)
    deed = DeedRow(1, 0, "note", HOSTILE, None)
    for line in (*group_lines([row], 1), *detail_lines(detail, [sample]), *deed_lines([deed])):
        assert is_clean(text_of(line))


def test_changes_say_what_undid_them() -> None:
    deeds = [DeedRow(2, 0, "undo", "undid 1", None), DeedRow(1, 0, "merge", "merged 4 into 2", 2)]
    assert [text_of(line) for line in deed_lines(deeds)] == [
        "2: 1970-01-01 00:00: undo: undid 1",
        "1: 1970-01-01 00:00: merge: merged 4 into 2 (undone by 2)",
    ]


def test_a_rate_that_is_not_zero_is_never_written_as_zero() -> None:
    assert [share(rate) for rate in (0.0, 1e-9, 0.0004, 0.0005, 0.0074, 1.0)] == [
        "0.0 %", "< 0.1 %", "< 0.1 %", "0.1 %", "0.7 %", "100.0 %",
    ]  # fmt: skip


def test_times_that_no_calendar_has_are_a_dash() -> None:
    assert moment(1_800_000_000_000_000_000) == "2027-01-15 08:00"
    assert moment(2**63 - 1) == "2262-04-11 23:47"
    assert [moment(-(2**63)), moment(2**80)] == ["1677-09-21 00:12", "-"]


def test_an_influence_says_which_way_it_goes() -> None:
    trigger = Influence("torn-journal", 312, 1000, 0, 3000, 0.284, 0.341, 0.0, 0.001)
    assert influence_line(trigger) == (
        "trigger torn-journal: 312 of 1,000 runs with it (28.4 % to 34.1 %), 0 of 3,000 without (0.0 % to 0.1 %)"
    )
    suppressor = Influence("heavy-loss", 1, 900, 200, 3000, 0.0, 0.006, 0.06, 0.08)
    assert influence_line(suppressor).startswith("suppressor heavy-loss")


def test_a_path_that_is_no_utf8_is_shown_with_escapes() -> None:
    assert path_text(b"a\xffb\xc3\xa9") == "a\\xffb\u00e9"


def test_severities_keep_their_words() -> None:
    row = replace(GROUPS[0], severity=Severity.CRITICAL, status=Status.FIXED)
    assert "fixed   Critical" in text_of(list(group_lines([row], 1))[1])


def test_a_path_inside_the_working_directory_is_shown_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert near_path(bytes(tmp_path / "a" / "b")) == "a/b"
    assert near_path(bytes(tmp_path) + b"x/b") == f"{tmp_path}x/b"
    monkeypatch.chdir("/")
    assert near_path(b"/a/b") == "/a/b"


def test_an_indexing_says_how_far_it_is() -> None:
    assert progress_words(IndexProgress("what", 1_200, 5_000)) == "indexing: reading packs, 1,200 of 5,000"
    assert progress_words(IndexProgress("known", 1_200, None)) == "indexing: looking for packs, 1,200"
    assert [IndexProgress("what", 3, total).share for total in (4, None)] == [0.75, None]
