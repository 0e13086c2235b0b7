"""What broke, by severity, and the way from there to its events."""

import pytest

from atp_tui.engine.record import Severity
from atp_tui.report.model import ViolationRow
from atp_tui.tui.panes.violations import ViolationLines
from tests.explorer import NARROW, cursor_row, listed, main_screen, opened, press, said, shown


def row(severity: Severity, name: str, oracle: str = "transfer") -> ViolationRow:
    return ViolationRow(oracle, name, severity, "d", (), 0)


def test_each_severity_has_a_heading_and_a_sign() -> None:
    lines = ViolationLines((row(Severity.CRITICAL, "a"), row(Severity.LOW, "b"), row(Severity.LOW, "c")), 1, {})
    assert [lines.line(index).plain for index in range(lines.count())] == [
        "Critical (1)",
        "!! a",
        "Low (2)",
        ".  b",
        ".  c",
    ]


def test_oracles_are_named_where_there_are_several() -> None:
    lines = ViolationLines((row(Severity.HIGH, "a", "edge"),), 2, {("edge", "a"): "GONE"})
    assert lines.line(1).plain == "!  a  edge  GONE"


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
        assert str(main_screen(pilot).query_one("#violations").border_title) == "Violations (5)"
        detail = said(pilot, "detail-text")
        assert detail.startswith("High manifest_integrity  found by transfer\nManifest hash mismatch: expected 9f9f")
        assert detail.endswith("8 events bear on it, the first at 116: Enter goes there")
        await press(pilot, "down")
        assert "gap_count  2" in said(pilot, "detail-text")


async def test_a_heading_is_no_violation() -> None:
    async with opened("five-violations") as pilot:
        before = said(pilot, "detail-text")
        await press(pilot, "up", "enter")
        assert cursor_row(pilot, "violation-list") == "> High (4)"
        assert main_screen(pilot).pane == "violations"
        assert said(pilot, "detail-text") == before


async def test_enter_leads_to_the_events_that_bear_on_it() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "enter")
        assert main_screen(pilot).pane == "events"
        found = listed(pilot, "event-list")
        assert len(found) == 8
        assert found[0].startswith("> • 000116     4.943 ms  Log              manifest hash differs")
        assert all(" • " in line and "manifest hash differs" in line for line in found)
        assert said(pilot, "found").startswith("8 of 400 | match 1 | bearing on manifest_integrity")
        assert said(pilot, "detail-text").startswith("Event 116 ")


async def test_a_double_click_leads_there_too() -> None:
    async with opened("five-violations") as pilot:
        await pilot.click("#violation-list", offset=(6, 6), times=2)
        await press(pilot)
        assert main_screen(pilot).pane == "events"
        assert "bearing on quiescence" in said(pilot, "found")


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
        assert said(pilot, "detail-text").startswith("Event 1 ")
        await press(pilot, "v")
        assert said(pilot, "detail-text").startswith("High journal_consistency")
        assert "bear on it" in said(pilot, "detail-text")


async def test_running_again_does_not_take_the_place_of_an_event() -> None:
    async with opened("five-violations") as pilot:
        await press(pilot, "V", "down", "r")
        assert said(pilot, "detail-text").startswith("Event 1 ")


@pytest.mark.parametrize(
    ("pack", "sentence"),
    [("clean", "nothing broke"), ("empty", "nothing broke"), ("clean.record.json", "nothing broke")],
)
async def test_nothing_broke(pack: str, sentence: str) -> None:
    async with opened(pack, NARROW) as pilot:
        assert sentence in shown(pilot)
        await press(pilot, "enter", "down")
        assert main_screen(pilot).pane == "violations"


async def test_events_without_a_bearing_say_so() -> None:
    async with opened("hostile-text") as pilot:
        assert "no event says anything that bears on it" in said(pilot, "detail-text")
        await press(pilot, "enter")
        assert "nothing matches" in shown(pilot)
