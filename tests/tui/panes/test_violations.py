"""What broke, by severity, and the way from there to its events."""

from pathlib import Path

import pytest
from rich.text import Text

from atp_tui.engine.pack_format import write_record
from atp_tui.engine.record import Crashpack, OracleResult, Severity, Violation
from atp_tui.engine.what_if import change
from atp_tui.report.model import ViolationRow
from atp_tui.tui.panes.violations import ViolationLines
from atp_tui.tui.state_diff import WhatIfRow
from atp_tui.tui.text import LongLines
from tests.explorer import NARROW, Hand, cursor_row, enter, listed, main_screen, opened, press, said, shown

SAMPLES = Path(__file__).parents[3] / "sample_packs"


def row(severity: Severity, name: str, oracle: str = "transfer") -> ViolationRow:
    return ViolationRow(oracle, name, severity, "d", (), 0)


def test_each_severity_has_a_heading_and_a_sign() -> None:
    lines = ViolationLines((row(Severity.CRITICAL, "a"), row(Severity.LOW, "b"), row(Severity.LOW, "c")), 1, None, "")
    assert [lines.line(index).plain for index in range(lines.count())] == [
        "Critical (1)",
        "!! a",
        "Low (2)",
        ".  b",
        ".  c",
    ]


def test_oracles_are_named_where_there_are_several() -> None:
    gone = change(found(Severity.HIGH, "a"), OracleResult(oracle_name="edge", passed=True))
    lines = ViolationLines((row(Severity.HIGH, "a", "edge"), row(Severity.HIGH, "a", "core")), 2, gone, "edge")
    assert [lines.line(index).plain for index in (1, 2)] == ["!  a  edge  not checked", "!  a  core"]


def test_what_an_edited_state_adds_stands_apart() -> None:
    recorded = row(Severity.LOW, "a")
    came = change(OracleResult(oracle_name="transfer", passed=True), found(Severity.CRITICAL, "b"))
    lines = ViolationLines((recorded,), 1, came, "transfer")
    assert [lines.line(index).plain for index in range(lines.count())] == [
        "Low (1)",
        ".  a",
        "WHAT IF: new, not recorded (1)",
        "+ !! b  new",
    ]
    assert lines.entries[1] is recorded
    assert isinstance(lines.entries[3], WhatIfRow)


def found(severity: Severity, name: str) -> OracleResult:
    violation = Violation(violation_type=name, description="d", severity=severity)
    return OracleResult(oracle_name="transfer", violations=(violation,), passed=False)


async def test_the_worst_violation_is_shown_first_and_in_full() -> None:
    async with opened("five-violations") as pilot:
        assert listed(pilot, "violation-list") == [
            "  High (4)",
            "> !  manifest_integrity",
            "  !  journal_consistency",
            "  !  obligation_leak",
            "  !  path_consistency",
            "  Medium (1)",
            "  ~  quiescence",
        ]
        assert str(main_screen(pilot).query_one("#violations").border_title) == "v Violations (5)"
        detail = said(pilot, "detail-text")
        assert detail.startswith("High manifest_integrity  found by transfer\nManifest hash mismatch: expected 9f9f")
        assert detail.endswith("8 related events, the first at 116: Enter shows them")
        await press(pilot, "down")
        assert "gap_count  2" in said(pilot, "detail-text")


async def test_a_heading_is_no_violation() -> None:
    async with opened("five-violations") as pilot:
        before = said(pilot, "detail-text")
        await press(pilot, "up", "enter")
        assert cursor_row(pilot, "violation-list") == "> High (4)"
        assert main_screen(pilot).pane == "violations"
        assert said(pilot, "detail-text") == before


async def test_enter_leads_to_the_related_events() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "enter")
        assert main_screen(pilot).pane == "events"
        found = listed(pilot, "event-list")
        assert len(found) == 8
        assert found[0].startswith("> • 000116     4.943 ms    Log              manifest hash differs")
        assert all(" • " in line and "manifest hash differs" in line for line in found)
        assert said(pilot, "found").startswith("8 of 400 | match 1 | related to manifest_integrity")
        assert said(pilot, "detail-text").split("\n")[1].startswith("event 116  ")


async def test_a_double_click_leads_there_too() -> None:
    async with opened("five-violations") as pilot:
        await pilot.click("#violation-list", offset=(6, 6), times=2)
        await press(pilot)
        assert main_screen(pilot).pane == "events"
        assert "related to quiescence" in said(pilot, "found")


async def test_a_click_highlights() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "V")
        await pilot.click("#violation-list", offset=(6, 3))
        await press(pilot)
        assert main_screen(pilot).pane == "violations"
        assert cursor_row(pilot, "violation-list") == "> !  obligation_leak"
        assert said(pilot, "detail-text").startswith("High obligation_leak")


async def test_late_counts_do_not_take_the_place_of_an_event() -> None:
    async with opened("five-violations") as pilot:
        await pilot.press("down", "V", "down")
        await press(pilot)
        assert said(pilot, "detail-text").split("\n")[1].startswith("event 2 ")
        await press(pilot, "v")
        assert said(pilot, "detail-text").startswith("High journal_consistency")
        assert "related events, the first at" in said(pilot, "detail-text")


@pytest.mark.parametrize(
    ("pack", "sentence"),
    [("clean", "nothing broke"), ("empty", "no oracle judged this run"), ("clean.record.json", "nothing broke")],
)
async def test_a_list_without_violations_says_whether_the_run_was_judged(pack: str, sentence: str) -> None:
    async with opened(pack, NARROW) as pilot:
        assert sentence in shown(pilot)
        await press(pilot, "enter", "down")
        assert main_screen(pilot).pane == "violations"


async def test_events_that_are_not_related_say_so() -> None:
    async with opened("hostile-text") as pilot:
        assert "no event is related to it" in said(pilot, "detail-text")
        await press(pilot, "enter")
        assert "nothing matches" in shown(pilot)


async def set_field(pilot: Hand, row: int, value: str) -> None:
    await press(pilot, "7", "home", *["down"] * row, "e", "end", "ctrl+u")
    await enter(pilot, value)
    await press(pilot, "enter")


async def test_a_violation_that_an_edited_state_would_have_is_never_taken_for_a_recorded_one() -> None:
    async with opened("clean") as pilot:
        assert "Nothing broke: 1 oracle judged the run" in said(pilot, "detail-text")
        await set_field(pilot, 2, "3")
        assert listed(pilot, "violation-list")[1] == "  + !  journal_consistency  new"
        assert main_screen(pilot).query_one("#violations").border_title == "v Violations (0)"
        await press(pilot, "v", "down")
        detail = said(pilot, "detail-text")
        assert detail.startswith("WHAT IF: the record has no such violation; the edited state would\nHigh journal")
        assert "gap_count  3" in detail
        await press(pilot, "7", "u", "v")
        assert "nothing broke" in shown(pilot)
        assert said(pilot, "detail-text").startswith("Nothing broke")


async def test_the_cursor_stays_on_the_violation_when_others_come() -> None:
    async with opened(SAMPLES / "lost-finished") as pilot:
        await press(pilot, "end")
        before = cursor_row(pilot, "violation-list")
        await set_field(pilot, 4, "7")
        assert "WHAT IF: new, not recorded (1)" in shown(pilot)
        assert cursor_row(pilot, "violation-list").startswith(before)


async def test_other_evidence_is_told_of_a_violation_that_stays() -> None:
    async with opened("five-violations") as pilot:
        await set_field(pilot, 2, "9")
        assert "  !  journal_consistency  changed" in listed(pilot, "violation-list")


async def test_fifty_thousand_rows_of_evidence_are_shown_from_end_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = {f"key {number:05d}": f"value {number}" for number in range(50_000)}
    found = Violation(violation_type="x", description="d", severity=Severity.HIGH, evidence=evidence)
    record = Crashpack(oracle_results=(OracleResult(oracle_name="o", violations=(found,), passed=False),))
    path = tmp_path / "record.json"
    path.write_bytes(write_record(record))
    made: list[int] = []
    line = LongLines.line

    def counted(self: LongLines, index: int) -> Text:
        made.append(index)
        return line(self, index)

    monkeypatch.setattr(LongLines, "line", counted)
    async with opened(path) as pilot:
        await press(pilot, "5", "end")
        assert "value 49999" in shown(pilot)
        assert "no event is related to it" in shown(pilot)
        await press(pilot, "W", "home")
        assert "value 0" in shown(pilot)
    assert 0 < len(set(made)) < 200
